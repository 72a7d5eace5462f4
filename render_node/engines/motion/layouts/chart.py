"""Chart: bars that grow from zero one after another, counting up; an object lands on the last."""

import math
from dataclasses import dataclass
from functools import partial

from PIL import Image

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import actors, cards, colours, growth, objects, svg, tracks
from render_node.engines.motion.growth import Edge, Progress, Revealed
from render_node.engines.motion.stage import LEFT, RIGHT, TOP, Block, Stage
from render_node.engines.motion.tracks import Track

_BASELINE = 1086.0
_LABEL_HEIGHT = 60.0
_GAP = 28.0
_LARGEST_BAR = 190.0
_EACH_S, _GROW_S, _FIRST_S = 0.18, 0.45, 0.08
# A bar of at least this height has its figure inside.
_INSIDE = 78.0
_FIGURE_HEIGHT = 64.0
_COUNT_STEPS = 12
_ROUND = 16.0
# The contrast with the ground that makes a bar visible.
_VISIBLE, _VISIBLE_CARD = 1.9, 1.4
# A headline of so many letters leaves room for an object beside it.
_SHORT, _BESIDE = 28, 650.0
_LAST_SIDE, _SIDE = 324.0, 150.0


@dataclass(frozen=True)
class _Bar:
    """A bar: its item, its box above the baseline, and when it grows."""

    item: MotionItem
    number: int
    x: float
    width: float
    height: float
    start_s: float
    is_hot: bool
    is_last: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return _BASELINE - self.height


def is_served(spec: MotionSpec) -> bool:
    amounts = [item.amount for item in spec.items]
    known = [amount for amount in amounts if amount is not None]
    return len(known) >= 2 and len(known) == len(amounts) and min(known) >= 0 and max(known) > 0


def heights(amounts: list[float], *, tallest: float) -> list[float]:
    """The heights of bars from zero, in the proportion of their amounts."""
    largest = max(amounts)
    return [tallest * amount / largest for amount in amounts]


def build(stage: Stage) -> None:
    head = _head(stage)
    bars = _bars(stage, head)
    for bar in bars:
        _column(stage, bar)
    _axis(stage, bars)
    _arrow(stage, bars)
    for bar in bars:
        _figure(stage, bar)
        _name(stage, bar)
        _thing(stage, bar, before=bars[bar.number - 1])


def _head(stage: Stage) -> Block:
    spec = stage.spec
    block = Block(LEFT, TOP, LEFT, TOP, 0)
    is_short = len(spec.headline) <= _SHORT and _last_object(stage) and _is_rising(spec)
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
    step = (RIGHT - LEFT + _GAP) / len(items)
    width = min(step - _GAP, _LARGEST_BAR)
    first = LEFT + (step - _GAP - width) / 2 if len(items) < 4 else LEFT
    hot = next((number for number, item in enumerate(items) if item.is_marked), len(items) - 1)
    tallest = _BASELINE - _ceiling(stage, head, last_left=first + (len(items) - 1) * step)
    sizes = heights([item.amount or 0.0 for item in items], tallest=tallest)
    return [
        _Bar(
            item=item,
            number=number,
            x=first + number * step,
            width=width,
            height=max(4.0, size),
            start_s=_start_s(stage, item, number),
            is_hot=number == hot,
            is_last=number == len(items) - 1,
        )
        for number, (item, size) in enumerate(zip(items, sizes, strict=True))
    ]


def _start_s(stage: Stage, item: MotionItem, number: int) -> float:
    """When a bar begins to grow: the first at once, the others with their words."""
    start_s = _FIRST_S + _EACH_S * number
    if number == 0 or item.cue_s is None:
        return start_s
    return max(start_s, stage.cue(item.cue_s, default_s=start_s) - _GROW_S / 2)


def _ceiling(stage: Stage, head: Block, *, last_left: float) -> float:
    """How high the highest bar may reach: below its object, and the object below or beside the headline."""
    is_last_highest = _is_rising(stage.spec)
    room = _LAST_SIDE - 40 if _last_object(stage) and is_last_highest else _SIDE + 20
    is_beside = is_last_highest and head.right < last_left - 16
    return (300.0 if is_beside else head.bottom + 20) + room


def _is_rising(spec: MotionSpec) -> bool:
    """True if the last bar is the highest."""
    amounts = [item.amount or 0.0 for item in spec.items]
    return amounts[-1] >= max(amounts)


def _last_object(stage: Stage) -> MotionObject | None:
    own = stage.spec.items[-1].object
    return own if own and objects.exists(own.name) else next(iter(stage.things), None)


