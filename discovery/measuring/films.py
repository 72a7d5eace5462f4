"""Measures a video file, and takes frames from it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from discovery.measuring import children, speech, words
from discovery.measuring.values import Aspect, Measured, Missing, Note, SampledFrame, Word

MOST_FRAMES = 64


def measure(path: Path, *, captions: Sequence[Word] | None = None) -> Measured:
    """Measure a video. Without ``captions`` the speech rate is missing, with the reason.

    Takes up to some minutes: call it from a task, never from a web request. Raises MediaRefusedError for a
    file without a frame that can be decoded, with words for people, and UpstreamUnavailableError if this
    machine is too busy (a retry may work).
    """
    answer: dict[str, Any] = children.run("measuring", path)
    missing = [_missing(each["aspect"], each["code"]) for each in answer.pop("missing")]
    notes = [Note(code=each["code"], reason=words.note(each)) for each in answer.pop("notes")]
    spoken = None if captions is None else speech.measure(captions, duration_s=answer["duration_s"])
    if spoken is None:
        missing.append(_missing(Aspect.SPEECH, "no_captions" if captions is None else "no_words"))
    return Measured.model_validate(
        answer | {"speech": spoken, "missing": tuple(missing), "notes": tuple(notes)}
    )


def sample_frames(path: Path, *, at: Sequence[float], width_px: int, into: Path) -> tuple[SampledFrame, ...]:
    """Write the frames shown at these seconds to the folder ``into`` as upright JPEG files of this width.

    A time beyond the end gives the last frame. Frames are never enlarged, and each time gives one frame, in
    the order of the times. Raises ValueError for more than ``MOST_FRAMES`` or negative times, otherwise as
    ``measure`` does.
    """
    if len(at) > MOST_FRAMES or any(not 0 <= time_s < 1e6 for time_s in at):
        raise ValueError(at)
    answer = children.run("sampling", path, at=list(at), width_px=width_px, into=str(into.resolve()))
    return tuple(SampledFrame.model_validate(each) for each in answer)


def _missing(aspect: str, code: str) -> Missing:
    return Missing(aspect=Aspect(aspect), code=code, reason=words.missing(code))
