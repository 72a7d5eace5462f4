"""Printing in spot colours: dot screens of objects and grounds, and what one ink gives over another."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image

from render_node.engines.motion import colours, rasters
from render_node.engines.motion.rasters import Floats

# Even the lightest part of an object keeps small dots, so that its shape stays visible.
_LEAST, _MOST = 0.04, 0.99
_DARKNESS, _CONTRAST = 0.42, 1.25
# Objects of almost one tone are not spread over the whole range.
_FLAT = 0.2


def over(top: str, bottom: str) -> str:
    """The colour of one ink over another, or over paper."""
    red, green, blue = (a * b for a, b in zip(colours.rgb(top), colours.rgb(bottom), strict=True))
    return colours.hexadecimal((red, green, blue))


def coverage(picture: Image.Image, *, pitch: float, darkness: float = 0.0) -> Image.Image:
    """How much ink a picture takes, as ``L``. ``darkness`` is the tone of the picture's middle."""
    return coverages(picture, pitch=pitch, gains=(0.0,), darkness=darkness)[0]


def coverages(
    picture: Image.Image, *, pitch: float, gains: Sequence[float], darkness: float = 0.0
) -> list[Image.Image]:
    """The same with larger dots, for each of the gains from 0 to about 0.1."""
    alpha = np.asarray(np.asarray(picture.getchannel("A"), np.float32) / 255, dtype=np.float32)
    toned = _tones(np.asarray(1 - rasters.luminance(picture)), alpha, darkness or _DARKNESS)
    apart = _apart(picture.width, picture.height, pitch)
    return [_screened(np.clip(toned + gain, _LEAST, _MOST), apart, alpha, pitch=pitch) for gain in gains]


def _screened(dark: Floats, apart: Floats, alpha: Floats, *, pitch: float) -> Image.Image:
    # Beyond half the area, dots overlap; a diagonal of the cell closes the last gap.
    radius = np.sqrt(dark / np.pi) * (1 + 0.25 * dark)
    ink = np.clip((radius - apart) * pitch + 0.5, 0, 1) * alpha
    return Image.fromarray((ink * 255).astype(np.uint8))


def _apart(width: int, height: int, pitch: float) -> Floats:
    """The distance of each pixel to the nearest dot of a screen at 45 degrees, in pitches."""
    xs, ys = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    step = np.float32(np.sqrt(0.5) / pitch)
    across, down = (xs + ys) * step, (ys - xs) * step
    across -= np.round(across)
    down -= np.round(down)
    return np.asarray(np.sqrt(across * across + down * down), dtype=np.float32)


def _tones(dark: Floats, alpha: Floats, darkness: float) -> Floats:
    """The darkness of an object over the whole range, with the same middle for pale and dark objects."""
    inside = dark[alpha > 0.5]
    if inside.size == 0:
        return dark
    low, middle, high = (float(value) for value in np.percentile(inside, (2, 50, 98)))
    if high - low < _FLAT:
        low, high = middle - _FLAT / 2, middle + _FLAT / 2
    spread = np.clip((dark - low) / (high - low), 0, 1)
    centre = min(0.9, max(0.1, (middle - low) / (high - low)))
    toned = spread ** (np.log(darkness) / np.log(centre))
    return np.asarray(darkness + (toned - darkness) * _CONTRAST, dtype=np.float32)


@lru_cache(maxsize=8)
def _cells(width: int, height: int, pitch: float, degrees: float) -> tuple[Floats, Floats]:
    """For each pixel, the distance to the nearest dot of each half of a staggered screen, in pitches."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = np.deg2rad(degrees)
    across = (xs * np.cos(angle) + ys * np.sin(angle)) / pitch
    down = (ys * np.cos(angle) - xs * np.sin(angle)) / pitch
    # The halves are the black and the white squares of a chessboard: grids turned by 45 degrees.
    one, other = (across + down) / 2, (across - down) / 2

    def distance(shift: float) -> Floats:
        first, second = one - shift, other - shift
        apart = np.hypot(first - np.round(first), second - np.round(second))
        return np.asarray(apart * np.sqrt(2), dtype=np.float32)

    return distance(0.0), distance(0.5)


def ramp(
    picture: Image.Image,
    *,
    ink: str,
    top: int,
    height: int,
    pitch: float,
    degrees: float = 20.0,
    largest: float = 0.72,
    is_rising: bool = True,
    strength: float = 1.0,
) -> Image.Image:
    """The picture with a band of dots in one ink from ``top`` pixels down, growing downwards or upwards.

    Where dots overlap, the ink is printed twice. ``largest`` is a radius in pitches.
    """
    height = min(height, picture.height - top)
    if height <= 1:
        return picture
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    radius = largest * (share if is_rising else 1 - share) ** 0.75
    rgb = np.asarray(picture, dtype=np.float32).copy()
    tone = 1 - (1 - np.array(colours.rgb(ink), dtype=np.float32)) * strength
    for distance in _cells(picture.width, height, round(pitch, 2), degrees):
        cover = np.clip((radius - distance) * pitch + 0.5, 0, 1) * (radius > 0.02)
        rgb[top : top + height] *= 1 - cover[..., None] * (1 - tone)
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))
