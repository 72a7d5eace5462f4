"""Brightness, saturation and the dominant colours of a picture."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from discovery.measuring.program.pictures import Pixels

MOST_COLOURS = 5
LEAST_SHARE = 0.03
# Colours whose red, green and blue are all closer than this are counted as one.
CLOSE = 40
# The colour of the edge, and what differs from it, of 255 in any of red, green and blue.
EDGE_SHARE, DIFFERS = 0.04, 20


class ColourShare(TypedDict):
    """A colour as #rrggbb and the share of the picture that is close to it."""

    colour: str
    share: float


class ColourSample(TypedDict):
    """The colours of one frame."""

    time_s: float
    brightness: float
    saturation: float
    colours: list[ColourShare]


def sample(pixels: Pixels, *, time_s: float) -> ColourSample:
    """Measure a picture. Brightness is the mean luma, saturation the mean of HSV's, both 0 to 1."""
    values = pixels.reshape(-1, 3).astype(np.float64)
    highest, lowest = values.max(axis=1), values.min(axis=1)
    saturation = np.divide(highest - lowest, highest, out=np.zeros_like(highest), where=highest > 0)
    return ColourSample(
        time_s=round(time_s, 3),
        brightness=round(float((values @ (0.2126, 0.7152, 0.0722)).mean() / 255), 4),
        saturation=round(float(saturation.mean()), 4),
        colours=dominant(pixels),
    )


def dominant(pixels: Pixels) -> list[ColourShare]:
    """The largest groups of close colours, largest first. Together they may be less than the picture."""
    left = pixels.reshape(-1, 3).astype(np.int16)
    total, found = len(left), []
    for _ in range(MOST_COLOURS):
        if len(left) < LEAST_SHARE * total:
            break
        is_close = (np.abs(left - _most_common(left)) < CLOSE).all(axis=1)
        if is_close.sum() < LEAST_SHARE * total:
            break
        red, green, blue = (round(float(value)) for value in np.median(left[is_close], axis=0))
        share = round(float(is_close.sum()) / total, 4)
        found.append(ColourShare(colour=f"#{red:02x}{green:02x}{blue:02x}", share=share))
        left = left[~is_close]
    return sorted(found, key=lambda each: -each["share"])


def filled_share(pixels: Pixels) -> float:
    """The share of the picture that is not background: not close to the most common colour of its edge."""
    height, width = pixels.shape[:2]
    margin = max(1, round(EDGE_SHARE * min(height, width)))
    is_edge = np.ones((height, width), bool)
    is_edge[margin : height - margin, margin : width - margin] = False
    background = _most_common(pixels[is_edge].astype(np.int16))
    return round(float((np.abs(pixels - background) >= DIFFERS).any(axis=2).mean()), 4)


def _most_common(values: NDArray[np.int16]) -> NDArray[np.int16]:
    """The median of the fullest cell when red, green and blue have 16 levels each: int16, (3,)."""
    cells = (values[:, 0] >> 4) * 256 + (values[:, 1] >> 4) * 16 + (values[:, 2] >> 4)
    fullest = np.bincount(cells.astype(np.int64)).argmax()
    middle: NDArray[np.int16] = np.median(values[cells == fullest], axis=0).astype(np.int16)
    return middle
