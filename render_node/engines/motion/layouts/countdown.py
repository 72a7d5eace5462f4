"""Countdown: a ring of ticks that empties in true time around the seconds that are left."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionSpec
from render_node.engines.motion import (
    actors,
    casting,
    headings,
    lettering_styles,
    papers,
    printed,
    sprites,
    stretching,
    svg,
    tracks,
)
from render_node.engines.motion.compositor import Op
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import BOTTOM, CENTRE, RIGHT, TOP, Stage
from render_node.engines.motion.tracks import Track

_TICKS = 60
_RADIUS = 416.0
# Lengths and widths of ticks, relative to the radius: the quarters, and all others.
_LONG, _SHORT = 0.175, 0.13
_THICK, _THIN = 0.034, 0.026
_DEFAULT_START_S = 0.6
_LONGEST_S = 100.0
_TALL = 1.1
# The object beside the label, relative to the radius.
_THING = 0.6


def is_served(spec: MotionSpec) -> bool:
    return spec.seconds_to_hold is not None


def build(stage: Stage) -> None:
    top = TOP + 20.0
    if stage.spec.headline.strip():
        top = headings.headline(stage, y=202, height=230, largest=190).bottom + _gap(stage)
    radius = min(_RADIUS, (BOTTOM + 34 - top) / 2)
    clock = _Clock(
        starts_s=stage.cue(stage.spec.reaction_s, default_s=_DEFAULT_START_S),
        holds_s=stage.spec.seconds_to_hold or 1.0,
    )
    x, y = float(CENTRE), top + radius
    stage.add(_ring(stage, clock, x=x, y=y, radius=radius))
    _numeral(stage, clock, x=x, y=y, radius=radius)
    if stage.things:
        side = radius * _THING
        casting.helper(
            stage,
            stage.things[0],
            x=min(x + radius * 0.86, RIGHT - side / 2 + 10),
            y=y + radius * 0.72,
            side=side,
            number=0,
            finish=printed.cut_out(stage),
        )


def _gap(stage: Stage) -> float:
    """The space below the headline: tall leading brings some along."""
    return 4.0 if stage.theme.headline.leading > _TALL else 34.0


@dataclass(frozen=True)
class _Clock:
    """When the time starts to run, and how long it runs, in seconds of the scene."""

    starts_s: float
    holds_s: float

    def left_s(self, t: float) -> float:
        return max(0.0, self.holds_s - max(0.0, t - self.starts_s))

    def ticks(self, t: float) -> int:
        return math.ceil(_TICKS * self.left_s(t) / self.holds_s - 1e-6)

    def seconds(self, t: float) -> int:
        return math.ceil(self.left_s(t) - 1e-6)


class _Ring:
    """The ticks: those that are left in one colour, and the rest in another."""

    def __init__(
        self, lit: Sequence[Op], spent: Sequence[Op], *, clock: _Clock, dy: float, track: Track
    ) -> None:
        self._lit, self._spent = lit, spent
        self._clock, self._dy, self._track = clock, dy, track

    def ops(self, t: float) -> Sequence[Op]:
        pose = self._track(t)
        if pose.opacity <= 0:
            return ()
        shift = round(pose.y * self._dy / 2) * 2
        left = self._clock.ticks(t)
        ops = [*self._lit[:left], *self._spent[left:]]
        return [Op(op.sprite, op.x, op.y + shift) for op in ops] if shift else ops


def _ring(stage: Stage, clock: _Clock, *, x: float, y: float, radius: float) -> _Ring:
    ground = stage.ground
    lit = papers.accent(ground)
    arrives = stage.enters(tracks.slide(0.0, y=90))
    return _Ring(
        _ticks(stage, lit, x=x, y=y, radius=radius),
        _ticks(stage, ground.soft, x=x, y=y, radius=radius),
        clock=clock,
        dy=stage.unit,
        track=arrives,
    )


def _ticks(stage: Stage, colour: str, *, x: float, y: float, radius: float) -> list[Op]:
    """One small picture for each tick, clockwise from the top."""
    found: list[Op] = []
    for number in range(_TICKS):
        is_long = number % (_TICKS // 4) == 0
        length = radius * (_LONG if is_long else _SHORT)
        width = radius * (_THICK if is_long else _THIN)
        angle = 2 * math.pi * number / _TICKS
        middle = radius - length / 2
        at_x, at_y = x + middle * math.sin(angle), y - middle * math.cos(angle)
        side = length * 1.2
        bar = svg.rectangle(
            x=(side - width) / 2, y=(side - length) / 2, width=width, height=length, fill=colour
        )
        body = svg.turned(bar, degrees=math.degrees(angle), x=side / 2, y=side / 2)
        left, top = round(stage.x(at_x - side / 2)), round(stage.y(at_y - side / 2))
        # The picture begins at an even pixel; what is lost by that is drawn inside it.
        left, top = left - left % 2, top - top % 2
        dx, dy = (left - stage.x(at_x - side / 2)) / stage.unit, (top - stage.y(at_y - side / 2)) / stage.unit
        found.append(
            Op(sprites.bake(stage.drawing(body, x=dx, y=dy, width=side + 4, height=side + 4)), left, top)
        )
    return found


def _numeral(stage: Stage, clock: _Clock, *, x: float, y: float, radius: float) -> None:
    """The seconds that are left, changing as they pass."""
    label = stage.spec.figure_label.strip()
    width, height = radius * 1.06, radius * (1.0 if label else 1.3)
    y_figure = y - (radius * 0.16 if label else 0)
    side = radius * 1.56
    track = tracks.together(stage.enters(tracks.pop(0.06, rise=50)), stage.exit(x=-stage.theme.exit_px))
    stage.add(
        actors.Changing(
            lambda seconds: _figure(stage, seconds, width=width, height=height, side=side),
            x=stage.x(x),
            y=stage.y(y_figure),
            unit=stage.unit,
            state=clock.seconds,
            track=track,
        )
    )
    if label:
        stage.label(
            label,
            x=x - width / 2,
            y=y + radius * 0.44,
            width=width,
            size=radius * 0.18,
            align="centre",
            height=radius * 0.3,
        )


def _figure(stage: Stage, seconds: int, *, width: float, height: float, side: float) -> Image.Image:
    style = stage.theme.numeral
    line = stretching.line(stage, _written(stage, seconds), style=style)
    share = min(width / line.width, height / line.height)
    text = stretching.scaled(line, across=share, down=share)
    colour = papers.accent(stage.ground)
    body = lettering_styles.body(text.words, style=style, size=text.size, ink=Ink(fill=colour, accent=colour))
    left, top = (text.width - side) / 2, (text.height - side) / 2
    return stage.drawing(body, x=left, y=top, width=side, height=side)


def _written(stage: Stage, seconds: int) -> str:
    """The figure as the text writes it at first, then seconds, or minutes and seconds."""
    figure = stage.spec.figure.strip()
    hold_s = stage.spec.seconds_to_hold or 0.0
    if figure and seconds == math.ceil(hold_s):
        return figure
    if ":" in figure or (hold_s >= _LONGEST_S):
        return f"{seconds // 60}:{seconds % 60:02d}"
    return str(seconds)
