"""Callouts: one object, and hand-drawn arrows from the names of its parts.

The names stand beside a narrow object, and above and below a wide one or where there is no room for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import cards, casting, objects, reading, silhouettes, strokes, tracks
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.strokes import Point
from render_node.engines.motion.tracks import Track

_TOP, _HEADLINE_HEIGHT = 194.0, 280.0
_FOOT = 1148.0
_WIDEST, _TALLEST = 470.0, 580.0
_MOST = 6
_SIZE, _SMALLEST, _ONE_LINE = 80.0, 30.0, 54.0
_DRAWN_S = 0.32
_LINE, _AROUND_LINE, _HEAD = 8.0, 9.0, 38.0
_LABEL_HEIGHT = 180.0
_APART, _NARROWEST, _BROADEST = 28.0, 130.0, 330.0
# From a straight line at 0 to a right angle at 1.
_BEND = 0.75
# Objects that are flatter have the names above and below; so have names that would be smaller beside.
_FLAT, _LEAST = 0.82, 40.0
# Names in rows: their size and lines, the arrows' length, and the object's width at most.
_ROW_SIZE, _ROW_LINE, _ROW_SMALLEST = 68.0, 74.0, 30.0
_ARROW, _WIDEST_IN_ROWS, _TALLEST_IN_ROWS = 84.0, 800.0, 520.0
_BELOW_HEADLINE, _ROW_APART = 30.0, 30.0
# How far arrows go into the object, and how far they lean to its middle.
_INTO, _LEANS, _HOOK = 0.1, 0.34, 34.0


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

    def middle(self, spot: _Spot) -> float:
        """The height of a label's middle."""
        return self.top + self.height * spot.label

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
    if _is_flat(stage) or not _fits_beside(stage, top=bottom + 104):
        _rows(stage, top=bottom + _BELOW_HEADLINE)
    else:
        _sides(stage, bottom=bottom)


def _is_flat(stage: Stage) -> bool:
    wide, tall = objects.shape(stage.things[0].name)
    return tall < _FLAT * wide


def _fits_beside(stage: Stage, *, top: float) -> bool:
    """True if the names are large enough beside the object."""
    hero = _box(stage, top=top)
    return all(
        _set(stage, _text(item), room=hero.room(hero.middle(spot), is_left=spot.is_left)).size_px >= _LEAST
        for item, spot in zip(stage.spec.items, _SPOTS, strict=False)
    )


def _text(item: MotionItem) -> str:
    return f"{item.label} {item.value}".strip()


def _at_s(stage: Stage, item: MotionItem, number: int) -> float:
    return stage.cue(item.cue_s, default_s=0.5 + 0.5 * number)


def _sides(stage: Stage, *, bottom: float) -> None:
    items = stage.spec.items[:_MOST]
    hero = _hero(stage, top=bottom + 104)
    for number, item in enumerate(items):
        _callout(stage, item, _SPOTS[number], hero=hero, number=number)
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


@dataclass(frozen=True)
class Name:
    """A name in a row: its box, and whether it is below the object."""

    item: MotionItem
    number: int
    x: float
    y: float
    width: float
    height: float
    is_below: bool


def in_rows(stage: Stage, *, top: float) -> tuple[_Hero, float, list[Name]]:
    """The object between a row of names above it and another below, and the size of the names."""
    items = list(enumerate(stage.spec.items[:_MOST]))
    rows = (items[::2], items[1::2])
    rooms = [(RIGHT - LEFT) / max(1, len(row)) - _ROW_APART for row in rows]
    found = [
        [_set_in_row(stage, _text(item), room=room) for _, item in row]
        for row, room in zip(rows, rooms, strict=True)
    ]
    above, below = (max((each.height for each in row), default=0.0) for row in found)
    hero = _between(stage, top=top + above + _ARROW, foot=_FOOT - (below + _ARROW if below else 0.0))
    names: list[Name] = []
    for is_below, row in zip((False, True), rows, strict=True):
        for place, (number, item) in enumerate(row):
            height, width = found[is_below][place].height, rooms[is_below]
            x = _row_x(stage, place, len(row), is_below=is_below) - width / 2
            # Rows keep to the object if it is lower than its room.
            y = hero.top + hero.height + _ARROW if is_below else hero.top - _ARROW - height
            names.append(Name(item, number, min(max(x, LEFT), RIGHT - width), y, width, height, is_below))
    return hero, min(each.size_px for row in found for each in row), names


def _between(stage: Stage, *, top: float, foot: float) -> _Hero:
    """The object as large as it fits between two heights."""
    name = stage.things[0].name
    wide, tall = objects.shape(name)
    side = min(_WIDEST_IN_ROWS / wide, _TALLEST_IN_ROWS / tall, (foot - top) / tall)
    return _Hero(name, CENTRE - side * wide / 2, (top + foot - side * tall) / 2, side * wide, side * tall)