def _progress(stage: Stage, bar: _Bar) -> Progress:
    return growth.done if stage.is_first else growth.growing(bar.start_s, length_s=_GROW_S)


def _hue(stage: Stage, bar: _Bar) -> str:
    """The colour of a bar, which differs from the ground."""
    ground = stage.ground
    if bar.is_hot:
        return ground.strong
    if colours.contrast(ground.soft, ground.base) >= _VISIBLE:
        return ground.soft
    if colours.contrast(ground.card, ground.base) >= _VISIBLE_CARD:
        return ground.card
    return colours.lighter(ground.soft, -0.16)


def _ink(stage: Stage) -> str:
    """The colour of figures and names on the ground."""
    return cards.legible(stage.ground.base, stage.ground.ink.fill, stage.ground.label)


def _column(stage: Stage, bar: _Bar) -> None:
    hue = _hue(stage, bar)
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
            y=stage.y(_BASELINE - bar.height / 2),
            unit=stage.unit,
            progress=_progress(stage, bar),
            edge=Edge.BOTTOM,
        )
    )


def _axis(stage: Stage, bars: list[_Bar]) -> None:
    left, right = bars[0].x - 12, max(bars[-1].x + bars[-1].width + 10, RIGHT)
    body = svg.rectangle(x=left, y=_BASELINE, width=right - left, height=5, fill=_ink(stage))
    stage.put_drawing(body, x=left, y=_BASELINE - 4, width=right - left, height=12)


def _arrow(stage: Stage, bars: list[_Bar]) -> None:
    """A dotted arrow from the first bar to the last, if the last is the highest."""
    first, last = bars[0], bars[-1]
    if len(bars) < 3 or last.height <= max(bar.height for bar in bars[:-1]) or not _last_object(stage):
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
            picture,
            x=stage.x(left + width / 2),
            y=stage.y(top + height / 2),
            unit=stage.unit,
            progress=progress,
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
    figure = bar.item.value or f"{bar.item.amount:.10g}"
    is_inside = bar.height >= _INSIDE
    ground = stage.ground
    choices = (
        (ground.on_strong, ground.card, ground.ink.fill) if bar.is_hot else (ground.card, ground.ink.fill)
    )
    ink = cards.legible(_hue(stage, bar), *choices, ground.card_ink) if is_inside else _ink(stage)
    progress = _progress(stage, bar)
    y = bar.top + (14 + _FIGURE_HEIGHT / 2 if is_inside else -8 - _FIGURE_HEIGHT / 2)
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
            state=lambda t: round(progress(t) * _COUNT_STEPS),
            track=tracks.together(
                growth.rising(progress, height=bar.height, least=least), _hops(stage, bar), _leaves(stage)
            ),
        )
    )


def _written(stage: Stage, step: int, *, figure: str, ink: str, width: float) -> Image.Image:
    body = cards.line(
        stage,
        growth.counted(figure, step / _COUNT_STEPS),
        style=cards.plain(stage.theme.headline),
        colour=ink,
        x=6,
        y=0,
        width=width - 12,
        height=_FIGURE_HEIGHT,
        largest=56,
        smallest=22,
        at=0.5,
    )
    return stage.drawing(body, x=0, y=0, width=width, height=_FIGURE_HEIGHT)


def _leaves(stage: Stage) -> Track:
    return stage.exit(x=-stage.theme.exit_px)


def _hops(stage: Stage, bar: _Bar) -> Track:
    if bar.item.cue_s is None:
        return tracks.still
    return tracks.hop(stage.cue(bar.item.cue_s, default_s=1.4), height=26)


def _name(stage: Stage, bar: _Bar) -> None:
    ground = stage.ground
    width = bar.width + _GAP - 8
    body = cards.line(
        stage,
        bar.item.label,
        style=cards.plain(stage.theme.label),
        colour=_ink(stage) if bar.is_hot else ground.label,
        x=0,
        y=0,
        width=width,
        height=_LABEL_HEIGHT,
        largest=42,
        smallest=22,
        at=0.5,
    )
    picture = stage.drawing(body, x=0, y=0, width=width, height=_LABEL_HEIGHT)
    arrives = cards.comes(stage, tracks.slide(_FIRST_S + 0.06 * bar.number, y=24))
    y = _BASELINE + 8 + _LABEL_HEIGHT / 2
    stage.put(picture, x=bar.middle, y=y, track=tracks.together(arrives, _leaves(stage)))


def _thing(stage: Stage, bar: _Bar, *, before: _Bar) -> None:
    """The object on a bar: it lands when the bar has grown, and hops at its word."""
    thing = _last_object(stage) if bar.is_last else bar.item.object
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
    lands_s = bar.start_s + _GROW_S - 0.12
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
