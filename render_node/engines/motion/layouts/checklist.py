"""Checklist: notes with a box and an object; each box is ticked at its word."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import (
    badges,
    cards,
    cartography,
    colours,
    objects,
    reading,
    strokes,
    svg,
    tracks,
)
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_TOP, _HEADLINE_HEIGHT, _FOOT = 194.0, 290.0, 1112.0
_TALLEST, _GAP = 172.0, 32.0
_RIGHT = RIGHT - 20
_BOX, _STROKE, _TICK_STROKE = 88.0, 7.0, 16.0
_TICK_S, _TICK_GREEN = 0.28, "#2FA35B"
_TURNS = (-1.1, 0.9, -0.8, 1.0, -0.9, 0.8)
_SLANTS = ((6, -7, 0, 6), (-2, 8, 5, -8), (2, -5, -6, 3), (0, 7, 4, -5))
_ROOM = 40.0
# A hand-drawn arrow needs this much space below the notes.
_ARROW_ROOM = 80.0


@dataclass(frozen=True)
class _Row:
    """A note's item, its place, and when it is ticked."""

    item: MotionItem
    number: int
    y: float
    height: float
    at_s: float


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.items)


def build(stage: Stage) -> None:
    bottom = _TOP
    if stage.spec.headline.strip():
        bottom = stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=150).bottom
    rows = _rows(stage, top=bottom + 46)
    for row in rows:
        _note(stage, row)
    for row in rows:
        _picture(stage, row)
    last = rows[-1]
    if len(rows) > 1 and last.y + last.height / 2 + _ARROW_ROOM < 1200:
        _arrow(stage, last, start_s=min(last.at_s - 0.1, rows[-2].at_s + 0.35))


def _rows(stage: Stage, *, top: float) -> Sequence[_Row]:
    items = stage.spec.items
    pitch = min(_TALLEST + _GAP, (_FOOT - top + _GAP) / len(items))
    height = pitch - min(_GAP, pitch * 0.16)
    found: list[_Row] = []
    for number, item in enumerate(items):
        at_s = stage.cue(item.cue_s, default_s=0.8 + 0.6 * number)
        found.append(_Row(item, number, top + height / 2 + number * pitch, height, at_s))
    return found


def _colour(stage: Stage, number: int) -> str:
    """The note's colour: the ground's own, or shades of its cards."""
    own = stage.ground.ink.extra.get(f"note_{number % 4 + 1}")
    if own:
        return own
    tints = (stage.ground.ink.accent, stage.ground.strong, stage.ground.card, stage.ground.base)
    return colours.mixed(stage.ground.card, tints[number % 4], 0.16)


def _note(stage: Stage, row: _Row) -> None:
    """The paper with its box and text, and the tick that is drawn on it."""
    width = _RIGHT - LEFT
    ink = cartography.legible(stage.ground.card_ink, "#16181d", "#ffffff", on=(_colour(stage, row.number),))
    slant = _SLANTS[row.number % len(_SLANTS)]
    corners = [
        (_ROOM, _ROOM + slant[0]),
        (_ROOM + width, _ROOM + slant[1]),
        (_ROOM + width, _ROOM + row.height + slant[2]),
        (_ROOM, _ROOM + row.height + slant[3]),
    ]
    paper = _colour(stage, row.number)
    round_off = f'stroke="{paper}" stroke-width="8" stroke-linejoin="round"'
    body = svg.polygon(corners, fill=paper, extra=round_off)
    box = min(_BOX, row.height * 0.56)
    is_rtl = reading.is_rtl(stage, row.item.label)
    box_x = width - 38 - box if is_rtl else 38.0
    body += _box(_ROOM + box_x, _ROOM + (row.height - box) / 2, box, ink=ink)
    body += _label(stage, row, ink=ink, box=box, is_rtl=is_rtl)
    turn = _TURNS[row.number] * (0.6 if row.height < 120 else 1.0)
    leaves = tracks.together(stage.breathes(), stage.exit(x=-stage.theme.exit_px))
    track = tracks.together(stage.enters(tracks.slide(0.08 + 0.08 * row.number, x=-260)), leaves)
    middle = (LEFT + _RIGHT) / 2
    picture = stage.drawing(body, x=0, y=0, width=width + 2 * _ROOM, height=row.height + 2 * _ROOM)
    lifted = badges.lifted(stage, picture, blur=11, dy=9, opacity=0.22).rotate(
        -turn, Image.Resampling.BICUBIC
    )
    stage.put(lifted, x=middle, y=row.y, track=track)
    _tick(stage, row, x=LEFT + box_x + box / 2, box=box, turn=turn, leaves=leaves)


