"""Fill: a rounded card in the theme's accent grows over the outgoing picture, and opens onto the scene."""

from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import sheets
from synthesis.assembly.transitions.sheets import HALF_SIZE, SIZE, Sheet, Style

CORNER_PX = 64
# The card that it grows from, like the last bar of a chart: left, top, right, bottom.
_FROM = (690, 700, 880, 1180)
_TO = (-CORNER_PX, -CORNER_PX, WIDTH_PX + CORNER_PX, HEIGHT_PX + CORNER_PX)
# The card fills the frame when this much of the time has passed, and opens from the earlier moment on: the
# accent is seen as a frame around the scene, not as an empty card.
_FULL, _OPENS = 0.85, 0.15
_SMOOTHED = 4
_REDUCED = 8


def draw(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a fill."""
    accent = sheets.yuv(style.palette.accent)
    for number in range(count):
        passed = sheets.share(number, count)
        outer = _box(min(1.0, passed / _FULL))
        frame = sheets.copy(outgoing)
        shadow, card = _shadow(outer), _shape(outer)
        masks = [shadow.resize(size, Image.Resampling.BILINEAR) for size in (SIZE, HALF_SIZE)]
        sheets.fill(frame, sheets.BLACK, mask=masks[0], half_mask=masks[1])
        sheets.fill(frame, accent, mask=card, half_mask=card.reduce(2))
        if passed > _OPENS:
            hole = _shape(_box((passed - _OPENS) / (1 - _OPENS)))
            frame.alpha.paste(0, (0, 0), hole)
        yield frame


def _box(passed: float) -> tuple[int, int, int, int]:
    at = sheets.smooth(passed)
    left, top, right, bottom = (
        round(start + (end - start) * at) for start, end in zip(_FROM, _TO, strict=True)
    )
    return left, top, right, bottom


def _shape(box: tuple[int, int, int, int]) -> Image.Image:
    """A mask of the rounded card, with smooth corners."""
    left, top, right, bottom = box
    mask = Image.new("L", SIZE)
    mask.paste(255, box)
    corners = _circle()
    for x, from_left in ((left, 0), (right - CORNER_PX, CORNER_PX)):
        for y, from_top in ((top, 0), (bottom - CORNER_PX, CORNER_PX)):
            part = (from_left, from_top, from_left + CORNER_PX, from_top + CORNER_PX)
            mask.paste(corners.crop(part), (x, y))
    return mask


@lru_cache(maxsize=1)
def _circle() -> Image.Image:
    side = 2 * CORNER_PX * _SMOOTHED
    large = Image.new("L", (side, side))
    ImageDraw.Draw(large).ellipse((0, 0, side - 1, side - 1), fill=255)
    return large.reduce(_SMOOTHED)


def _shadow(box: tuple[int, int, int, int]) -> Image.Image:
    """The card's shadow, smaller than the frame."""
    small = Image.new("L", (WIDTH_PX // _REDUCED, HEIGHT_PX // _REDUCED))
    left, top, right, bottom = (side // _REDUCED for side in box)
    corner = CORNER_PX // _REDUCED
    ImageDraw.Draw(small).rounded_rectangle((left, top + 2, right, bottom + 3), corner, fill=120)
    return small.filter(ImageFilter.GaussianBlur(4))
