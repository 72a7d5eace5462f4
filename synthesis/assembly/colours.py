"""Colours of HDR and wide-gamut footage in BT.709.

Phones record HLG (ARIB STD-B67) or PQ (SMPTE ST 2084) with the primaries of BT.2020. Dolby Vision of profile
8.4 is HLG with metadata, and its base layer is enough. The tables follow ITU-R BT.2100 (transfer functions)
and BT.2408 (diffuse white at 203 cd/m², a grey card at 26).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# FFmpeg's numbers, which are those of ITU-T H.273.
BT2020, P3_D65 = 9, 12
PQ, HLG = 16, 18
# Footage is mastered for this brightness; brighter highlights are rolled off with the others.
PEAK_NITS = 1000.0
# Without a roll-off, this brightness would become the brightest white of the video: an 18 % grey card of
# 26 cd/m² keeps its place. The roll-off begins where skin ends, so that highlights keep their detail.
WHITE_NITS = 215.0
KNEE_NITS = 120.0
DISPLAY_GAMMA = 2.4

Colours: TypeAlias = NDArray[np.float64]
"""Red, green and blue: (…, 3)."""

_XYZ_OF_BT709 = np.array(
    [
        [0.4123908, 0.3575843, 0.1804808],
        [0.2126390, 0.7151687, 0.0721923],
        [0.0193308, 0.1191948, 0.9505322],
    ]
)
_XYZ = {
    BT2020: np.array(
        [
            [0.6369580, 0.1446169, 0.1688810],
            [0.2627002, 0.6779981, 0.0593017],
            [0.0000000, 0.0280727, 1.0609851],
        ]
    ),
    P3_D65: np.array(
        [
            [0.4865709, 0.2656677, 0.1982173],
            [0.2289746, 0.6917385, 0.0792869],
            [0.0000000, 0.0451134, 1.0439444],
        ]
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """The transfer function and the primaries of footage that has to be converted."""

    transfer: int
    primaries: int


def needed(*, transfer: int, primaries: int) -> Colour | None:
    """The conversion for these properties of a stream; None if its colours are BT.709's or unknown."""
    if transfer in {PQ, HLG}:
        # Phones that leave the primaries out mean BT.2020, as BT.2100 does.
        return Colour(transfer=transfer, primaries=primaries if primaries in _XYZ else BT2020)
    return Colour(transfer=0, primaries=primaries) if primaries in _XYZ else None


def converted_bytes(pixels: bytes, *, colour: Colour | None) -> bytes:
    """Rows of RGB pixels of one byte per colour in BT.709; unchanged without a conversion."""
    if colour is None:
        return pixels
    signal = np.frombuffer(pixels, np.uint8).reshape(-1, 3) / 255
    return np.rint(converted(signal, colour=colour) * 255).astype(np.uint8).tobytes()


def converted(signal: Colours, *, colour: Colour) -> Colours:
    """The signal in BT.709 of a signal in the footage's colours; both from 0 to 1."""
    to_bt709 = np.linalg.inv(_XYZ_OF_BT709) @ _XYZ[colour.primaries]
    if colour.transfer in {PQ, HLG}:
        nits = _nits_of_pq(signal) if colour.transfer == PQ else _nits_of_hlg(signal)
        light = _rolled_off(nits)
    else:
        light = signal**DISPLAY_GAMMA
    return np.asarray(_in_gamut(light @ to_bt709.T) ** (1 / DISPLAY_GAMMA))


def _nits_of_pq(signal: Colours) -> Colours:
    """BT.2100, table 4: the EOTF of PQ, in cd/m²."""
    root = signal ** (1 / 78.84375)
    share = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
    return np.asarray(10_000 * share ** (1 / 0.1593017578125))


def _nits_of_hlg(signal: Colours) -> Colours:
    """BT.2100, table 5: the inverse OETF and the OOTF of a display of 1000 cd/m², whose gamma is 1.2."""
    dark = signal**2 / 3
    bright = (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
    scene = np.where(signal <= 0.5, dark, bright)
    luminance = scene @ _XYZ[BT2020][1]
    return np.asarray(1000 * luminance[..., None] ** 0.2 * scene)


def _rolled_off(nits: Colours) -> Colours:
    """Shares of the brightest white. Above the knee, a hyperbola leads from slope 1 to white at the peak.

    All parts of a colour are scaled by its brightest one, which keeps its hue.
    """
    brightest = np.clip(nits.max(axis=-1, keepdims=True), 1e-6, None)
    knee, peak = KNEE_NITS / WHITE_NITS, PEAK_NITS / WHITE_NITS
    above = np.clip(brightest / WHITE_NITS, knee, peak) - knee
    bend = (1 - knee) * (peak - knee) / (peak - 1)
    target = np.minimum(brightest / WHITE_NITS, knee) + bend * above / (above + bend)
    return np.asarray(nits * (target / brightest))


def _in_gamut(light: Colours) -> Colours:
    """Colours that BT.709 does not have: as saturated as it allows, and no brighter."""
    luminance = np.maximum(light @ _XYZ_OF_BT709[1], 0)[..., None]
    below = luminance - light.min(axis=-1, keepdims=True)
    share = np.minimum(luminance / np.maximum(below, 1e-9), 1)
    inside = np.maximum(luminance + (light - luminance) * share, 0)
    return np.asarray(inside / np.maximum(inside.max(axis=-1, keepdims=True), 1))