def _rows(stage: Stage, *, top: float) -> None:
    hero, size, names = in_rows(stage, top=top)
    side = max(hero.width, hero.height)
    casting.hero(stage, stage.things[0], x=CENTRE, y=hero.top + hero.height / 2, side=side)
    for name in names:
        _named(stage, name, hero=hero, size=size)


def _row_x(stage: Stage, place: int, count: int, *, is_below: bool) -> float:
    """The middle of a name. A single name is not in the middle, so that its arrow leans."""
    share = (place + 0.5) / count if count > 1 else 0.66 if is_below else 0.36
    return LEFT + (RIGHT - LEFT) * (1 - share if reading.is_rtl(stage, stage.spec.items[0].label) else share)


def _set_in_row(stage: Stage, text: str, *, room: float) -> Lettering:
    return cards.large(
        stage,
        text,
        style=stage.theme.label,
        width=room,
        line=_ROW_LINE,
        largest=_ROW_SIZE,
        least=_LEAST,
        smallest=_ROW_SMALLEST,
    )


def _named(stage: Stage, name: Name, *, hero: _Hero, size: float) -> None:
    """A name above or below the object, with its arrow."""
    at_s = _at_s(stage, name.item, name.number)
    block = stage.label(
        _text(name.item),
        x=name.x,
        y=name.y,
        width=name.width,
        size=size,
        height=2 * _ROW_LINE,
        align="centre",
        colour=stage.ground.label,
        track=_moves(stage, name.number, at_s=at_s),
    )
    x = (block.left + block.right) / 2
    share = (x - hero.left) / hero.width
    share = min(0.9, max(0.1, share + (0.5 - share) * _LEANS))
    high, low = silhouettes.depth(hero.name, start=share - 0.03, end=share + 0.03)
    into = min(_INTO, (low - high) * 0.4)
    tip = (
        hero.left + hero.width * share,
        hero.top + hero.height * (low - into if name.is_below else high + into),
    )
    start = (x, name.y - 8 if name.is_below else block.bottom + 4)
    bend = (start[0] + (_HOOK if x >= CENTRE else -_HOOK), (start[1] + tip[1]) / 2)
    _arrow(stage, strokes.curve(start, bend, tip), at_s=at_s)


def _moves(stage: Stage, number: int, *, at_s: float) -> Track:
    """How a name arrives, hops at its word, and leaves."""
    moves = [stage.enters(tracks.slide(0.12 + 0.08 * number, y=30)), stage.exit(x=-stage.theme.exit_px)]
    if not stage.is_first:
        moves.append(tracks.hop(at_s, height=16))
    return tracks.together(*moves)


def _box(stage: Stage, *, top: float) -> _Hero:
    """Where the object stands if the names are beside it."""
    thing = stage.things[0]
    wide, tall = objects.shape(thing.name)
    side = min(_WIDEST / wide, _TALLEST / tall, (_FOOT - top) / tall)
    return _Hero(thing.name, CENTRE - side * wide / 2, top, side * wide, side * tall)


def _hero(stage: Stage, *, top: float) -> _Hero:
    hero = _box(stage, top=top)
    side = max(hero.width, hero.height)
    casting.hero(stage, stage.things[0], x=CENTRE, y=top + hero.height / 2, side=side, turn=-2)
    return hero


def _callout(stage: Stage, item: MotionItem, spot: _Spot, *, hero: _Hero, number: int) -> None:
    middle, at_s = hero.middle(spot), _at_s(stage, item, number)
    found = _set(stage, _text(item), room=hero.room(middle, is_left=spot.is_left))
    y = min(max(middle, hero.top - 30), _FOOT - found.height / 2) - found.height / 2
    x = LEFT if spot.is_left else RIGHT - found.width
    stage.label(
        _text(item),
        x=x,
        y=y,
        width=found.width + 4,
        size=found.size_px,
        height=found.height + 8,
        align="left",
        colour=stage.ground.label,
        track=_moves(stage, number, at_s=at_s),
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
    colour, edge = stage.ground.label, stage.ground.base
    left, top, width, height = strokes.box_of(points, margin=52)
    strokes.grow(
        stage,
        # The ground's colour around it keeps it visible on an object of its own colour.
        lambda share: "".join(
            strokes.arrow(points, share, colour=hue, width=thick, head=_HEAD)
            for hue, thick in ((edge, _LINE + _AROUND_LINE), (colour, _LINE))
        ),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=-1.0 if stage.is_first else at_s,
        length_s=0.01 if stage.is_first else _DRAWN_S,
        track=stage.exit(x=-stage.theme.exit_px),
    )
