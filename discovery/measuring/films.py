"""Measures a video file, and takes frames from it."""

from collections.abc import Sequence
from pathlib import Path

from discovery.measuring.values import Measured, SampledFrame, Word


def measure(path: Path, *, captions: Sequence[Word] | None = None) -> Measured:
    """Measure a video. Without ``captions`` the speech rate is missing, with the reason.

    Takes up to some minutes: call it from a task, never from a web request. Raises MediaRefusedError for a
    file without a frame that can be decoded, with words for people, and UpstreamUnavailableError if this
    machine is too busy (a retry may work).
    """
    raise NotImplementedError


def sample_frames(path: Path, *, at: Sequence[float], width_px: int, into: Path) -> tuple[SampledFrame, ...]:
    """Write the frames shown at these seconds to the folder ``into`` as upright JPEG files of this width.

    A time beyond the end gives the last frame. Frames are never enlarged. Raises as ``measure`` does.
    """
    raise NotImplementedError
