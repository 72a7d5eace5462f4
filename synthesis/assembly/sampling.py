"""Small copies of a few frames of clips, kept in this process: captions and grades are chosen by them."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from synthesis.assembly import pyav
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

# Sampled at about a pixel per stroke of a caption's letter.
WIDTH_OF_SAMPLES_PX = 60
LEAST_TIMEOUT_S = 60
TIMEOUT_PER_CLIP_S = 20
MOST_KEPT = 256

# The visible part of upright frames: uint8, (rows, columns, 3), RGB in BT.709.
Samples: TypeAlias = tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A clip's content, shown for some seconds."""

    clip: Path
    size_bytes: int
    changed_at_ns: int
    duration_s: float

    @classmethod
    def of(cls, clip: Path, *, duration_s: float) -> "Shown":
        """The content that the file has now."""
        facts = clip.stat()
        return cls(clip, facts.st_size, facts.st_mtime_ns, round(duration_s, 2))


# A clip is sampled once, although its captions may be written again whenever another clip arrives.
_kept: dict[Shown, Samples] = {}


def of_clips(wanted: Collection[Shown], *, should_stop: ShouldStop) -> dict[Shown, Samples]:
    """The samples of each clip; none of a clip that cannot be decoded.

    Raises StoppedError and the upstream errors.
    """
    # A copy, because another thread may clear what is kept.
    kept = dict(_kept)
    found = {shown: kept[shown] for shown in wanted if shown in kept}
    missing = [shown for shown in wanted if shown not in found]
    if missing:
        sampled = _sampled(missing, should_stop=should_stop)
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        _kept.update(sampled)
        found |= sampled
    return found


def _sampled(wanted: Sequence[Shown], *, should_stop: ShouldStop) -> dict[Shown, Samples]:
    clips = [{"source": pyav.source(each.clip), "duration_s": each.duration_s} for each in wanted]
    answer = pyav.run(
        "samples",
        {"clips": clips, "width_px": WIDTH_OF_SAMPLES_PX},
        timeout_s=LEAST_TIMEOUT_S + len(clips) * TIMEOUT_PER_CLIP_S,
        should_stop=should_stop,
    )
    return {
        each: tuple(_visible(sample) for sample in samples)
        for each, samples in zip(wanted, answer, strict=True)
    }


def _visible(sample: Mapping[str, Any]) -> NDArray[np.uint8]:
    shape = (sample["height_px"], sample["width_px"], 3)
    pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(shape)
    upright = np.rot90(pixels, k=sample["rotation"] // 90)
    rows, columns = upright.shape[:2]
    shown = min(rows, round(WIDTH_OF_SAMPLES_PX * HEIGHT_PX / WIDTH_PX))
    top, left = (rows - shown) // 2, (columns - WIDTH_OF_SAMPLES_PX) // 2
    return upright[top : top + shown, max(left, 0) : max(left, 0) + WIDTH_OF_SAMPLES_PX]
