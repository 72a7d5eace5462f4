"""Colours and palettes, and conversions from sRGB to the video's planes."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# BT.709, full-range sRGB in, limited-range Y'CbCr out (Rec. ITU-R BT.709-6, section 3).
_KR, _KB = 0.2126, 0.0722
_TO_YUV = np.array(
    [
        [_KR, 1 - _KR - _KB, _KB],
        [-_KR / (2 * (1 - _KB)), -(1 - _KR - _KB) / (2 * (1 - _KB)), 0.5],
        [0.5, -(1 - _KR - _KB) / (2 * (1 - _KR)), -_KB / (2 * (1 - _KR))],
    ]
)
_SCALE = np.array([219.0, 224.0, 224.0])
_OFFSET = np.array([16.0, 128.0, 128.0])

# Oklab (https://bottosson.github.io/posts/oklab/): mixed colours stay vivid.
_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)

Floats = NDArray[np.float64]
Yuv = tuple[int, int, int]


def rgb(hexadecimal: str) -> Floats:
    """``#rrggbb`` as sRGB from 0 to 1."""
    digits = hexadecimal.removeprefix("#")
    return np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])


def planes(colours: Floats) -> Floats:
    """sRGB, (…, 3), to Y'CbCr in 8-bit steps, with fractions."""
    result: Floats = (colours @ _TO_YUV.T) * _SCALE + _OFFSET
    return result


def yuv(hexadecimal: str) -> Yuv:
    y, u, v = (round(float(value)) for value in planes(rgb(hexadecimal)))
    return y, u, v


def linear(colours: Floats) -> Floats:
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def oklab(colours: Floats) -> Floats:
    result: Floats = np.cbrt(linear(colours) @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T
    return result


def from_oklab(lab: Floats) -> Floats:
    """Oklab, (…, 3), to sRGB from 0 to 1."""
    light = np.clip(((lab @ _LAB_TO_LMS.T) ** 3) @ _LMS_TO_RGB.T, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    lights = sorted(
        float(linear(rgb(colour)) @ np.array([0.2126, 0.7152, 0.0722])) for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@dataclass(frozen=True)
class Palette:
    """The colours of one video: background, type, and two accents."""

    name: str
    ground: tuple[str, ...]
    ink: str
    accent: str
    second: str

    @property
    def is_light(self) -> bool:
        return contrast(self.ground[0], "#000000") > contrast(self.ground[0], "#ffffff")

    @property
    def on_accent(self) -> str:
        """The legible colour on the accent: the darkest or the lightest of the palette."""
        dark = "#0c0d12"
        return max((dark, "#ffffff"), key=lambda colour: contrast(colour, self.accent))


PALETTES = (
    Palette("midnight", ("#080d22", "#16245f", "#3b1f80", "#0c4a70"), "#f5f7ff", "#6ff2cf", "#ff8fb1"),
    Palette("ember", ("#190a10", "#5e1620", "#9a3119", "#2c0f33"), "#fff4ea", "#ffc054", "#ff8a73"),
    Palette("forest", ("#06130e", "#0f3d2e", "#1b5f43", "#0a2735"), "#f2fff6", "#d9f56b", "#7fe6bb"),
    Palette("paper", ("#f5f0e7", "#f0e0c8", "#f7d3bd", "#e3e8e2"), "#1c1a17", "#c8371a", "#1f6a66"),
    Palette("sky", ("#eaf2ff", "#c9dfff", "#dfd5ff", "#f6f9ff"), "#0c1a40", "#2346e8", "#c92f68"),
    Palette("orchid", ("#1a0a2b", "#561c86", "#8f2873", "#22104a"), "#fff7ff", "#ffd76a", "#86e3ff"),
    Palette("ocean", ("#03141d", "#06465f", "#0a6a78", "#08264a"), "#f0feff", "#ffe27a", "#66f0e2"),
    Palette("citrus", ("#fff4cb", "#ffd975", "#ffbc7a", "#fff9e6"), "#2a1500", "#b3152b", "#0f6a60"),
    Palette("graphite", ("#0d0e11", "#22252d", "#363c4a", "#14161b"), "#f5f6f8", "#c8ff45", "#93b9ff"),
    Palette("rose", ("#fdeaee", "#f8c3d1", "#f3d9ea", "#fff6f3"), "#2b0a1a", "#b8124a", "#55257f"),
    Palette("electric", ("#09093a", "#2419b8", "#4a1fd6", "#0a187c"), "#f7f7ff", "#fff05c", "#5cf0ff"),
    Palette("dusk", ("#251829", "#6e3049", "#a4503f", "#3a2550"), "#fff6ec", "#ffdf9e", "#ffb9ab"),
    Palette("mint", ("#e6fff4", "#b9f0d8", "#d2ecff", "#f8fffa"), "#05261d", "#00694b", "#b83a12"),
)


def palette(wanted: int | str | None, *, seed: int) -> Palette:
    """The palette of that name, or the one for a seed (a number, or an unknown name)."""
    for known in PALETTES:
        if known.name == wanted:
            return known
    if isinstance(wanted, str):
        wanted = int.from_bytes(hashlib.sha256(wanted.encode()).digest()[:4], "big")
    return PALETTES[(seed if wanted is None else wanted) % len(PALETTES)]


def family(wanted: int | str | None, *, seed: int) -> int:
    """A number that all scenes of a video share, derived from their common palette value."""
    if wanted is None:
        return seed
    digest = hashlib.sha256(f"{wanted}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
