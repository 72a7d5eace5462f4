"""What a video file contains: its length, its sound and its hard cuts."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

# The first minutes are enough for findings that fit.
_LOOKED_AT_S = 180.0
_SIZE = 32
# Mean difference of two frames in grey levels, of 255, from which they belong to two shots.
_CUT = 18.0
_SHORTEST_SHOT_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The contents of a file. Times are in seconds."""

    length_s: float
    has_sound: bool
    cuts_s: tuple[float, ...]


def probe(path: Path) -> Found | None:
    """Return what the file contains; None if it is not a readable video."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return None
            length_s, has_sound = (container.duration or 0) / av.time_base, bool(container.streams.audio)
            cuts_s = _cuts(container)
    except (av.FFmpegError, OSError):
        return None
    return None if cuts_s is None else Found(length_s=length_s, has_sound=has_sound, cuts_s=cuts_s)


def _cuts(container: av.container.InputContainer) -> tuple[float, ...] | None:
    """The times of hard cuts; None without a single frame."""
    before, cuts_s = None, [0.0]
    for frame in container.decode(video=0):
        at_s = float(frame.time or 0.0)
        if at_s > _LOOKED_AT_S:
            break
        grey = frame.reformat(width=_SIZE, height=_SIZE, format="gray").to_ndarray().astype(np.int16)
        is_cut = before is not None and float(np.abs(grey - before).mean()) > _CUT
        if is_cut and at_s - cuts_s[-1] >= _SHORTEST_SHOT_S:
            cuts_s.append(round(at_s, 2))
        before = grey
    return None if before is None else tuple(cuts_s[1:])
