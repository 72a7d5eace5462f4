"""Lanes: bars that lie, each below its name, for names and figures that are too long for columns."""

from dataclasses import dataclass
from functools import partial

from PIL import Image

from render_node.contract import MotionItem, MotionObject
from render_node.engines.motion import (
    actors,
    bars,
    cards,
    colours,
    figures,
    growth,
    objects,
    reading,
    svg,
    tracks,
)
from render_node.engines.motion.growth import Edge, Revealed
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_FOOT = 1146.0
_TALLEST = 236.0
# The parts of a lane: its name, and its bar.
_NAME, _BAR = 0.4, 0.5
_LARGEST_NAME, _SMALLEST_NAME = 66.0, 40.0
# The size of a name and of a figure, relative to their heights.
_NAME_SIZE, _FIGURE_SIZE = 0.86, 0.74
_PAD = 26.0
_ROUND = 16.0
_LARGEST_SIDE = 250.0
_LEAST_LENGTH = 6.0


@dataclass(frozen=True)
class _Lane:
    """A name and a bar: the corner of the lane, its height, the bar's length, and how both move at rest."""

    item: MotionItem
    number: int
    y: float
    height: float
    length: float
    start_s: float
    rests: Track
    is_hot: bool
    is_rtl: bool

    @property
    def thick(self) -> float:
        return self.height * _BAR

    @property
    def middle(self) -> float:
        """The height at which the bar lies."""
        return self.y + self.height * _NAME + self.thick / 2

    def x(self, along: float) -> float:
        """The place at a distance from where the bars start."""
        return RIGHT - along if self.is_rtl else LEFT + along


def build(stage: Stage, *, top: float) -> None:
    """Add a lane for each item, between ``top`` and the captions."""
    lanes = _lanes(stage, top=top)
    for lane in lanes:
        named = _name(stage, lane)
        _bar(stage, lane)
        _thing(stage, lane, after=max(named, _figure(stage, lane)))


def _lanes(stage: Stage, *, top: float) -> list[_Lane]:
    items = stage.spec.items
    height = min(_TALLEST, (_FOOT - top) / len(items))
    y = top + max(0.0, _FOOT - top - height * len(items)) * 0.4
    longest, largest = _longest(stage, height), max(item.amount or 0.0 for item in items)
    hot, rests = bars.hot(stage.spec), stage.breathes()
    return [
        _Lane(
            item=item,
            number=number,
            y=y + height * number,
            height=height,
            length=max(_LEAST_LENGTH, longest * (item.amount or 0.0) / largest),
            start_s=bars.start_s(stage, item, number),
            rests=rests,
            is_hot=number == hot,
            is_rtl=reading.is_rtl(stage, items[0].label),
        )
        for number, item in enumerate(items)
    ]


def _longest(stage: Stage, height: float) -> float:
    """The length of the longest bar, so that each lane has room for its object behind its bar."""
    items = stage.spec.items
    largest = max(item.amount or 0.0 for item in items)
    rooms = [
        RIGHT - LEFT - (_side(height) + 12 if _object(stage, number) else 0.0) for number in range(len(items))
    ]
    return min(
        [RIGHT - LEFT]
        + [room * largest / item.amount for room, item in zip(rooms, items, strict=True) if item.amount]
    )


def _side(height: float) -> float:
    return min(_LARGEST_SIDE, height * 1.12)


def _name(stage: Stage, lane: _Lane) -> float:
    """The name above the bar; returns how far it reaches."""
    width, height = RIGHT - LEFT, lane.height * _NAME
    style = cards.plain(stage.theme.label)
    size = min(_LARGEST_NAME, max(_SMALLEST_NAME, height * _NAME_SIZE))
    body = cards.words(
        stage,
        lane.item.label,
        style=style,
        colour=bars.ink(stage) if lane.is_hot else stage.ground.label,
        x=0,
        y=0,
        width=width,
        height=height,
        largest=size,
        smallest=28,
        align="right" if lane.is_rtl else "left",
    )
    picture = stage.drawing(body, x=0, y=0, width=width, height=height)
    arrives = cards.comes(stage, tracks.slide(bars.FIRST_S + 0.06 * lane.number, x=-40))
    leaves = tracks.together(lane.rests, stage.exit(x=-stage.theme.exit_px))
    stage.put(picture, x=LEFT + width / 2, y=lane.y + height / 2, track=tracks.together(arrives, leaves))
    return cards.width_of(stage, lane.item.label, style=style, size=size, width=width, smallest=28)


