"""Chart: bars that grow from zero one after another, counting up; an object lands on the last.

They stand as columns, or lie where names or figures are too long to be large below and in columns.
"""

import math
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageOps

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import (
    actors,
    bars,
    cards,
    colours,
    figures,
    growth,
    headings,
    lanes,
    objects,
    reading,
    svg,
    tracks,
)
from render_node.engines.motion.growth import Edge, Revealed
from render_node.engines.motion.lettering import Block, Lettering
from render_node.engines.motion.stage import LEFT, RIGHT, TOP, Stage
from render_node.engines.motion.tracks import Track

_FOOT = 1150.0
# The height of a name in one line or in two, and its size.
_ONE_LINE, _TWO_LINES = 64.0, 110.0
_NAME, _LEAST = 48.0, 38.0
_GAP = 24.0
_LARGEST_BAR = 206.0
# A bar of at least this height has its figure inside.
_INSIDE = 78.0
_FIGURE_HEIGHT, _FIGURE = 70.0, 62.0
_ROUND = 16.0
# A headline of so many letters leaves room for an object beside it.
_SHORT, _BESIDE = 28, 596.0
_LAST_SIDE, _SIDE = 324.0, 150.0
_APART = 12.0


@dataclass(frozen=True)
class _Bar:
    """A bar: its item, its box above its foot, when it grows, and how it moves at rest."""

    item: MotionItem
    number: int
    x: float
    width: float
    height: float
    foot: float
    start_s: float
    rests: Track
    is_hot: bool
    is_last: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.foot - self.height


def is_served(spec: MotionSpec) -> bool:
    amounts = [item.amount for item in spec.items]
    known = [amount for amount in amounts if amount is not None]
    return len(known) >= 2 and len(known) == len(amounts) and min(known) >= 0 and max(known) > 0


def heights(amounts: list[float], *, tallest: float) -> list[float]:
    """The heights of bars from zero, in the proportion of their amounts."""
    largest = max(amounts)
    return [tallest * amount / largest for amount in amounts]


def build(stage: Stage) -> None:
    directed = reading.directed(stage, stage.spec.items[0].label)
    head = _head(directed)
    if not _stand(stage):
        lanes.build(stage, top=head.bottom + 30)
        return
    stage = directed
    found = _bars(stage, head)
    for bar in found:
        _column(stage, bar)
    _axis(stage, found)
    _arrow(stage, found)
    for bar in found:
        _figure(stage, bar)
        _name(stage, bar)
        _thing(stage, bar, before=found[bar.number - 1])


def _columns(stage: Stage) -> tuple[float, float]:
    """From one bar to the next, and the width of a bar."""
    step = (RIGHT - LEFT + _GAP) / len(stage.spec.items)
    return step, min(step - _GAP, _LARGEST_BAR)


def _stand(stage: Stage) -> bool:
    """True if names and figures are large enough at columns."""
    step, width = _columns(stage)
    style = cards.plain(stage.theme.headline)
    return all(
        _set_name(stage, item.label, width=step - 8).size_px >= _LEAST
        and headings.one_line(stage, bars.figure(stage, item), style=style, width=width - 12, largest=_FIGURE)
        >= _LEAST
        for item in stage.spec.items
    )


def _set_name(stage: Stage, name: str, *, width: float) -> Lettering:
    """A name in at most two lines."""
    return stage.set(
        name,
        style=cards.plain(stage.theme.label),
        width=width,
        height=_TWO_LINES,
        largest=_NAME,
        smallest=20,
        align="centre",
        most_lines=2,
    )


def _head(stage: Stage) -> Block:
    spec = stage.spec
    block = Block(LEFT, TOP, LEFT, TOP, 0)
    is_short = len(spec.headline) <= _SHORT and bars.last_object(stage) and _is_rising(spec)
    width = _BESIDE if is_short else RIGHT - LEFT
    if spec.headline.strip():
        block = stage.headline(
            y=200, width=width, height=200 if spec.kicker else 270, largest=160, align="start"
        )
    if not spec.kicker:
        return block
    under = stage.label(
        spec.kicker,
        x=LEFT,
        y=block.bottom + 14,
        width=RIGHT - LEFT - 320,
        size=72,
        style=cards.running(stage),
    )
    return Block(LEFT, block.top, max(block.right, under.right), under.bottom, block.size)


def _bars(stage: Stage, head: Block) -> list[_Bar]:
    items = stage.spec.items
    step, width = _columns(stage)
    lines = max(_set_name(stage, item.label, width=step - 8).lines for item in items)
    foot = _FOOT - 8 - (_ONE_LINE if lines <= 1 else _TWO_LINES)
    first = LEFT + (step - _GAP - width) / 2 if len(items) < 4 else LEFT
    hot = bars.hot(stage.spec)
    tallest = foot - _ceiling(stage, head, last_left=first + (len(items) - 1) * step)
    sizes = heights([item.amount or 0.0 for item in items], tallest=tallest)
    rests = stage.breathes()
    return [
        _Bar(
            item=item,
            number=number,
            x=first + number * step,
            width=width,
            height=max(4.0, size),
            foot=foot,
            start_s=bars.start_s(stage, item, number),
            rests=rests,
            is_hot=number == hot,
            is_last=number == len(items) - 1,
        )
        for number, (item, size) in enumerate(zip(items, sizes, strict=True))
    ]


