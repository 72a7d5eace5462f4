"""Callouts: one object, and hand-drawn arrows from the names of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import casting, objects, silhouettes, strokes, tracks
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.strokes import Point

_TOP, _HEADLINE_HEIGHT = 194.0, 280.0
_FOOT = 1148.0
_WIDEST, _TALLEST = 470.0, 580.0
_MOST = 6
_SIZE, _SMALLEST, _ONE_LINE = 80.0, 30.0, 54.0
_DRAWN_S = 0.32
_LINE, _HEAD = 8.0, 38.0
_LABEL_HEIGHT = 180.0
_APART, _NARROWEST, _BROADEST = 28.0, 130.0, 330.0
# From a straight line at 0 to a right angle at 1.
_BEND = 0.75


@dataclass(frozen=True)
class _Spot:
    """Where a label stands: its side, its height as a share of the object's, and where its arrow ends."""

    is_left: bool
    label: float
    tip: float
    inset: float


@dataclass(frozen=True)
class _Hero:
    """The object and its box."""

    name: str
    left: float
    top: float
    width: float
    height: float

    def room(self, y: float, *, is_left: bool) -> float:
        """The width beside the object for a label around this height."""
        half = _SIZE * 0.6
        start, end = (y - half - self.top) / self.height, (y + half - self.top) / self.height
        low, high = silhouettes.reach(self.name, start=start, end=end)
        edge = self.left + self.width * (low if is_left else high)
        room = edge - _APART - LEFT if is_left else RIGHT - edge - _APART
        return max(_NARROWEST, min(_BROADEST, room))

    def inside(self, spot: _Spot) -> Point:
        """Where an arrow ends: a little inside the object's edge."""
        low, high = silhouettes.reach(self.name, start=spot.tip - 0.02, end=spot.tip + 0.02)
        inset = min(spot.inset * self.width, (high - low) * self.width * 0.4)
        x = self.left + self.width * (low if spot.is_left else high) + (inset if spot.is_left else -inset)
        return x, self.top + self.height * spot.tip


# For the first, second, third … label.
_SPOTS = (
    _Spot(is_left=True, label=0.05, tip=0.25, inset=0.2),
    _Spot(is_left=False, label=0.32, tip=0.56, inset=0.09),
    _Spot(is_left=True, label=0.96, tip=0.76, inset=0.08),
    _Spot(is_left=False, label=0.94, tip=0.78, inset=0.08),
    _Spot(is_left=True, label=0.42, tip=0.56, inset=0.09),
    _Spot(is_left=False, label=0.02, tip=0.22, inset=0.2),
)


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.objects and spec.items and objects.exists(spec.objects[0].name))


def build(stage: Stage) -> None:
    bottom = 220.0
    if stage.spec.headline.strip():
        bottom = stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=150).bottom
    items = stage.spec.items[:_MOST]
    hero = _hero(stage, top=bottom + 104)
    for number, item in enumerate(items):
        at_s = stage.cue(item.cue_s, default_s=0.5 + 0.5 * number)
        _callout(stage, item, _SPOTS[number], hero=hero, number=number, at_s=at_s)
    if len(stage.things) > 1 and len(items) < _MOST:
        lowest = hero.top + hero.height * _SPOTS[1].label - 150
        casting.helper(
            stage,
            stage.things[1],
            x=822,
            y=max(bottom + 84, min(hero.top + 16, lowest)),
            side=160,
            number=0,
            turn=6,
        )


def _hero(stage: Stage, *, top: float) -> _Hero:
    thing = stage.things[0]
    wide, tall = objects.shape(thing.name)
    side = min(_WIDEST / wide, _TALLEST / tall, (_FOOT - top) / tall)
    casting.hero(stage, thing, x=CENTRE, y=top + side * tall / 2, side=side, turn=-2)
    return _Hero(thing.name, CENTRE - side * wide / 2, top, side * wide, side * tall)


def _callout(stage: Stage, item: MotionItem, spot: _Spot, *, hero: _Hero, number: int, at_s: float) -> None:
    text = f"{item.label} {item.value}".strip()
    middle = hero.top + hero.height * spot.label
    found = _set(stage, text, room=hero.room(middle, is_left=spot.is_left))
    y = min(max(middle, hero.top - 30), _FOOT - found.height / 2) - found.height / 2
    x = LEFT if spot.is_left else RIGHT - found.width
    moves = [stage.enters(tracks.slide(0.12 + 0.08 * number, y=30)), stage.exit(x=-stage.theme.exit_px)]
    if not stage.is_first:
        moves.append(tracks.hop(at_s, height=16))
    stage.label(
        text,
        x=x,
        y=y,
        width=found.width + 4,
        size=found.size_px,
        height=found.height + 8,
        align="left",
        colour=stage.ground.label,
        track=tracks.together(*moves),
    )
    _arrow(stage, _line(spot, hero=hero, label=(x, y, found.width, found.height)), at_s=at_s)


def _set(stage: Stage, text: str, *, room: float) -> Lettering:
    """One line if it can be large, otherwise more."""
    style = stage.theme.label
    single = stage.set(text, style=style, width=room, height=_SIZE * 1.2, largest=_SIZE, smallest=_SMALLEST)
    if single.lines == 1 and single.size_px >= _ONE_LINE:
        return single
    return stage.set(text, style=style, width=room, height=_LABEL_HEIGHT, largest=_SIZE, smallest=_SMALLEST)


def _line(spot: _Spot, *, hero: _Hero, label: tuple[float, float, float, float]) -> Sequence[Point]:
    """The arrow's curve, from beside its label to inside the object."""
    x, y, long, tall = label
    is_above = spot.tip > spot.label
    tip = hero.inside(spot)
    start_x = x + long * (0.62 if spot.is_left else 0.4)
    start_x = min(start_x, tip[0] - 40) if spot.is_left else max(start_x, tip[0] + 40)
    start = (start_x, y + tall + 4 if is_above else y - 6)
    # It leaves a label on the left sideways and one on the right upright.
    corner = (tip[0] - 6, start[1]) if spot.is_left else (start[0], tip[1] + 2)
    middle = ((start[0] + tip[0]) / 2, (start[1] + tip[1]) / 2)
    bend = (middle[0] + (corner[0] - middle[0]) * _BEND, middle[1] + (corner[1] - middle[1]) * _BEND)
    return strokes.curve(start, bend, tip)


def _arrow(stage: Stage, points: Sequence[Point], *, at_s: float) -> None:
    colour = stage.ground.label
    left, top, width, height = strokes.box_of(points, margin=46)
    strokes.grow(
        stage,
        lambda share: strokes.arrow(points, share, colour=colour, width=_LINE, head=_HEAD),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=-1.0 if stage.is_first else at_s,
        length_s=0.01 if stage.is_first else _DRAWN_S,
        track=stage.exit(x=-stage.theme.exit_px),
    )
