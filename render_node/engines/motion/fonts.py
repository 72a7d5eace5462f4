"""Fonts: coverage and fallback, and line breaking."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from render_node.engines.motion import directions, shaping
from render_node.engines.motion.directions import Run, is_rtl, visual_order
from render_node.engines.motion.shaping import Piece

SANS = "InterDisplay-ExtraBold.ttf"
TEXT = "Inter-SemiBold.ttf"
GROTESQUE = "BricolageGrotesque-ExtraBold.ttf"
SERIF = "InstrumentSerif-Regular.ttf"
ITALIC = "InstrumentSerif-Italic.ttf"
# The fallback fonts, in this order.
_FALLBACKS = (SANS, "IBMPlexSansArabic-Bold.ttf", "NotoSansJP-ExtraBold.ttf")

# Zero-width joiner and non-joiner.
_JOINERS = frozenset("\u200c\u200d")
# Closing marks, small kana and prolonged sounds (JIS X 4051), by code point because some look like ASCII.
_NOT_AT_LINE_START = frozenset(
    ",.!?;:)%"
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\u300d\u300f\uff09\u3011\u3009\u300b\u201d\u2019"
    "\u30fc\u2026\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
)


@dataclass(frozen=True)
class Word:
    """The unit that is placed and animated: its pieces from left to right.

    ``glued`` attaches it to the word before, as in Japanese. ``rtl`` is the direction of the whole text.
    """

    text: str
    pieces: tuple[Piece, ...]
    glued: bool
    rtl: bool


def _has(font: str, letter: str) -> bool:
    return letter.isspace() or shaping.has(font, letter)


def readable(text: str, *, font: str) -> str:
    """``text`` without characters that no font here covers: emoji, and marks that only join them."""
    kept = [
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace()
        or letter in _JOINERS
        or unicodedata.combining(letter)
        or _font_for(letter, font) is not None
    ]
    return " ".join(_without_loose_joiners("".join(kept)).split())


def _without_loose_joiners(text: str) -> str:
    """Remove joiners without neighbours, which remain of an emoji. Others affect the letters next to them."""
    return "".join(
        letter
        for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if letter not in _JOINERS or (_is_letter(before) and _is_letter(after))
    )


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"


def _font_for(letter: str, font: str) -> str | None:
    return next((name for name in (font, *_FALLBACKS) if _has(name, letter)), None)


def word_of(text: str, *, font: str, glued: bool, rtl: bool) -> Word:
    """``text`` as a word, each letter in a font that has it. ``rtl`` is the direction of the whole text."""
    pieces: list[Piece] = []
    for run in directions.runs(text):
        found = _pieces_of(run, font)
        pieces += reversed(found) if run.is_rtl else found
    return Word(text, tuple(pieces), glued=glued, rtl=rtl)


def _pieces_of(run: Run, font: str) -> list[Piece]:
    """In reading order. A mark stays with its base letter."""
    pieces: list[Piece] = []
    for letter in run.text:
        found = None if _goes_along(letter) else _font_for(letter, font)
        if pieces and (found is None or found == pieces[-1].font):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + letter)
        else:
            pieces.append(Piece(letter, found or font, is_rtl=run.is_rtl))
    return pieces


def _goes_along(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.combining(letter) != 0


def _stands_alone(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}


def words_of(text: str, *, font: str) -> list[Word]:
    """Split at spaces, and between letters in writing systems without spaces."""
    rtl = is_rtl(text)
    return [
        word_of(part, font=font, glued=number > 0, rtl=rtl)
        for token in text.split()
        for number, part in enumerate(_parts(token))
    ]


def in_order(line: Sequence[Word]) -> list[Word]:
    """The words of a line from left to right."""
    if not line:
        return []
    between = ["" if word.glued else " " for word in line]
    order = visual_order([word.text for word in line], rtl=line[0].rtl, between=between)
    return [line[number] for number in order]


def _parts(token: str) -> list[str]:
    parts: list[str] = []
    for letter in token:
        joins = parts and (
            letter in _NOT_AT_LINE_START or not (_stands_alone(letter) or _stands_alone(parts[-1][-1]))
        )
        if joins:
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def warm_up() -> None:
    """Open the fonts once, so that the first scene does not wait for them."""
    for font in (SANS, TEXT, GROTESQUE, SERIF, ITALIC, *_FALLBACKS):
        shaping.has(font, "a")
