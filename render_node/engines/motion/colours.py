"""Colours, and their conversion from sRGB to the video's planes."""

import colorsys

import numpy as np
from numpy.typing import NDArray

# BT.709, full-range sRGB in, limited-range Y'CbCr out (Rec. ITU-R BT.709-6, section 3).
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_LUMA = np.array([_KR, _KG, _KB], dtype=np.float32) * (219 / 255)
_BLUE = np.array([-_KR, -_KG, 1 - _KB], dtype=np.float32) / (2 * (1 - _KB)) * (224 / 255)
_RED = np.array([1 - _KR, -_KG, -_KB], dtype=np.float32) / (2 * (1 - _KR)) * (224 / 255)

Planes = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
Rgb = tuple[float, float, float]


def to_planes(rgb: NDArray[np.uint8]) -> Planes:
    """sRGB, (height, width, 3), to Y', Cb and Cr in 8-bit steps, each (height, width)."""
    values = rgb.astype(np.float32)
    return values @ _LUMA + 16, values @ _BLUE + 128, values @ _RED + 128


def rgb(hexadecimal: str) -> Rgb:
    """``#rrggbb`` as sRGB from 0 to 1."""
    digits = hexadecimal.removeprefix("#")
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def hexadecimal(colour: Rgb) -> str:
    """SRGB from 0 to 1 as ``#rrggbb``."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in colour)


def mixed(one: str, other: str, share: float) -> str:
    """``share`` of ``other`` in ``one``."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return hexadecimal((red, green, blue))


def lighter(colour: str, share: float) -> str:
    """The colour nearer to white, or nearer to black if ``share`` is negative."""
    return mixed(colour, "#ffffff" if share > 0 else "#000000", abs(share))


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def saturation(colour: str) -> float:
    """From 0 for greys to 1."""
    return colorsys.rgb_to_hsv(*rgb(colour))[1]