def _ceiling(stage: Stage, head: Block, *, last_left: float) -> float:
    """How high the highest bar may reach: below its object, and the object below or beside the headline."""
    is_last_highest = _is_rising(stage.spec)
    room = _LAST_SIDE - 40 if bars.last_object(stage) and is_last_highest else _SIDE + 20
    is_beside = is_last_highest and head.right < _object_left(stage, last_left)
    return (300.0 if is_beside else head.bottom + 20) + room


def _object_left(stage: Stage, bar_left: float) -> float:
    """Where the object on the last bar begins, with some room."""
    thing = bars.last_object(stage)
    if thing is None:
        return bar_left - _APART
    wide, _ = objects.shape(thing.name)
    middle = min(bar_left + _columns(stage)[1] / 2 + 12, RIGHT + 30 - _LAST_SIDE / 2)
    return middle - _LAST_SIDE * wide / 2 - _APART


def _is_rising(spec: MotionSpec) -> bool:
    """True if the last bar is the highest."""
    amounts = [item.amount or 0.0 for item in spec.items]
    return amounts[-1] >= max(amounts)


def _column(stage: Stage, bar: _Bar) -> None:
    hue = bars.hue(stage, is_hot=bar.is_hot)
    top, foot = (0.0, -0.22) if bar.is_hot else (0.12, -0.1)
    shades = [(0.0, colours.lighter(hue, top)), (1.0, colours.lighter(hue, foot))]
    low = bar.height + _ROUND
    body = svg.gradient("bar", shades) + svg.rectangle(
        x=0, y=0, width=bar.width, height=low, fill="url(#bar)", radius=min(_ROUND, bar.height)
    )
    picture = stage.drawing(body, x=0, y=0, width=bar.width, height=bar.height)
    stage.add(
        Revealed(
            picture,
            x=stage.x(bar.middle),
            y=stage.y(bar.foot - bar.height / 2),
            unit=stage.unit,
            progress=bars.progress(stage, bar.start_s),
            edge=Edge.BOTTOM,
            track=bar.rests,
        )
    )


def _axis(stage: Stage, found: list[_Bar]) -> None:
    left, right = found[0].x - 12, max(found[-1].x + found[-1].width + 10, RIGHT)
    y = found[0].foot
    body = svg.rectangle(x=left, y=y, width=right - left, height=5, fill=bars.ink(stage))
    stage.put_drawing(body, x=left, y=y - 4, width=right - left, height=12, track=found[0].rests)


def _arrow(stage: Stage, found: list[_Bar]) -> None:
    """A dotted arrow from the first bar to the last, if the last is the highest."""
    first, last = found[0], found[-1]
    if len(found) < 3 or last.height <= max(bar.height for bar in found[:-1]):
        return
    if not bars.last_object(stage):
        return
    start = (first.middle + 84, first.top - _SIDE * 0.95)
    end = (last.x - 76, last.top - 34)
    if end[0] - start[0] < 200 or start[1] - end[1] < 80:
        return
    bend = (start[0] + (end[0] - start[0]) * 0.4, end[1] + (start[1] - end[1]) * 0.3)
    colour = stage.ground.ink.accent if not stage.ground.is_dark else _warm(stage)
    outline = f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    body = svg.path(outline, stroke=colour, width=9).replace("/>", ' stroke-dasharray="3 17"/>')
    body += _tip(end, math.atan2(end[1] - bend[1], end[0] - bend[0]), colour)
    left, top = start[0] - 20, end[1] - 40
    width, height = end[0] - left + 30, start[1] - top + 30
    picture = stage.drawing(body, x=left, y=top, width=width, height=height)
    progress = growth.done if stage.is_first else growth.growing(last.start_s + 0.1, length_s=0.5)
    stage.add(
        Revealed(
            ImageOps.mirror(picture) if stage.is_mirrored else picture,
            x=stage.x(left + width / 2),
            y=stage.y(top + height / 2),
            unit=stage.unit,
            progress=progress,
            edge=Edge.RIGHT if stage.is_mirrored else Edge.LEFT,
            track=first.rests,
        )
    )


def _warm(stage: Stage) -> str:
    """An accent of another ground of the theme, so that the arrow differs from the highlighted bar."""
    ground = stage.ground
    others = [each.ink.accent for each in stage.theme.grounds if each.ink.accent != ground.strong]
    return cards.legible(ground.base, *others, ground.ink.fill)


def _tip(end: tuple[float, float], angle: float, colour: str) -> str:
    wings = [
        (end[0] - 34 * math.cos(angle + side), end[1] - 34 * math.sin(angle + side)) for side in (-0.55, 0.55)
    ]
    return svg.line([wings[0], end, wings[1]], stroke=colour, width=9, dash="3 17")


