"""Timeline: a rail of dated stops, each filled as it is spoken, beside an object on a card."""

from dataclasses import dataclass

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import (
    actors,
    cards,
    casting,
    headings,
    lettering_styles,
    objects,
    papers,
    printed,
    reading,
    svg,
    tracks,
)
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import Glyphs, Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.stage import BOTTOM, LEFT, RIGHT, WIDTH, Stage
from render_node.engines.motion.themes.base import Edge
from render_node.engines.motion.tracks import Pose, Track

_FEWEST, _MOST = 2, 3
_RAIL_X, _TEXT_X = LEFT + 46.0, LEFT + 106.0
_RING, _RING_WIDTH = 23.0, 6.5
_DATE, _LABEL, _SMALLEST_LABEL = 84.0, 50.0, 40.0
_LABEL_LINE, _MOST_LINES = 54.0, 3
# From the top of a date to the middle of its ring, from there to its label, and between stops at most.
_ABOVE, _BELOW_RING, _WIDEST_GAP = 40.0, 42.0, 130.0
# Letters of a date, such as "Day 1", reach below digits: those of other alphabets further.
_LATIN_TAIL, _TAIL = 14.0, 30.0
_LAST_LATIN = "\u0250"
_SPOKEN = 1.12
# How much larger the stops are where no object stands beside them.
_ALONE = 1.5
_CARD_LEFT, _BLEED = 588.0, 60.0
# The card begins so far below the headline.
_BELOW = 30.0
_MARGIN = 24.0
_PRINTED, _ON_CARD = 440.0, 470.0


@dataclass(frozen=True)
class _Row:
    """A stop: its item, the height of its ring, its room, and when it is spoken, until the next is.

    ``zoom`` is how much larger than beside an object its words are.
    """

    item: MotionItem
    zoom: float
    y: float
    width: float
    height: float
    from_s: float
    until_s: float


def is_served(spec: MotionSpec) -> bool:
    dated = [item for item in spec.items if item.value.strip()]
    return _FEWEST <= len(dated) == len(spec.items) <= _MOST


def build(stage: Stage) -> None:
    top = 212.0
    if stage.spec.headline.strip():
        top = headings.headline(stage, y=216, height=264, largest=142).bottom
    has_objects = bool(stage.things or any(_thing(item) for item in stage.spec.items))
    if has_objects:
        rows = _rows(stage, top=top + 92, width=_CARD_LEFT - _TEXT_X - 24, zoom=1.0)
    else:
        rows = _rows(stage, top=top + 92 + 40, width=RIGHT - _TEXT_X - 24, zoom=_ALONE)
    if has_objects:
        _card(stage, top=top + _BELOW)
    _rail(stage, rows)
    for number, row in enumerate(rows):
        _stop(stage, row, number=number)
    if has_objects:
        _pictures(stage, rows, top=top + _BELOW)


def _rows(stage: Stage, *, top: float, width: float, zoom: float) -> list[_Row]:
    items = stage.spec.items
    heights = [_row_height(stage, item, width, zoom) for item in items]
    if top + sum(heights) > BOTTOM and zoom > 1:
        return _rows(stage, top=top, width=width, zoom=max(1.0, zoom - 0.1))
    gap = min(_WIDEST_GAP * zoom, (BOTTOM - top + _ABOVE - sum(heights)) / (len(items) - 1))
    places = [top + sum(heights[:number]) + gap * number for number in range(len(items))]
    spread = max(0.4, stage.duration_s - 1.4) / len(items)
    starts = [stage.cue(item.cue_s, default_s=0.6 + spread * number) for number, item in enumerate(items)]
    ends = [*starts[1:], stage.duration_s + 1]
    return [
        _Row(item, zoom, places[number], width, heights[number] + 2 * _MARGIN, starts[number], ends[number])
        for number, item in enumerate(items)
    ]


def _ink(stage: Stage) -> str:
    """The colour of the rail, which a pale ink without its rim would not have on a bright ground."""
    ground = stage.ground
    return cards.legible(ground.base, ground.ink.fill, ground.label, least=2.0)


