"""Fonts: which of them has a letter, and where text may break."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FONTS = Path(__file__).parent.parent / "fonts"
HAS_SHAPING = features.check("raqm")

SANS = "InterDisplay-ExtraBold.ttf"
TEXT = "Inter-SemiBold.ttf"
GROTESQUE = "BricolageGrotesque-ExtraBold.ttf"
SERIF = "InstrumentSerif-Regular.ttf"
ITALIC = "InstrumentSerif-Italic.ttf"
# Whatever the face asked for lacks is looked for here, in this order.
_FALLBACKS = (SANS, "IBMPlexSansArabic-Bold.ttf", "NotoSansJP-ExtraBold.ttf")

# Closing marks, small kana and prolonged sounds (JIS X 4051), by code point since some look like ASCII.
_NOT_AT_LINE_START = frozenset(
    ",.!?;:)%"
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\u300d\u300f\uff09\u3011\u3009\u300b\u201d\u2019"
    "\u30fc\u2026\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
)


@dataclass(frozen=True)
class Piece:
    """Letters of one font, next to each other."""

    text: str
    font: str


@dataclass(frozen=True)
class Word:
    """What is placed and moved as one. ``glued`` stands against the word before it, as in Japanese."""

    text: str
    pieces: tuple[Piece, ...]
    glued: bool
    is_rtl: bool


@lru_cache(maxsize=128)
def face(font: str, size_px: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if HAS_SHAPING else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / font, size_px, layout_engine=engine)


@lru_cache(maxsize=16)
def _missing(font: str) -> bytes:
    return bytes(face(font, 32).getmask("\U0010fffe"))


@lru_cache(maxsize=20_000)
def _has(font: str, letter: str) -> bool:
    """Whether ``font`` draws ``letter`` as something else than its box for what is missing."""
    if letter.isspace():
        return True
    mask = face(font, 32).getmask(letter)
    return bytes(mask) != _missing(font) and mask.getbbox() is not None


def readable(text: str, *, font: str) -> str:
    """``text`` without what no font here has: emoji, and marks that only join them."""
    kept = [
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.combining(letter) or _font_for(letter, font) is not None
    ]
    return " ".join("".join(kept).split())


def _font_for(letter: str, font: str) -> str | None:
    return next((name for name in (font, *_FALLBACKS) if _has(name, letter)), None)


def pieces_of(text: str, font: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for letter in text:
        found = _font_for(letter, font)
        if pieces and (found is None or unicodedata.combining(letter) or found == pieces[-1].font):
            pieces[-1] = Piece(pieces[-1].text + letter, pieces[-1].font)
        else:
            pieces.append(Piece(letter, found or font))
    return tuple(pieces)


def is_rtl(text: str) -> bool:
    """By the first letter that has a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def _stands_alone(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}


def words_of(text: str, *, font: str) -> list[Word]:
    """Split at spaces, and between letters where a script writes none."""
    words: list[Word] = []
    for token in text.split():
        for number, part in enumerate(_parts(token)):
            words.append(Word(part, pieces_of(part, font), glued=number > 0, is_rtl=is_rtl(part)))
    return words


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
        _missing(font)
