"""The scene of a script that uses the finding that the video's idea was made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.findings import FindingKind
from discovery.models import Finding
from synthesis.models import Scene, Video


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a script: in words for the writer, and as the index of one of ``count`` scenes."""

    words: str
    from_start: int = 0
    from_end: int | None = None

    def index(self, *, count: int) -> int:
        """The index of the scene, from 0. ``count`` is at least 1."""
        last = count - 1
        return min(self.from_start, last) if self.from_end is None else max(last - self.from_end, 0)


_FIRST = Place("the first scene")
_SECOND = Place("the second scene", from_start=1)
_PAYOFF = Place("the last scene before the request", from_end=1)
_LAST = Place("the last scene", from_end=0)
# By label, because the frozen facts of an idea name the kind so. All other kinds belong to the opening.
_PLACES = {
    FindingKind.PATTERN_INTERRUPT.label: _SECOND,
    FindingKind.PAYOFF.label: _PAYOFF,
    FindingKind.CALL_TO_ACTION.label: _LAST,
}


def place_of(*, kind: str) -> Place:
    """Where a script uses a finding of the kind with this label."""
    return _PLACES.get(kind, _FIRST)


def refer(*, video: Video, topic: str, rows: Sequence[Scene]) -> None:
    """Let the scene of a new script that was told to use the finding refer to it.

    ``rows`` are the script's scenes, in order. A script about another ``topic`` uses no finding.
    """
    finding = _of(video, topic)
    if finding is None or not rows:
        return
    index = place_of(kind=finding.get_kind_display()).index(count=len(rows))
    Scene.objects.filter(pk=rows[index].pk).update(finding=finding)


def of_opening(*, video: Video, topic: str, is_own: bool) -> Finding | None:
    """The finding of the first scene, once it opens the video with the script's own hook or with another.

    Only the script's own hook was told to use the finding.
    """
    finding = _of(video, topic) if is_own else None
    return finding if finding and place_of(kind=finding.get_kind_display()) == _FIRST else None


def _of(video: Video, topic: str) -> Finding | None:
    return video.idea.finding if video.idea is not None and not topic else None