def _rail(stage: Stage, rows: list[_Row]) -> None:
    top, bottom = rows[0].y - 40, rows[-1].y + 82
    x = reading.x_of(stage, _RAIL_X)
    body = svg.line([(x, top), (x, bottom)], stroke=_ink(stage), width=_RING_WIDTH)
    arrives = stage.enters(tracks.slide(0.1, y=-60))
    stage.put_drawing(
        body,
        x=x - 10,
        y=top - 10,
        width=20,
        height=bottom - top + 20,
        track=tracks.together(arrives, stage.exit(x=-stage.theme.exit_px)),
    )


def _stop(stage: Stage, row: _Row, *, number: int) -> None:
    """The ring with its date and label, as it looks before and after its time, and while it is spoken."""
    is_rtl = reading.is_rtl(stage)
    arrives = stage.enters(tracks.slide(0.14 + 0.08 * number, x=50 if is_rtl else -50))
    width, height = row.width + (_TEXT_X - LEFT) + 2 * _MARGIN, row.height
    x, y = reading.x_of(stage, LEFT - _MARGIN) - (width if is_rtl else 0), row.y - 62 * row.zoom
    stage.add(
        actors.Changing(
            lambda state: stage.drawing(
                _body(stage, row, is_spoken=state == 1), x=x, y=y, width=width, height=height
            ),
            x=stage.x(x + width / 2),
            y=stage.y(y + height / 2),
            unit=stage.unit,
            state=lambda t: int(row.item.is_marked or row.from_s <= t < row.until_s),
            track=tracks.together(arrives, stage.exit(x=-stage.theme.exit_px)),
        )
    )


def _body(stage: Stage, row: _Row, *, is_spoken: bool) -> str:
    ground, ink = stage.ground, _ink(stage)
    accent = papers.accent(ground)
    ring = svg.circle(
        x=reading.x_of(stage, _RAIL_X),
        y=row.y,
        radius=_RING,
        fill=accent if is_spoken else ground.base,
        extra=f'stroke="{ink}" stroke-width="{_RING_WIDTH}"',
    )
    size = _DATE * row.zoom * (_SPOKEN if is_spoken else 1)
    date = _text(
        stage,
        row.item.value,
        style=stage.theme.numeral,
        colour=accent if is_spoken else ground.ink.fill,
        baseline=row.y + 29 * row.zoom,
        width=row.width,
        size=size,
    )
    found = _label(stage, row.item, width=row.width, zoom=row.zoom)
    label = cards.words(
        stage,
        row.item.label,
        style=stage.theme.label,
        colour=ground.label,
        x=reading.x_of(stage, _TEXT_X + 2) - (row.width if reading.is_rtl(stage) else 0),
        y=row.y + _below(row.item) * row.zoom,
        width=row.width,
        height=found.height + 1,
        largest=found.size_px,
        smallest=min(30, found.size_px),
        align="start",
    )
    return ring + date + label


def _label(stage: Stage, item: MotionItem, *, width: float, zoom: float) -> Lettering:
    """In as few lines as keep it large."""
    return cards.large(
        stage,
        item.label,
        style=stage.theme.label,
        width=width,
        line=_LABEL_LINE * zoom,
        largest=_LABEL * zoom,
        least=_SMALLEST_LABEL * zoom,
        most_lines=_MOST_LINES if len(stage.spec.items) < _MOST else 2,
        smallest=30,
    )


def _row_height(stage: Stage, item: MotionItem, width: float, zoom: float) -> float:
    lines = _label(stage, item, width=width, zoom=zoom).lines
    return (_ABOVE + _below(item) + lines * _LABEL_LINE) * zoom


def _below(item: MotionItem) -> float:
    """From the ring of a stop to its label."""
    letters = [letter for letter in item.value if letter.isalpha()]
    tail = (_LATIN_TAIL if all(letter < _LAST_LATIN for letter in letters) else _TAIL) if letters else 0.0
    return _BELOW_RING + tail


