"""Sheets: pictures with transparency that a transition moves, and the frames that it puts them on.

They are kept as the planes of a video, so that what is moved is converted once and not once a frame.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials
from synthesis.assembly.transitions.materials import NEUTRAL, PALETTES, Palette, Plane, Texture

SIZE = (WIDTH_PX, HEIGHT_PX)
HALF_SIZE = (WIDTH_PX // 2, HEIGHT_PX // 2)
# ITU-R BT.709 in the range of video: luma from 16 to 235, chroma from 16 to 240.
_TO_YUV = (
    *(0.182586, 0.614231, 0.062007, 16.0),
    *(-0.100644, -0.338572, 0.439216, 128.0),
    *(0.439216, -0.398942, -0.040274, 128.0),
)
_TO_RGB = (
    *(1.164384, 0.0, 1.792741, -248.101),
    *(1.164384, -0.213249, -0.532909, 76.878),
    *(1.164384, 2.112402, 0.0, -289.018),
)
BLACK = (16, 128, 128)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture as YUV 4:2:0 with transparency; both sides are even. ``blue`` and ``red`` have half the size.

    ``half_alpha`` is the transparency at the size of the colours.
    """

    luma: Image.Image
    blue: Image.Image
    red: Image.Image
    alpha: Image.Image
    half_alpha: Image.Image

    @classmethod
    def of(cls, picture: Image.Image) -> "Sheet":
        """The sheet of a picture in RGB or RGBA."""
        luma, blue, red = picture.convert("RGB").convert("RGB", _TO_YUV).split()
        alpha = picture.getchannel("A") if picture.mode == "RGBA" else Image.new("L", picture.size, 255)
        return cls(luma, blue.reduce(2), red.reduce(2), alpha, alpha.reduce(2))

    @classmethod
    def read(cls, pixels: bytes) -> "Sheet":
        """The opaque sheet of a frame in yuv420p, of a video's size."""
        blue_at = WIDTH_PX * HEIGHT_PX
        red_at = blue_at + blue_at // 4
        return cls(
            Image.frombuffer("L", SIZE, pixels[:blue_at], "raw", "L", 0, 1),
            Image.frombuffer("L", HALF_SIZE, pixels[blue_at:red_at], "raw", "L", 0, 1),
            Image.frombuffer("L", HALF_SIZE, pixels[red_at:], "raw", "L", 0, 1),
            Image.new("L", SIZE, 255),
            Image.new("L", HALF_SIZE, 255),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.luma.size

    def planes(self) -> tuple[Image.Image, ...]:
        """Luma, blue, red, and the transparency in both sizes."""
        return self.luma, self.blue, self.red, self.alpha, self.half_alpha

    def crop(self, box: tuple[int, int, int, int]) -> "Sheet":
        """A part: left, top, right, bottom, all even."""
        half = tuple(side // 2 for side in box)
        return Sheet(
            *(plane.crop(box if plane.size == self.size else half) for plane in self.planes())  # type: ignore[arg-type]
        )

    def each(self, change: Callable[[Image.Image], Image.Image]) -> "Sheet":
        """The sheet with the same change of all planes."""
        return Sheet(*map(change, self.planes()))

    def picture(self) -> Image.Image:
        """The sheet in RGBA."""
        colours = [plane.resize(self.size, Image.Resampling.BILINEAR) for plane in (self.blue, self.red)]
        picture = Image.merge("RGB", (self.luma, *colours)).convert("RGB", _TO_RGB)
        picture.putalpha(self.alpha)
        return picture

    def tobytes(self) -> bytes:
        """The planes as ffmpeg's yuva420p."""
        return b"".join(plane.tobytes() for plane in (self.luma, self.blue, self.red, self.alpha))


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The colours of a transition, and whether left and right are exchanged."""

    palette: Palette
    is_mirrored: bool

    @classmethod
    def of(cls, *, theme: str, is_mirrored: bool) -> "Style":
        """The style of a theme; neutral for an unknown one."""
        return cls(palette=PALETTES.get(theme, NEUTRAL), is_mirrored=is_mirrored)

    @property
    def sign(self) -> int:
        return -1 if self.is_mirrored else 1


def share(number: int, count: int) -> float:
    """How much time has passed at a frame: above 0 at the first, and below 1 at the last."""
    return (number + 1) / (count + 1)


def smooth(at: float) -> float:
    """Somewhat slower at both ends. From 0 to 1."""
    return at * (0.45 + at * (1.65 - 1.1 * at))


def even(pixels: float) -> int:
    """The nearest place at which colours of half the size can be put."""
    return 2 * round(pixels / 2)


def yuv(colour: str) -> tuple[int, int, int]:
    """Luma, blue and red of a colour written as RRGGBB."""
    found = Image.new("RGB", (1, 1), materials.rgb(colour)).convert("RGB", _TO_YUV).getpixel((0, 0))
    luma, blue, red = found  # type: ignore[misc]
    return int(luma), int(blue), int(red)


def blank() -> Sheet:
    """A transparent frame."""
    blue, red = (Image.new("L", HALF_SIZE, neutral) for neutral in BLACK[1:])
    return Sheet(Image.new("L", SIZE, BLACK[0]), blue, red, Image.new("L", SIZE), Image.new("L", HALF_SIZE))


def copy(sheet: Sheet) -> Sheet:
    """A sheet that can be drawn on."""
    return sheet.each(lambda plane: plane.copy())


def put(frame: Sheet, sheet: Sheet, x_px: float, y_px: float) -> None:
    """Draw a sheet over a frame, with its top left corner at a place that may be outside."""
    # All of the sheet's colour is seen where the frame is transparent.
    _add(frame, sheet, x_px, y_px, seen=ImageChops.lighter)


def put_under(frame: Sheet, sheet: Sheet, x_px: float, y_px: float) -> None:
    """Draw a sheet under a frame: where the frame is transparent."""
    _add(frame, sheet, x_px, y_px, seen=ImageChops.multiply)


def _add(
    frame: Sheet,
    sheet: Sheet,
    x_px: float,
    y_px: float,
    *,
    seen: Callable[[Image.Image, Image.Image], Image.Image],
) -> None:
    """Add a sheet's opacity and colours to a frame's. ``seen`` tells how much of its colour is seen, by its
    opacity and the transparency of the frame.
    """
    at, half = (even(x_px), even(y_px)), (even(x_px) // 2, even(y_px) // 2)
    cover, half_cover = (
        seen(own, ImageChops.invert(_joined(under, own, place)))
        for under, own, place in (
            (frame.alpha, sheet.alpha, at),
            (frame.half_alpha, sheet.half_alpha, half),
        )
    )
    frame.luma.paste(sheet.luma, at, cover)
    frame.blue.paste(sheet.blue, half, half_cover)
    frame.red.paste(sheet.red, half, half_cover)


def lay(frame: Sheet, sheet: Sheet, x_px: float, y_px: float) -> None:
    """Copy a sheet to a frame; what lies outside is left out."""
    at, half = (even(x_px), even(y_px)), (even(x_px) // 2, even(y_px) // 2)
    for under, own in zip(frame.planes(), sheet.planes(), strict=True):
        under.paste(own, at if own.size == sheet.size else half)


def fill(frame: Sheet, colour: tuple[int, int, int], *, mask: Image.Image, half_mask: Image.Image) -> None:
    """Paint an opaque frame in a colour (luma, blue, red) where the mask is."""
    frame.luma.paste(colour[0], (0, 0), mask)
    frame.blue.paste(colour[1], (0, 0), half_mask)
    frame.red.paste(colour[2], (0, 0), half_mask)


def _joined(under: Image.Image, own: Image.Image, at: tuple[int, int]) -> Image.Image:
    """Add a sheet's opacity to a frame's. Returns the opacity that the frame had there."""
    before = under.crop((*at, at[0] + own.width, at[1] + own.height))
    under.paste(ImageChops.screen(before, own), at)
    return before


def columns(count: int = WIDTH_PX) -> Plane:
    """The centre of each column."""
    return np.arange(count, dtype=np.float32) + 0.5


def rows(count: int) -> Plane:
    """The centre of each row, as a column of an array."""
    return (np.arange(count, dtype=np.float32) + 0.5)[:, None]


def shadow_before(distance: Plane, *, reach_px: float, strength: float) -> Plane:
    """The darkness beside an edge. ``distance`` is how far a pixel is from it; negative under the sheet."""
    near = np.clip(1 - distance / reach_px, 0, 1)
    return np.asarray(strength * near * near, np.float32)


def sheet(colours: Texture, *, cover: Plane, shadow: Plane | None = None) -> Image.Image:
    """A sheet of these colours where ``cover`` is above 0, with a shadow around. Both are from 0 to 1."""
    alpha = cover if shadow is None else cover + (1 - cover) * shadow
    picture = np.empty((*cover.shape, 4), np.uint8)
    weight = np.where(alpha > 0, cover / np.maximum(alpha, 1e-4), 0)
    picture[..., :3] = np.clip(colours * weight[..., None] + 0.5, 0, 255)
    picture[..., 3] = alpha * 255 + 0.5
    return Image.fromarray(picture)


def shaded(sheet: Sheet, *, light: Plane, alpha: NDArray[np.uint8]) -> Sheet:
    """A sheet whose colours are multiplied by ``light``, with another transparency."""
    half_light = light[::2, ::2]
    transparency = Image.fromarray(alpha)
    return Sheet(
        _times(sheet.luma, light, 16),
        _times(sheet.blue, half_light, 128),
        _times(sheet.red, half_light, 128),
        transparency,
        transparency.reduce(2),
    )


def _times(plane: Image.Image, light: Plane, neutral: int) -> Image.Image:
    values = (np.asarray(plane, np.float32) - neutral) * light + (neutral + 0.5)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def jagged(count: int, *, seed: int, step_px: int, height_px: float) -> Plane:
    """The line of a torn edge: its height at each of ``count`` columns, around 0."""
    random = np.random.default_rng(seed)
    line = np.zeros(count, np.float32)
    for each_px, part in ((step_px * 9, 0.62), (step_px * 3, 0.3), (step_px, 0.3)):
        grid = np.arange(-each_px, count + 2 * each_px, each_px)
        knots = grid + random.uniform(-0.3, 0.3, len(grid)) * each_px
        heights = random.uniform(-1, 1, len(knots)) * height_px * part
        line += np.interp(np.arange(count), knots, heights).astype(np.float32)
    return line
