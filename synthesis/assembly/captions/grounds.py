"""The background of captions: whether their text is legible on it without a plate.

Contrast is that of WCAG 2: (L1 + 0.05) / (L2 + 0.05) of two relative luminances.
"""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthesis.assembly import pyav
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

LEAST_CONTRAST = 4.5
# Bright spots up to this share of the area do not make a word illegible, because its outline is dark.
BRIGHT_SHARE = 0.05
# The area of captions, as shares of the frame.
AREA_ROWS = (0.6, 0.8)
AREA_COLUMNS = (0.1, 0.9)
# Sampled at about a pixel per stroke of a letter: finer detail does not affect legibility.
SAMPLED_WIDTH_PX = 60
LEAST_TIMEOUT_S = 60
TIMEOUT_PER_CLIP_S = 20
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Ground:
    """A clip's content, shown for some seconds."""

    clip: Path
    size_bytes: int
    changed_at_ns: int
    duration_s: float


def needing_plates(
    *, shown: Mapping[str, tuple[Path, float]], style: Style, should_stop: ShouldStop
) -> set[str]:
    """The keys of the clips that are too bright for the style's colours at any sampled time.

    ``shown`` holds each clip and the seconds for which it is shown. Raises StoppedError and the upstream
    errors.
    """
    grounds = {key: _ground(clip, duration_s) for key, (clip, duration_s) in shown.items()}
    brightness = _brightness(set(grounds.values()), should_stop=should_stop)
    darkest_text = min(luminance(style.text_colour), luminance(style.active_colour))
    return {
        key
        for key, ground in grounds.items()
        if (darkest_text + 0.05) / (brightness[ground] + 0.05) < LEAST_CONTRAST
    }


def _ground(clip: Path, duration_s: float) -> _Ground:
    facts = clip.stat()
    return _Ground(clip, facts.st_size, facts.st_mtime_ns, round(duration_s, 2))


def luminance(colour: str) -> float:
    """The relative luminance of an RRGGBB colour, from 0 to 1."""
    return float(luminances(np.frombuffer(bytes.fromhex(colour), np.uint8)))


def luminances(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminances of pixels: uint8, (…, 3)."""
    shares = pixels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


# A clip is sampled once, although its captions may be written again whenever another clip arrives.
_kept: dict[_Ground, float] = {}


def _brightness(grounds: Collection[_Ground], *, should_stop: ShouldStop) -> dict[_Ground, float]:
    """The luminance that all but ``BRIGHT_SHARE`` of the area stay below, at every sampled time."""
    kept = dict(_kept)
    missing = [ground for ground in grounds if ground not in kept]
    if missing:
        sampled = _sampled(missing, should_stop=should_stop)
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        _kept.update(sampled)
        kept |= sampled
    return {ground: kept[ground] for ground in grounds}


def _sampled(grounds: Collection[_Ground], *, should_stop: ShouldStop) -> dict[_Ground, float]:
    clips = [{"source": pyav.source(ground.clip), "duration_s": ground.duration_s} for ground in grounds]
    answer = pyav.run(
        "samples",
        {"clips": clips, "width_px": SAMPLED_WIDTH_PX},
        timeout_s=LEAST_TIMEOUT_S + len(clips) * TIMEOUT_PER_CLIP_S,
        should_stop=should_stop,
    )
    return {
        ground: max((_luminance_of(sample) for sample in samples), default=1.0)
        for ground, samples in zip(grounds, answer, strict=True)
    }


def _luminance_of(sample: Mapping[str, Any]) -> float:
    shape = (sample["height_px"], sample["width_px"], 3)
    pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(shape)
    area = _cropped(np.rot90(pixels, k=sample["rotation"] // 90))
    return float(np.quantile(luminances(area), 1 - BRIGHT_SHARE))


def _cropped(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = pixels.shape[:2]
    shown = min(rows, round(SAMPLED_WIDTH_PX * HEIGHT_PX / WIDTH_PX))
    top, left = (rows - shown) // 2, (columns - SAMPLED_WIDTH_PX) // 2
    first_row, last_row = (top + round(shown * share) for share in AREA_ROWS)
    first, last = (left + round(SAMPLED_WIDTH_PX * share) for share in AREA_COLUMNS)
    return pixels[first_row:last_row, max(first, 0) : last]
