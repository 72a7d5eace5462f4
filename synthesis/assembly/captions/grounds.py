"""The ground of captions: how dark and how bright it is, of which their style depends."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthesis.assembly import sampling
from synthesis.assembly.captions.styles import UNSEEN, Ground
from synthesis.assembly.sampling import Samples, Shown
from synthesis.assembly.stopping import ShouldStop

# Dark and bright spots up to this share of the area do not make a word illegible.
SPOTS_SHARE = 0.05
# The area of captions, as shares of the frame.
AREA_ROWS = (0.62, 0.78)
AREA_COLUMNS = (0.067, 0.889)


def measured(*, shown: Mapping[str, tuple[Path, float]], should_stop: ShouldStop) -> dict[str, Ground]:
    """The ground of each clip's captions at all sampled times.

    ``shown`` holds each clip and the seconds for which it is shown. Raises StoppedError and the upstream
    errors.
    """
    clips = {key: Shown.of(clip, duration_s=duration_s) for key, (clip, duration_s) in shown.items()}
    found = sampling.of_clips(set(clips.values()), should_stop=should_stop)
    return {key: _ground_of(found[clip]) for key, clip in clips.items()}


def luminances(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminances of pixels: uint8, (…, 3)."""
    shares = pixels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


def _ground_of(samples: Samples) -> Ground:
    """The luminances that all but ``SPOTS_SHARE`` of the area stay between, at every sampled time."""
    extremes = [_extremes(sample) for sample in samples]
    if not extremes:
        return UNSEEN
    return Ground(min(darkest for darkest, _ in extremes), max(brightest for _, brightest in extremes))


def _extremes(visible: NDArray[np.uint8]) -> tuple[float, float]:
    rows, columns = visible.shape[:2]
    top, bottom = (round(rows * share) for share in AREA_ROWS)
    left, right = (round(columns * share) for share in AREA_COLUMNS)
    darkest, brightest = np.quantile(
        luminances(visible[top:bottom, left:right]), (SPOTS_SHARE, 1 - SPOTS_SHARE)
    )
    return float(darkest), float(brightest)
