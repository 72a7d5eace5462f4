"""Product card: a tilted card with name, price and scores, whose object breaks its frame."""

import math
import re
from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import badges, cards, colours, growth, lying, objects, svg, tracks
from render_node.engines.motion.growth import Revealed
from render_node.engines.motion.lettering import Block
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_LEAN = -3.4
_WIDTH = 760.0
_BORDER = 28.0
_LOWEST = 1176.0
# The row of name and price is higher, and its type larger, on a card without scores.
_NAME_ROW, _LARGE_NAME_ROW, _ROW = 104.0, 152.0, 54.0
_MOST_ROWS = 4
_LABEL = 38.0
# How far an upright object reaches above the card, and its foot stays above the price: the card leans.
_ABOVE, _FOOT = 30.0, 34.0
_BADGE, _BADGE_CLEAR = 120.0, 850.0
# A long object lies at this angle, with this length.
_LIE, _LENGTH, _LENGTH_TO_PANEL = 5.0, 900.0, 2.6
_OUT_OF = re.compile(r"/\s*(\d+(?:\.\d+)?)\s*$")


@dataclass(frozen=True)
class _Card:
    """The box of the card before it is turned, and the foot of its picture."""

    x: float
    y: float
    height: float
    fold: float
    name_row: float
    rows: tuple[MotionItem, ...]
    is_rtl: bool

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + _WIDTH / 2, self.y + self.height / 2

    def turned(self, body: str) -> str:
        x, y = self.middle
        return svg.turned(body, degrees=_LEAN, x=x, y=y)


def is_served(spec: MotionSpec) -> bool:
    has_object = any(objects.exists(each.name) for each in spec.objects)
    return has_object and bool(spec.figure or spec.badge or spec.items)


def share_of(item: MotionItem) -> float | None:
    """A score as a share of the best: of what its text names ("4/5", "80 %"), else of 10 or 100.

    None without an amount from 0 to 100.
    """
    if item.amount is None or not 0 <= item.amount <= 100:
        return None
    named = _OUT_OF.search(item.value)
    best = float(named.group(1)) if named else 0.0
    if best <= 0:
        best = 100.0 if "%" in item.value or item.amount > 10 else 10.0
    return min(1.0, item.amount / best)


def build(stage: Stage) -> None:
    head = Block(LEFT, 236, LEFT, 236, 0)
    if stage.spec.headline.strip():
        head = stage.headline(y=214, height=262, largest=118, align="start")
    card = _card(stage, head.bottom + 46)
    track = tracks.together(
        cards.comes(stage, tracks.slide(0.02, y=620, length_s=0.42)),
        stage.breathes(),
        stage.exit(x=-stage.theme.exit_px),
    )
    _sheet(stage, card, track=track)
    _scores(stage, card, track=track)
    _object(stage, card)
    # It keeps clear of a headline that reaches its place.
    _badge(stage, card, lower=60 if head.right > _BADGE_CLEAR else 0)


def _title(spec: MotionSpec) -> tuple[str, str]:
    """The name and the price: from the figure, or from the first item that is no score."""
    plain = next((item for item in spec.items if share_of(item) is None), None)
    name = spec.figure_label or (plain.label if plain else "")
    price = spec.figure or (plain.value if plain else "")
    return name, price


def _card(stage: Stage, top: float) -> _Card:
    spec = stage.spec
    name, price = _title(spec)
    rows = tuple(item for item in spec.items if item.label != name)[:_MOST_ROWS]
    named = _NAME_ROW if rows else _LARGE_NAME_ROW
    name_row = named if name or price else 24.0
    lower = name_row + _ROW * len(rows) + _BORDER
    height = min(_LOWEST - top, 410.0 + lower)
    fold = top + height - lower
    return _Card(CENTRE - _WIDTH / 2, top, height, fold, name_row, rows, cards.is_rtl(stage))


def _sheet(stage: Stage, card: _Card, *, track: Track) -> None:
    ground = stage.ground
    radius = max(10.0, stage.theme.card_radius)
    body = svg.rectangle(
        x=card.x, y=card.y, width=_WIDTH, height=card.height, fill=ground.card, radius=radius
    )
    body += _panel(stage, card, radius=radius * 0.6) + _names(stage, card)
    for number, item in enumerate(card.rows):
        body += _row(stage, card, item, number)
    _put(stage, card, body, track=track)


