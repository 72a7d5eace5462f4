"""The refusal of scenes whose file cannot be shown."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from foundation import errors
from foundation.media import MediaRefusedError
from synthesis.assembly import ffmpeg
from synthesis.assembly.composition import footage
from synthesis.assembly.storyboard import Timeline

UNKNOWN_REASON = "This file is damaged and cannot be decoded."


class NotShownError(errors.UpstreamError):
    """The files of some scenes cannot be shown; the segments of the others are kept.

    ``reasons`` holds a sentence for each, by the scene's key.
    """

    code = "not_shown"
    title = "A scene cannot be shown"

    def __init__(self, reasons: Mapping[str, str], *, details: Mapping[str, object] | None = None) -> None:
        super().__init__(next(iter(reasons.values())), system=ffmpeg.SYSTEM, details=dict(details or {}))
        self.reasons = dict(reasons)


def combined(
    refused: Sequence[NotShownError], *, timeline: Timeline, clips: Mapping[str, Path]
) -> NotShownError:
    """One error for all of these scenes.

    A segment also shows the end of its predecessor's clip. It is not named if that may be the reason.
    """
    reasons = {key: reason for error in refused for key, reason in error.reasons.items()}
    details = {key: detail for error in refused for key, detail in error.context["details"].items()}
    for shot in timeline.shots:
        before = timeline.predecessor(shot)
        follows_another = shot.key in reasons and before is not None and before.key in details
        if follows_another and not unreadable({shot.key: clips[shot.key]}):
            del reasons[shot.key]
    return NotShownError(reasons, details=details)


def unreadable(clips: Mapping[str, Path]) -> dict[str, str]:
    """Why clips cannot be opened, by key; empty if all can. Raises UpstreamUnavailableError."""
    reasons = {}
    for key, clip in clips.items():
        try:
            footage.probe(clip)
        except errors.UpstreamUnavailableError:
            raise
        except errors.UpstreamError as error:
            reasons[key] = error.message
    return reasons


@contextmanager
def of_scene(key: str) -> Iterator[None]:
    """Raise NotShownError for the scene if a program refuses its file inside the block."""
    try:
        yield
    except (errors.UpstreamUnavailableError, NotShownError):
        raise
    except errors.UpstreamError as error:
        reason = error.message if isinstance(error, MediaRefusedError) else UNKNOWN_REASON
        raise NotShownError({key: reason}, details={key: [error.message, error.context]}) from error
