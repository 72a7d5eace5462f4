"""The ground of captions: how dark and how bright it is, of which their style depends."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthesis.assembly import pyav
from synthesis.assembly.captions.styles import UNSEEN, Ground
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

# Dark and bright spots up to this share of the area do not make a word illegible.
SPOTS_SHARE = 0.05
# The area of captions, as shares of the frame.
AREA_ROWS = (0.62, 0.78)
AREA_COLUMNS = (0.067, 0.889)
# Sampled at about a pixel per stroke of a letter: finer detail does not affect legibility.
SAMPLED_WIDTH_PX = 60
LEAST_TIMEOUT_S = 60
TIMEOUT_PER_CLIP_S = 20
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Shown:
    """A clip's content, shown for some seconds."""

    clip: Path
    size_bytes: int
    changed_at_ns: int
    duration_s: float


def measured(*, shown: Mapping[str, tuple[Path, float]], should_stop: ShouldStop) -> dict[str, Ground]:
    """The ground of each clip's captions at all sampled times.

    ``shown`` holds each clip and the seconds for which it is shown. Raises StoppedError and the upstream
    errors.
    """
    clips = {key: _shown(clip, duration_s) for key, (clip, duration_s) in shown.items()}
    found = _grounds(set(clips.values()), should_stop=should_stop)
    return {key: found[clip] for key, clip in clips.items()}


def _shown(clip: Path, duration_s: float) -> _Shown:
    facts = clip.stat()
    return _Shown(clip, facts.st_size, facts.st_mtime_ns, round(duration_s, 2))


def luminances(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminances of pixels: uint8, (…, 3)."""
    shares = pixels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


# A clip is sampled once, although its captions may be written again whenever another clip arrives.
_kept: dict[_Shown, Ground] = {}


def _grounds(clips: Collection[_Shown], *, should_stop: ShouldStop) -> dict[_Shown, Ground]:
    """The luminances that all but ``SPOTS_SHARE`` of the area stay between, at every sampled time."""
    kept = dict(_kept)
    missing = [ground for ground in clips if ground not in kept]
    if missing:
        sampled = _sampled(missing, should_stop=should_stop)
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        _kept.update(sampled)
        kept |= sampled
    return {ground: kept[ground] for ground in clips}


def _sampled(wanted: Collection[_Shown], *, should_stop: ShouldStop) -> dict[_Shown, Ground]:
    clips = [{"source": pyav.source(each.clip), "duration_s": each.duration_s} for each in wanted]
    answer = pyav.run(
        "samples",
        {"clips": clips, "width_px": SAMPLED_WIDTH_PX},
        timeout_s=LEAST_TIMEOUT_S + len(clips) * TIMEOUT_PER_CLIP_S,
        should_stop=should_stop,
    )
    return {each: _ground_of(samples) for each, samples in zip(wanted, answer, strict=True)}


def _ground_of(samples: Sequence[Mapping[str, Any]]) -> Ground:
    extremes = [_extremes(sample) for sample in samples]
    if not extremes:
        return UNSEEN
    return Ground(min(darkest for darkest, _ in extremes), max(brightest for _, brightest in extremes))


def _extremes(sample: Mapping[str, Any]) -> tuple[float, float]:
    shape = (sample["height_px"], sample["width_px"], 3)
    pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(shape)
    area = luminances(_cropped(np.rot90(pixels, k=sample["rotation"] // 90)))
    darkest, brightest = np.quantile(area, (SPOTS_SHARE, 1 - SPOTS_SHARE))
    return float(darkest), float(brightest)


def _cropped(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = pixels.shape[:2]
    shown = min(rows, round(SAMPLED_WIDTH_PX * HEIGHT_PX / WIDTH_PX))
    top, left = (rows - shown) // 2, (columns - SAMPLED_WIDTH_PX) // 2
    first_row, last_row = (top + round(shown * share) for share in AREA_ROWS)
    first, last = (left + round(SAMPLED_WIDTH_PX * share) for share in AREA_COLUMNS)
    return pixels[first_row:last_row, max(first, 0) : last]
