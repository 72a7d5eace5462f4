"""Words on cards, badges, receipts and bars, as parts of drawings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from render_node.engines.motion import colours, directions, lettering_styles, svg, tracks
from render_node.engines.motion.accenting import flags
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Track

_SETTLE_PX = 26.0
# Ink is measured on a small drawing.
_MEASURE = 0.25
# The height of a small x of most typefaces, relative to their size, and those that were measured, by face.
_OPTICAL = 0.57
_X_HEIGHTS: dict[str, float] = {}


@dataclass(frozen=True)
class Box:
    """Where the visible part of a text is, in the box that it is set in."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def running(stage: Stage) -> LetterStyle:
    """The theme's type for sentences, without effects that need a large size."""
    style = stage.theme.text or stage.theme.label
    return plain(style)


def plain(style: LetterStyle) -> LetterStyle:
    """The type without rims and shadows, for small sizes on a card."""
    return replace(style, manner=Manner.FLAT)


def legible(on: str, *choices: str, least: float = 3.0) -> str:
    """The first colour with this contrast on another, or the one with the most."""
    found = next((colour for colour in choices if colours.contrast(colour, on) >= least), None)
    return found or max(choices, key=lambda colour: colours.contrast(colour, on))


def comes(stage: Stage, track: Track) -> Track:
    """How a card of several layers arrives: as given, or in the first scene with a small shift only."""
    return tracks.settle(scale=1.0, y=_SETTLE_PX) if stage.is_first else track


def is_rtl(stage: Stage) -> bool:
    """True if the texts of the items are read from right to left."""
    text = " ".join(item.label for item in stage.spec.items) or stage.spec.headline
    return directions.is_rtl(text, language=stage.spec.language)


def words(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    colour: str,
    x: float,
    y: float,
    width: float,
    height: float,
    largest: float,
    smallest: float = 24.0,
    align: str = "centre",
    accent: str = "",
    accents: Sequence[str] = (),
) -> str:
    """A text as part of a drawing, centred vertically in the box with its corner at (x, y).

    ``align`` is left, centre, right, or start, where it begins to be read. ``accent`` is the colour of the
    words ``accents``.
    """
    found = stage.set(
        text, style=style, width=width, height=height, largest=largest, smallest=smallest, align=align
    )
    down = y + (height - found.height) / 2
    lines = stage.lines(found, style=style, x=x, y=down, accents=flags(found, accents))
    ink = Ink(fill=colour, accent=accent or colour)
    return lettering_styles.body(list(chain.from_iterable(lines)), style=style, size=found.size_px, ink=ink)


def width_of(
    stage: Stage, text: str, *, style: LetterStyle, size: float, width: float, smallest: float = 24.0
) -> float:
    """The width that a text takes in one line of at most this size and width."""
    return stage.set(
        text, style=style, width=width, height=size * 1.3, largest=size, smallest=smallest, align="left"
    ).width


def ink_of(stage: Stage, found: Lettering, *, style: LetterStyle) -> Box:
    """The visible part of a set text: typefaces differ in how much of a line they fill."""
    words = [glyphs for line in stage.lines(found, style=style) for glyphs in line]
    around = found.size_px / 2
    body = lettering_styles.body(
        words, style=style, size=found.size_px, ink=Ink(fill="#000000", accent="#000000")
    )
    right = max((glyphs.x + glyphs.width for glyphs in words), default=0.0)
    drawn = svg.draw(
        body, x=-around, y=-around, width=right + 2 * around, height=found.height + 2 * around, scale=_MEASURE
    )
    box = drawn.getchannel("A").getbbox() or (0, 0, drawn.width, drawn.height)
    left, top, right, bottom = (side / _MEASURE - around for side in box)
    return Box(left, top, right, bottom)


def filling(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    width: float,
    height: float,
    largest: float,
    smallest: float = 90.0,
) -> Lettering:
    """A text in one line, as large as its ink fits into the box; centred in the width."""
    measured = stage.set(text, style=style, width=1e6, height=200, largest=100, smallest=100)
    largest = min(largest, width * 99 / max(1.0, measured.width))
    while True:
        found = stage.set(
            text,
            style=style,
            width=width,
            height=largest * 1.7,
            largest=largest,
            smallest=min(smallest, largest),
            align="centre",
        )
        ink = ink_of(stage, found, style=style)
        if ink.height <= height * 1.01 or found.size_px <= smallest:
            return found
        largest = max(smallest, found.size_px * height / ink.height)


def large(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    width: float,
    line: float,
    largest: float,
    least: float = 42.0,
    most_lines: int = 2,
    smallest: float = 24.0,
) -> Lettering:
    """A centred text in one line if it is at least ``least`` large there, otherwise in more.

    ``line`` is the height of a line. Small letters of some typefaces are smaller than those of others: their
    ``least`` is larger.
    """
    if any(letter.isascii() and letter.isalpha() for letter in text):
        least *= _OPTICAL / _x_height(stage, style)
    single, several = (
        stage.set(
            text,
            style=style,
            width=width,
            height=line * count,
            largest=largest,
            smallest=smallest,
            align="centre",
            most_lines=count,
        )
        for count in (1, most_lines)
    )
    return single if single.lines <= 1 and single.size_px >= least else several


def _x_height(stage: Stage, style: LetterStyle) -> float:
    """The height of a small x relative to the size, at most that of most typefaces."""
    if style.face not in _X_HEIGHTS:
        measured = stage.set("x", style=plain(style), width=2e3, height=2e3, largest=400, smallest=400)
        _X_HEIGHTS[style.face] = ink_of(stage, measured, style=plain(style)).height / measured.size_px
    return min(_OPTICAL, max(_OPTICAL / 2, _X_HEIGHTS[style.face]))