def _bar(stage: Stage, lane: _Lane) -> None:
    hue = bars.hue(stage, is_hot=lane.is_hot)
    near, far = (-0.2, 0.0) if lane.is_hot else (-0.1, 0.1)
    near, far = (far, near) if lane.is_rtl else (near, far)
    shades = [(0.0, colours.lighter(hue, near)), (1.0, colours.lighter(hue, far))]
    body = svg.gradient("lane", shades, upright=False) + svg.rectangle(
        x=0,
        y=0,
        width=lane.length,
        height=lane.thick,
        fill="url(#lane)",
        radius=min(_ROUND, stage.theme.card_radius, lane.length / 2),
    )
    stage.add(
        Revealed(
            stage.drawing(body, x=0, y=0, width=lane.length, height=lane.thick),
            x=stage.x(lane.x(lane.length / 2)),
            y=stage.y(lane.middle),
            unit=stage.unit,
            progress=bars.progress(stage, lane.start_s),
            edge=Edge.RIGHT if lane.is_rtl else Edge.LEFT,
            track=lane.rests,
        )
    )


def _figure(stage: Stage, lane: _Lane) -> float:
    """The figure at the bar's end, inside it if it has room; returns how far the lane is taken."""
    written = bars.figure(stage, lane.item)
    style = cards.plain(stage.theme.headline)
    size = lane.thick * _FIGURE_SIZE
    width = cards.width_of(stage, written, style=style, size=size, width=(RIGHT - LEFT) * 0.5) + 8
    is_inside = lane.length >= width + 2 * _PAD
    start = lane.length - width - _PAD if is_inside else lane.length + 14
    ink = bars.ink_inside(stage, is_hot=lane.is_hot) if is_inside else bars.ink(stage)
    # The figure keeps to the bar's end.
    align = "right" if is_inside != lane.is_rtl else "left"
    progress = bars.progress(stage, lane.start_s)
    stage.add(
        actors.Changing(
            partial(
                _written, stage, figure=written, ink=ink, box=(width, lane.thick), size=size, align=align
            ),
            x=stage.x(lane.x(start + width / 2)),
            y=stage.y(lane.middle),
            unit=stage.unit,
            state=lambda t: round(progress(t) * bars.COUNT_STEPS),
            track=tracks.together(
                _advancing(lane, progress, least=width + 2 * _PAD if is_inside else 0.0),
                bars.hops(stage, lane.item),
                lane.rests,
                stage.exit(x=-stage.theme.exit_px),
            ),
        )
    )
    return max(lane.length, start + width)


def _written(
    stage: Stage, step: int, *, figure: str, ink: str, box: tuple[float, float], size: float, align: str
) -> Image.Image:
    width, height = box
    body = cards.words(
        stage,
        figures.counted(figure, step / bars.COUNT_STEPS),
        style=cards.plain(stage.theme.headline),
        colour=ink,
        x=0,
        y=0,
        width=width,
        height=height,
        largest=size,
        smallest=22,
        align=align,
    )
    return stage.drawing(body, x=0, y=0, width=width, height=height)


def _advancing(lane: _Lane, progress: growth.Progress, *, least: float) -> Track:
    """The movement of what is at the bar's end; hidden until the bar is ``least`` long."""
    sign = 1 if lane.is_rtl else -1

    def track(t: float) -> Pose:
        share = progress(t)
        if share <= 0 or lane.length * share < least:
            return tracks.HIDDEN
        return Pose(x=sign * lane.length * (1 - share))

    return track


def _object(stage: Stage, number: int) -> MotionObject | None:
    """The item's own object; the scene's stands at the emphasized bar if no item has one."""
    own = [item.object if item.object and objects.exists(item.object.name) else None for item in
           stage.spec.items]  # fmt: skip
    if any(own):
        return own[number]
    return next(iter(stage.things), None) if number == bars.hot(stage.spec) else None


def _thing(stage: Stage, lane: _Lane, *, after: float) -> None:
    thing = _object(stage, lane.number)
    if thing is None:
        return
    side = _side(lane.height)
    wide, _ = objects.shape(thing.name)
    x = lane.x(min(after + 16 + side * wide / 2, RIGHT - LEFT - side * wide / 2))
    cue_s = thing.cue_s if thing.cue_s is not None else lane.item.cue_s
    moves = [
        stage.enters(tracks.pop(lane.start_s + bars.GROW_S - 0.12, rise=-90)),
        tracks.hop(stage.cue(cue_s, default_s=1.6 + 0.12 * lane.number), height=30),
    ]
    single = MotionObject(name=thing.name, is_struck=thing.is_struck)
    y = lane.middle - side * 0.1
    stage.object(single, x=x, y=y, side=side, track=stage.paced(tracks.together(*moves)))
