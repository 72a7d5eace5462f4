"""Grades: how stock footage is brought nearer to a theme, as numbers and as ffmpeg's filters.

A grade works on video levels, because a conversion to RGB and back would cost more than the grade itself.
The brightness of a pixel follows a curve without clipping. Its colour difference gets the tint of the shadows
or highlights, by its brightness; the more colour it has of its own, the less. So greys lean to the theme, and
skin, food and sky keep their colours.
"""

import math
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.assembly.sampling import Samples
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions.materials import NEUTRAL, PALETTES, Palette, Plane, rgb

# Raised when a change here makes other pictures with the same numbers.
REVISION = 1
# The video levels of black, of the range to white, of no colour, and of the range of colour to each side.
BLACK, RANGE, GREY, MOST_CHROMA = 16, 219, 128, 112
# What an average clip looks like: the brightness of its middle, that between its dark and bright parts, and
# its colour, in levels.
USUAL_MIDDLE, USUAL_SPREAD, USUAL_CHROMA = 0.44, 0.66, 19.0
# How much of a difference from that is removed, and at most.
MIDDLE_SHARE, MOST_LIFT = 0.22, 0.045
SPREAD_SHARE, MOST_CONTRAST = 0.55, 0.2
CHROMA_SHARE, MOST_SATURATION = 0.25, 0.08
# Footage with less colour is meant to be black and white.
LEAST_CHROMA = 4.0
# The strongest tints, in levels, and how colourful an ink or light is that gets half of them.
MOST_SHADOW_TINT, MOST_HIGHLIGHT_TINT, HALF_TINT_CHROMA = 13.5, 9.0, 12.0
# The brightness that gets most tint, and the width of the range.
SHADOWS, HIGHLIGHTS = (0.2, 0.24), (0.84, 0.24)
# How much colour of its own, in levels, halves the tint of a pixel: of the same colour, and of the opposite.
HALF_TINT_OWN, HALF_TINT_OPPOSITE = 13.0, 6.0
# How much red halves all tints, and the level of brightness that gets none.
HALF_TINT_OF_RED, UNTINTED = 20.0, 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a clip looks like: brightness from 0 to 1, and the mean colour in levels."""

    dark: float
    middle: float
    bright: float
    chroma: float


USUAL = Exposure(
    dark=USUAL_MIDDLE - USUAL_SPREAD / 2,
    middle=USUAL_MIDDLE,
    bright=USUAL_MIDDLE + USUAL_SPREAD / 2,
    chroma=USUAL_CHROMA,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """Tints in levels of blue and red difference, ``lift`` of the middle, contrast, saturation, and the
    brightness of black and white.
    """

    shadows: tuple[float, float]
    highlights: tuple[float, float]
    lift: float
    contrast: float
    saturation: float
    black: float
    white: float

    @property
    def parts(self) -> tuple[object, ...]:
        """What a picture of this grade depends on."""
        return REVISION, *astuple(self)

    @property
    def filters(self) -> str:
        """Filters that grade frames of 1080 x 1920 in yuv420p. A graph may contain them once."""
        steps = (
            "extractplanes=y+u+v[y][u][v]",
            "[y]split[y_full][y_large]",
            f"[y_full]lut=c0='{self._luma()}'[y_graded]",
            f"[y_large]scale={WIDTH_PX // 2}:{HEIGHT_PX // 2}:flags=area[y_small]",
            "[v]split[v_own][v_red]",
            f"[y_small][v_red]lut2=c0='{_TINTED_BRIGHTNESS}',split[y_of_u][y_of_v]",
            f"[u][y_of_u]lut2=c0='{self._chroma(0)}'[u_graded]",
            f"[v_own][y_of_v]lut2=c0='{self._chroma(1)}'[v_graded]",
            "[y_graded][u_graded][v_graded]mergeplanes=0x001020:yuv420p",
        )
        return ";".join(steps)

    def brightness(self, before: float) -> float:
        """The brightness that a grey gets, both from 0 to 1."""
        lifted = before + 4 * self.lift * before * (1 - before)
        firm = lifted + self.contrast * lifted * (1 - lifted) * (2 * lifted - 1)
        return self.black + (self.white - self.black) * firm

    def luminance(self, before: float) -> float:
        """The relative luminance that a grey gets."""
        shown = 1.055 * before ** (1 / 2.4) - 0.055 if before > 0.0031308 else 12.92 * before
        after = self.brightness(shown)
        return after / 12.92 if after <= 0.04045 else math.pow((after + 0.055) / 1.055, 2.4)

    def _luma(self) -> str:
        # What is darker than black or brighter than white keeps its distance.
        scale = self.white - self.black
        return (
            f"st(0,clip((val-{BLACK})/{RANGE},0,1));st(1,(val-{BLACK})/{RANGE}-ld(0));"
            f"st(0,ld(0)+{4 * self.lift:.4f}*ld(0)*(1-ld(0)));"
            f"st(0,ld(0)+{self.contrast:.4f}*ld(0)*(1-ld(0))*(2*ld(0)-1));"
            f"clip(round({BLACK}+{RANGE}*({self.black:.4f}+{scale:.4f}*ld(0)+ld(1))),0,255)"
        )

    def _chroma(self, axis: int) -> str:
        """The colour difference of a pixel, by its own (x) and by its brightness (y)."""
        more = self.saturation - 1
        return (
            f"st(0,x-{GREY});st(1,(y-{BLACK})/{RANGE});"
            f"st(2,ld(0)*(1+{more:.4f}*(1-abs(ld(0))/{MOST_CHROMA})));"
            f"st(3,{_bump(self.shadows[axis], SHADOWS)}+{_bump(self.highlights[axis], HIGHLIGHTS)});"
            f"st(4,if(lt(ld(0)*ld(3),0),{HALF_TINT_OPPOSITE:g},{HALF_TINT_OWN:g}));"
            f"clip(round({GREY}+ld(2)+ld(3)/(1+pow(ld(0)/ld(4),2))),0,255)"
        )


# The brightness (x) by which a pixel is tinted: the redder it is (y), as skin and food are, the nearer to the
# brightness that has no tint.
_TINTED_BRIGHTNESS = f"round({UNTINTED}+(x-{UNTINTED})/(1+pow((y-{GREY})/{HALF_TINT_OF_RED:g},2)))"


def _bump(strength: float, place: tuple[float, float]) -> str:
    """A tint that is strongest at one brightness. ``gauss`` is a normal distribution."""
    centre, width = place
    return f"({strength * math.sqrt(2 * math.pi):.3f})*gauss((ld(1)-{centre})/{width / math.sqrt(2):.3f})"


def exposure_of(samples: Samples) -> Exposure:
    """The exposure of a clip; the usual one if it has no samples."""
    if not samples:
        return USUAL
    pixels = np.concatenate([sample.reshape(-1, 3) for sample in samples])
    luma, blue, red = _levels(pixels)
    dark, middle, bright = np.quantile(luma, (0.05, 0.5, 0.95))
    return Exposure(
        dark=float(dark), middle=float(middle), bright=float(bright), chroma=float(np.hypot(blue, red).mean())
    )


def grade(*, theme: str, exposure: Exposure) -> Grade:
    """The grade of a clip to a theme; neutral for an unknown one."""
    palette = PALETTES.get(theme, NEUTRAL)
    return Grade(
        shadows=_tint(palette.ink, most=MOST_SHADOW_TINT),
        highlights=_tint(palette.light, most=MOST_HIGHLIGHT_TINT),
        lift=_limited((USUAL_MIDDLE - exposure.middle) * MIDDLE_SHARE, MOST_LIFT),
        contrast=_limited((USUAL_SPREAD - exposure.bright + exposure.dark) * SPREAD_SHARE, MOST_CONTRAST),
        saturation=_saturation(palette, exposure),
        black=round(0.14 * _brightness(palette.ink), 3),
        white=round(1 - 0.1 * (1 - _brightness(palette.light)), 3),
    )


def _saturation(palette: Palette, exposure: Exposure) -> float:
    if exposure.chroma < LEAST_CHROMA:
        return 1.0
    vivid = np.mean([_chroma_of(colour) for colour in (palette.ground, palette.light, palette.accent)])
    usual = USUAL_CHROMA * (0.85 + 0.3 * min(1.0, float(vivid) / 60))
    return 1 + _limited((usual / exposure.chroma - 1) * CHROMA_SHARE, MOST_SATURATION)


def _tint(colour: str, *, most: float) -> tuple[float, float]:
    """The direction of a colour, at a strength that grows with it."""
    _, blue, red = _levels(np.array([rgb(colour)], np.uint8))
    length = _chroma_of(colour)
    strength = most / (length + HALF_TINT_CHROMA)
    return round(float(blue[0]) * strength, 2), round(float(red[0]) * strength, 2)


def _chroma_of(colour: str) -> float:
    _, blue, red = _levels(np.array([rgb(colour)], np.uint8))
    return math.hypot(blue[0], red[0])


def _brightness(colour: str) -> float:
    luma, _, _ = _levels(np.array([rgb(colour)], np.uint8))
    return float(luma[0])


def _levels(pixels: NDArray[np.uint8]) -> tuple[Plane, Plane, Plane]:
    """Brightness from 0 to 1, and blue and red difference in levels, of RGB pixels: uint8, (n, 3)."""
    shares = pixels / 255
    luma = shares @ np.array([0.2126, 0.7152, 0.0722])
    blue, red = (shares[:, 2] - luma) / 1.8556, (shares[:, 0] - luma) / 1.5748
    return luma, blue * 2 * MOST_CHROMA, red * 2 * MOST_CHROMA


def _limited(value: float, most: float) -> float:
    return round(min(most, max(-most, value)), 3)
