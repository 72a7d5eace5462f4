"""One line of text: its width and its mask. HarfBuzz shapes it, python-bidi reorders it."""

import functools
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from unicodedata import bidirectional

import uharfbuzz
from bidi import get_base_level, get_display
from PIL import Image

FONTS = Path(__file__).parent.parent / "data" / "fonts"
_MEASURED_PX = 1000
# Outlines are exact to a 64th of a pixel.
_FINENESS = 64
_RIGHTWARD = frozenset({"L", "EN", "AN"})


@functools.lru_cache(maxsize=64)
def _font(name: str, size_px: int) -> uharfbuzz.Font:
    found = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FONTS / name)))
    found.scale = (size_px * _FINENESS, size_px * _FINENESS)
    return found


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Split into runs in visual order, from left to right, with their direction. One line has one script."""
    if not text.strip() or not get_base_level(text):
        yield text, "ltr"
        return
    displayed = str(get_display(text))
    for is_rightward, group in groupby(displayed, key=lambda letter: bidirectional(letter) in _RIGHTWARD):
        letters = "".join(group)
        yield (letters, "ltr") if is_rightward else (letters[::-1], "rtl")


def _shaped(text: str, font: uharfbuzz.Font, direction: str) -> uharfbuzz.Buffer:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = direction
    # Otherwise the process's locale would select glyph variants.
    buffer.language = "und"
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return buffer


@functools.lru_cache(maxsize=4096)
def _width_in_ems(text: str, name: str) -> float:
    font = _font(name, _MEASURED_PX)
    buffers = (_shaped(run, font, direction) for run, direction in _runs(text))
    advance = sum(position.x_advance for buffer in buffers for position in buffer.glyph_positions or ())
    return float(advance) / _FINENESS / _MEASURED_PX


def width_px(text: str, name: str, size_px: int) -> float:
    """The width of the line."""
    return _width_in_ems(text, name) * size_px


def ascent_px(name: str, size_px: int) -> int:
    """The distance from the top of the line to the baseline."""
    return int(_font(name, size_px).get_font_extents("ltr").ascender) // _FINENESS


def mask(text: str, name: str, size_px: int) -> tuple[Image.Image, int, int]:
    """The line as (mask, left, top). Left and top are relative to the pen position on the baseline."""
    font = _font(name, size_px)
    raster = uharfbuzz.RasterDraw()
    raster.scale_factor = (_FINENESS, _FINENESS)
    pen = 0
    for run, direction in _runs(text):
        buffer = _shaped(run, font, direction)
        for info, position in zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True):
            raster.transform = (1, 0, 0, 1, pen + position.x_offset, position.y_offset)
            raster.draw_glyph(font, info.codepoint)
            pen += position.x_advance
    image = raster.render()
    extents = image.extents
    if not extents.width or not extents.height:
        return Image.new("L", (1, 1)), 0, 0
    # Rows are bottom-up, and padded beyond the drawn width.
    size = (extents.width, extents.height)
    drawn = Image.frombytes("L", size, bytes(image.buffer), "raw", "L", extents.stride, -1)
    return drawn, extents.x_origin, -(extents.y_origin + extents.height)
