"""Text shaping: width and mask. HarfBuzz computes both, so that they match."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz

FONTS = Path(__file__).parent.parent / "fonts"
VERSION = str(uharfbuzz.version_string())

_MEASURED_PX = 1000
# Outlines are exact to 1/64 of a pixel.
_FINENESS = 64


@dataclass(frozen=True)
class Piece:
    """Letters of one font and direction, in reading order."""

    text: str
    font: str
    is_rtl: bool


@dataclass(frozen=True)
class _Glyph:
    number: int
    advance: float
    x: float
    y: float


@lru_cache(maxsize=32)
def _face(font: str) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FONTS / font))


@lru_cache(maxsize=256)
def _font(font: str, size_px: int) -> uharfbuzz.Font:
    found = uharfbuzz.Font(_face(font))
    found.scale = (size_px * _FINENESS, size_px * _FINENESS)
    return found


@lru_cache(maxsize=20_000)
def has(font: str, letter: str) -> bool:
    """Whether ``font`` has a glyph for ``letter``."""
    opened = _font(font, _MEASURED_PX)
    glyph = opened.get_nominal_glyph(ord(letter))
    extents = opened.get_glyph_extents(glyph) if glyph else None
    return extents is not None and extents.width != 0


def _glyphs(piece: Piece, size_px: int, *, spaced: bool) -> Iterator[_Glyph]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(piece.text)
    buffer.direction = "rtl" if piece.is_rtl else "ltr"
    # Otherwise the locale of the process would select between variants of letters.
    buffer.language = "und"
    buffer.guess_segment_properties()
    # Letters with tracking must not form ligatures.
    uharfbuzz.shape(_font(piece.font, size_px), buffer, {"liga": False, "clig": False} if spaced else {})
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        yield _Glyph(info.codepoint, position.x_advance, position.x_offset, position.y_offset)


@lru_cache(maxsize=20_000)
def _measured(piece: Piece, *, spaced: bool) -> tuple[float, int]:
    """The width relative to the size, and the number of letters that tracking applies to."""
    glyphs = list(_glyphs(piece, _MEASURED_PX, spaced=spaced))
    width = sum(glyph.advance for glyph in glyphs) / _FINENESS / _MEASURED_PX
    return width, sum(glyph.advance > 0 for glyph in glyphs)


def width_px(pieces: Sequence[Piece], size_px: int, tracking: float = 0.0) -> float:
    """The width of pieces side by side. ``tracking`` is added after each letter, relative to the size."""
    measured = [_measured(piece, spaced=bool(tracking)) for piece in pieces]
    return size_px * sum(width + tracking * letters for width, letters in measured)


def outline(pieces: Sequence[Piece], size_px: float, tracking: float = 0.0) -> str:
    """Pieces from left to right as the data of an SVG path, with the pen on the baseline at (0, 0)."""
    scale = size_px / _MEASURED_PX / _FINENESS
    pen = 0.0
    parts: list[str] = []
    for piece in pieces:
        font = _font(piece.font, _MEASURED_PX)
        for glyph in _glyphs(piece, _MEASURED_PX, spaced=bool(tracking)):
            # Glyph 0 is the box for missing glyphs, such as a mark that its letter's font lacks.
            if glyph.number:
                drawn = _Outline(pen + glyph.x, glyph.y, scale)
                font.draw_glyph_with_pen(glyph.number, drawn)
                parts += drawn.parts
            if glyph.advance > 0:
                pen += glyph.advance + tracking * _MEASURED_PX * _FINENESS
    return "".join(parts)


class _Outline:
    """A pen (of the fontTools protocol) that writes SVG path data."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        self._x, self._y, self._scale = x, y, scale
        self.parts: list[str] = []

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        at = (f"{(x + self._x) * self._scale:.2f} {-(y + self._y) * self._scale:.2f}" for x, y in points)
        self.parts.append(command + " ".join(at))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the protocol's name
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the protocol's name
        self._add("L", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 - the protocol's name
        self._add("C", *points)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802 - the protocol's name
        self._add("Q", *points)

    def closePath(self) -> None:  # noqa: N802 - the protocol's name
        self.parts.append("Z")

    def endPath(self) -> None:  # noqa: N802 - the protocol's name
        self.parts.append("Z")
