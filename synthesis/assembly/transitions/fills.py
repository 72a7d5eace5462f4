"""Fill: a rounded shape in the theme's accent grows over the outgoing picture, and opens onto the scene."""

from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFilter

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import sheets
from synthesis.assembly.transitions.materials import rgb
from synthesis.assembly.transitions.sheets import SIZE, Style

CORNER_PX = 64
# The shape that it grows from, like the last bar of a chart: left, top, right, bottom.
_FROM = (690, 700, 880, 1180)
_TO = (-CORNER_PX, -CORNER_PX, WIDTH_PX + CORNER_PX, HEIGHT_PX + CORNER_PX)
# The scene opens in the shape when this much of the time has passed.
_OPENS = 0.55
_REDUCED = 8


def draw(outgoing: Image.Image, style: Style, count: int) -> Iterator[Image.Image]:
    """Draw the frames of a fill."""
    for number in range(count):
        passed = sheets.share(number, count)
        outer = _box(min(1.0, passed / 0.62))
        frame = outgoing.convert("RGBA")
        frame.paste((0, 0, 0, 255), (0, 0), _shadow(outer))
        frame.paste((*rgb(style.palette.accent), 255), (0, 0), _shape(outer))
        if passed > _OPENS:
            frame.paste((0, 0, 0, 0), (0, 0), _shape(_box((passed - _OPENS) / (1 - _OPENS))))
        yield frame


def _box(passed: float) -> tuple[int, int, int, int]:
    at = sheets.smooth(passed)
    left, top, right, bottom = (
        round(start + (end - start) * at) for start, end in zip(_FROM, _TO, strict=True)
    )
    return left, top, right, bottom


def _shape(box: tuple[int, int, int, int]) -> Image.Image:
    """A mask of the rounded shape, with smooth corners."""
    large = Image.new("L", (2 * WIDTH_PX, 2 * HEIGHT_PX))
    left, top, right, bottom = (2 * side for side in box)
    ImageDraw.Draw(large).rounded_rectangle((left, top, right, bottom), 2 * CORNER_PX, fill=255)
    return large.reduce(2)


def _shadow(box: tuple[int, int, int, int]) -> Image.Image:
    small = Image.new("L", (WIDTH_PX // _REDUCED, HEIGHT_PX // _REDUCED))
    left, top, right, bottom = (side // _REDUCED for side in box)
    corner = CORNER_PX // _REDUCED
    ImageDraw.Draw(small).rounded_rectangle((left, top + 2, right, bottom + 3), corner, fill=120)
    return small.filter(ImageFilter.GaussianBlur(4)).resize(SIZE, Image.Resampling.BILINEAR)
