"""Operations on RGBA pictures: outlines, shadows, halftone, tints and textures."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.floating]
# A shadow with less blur, in pixels, has hard edges.
_SHARP = 0.2


def padded(picture: Image.Image, margin: int) -> Image.Image:
    """The picture with a transparent margin on all sides."""
    wider = Image.new("RGBA", (picture.width + 2 * margin, picture.height + 2 * margin))
    wider.paste(picture, (margin, margin))
    return wider


def blurred(values: Floats, radius: float) -> Floats:
    """Values, (height, width), smoothed by three box filters, close to a Gaussian with this deviation."""
    size = max(1, round(radius * 2) | 1)
    for _ in range(3):
        values = _box(_box(values, size, axis=0), size, axis=1)
    return values


def _box(values: Floats, size: int, *, axis: int) -> Floats:
    if size <= 1:
        return values
    half = size // 2
    widths = [(0, 0), (0, 0)]
    widths[axis] = (half + 1, half)
    sums = np.cumsum(np.pad(values, widths, mode="edge"), axis=axis, dtype=np.float32)
    across = [slice(None), slice(None)]
    ahead, behind = list(across), list(across)
    ahead[axis], behind[axis] = slice(size, None), slice(None, -size)
    return np.asarray((sums[tuple(ahead)] - sums[tuple(behind)]) / size, dtype=np.float32)


def grown(alpha: Image.Image, distance: float) -> Image.Image:
    """The shape of ``alpha`` grown by ``distance`` pixels with round, smooth edges."""
    if distance < 0.5:
        return alpha
    share = 0.16
    # The edge of a smoothed straight edge has this value at 0.994 radii from it.
    soft = blurred(np.asarray(alpha, dtype=np.float32) / 255, distance / 0.994)
    slope = 0.243 / (distance / 0.994)
    return Image.fromarray((np.clip((soft - share) / slope + 0.5, 0, 1) * 255).astype(np.uint8))


def thickened(alpha: Image.Image, distance: float) -> Image.Image:
    """The shape of ``alpha`` grown by a few pixels: faster than ``grown``, and as smooth there."""
    soft = alpha.filter(ImageFilter.GaussianBlur(distance))
    # The smoothed edge has this value at the distance, and this slope.
    low, slope = 0.159, 0.242 / distance
    levels = [(level / 255 - low) / slope + 0.5 for level in range(256)]
    return soft.point([round(255 * min(1.0, max(0.0, level))) for level in levels])


def filled(alpha: Image.Image, colour: str) -> Image.Image:
    """One colour in the shape of ``alpha``."""
    solid = Image.new("RGBA", alpha.size, colour)
    solid.putalpha(alpha)
    return solid


def under(top: Image.Image, bottom: Image.Image) -> Image.Image:
    """``top`` over ``bottom``; both have the same size."""
    return Image.alpha_composite(bottom, top)


def die_cut(picture: Image.Image, *, width: float, colour: str) -> Image.Image:
    """The picture as a sticker with a rim. It needs a transparent margin of at least ``width``."""
    return under(picture, filled(grown(picture.getchannel("A"), width), colour))


def shadowed(
    picture: Image.Image, *, blur: float, dx: float, dy: float, colour: str, opacity: float
) -> Image.Image:
    """The picture over its own soft shadow. It needs a transparent margin."""
    shade = shadow(picture.getchannel("A"), blur=blur, dx=dx, dy=dy, colour=colour, opacity=opacity)
    return under(picture, shade)


def shadow(
    alpha: Image.Image, *, blur: float, dx: float, dy: float, colour: str, opacity: float
) -> Image.Image:
    """A soft shadow of a shape, moved by (dx, dy)."""
    # A blur needs no detail: a quarter of the pixels give the same shadow.
    soft = alpha if blur < _SHARP else _softened(alpha, blur)
    moved = Image.new("L", alpha.size)
    moved.paste(soft, (round(dx), round(dy)))
    return filled(moved.point(lambda value: value * opacity), colour)


def _softened(alpha: Image.Image, blur: float) -> Image.Image:
    small = alpha.resize((max(1, alpha.width // 4), max(1, alpha.height // 4)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(blur / 4)).resize(alpha.size, Image.Resampling.BILINEAR)


def luminance(picture: Image.Image) -> Floats:
    """The brightness of each pixel from 0 to 1, (height, width)."""
    return np.asarray(picture.convert("RGB").convert("L"), dtype=np.float32) / 255


def dots(darkness: Floats, *, pitch: float, degrees: float = 45.0) -> Floats:
    """A halftone screen: coverage from 0 to 1 of round dots whose area follows ``darkness``."""
    ys, xs = np.mgrid[0 : darkness.shape[0], 0 : darkness.shape[1]].astype(np.float32)
    angle = np.deg2rad(degrees)
    across = (xs * np.cos(angle) + ys * np.sin(angle)) / pitch
    down = (ys * np.cos(angle) - xs * np.sin(angle)) / pitch
    distance = np.hypot(across - np.round(across), down - np.round(down))
    # Beyond half the area, dots overlap; a diagonal of the cell closes the last gap.
    radius = np.sqrt(np.clip(darkness, 0, 1) / np.pi) * (1 + 0.25 * np.clip(darkness, 0, 1))
    return np.asarray(np.clip((radius - distance) * pitch + 0.5, 0, 1), dtype=np.float32)


def halftoned(
    picture: Image.Image, *, ink: str, paper: str | None, pitch: float, contrast: float = 1.25
) -> Image.Image:
    """The picture printed in dots of one ink, on paper or on nothing."""
    light = luminance(picture)
    dark = np.clip((1 - light - 0.5) * contrast + 0.5, 0, 1).astype(np.float32)
    coverage = dots(dark, pitch=pitch)
    alpha = np.asarray(picture.getchannel("A"), dtype=np.float32) / 255
    printed = filled(Image.fromarray((coverage * alpha * 255).astype(np.uint8)), ink)
    return under(printed, filled(picture.getchannel("A"), paper)) if paper else printed


def grey(picture: Image.Image, *, dark: str = "#111111", light: str = "#f4f4f4") -> Image.Image:
    """The picture in shades between two colours."""
    shades = luminance(picture)[..., None]
    low, high = (
        np.array(Image.new("RGB", (1, 1), each).getpixel((0, 0)), np.float32) for each in (dark, light)
    )
    mixed = Image.fromarray((low + (high - low) * shades).astype(np.uint8))
    mixed.putalpha(picture.getchannel("A"))
    return mixed


def textured(picture: Image.Image, *, noise: Floats, strength: float) -> Image.Image:
    """The picture with its brightness varied by ``noise``, around 0 and at least as large as the picture."""
    rgb = np.array(picture.convert("RGB"), dtype=np.float32)
    # In place: whole frames are 25 MB.
    rgb *= 1 + noise[: picture.height, : picture.width, None] * strength
    varied = Image.fromarray(np.clip(rgb, 0, 255, out=rgb).astype(np.uint8))
    if picture.mode == "RGBA":
        varied.putalpha(picture.getchannel("A"))
    return varied


def faded(picture: Image.Image, opacity: float) -> Image.Image:
    """The picture with its opacity multiplied."""
    copy = picture.copy()
    copy.putalpha(picture.getchannel("A").point(lambda value: value * opacity))
    return copy