def _figure(stage: Stage, bar: _Bar) -> None:
    """The figure of a bar, counting up while the bar grows."""
    figure = bars.figure(stage, bar.item)
    is_inside = bar.height >= _INSIDE
    ink = bars.ink_inside(stage, is_hot=bar.is_hot) if is_inside else bars.ink(stage)
    progress = bars.progress(stage, bar.start_s)
    y = bar.top + (14 + _FIGURE_HEIGHT / 2 if is_inside else -12 - _FIGURE_HEIGHT / 2)
    depth = 70.0 if is_inside and bar.height > 3 * _INSIDE else 0.0
    y += depth
    # A figure inside its bar waits until the bar has room for it.
    least = _INSIDE + depth if is_inside else 0.0
    stage.add(
        actors.Changing(
            partial(_written, stage, figure=figure, ink=ink, width=bar.width),
            x=stage.x(bar.middle),
            y=stage.y(y),
            unit=stage.unit,
            state=lambda t: round(progress(t) * bars.COUNT_STEPS),
            track=tracks.together(
                growth.rising(progress, height=bar.height, least=least),
                bars.hops(stage, bar.item),
                _leaves(stage, bar),
            ),
        )
    )


def _written(stage: Stage, step: int, *, figure: str, ink: str, width: float) -> Image.Image:
    body = cards.words(
        stage,
        figures.counted(figure, step / bars.COUNT_STEPS),
        style=cards.plain(stage.theme.headline),
        colour=ink,
        x=6,
        y=0,
        width=width - 12,
        height=_FIGURE_HEIGHT,
        largest=_FIGURE,
        smallest=22,
    )
    return stage.drawing(body, x=0, y=0, width=width, height=_FIGURE_HEIGHT)


def _leaves(stage: Stage, bar: _Bar) -> Track:
    return tracks.together(bar.rests, stage.exit(x=-stage.theme.exit_px))


def _name(stage: Stage, bar: _Bar) -> None:
    step, _ = _columns(stage)
    width, height = step - 8, _FOOT - 8 - bar.foot
    found = _set_name(stage, bar.item.label, width=width)
    body = cards.words(
        stage,
        bar.item.label,
        style=cards.plain(stage.theme.label),
        colour=bars.ink(stage) if bar.is_hot else stage.ground.label,
        x=0,
        y=0,
        width=width,
        height=max(found.height + 1, 1.0),
        largest=found.size_px,
        smallest=min(20, found.size_px),
    )
    picture = stage.drawing(body, x=0, y=0, width=width, height=height)
    arrives = cards.comes(stage, tracks.slide(bars.FIRST_S + 0.06 * bar.number, y=24))
    y = bar.foot + 12 + height / 2
    stage.put(picture, x=bar.middle, y=y, track=tracks.together(arrives, _leaves(stage, bar)))


def _thing(stage: Stage, bar: _Bar, *, before: _Bar) -> None:
    """The object on a bar: it lands when the bar has grown, and hops at its word."""
    thing = bars.last_object(stage) if bar.is_last else bar.item.object
    if not thing or not objects.exists(thing.name):
        return
    # A large object hides nothing of the bar before it.
    is_clear = before.top > bar.top + 2 * _INSIDE
    side = (
        (_LAST_SIDE if is_clear else min(_LAST_SIDE, bar.width + _GAP))
        if bar.is_last
        else min(_SIDE, bar.width * (0.42 + 0.07 * bar.number if bar.number else 0.84))
    )
    x, y = bar.middle, bar.top - side * 0.5 + 10 - _above(bar)
    if bar.is_last:
        x, y = min(bar.middle + 12, RIGHT + 30 - side / 2), bar.top - side / 2 + _sinks(bar)
    lands_s = bar.start_s + bars.GROW_S - 0.12
    cue_s = thing.cue_s if thing.cue_s is not None else bar.item.cue_s
    default_s = stage.spec.reaction_s if bar.is_last and stage.spec.reaction_s is not None else 1.6
    moves = [
        stage.enters(tracks.pop(lands_s, rise=-260 if bar.is_last else -90)),
        tracks.hop(stage.cue(cue_s, default_s=default_s + 0.12 * bar.number), height=44),
    ]
    single = MotionObject(name=thing.name, is_struck=thing.is_struck)
    turn = 0.0 if bar.is_last else -6.0
    track, rests = stage.paced(tracks.together(*moves)), stage.holds(stands=True)
    stage.object(single, x=x, y=y, side=side, turn=turn, track=track, holds=rests)


def _sinks(bar: _Bar) -> float:
    """How far the last object stands in front of its bar, without hiding the figure."""
    if bar.height > 3 * _INSIDE:
        return 44.0
    return 6.0 if bar.height >= _INSIDE else -_FIGURE_HEIGHT - 12


def _above(bar: _Bar) -> float:
    """Room for a figure that does not fit into its bar, and between a bar and what floats on it."""
    if bar.height < _INSIDE:
        return _FIGURE_HEIGHT + 30
    return 26.0 + 22 * (bar.number - 1) if bar.number else 0.0