def _panel(stage: Stage, card: _Card, *, radius: float) -> str:
    """The field behind the object, with rings."""
    fill = colours.mixed(stage.ground.soft, stage.ground.card, 0.5)
    x, y = card.x + _BORDER, card.y + _BORDER
    width, height = _WIDTH - 2 * _BORDER, max(60.0, card.fold - y)
    shape = svg.rectangle(x=x, y=y, width=width, height=height, fill=fill, radius=radius)
    clip = f'<defs><clipPath id="panel">{shape}</clipPath></defs>'
    rings = "".join(
        svg.circle(
            x=x + width * 0.54,
            y=y + height * 0.52,
            radius=reach,
            fill="none",
            extra=f'stroke="{stage.ground.card}" stroke-opacity="0.4" stroke-width="22"',
        )
        for reach in (90, 190, 290)
    )
    field = svg.rectangle(x=x, y=y, width=width, height=height, fill=fill)
    return f'{clip}<g clip-path="url(#panel)">{field}{rings}</g>'


def _names(stage: Stage, card: _Card) -> str:
    name, price = _title(stage.spec)
    ground, style = stage.ground, cards.plain(stage.theme.headline)
    inner = _WIDTH - 2 * _BORDER - 40
    x, y = card.x + _BORDER + 20, card.fold + 14
    size = 64.0 if card.rows else 96.0
    ends = ("right", "left") if card.is_rtl else ("left", "right")
    most = inner * (0.55 if name else 1.0)
    taken = min(most, cards.width_of(stage, price, style=style, size=size, width=most)) if price else 0
    gap = taken + 26 if taken else 0
    ink = cards.legible(ground.card, ground.strong, ground.ink.accent, ground.card_ink)
    return cards.words(
        stage,
        name,
        style=style,
        colour=ground.card_ink,
        x=x + (gap if card.is_rtl else 0),
        y=y,
        width=inner - gap,
        height=card.name_row - 20,
        largest=size * 0.78,
        align=ends[0],
    ) + cards.words(
        stage,
        price,
        style=style,
        colour=ink,
        x=x if card.is_rtl else x + inner - taken - 4,
        y=y,
        width=taken + 4,
        height=card.name_row - 20,
        largest=size,
        align=ends[1],
    )


def _row_y(card: _Card, number: int) -> float:
    return card.fold + card.name_row + number * _ROW


def _label_room(stage: Stage, card: _Card) -> float:
    """The width for the names of scores: as much as the longest needs, within bounds."""
    style = cards.running(stage)
    names = [item.label for item in card.rows if share_of(item) is not None]
    needed = max(
        (cards.width_of(stage, name, style=style, size=_LABEL, width=400) for name in names), default=0.0
    )
    return min(270.0, max(112.0, needed))


def _bar_box(stage: Stage, card: _Card, item: MotionItem) -> tuple[float, float]:
    """The left end and the width of a score's bar."""
    room = _label_room(stage, card) + 34
    figure = 92.0 if item.value else 0.0
    inner = _WIDTH - 2 * _BORDER - 40
    left = card.x + _BORDER + 20 + (figure if card.is_rtl else room)
    return left, inner - room - figure


def _row(stage: Stage, card: _Card, item: MotionItem, number: int) -> str:
    """A score's name and its empty bar, or a feature's name and value."""
    ground, style = stage.ground, cards.running(stage)
    y = _row_y(card, number)
    x, inner = card.x + _BORDER + 20, _WIDTH - 2 * _BORDER - 40
    ends = ("right", "left") if card.is_rtl else ("left", "right")
    is_score = share_of(item) is not None
    room = _label_room(stage, card) if is_score else inner * 0.55
    body = cards.words(
        stage,
        item.label,
        style=style,
        colour=ground.card_ink,
        x=x + (inner - room if card.is_rtl else 0),
        y=y,
        width=room,
        height=_ROW,
        largest=_LABEL,
        smallest=20,
        align=ends[0],
    )
    if is_score:
        left, width = _bar_box(stage, card, item)
        pale = colours.mixed(ground.card, ground.card_ink, 0.1)
        body += svg.rectangle(x=left, y=y + _ROW / 2 - 10, width=width, height=21, fill=pale, radius=10.5)
        room = inner - 80
    if item.value:
        body += cards.words(
            stage,
            item.value,
            style=style,
            colour=ground.card_ink,
            x=x if card.is_rtl else x + room + 8,
            y=y,
            width=inner - room - 8,
            height=_ROW,
            largest=38,
            smallest=18,
            align=ends[1],
        )
    return body