def _box(x: float, y: float, side: float, *, ink: str) -> str:
    """A box that was drawn by hand."""
    bow = side * 0.03
    return svg.rectangle(
        x=x,
        y=y,
        width=side,
        height=side - bow,
        fill="none",
        radius=side * 0.17,
        extra=f'stroke="{ink}" stroke-width="{max(3.0, _STROKE * side / _BOX):.1f}"'
        f' transform="skewX(-1.2) rotate(0.8 {x:.1f} {y:.1f}) translate({y * 0.02:.1f} 0)"',
    )


def _label(stage: Stage, row: _Row, *, ink: str, box: float, is_rtl: bool) -> str:
    has_object = row.item.object is not None and objects.exists(row.item.object.name)
    near, far = 38 + box + 40, row.height * 1.02 + 20 if has_object else 40.0
    width = _RIGHT - LEFT - near - far
    largest = min(90.0, row.height * 0.54)
    single = stage.set(
        row.item.label,
        style=stage.theme.label,
        width=width,
        height=largest * 1.3,
        largest=largest,
        smallest=26,
    )
    # One line if it can be large enough, otherwise more.
    is_single = single.lines == 1 and single.size_px >= row.height * 0.28
    return cards.words(
        stage,
        row.item.label,
        style=stage.theme.label,
        colour=ink,
        x=_ROOM + (far if is_rtl else near),
        y=_ROOM + 10,
        width=width,
        height=row.height - 20,
        largest=single.size_px if is_single else largest,
        smallest=26,
        align="start",
    )


def _tick(stage: Stage, row: _Row, *, x: float, box: float, turn: float, leaves: Track) -> None:
    size = box / _BOX
    y = row.y + (x - (LEFT + _RIGHT) / 2) * turn / 57.3
    points = [(x - 36 * size, y + 4 * size), (x - 12 * size, y + 32 * size), (x + 52 * size, y - 52 * size)]
    left, top, width, height = strokes.box_of(points, margin=20)
    colour = cartography.legible(
        stage.ground.ink.extra.get("tick", _TICK_GREEN),
        stage.ground.card_ink,
        on=(_colour(stage, row.number),),
    )
    strokes.grow(
        stage,
        lambda share: strokes.line(points, share, colour=colour, width=_TICK_STROKE * size),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=row.at_s,
        length_s=_TICK_S,
        steps=8,
        track=leaves,
    )


def _picture(stage: Stage, row: _Row) -> None:
    thing = row.item.object
    if thing is None or not objects.exists(thing.name):
        return
    side = min(180.0, row.height * 1.04)
    x = LEFT + 76 if reading.is_rtl(stage, row.item.label) else _RIGHT - 76
    track = tracks.together(
        stage.enters(tracks.pop(0.2 + 0.08 * row.number, rise=50)),
        tracks.hop(row.at_s, height=30),
    )
    stage.object(
        thing, x=x, y=row.y - 4, side=side, turn=(4, -4, 3)[row.number % 3], track=stage.paced(track)
    )


def _arrow(stage: Stage, row: _Row, *, start_s: float) -> None:
    """An arrow drawn by hand, to the last box."""
    foot = row.y + row.height / 2
    tip_y, tail_y = foot - 34, min(foot + 88, 1196.0)
    points = strokes.curve(
        (reading.x_of(stage, 560), tail_y),
        (reading.x_of(stage, 360), tail_y + 48),
        (reading.x_of(stage, 226), tip_y),
    )
    colour = cartography.legible(
        stage.ground.ink.accent, stage.ground.ink.fill, on=(stage.ground.base, _colour(stage, row.number))
    )
    left, top, width, height = strokes.box_of(points, margin=50)
    strokes.grow(
        stage,
        lambda share: strokes.arrow(points, share, colour=colour, width=8, head=44),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=-1.0 if stage.is_first else max(0.3, start_s),
        length_s=0.01 if stage.is_first else 0.4,
        track=stage.exit(x=-stage.theme.exit_px),
    )