def _text(
    stage: Stage, text: str, *, style: LetterStyle, colour: str, baseline: float, width: float, size: float
) -> str:
    """A text on one baseline, whatever its size."""
    size = headings.one_line(stage, text, style=style, width=width, largest=size)
    found = stage.set(
        text, style=style, width=width * 2, height=size * 3, largest=size, smallest=12, align="left"
    )
    words = next(iter(stage.lines(found, style=style)), [])
    x = reading.x_of(stage, _TEXT_X) - (found.width if reading.is_rtl(stage) else 0)
    moved = [
        Glyphs(outline=word.outline, x=word.x + x, baseline=baseline, width=word.width) for word in words
    ]
    return lettering_styles.body(moved, style=style, size=found.size_px, ink=Ink(fill=colour, accent=colour))


def _card(stage: Stage, *, top: float) -> None:
    """The card behind the objects, which bleeds off the frame. A printed object has its disc instead."""
    if printed.is_printed(stage):
        return
    width, height = 1080 - _CARD_LEFT + _BLEED, BOTTOM + 38 - top
    picture = papers.card(stage, width=width, height=height, colour=_paper(stage), depth=15)
    sign = -1 if reading.is_rtl(stage) else 1
    arrives = stage.enters(tracks.slide(0.0, x=620 * sign, length_s=0.45))
    track = tracks.together(stage.paced(arrives), stage.breathes())
    stage.put(picture, x=reading.x_of(stage, _CARD_LEFT + width / 2), y=top + height / 2, track=track)


def _paper(stage: Stage) -> str:
    """The card's colour: pale for objects without a rim, which a strong colour may swallow."""
    is_solid = stage.theme.finish.treatment is Treatment.SOLID
    return stage.ground.card if is_solid else stage.ground.strong


def _pictures(stage: Stage, rows: list[_Row], *, top: float) -> None:
    height = BOTTOM + 30 - top
    x, y = _card_middle(stage) - 6, top + height / 2 + 18
    own = [(row, _thing(row.item)) for row in rows]
    if not any(thing for _, thing in own):
        _hero(stage, x=x, y=y, side=min(600.0, height * 1.04, _widest(stage, stage.things[0])))
    if any(thing for _, thing in own):
        printed.disc(stage, x=x, y=y, radius=_PRINTED / 2)
    for row, thing in own:
        if thing:
            _shown(stage, row, thing, x=x, y=y, side=min(_PRINTED, height * 0.8, _widest(stage, thing)))
    papers.taped(stage, x=_card_middle(stage), y=top + 26, width=236)


def _card_middle(stage: Stage) -> float:
    """The middle of what the frame shows of the card, which ends at its left or right edge."""
    edge = reading.x_of(stage, _CARD_LEFT)
    return edge / 2 if reading.is_rtl(stage) else (edge + WIDTH) / 2


def _widest(stage: Stage, thing: MotionObject) -> float:
    """The side at which an object stays within the frame with its rim."""
    edge = reading.x_of(stage, _CARD_LEFT)
    room = edge if reading.is_rtl(stage) else WIDTH - edge
    return (room - 2 * _MARGIN) / objects.shape(thing.name)[0]


def _hero(stage: Stage, *, x: float, y: float, side: float) -> None:
    """The object of the whole story. What is taped to a card does not hop."""
    thing = stage.things[0]
    if stage.theme.edge is not Edge.TORN:
        most = _PRINTED if printed.is_printed(stage) else _ON_CARD
        casting.hero(stage, thing, x=x, y=y, side=min(side, most), start_s=0.1)
        return
    arrives = stage.enters(tracks.pop(0.1))
    stage.object(thing, x=x, y=y, side=side, track=stage.paced(arrives))


def _shown(stage: Stage, row: _Row, thing: MotionObject, *, x: float, y: float, side: float) -> None:
    """An object of one stop: visible while the stop is spoken; the first one also before."""
    is_first = row.item is stage.spec.items[0]
    start_s = 0.1 if is_first else row.from_s

    def window(t: float) -> Pose:
        return (
            tracks.REST if (is_first and t < row.until_s) or row.from_s <= t < row.until_s else tracks.HIDDEN
        )

    arrives: Track = stage.enters(tracks.pop(start_s)) if is_first else tracks.pop(start_s)
    stage.object(thing, x=x, y=y, side=side, track=tracks.together(window, stage.paced(arrives)))


def _thing(item: MotionItem) -> MotionObject | None:
    return item.object if item.object and objects.exists(item.object.name) else None