def _put(stage: Stage, card: _Card, body: str, *, track: Track) -> None:
    around = 80.0
    picture = stage.drawing(
        card.turned(body),
        x=card.x - around,
        y=card.y - around,
        width=_WIDTH + 2 * around,
        height=card.height + 2 * around,
    )
    x, y = card.middle
    stage.put(badges.lifted(stage, picture, blur=24, dy=24, opacity=0.24), x=x, y=y, track=track)


def _scores(stage: Stage, card: _Card, *, track: Track) -> None:
    """The bars of the scores, which fill at their words."""
    ground = stage.ground
    fill = cards.legible(
        ground.card, ground.ink.accent, ground.soft, ground.strong, ground.card_ink, least=2.6
    )
    for number, item in enumerate(card.rows):
        share = share_of(item)
        if not share:
            continue
        left, width = _bar_box(stage, card, item)
        start = left + width * (1 - share) if card.is_rtl else left
        y = _row_y(card, number)
        body = card.turned(
            svg.rectangle(
                x=start, y=y + _ROW / 2 - 10, width=width * share, height=21, fill=fill, radius=10.5
            )
        )
        picture = stage.drawing(body, x=card.x - 20, y=y - 30, width=_WIDTH + 40, height=_ROW + 60)
        start_s = stage.cue(item.cue_s, default_s=0.3 + 0.14 * number)
        progress = growth.done if stage.is_first else growth.growing(start_s, length_s=0.5)
        stage.add(
            Revealed(
                picture,
                x=stage.x(card.x + _WIDTH / 2),
                y=stage.y(y + _ROW / 2),
                unit=stage.unit,
                progress=progress,
                edge=growth.Edge.RIGHT if card.is_rtl else growth.Edge.LEFT,
                track=track,
            )
        )


def _object(stage: Stage, card: _Card) -> None:
    """The object, larger than the card's picture; a long one lies across it."""
    height = card.fold - card.y
    thing = stage.things[0]
    slope = lying.slope(thing.name)
    tall = objects.shape(thing.name)[1]
    # It breaks the upper edge of the card, and hides no name or price below its picture.
    upright = (height + _ABOVE - _FOOT) / tall
    side = min(upright, _WIDTH) if slope is None else _long_side(slope, panel=height - _BORDER)
    turn = 5.0 if slope is None else _upright(_LIE - slope)
    picture = lying.picture(stage, thing, side=side, turn=turn)
    at_s = stage.cue(thing.cue_s, default_s=1.1)
    track = tracks.together(
        stage.arrives(thing, tracks.pop(0.08)),
        tracks.hop(at_s),
    )
    middle = card.fold - _FOOT - side * tall / 2 if slope is None else card.y + _BORDER + height * 0.48
    moves = tracks.together(stage.paced(track), stage.holds(side=side))
    stage.put(picture, x=CENTRE - 14, y=middle, track=moves, name=thing.name, turn=turn)


def _long_side(slope: float, *, panel: float) -> float:
    """The side at which a long object has its length, less on a low picture."""
    angle = math.radians(slope)
    return min(_LENGTH, panel * _LENGTH_TO_PANEL) * max(abs(math.cos(angle)), abs(math.sin(angle)))


def _upright(turn: float) -> float:
    """The shorter way to the same axis."""
    return (turn + 90) % 180 - 90


def _badge(stage: Stage, card: _Card, *, lower: float) -> None:
    if not stage.spec.badge:
        return
    picture = badges.badge(stage, radius=_BADGE).rotate(-8, Image.Resampling.BICUBIC)
    track = tracks.together(
        stage.enters(tracks.pop(0.3)),
        tracks.nod(stage.cue(stage.spec.reaction_s, default_s=1.3)),
        stage.holds(side=_BADGE),
        stage.exit(x=stage.theme.exit_px),
    )
    stage.put(picture, x=min(card.x + _WIDTH + 6, RIGHT - _BADGE + 60), y=card.y + 56 + lower, track=track)
