"""What can be analysed: a candidate, or a file that an app above hands over."""

from dataclasses import dataclass, field, fields
from typing import Any

from accounts.models import Workspace
from discovery import candidates, platforms
from discovery.adapters import vision
from discovery.adapters.vision.base import Estimate
from discovery.adapters.vision.base import Subject as Watchable
from discovery.errors import AnalysisRefusedError, UnwatchableError
from discovery.findings import Resolution
from discovery.models import Analysis, Broadcast, Candidate
from discovery.signals import OwnFile, own_file_requested
from foundation.errors import NotFoundError

# Pages are in English, so findings are too.
LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The columns of Analysis that describe its video."""

    subject: str
    title: str
    language: str
    duration_s: float | None
    is_long: bool
    livemode: bool
    candidate: Candidate | None = None
    owner: str = ""
    platform: str = ""
    platform_id: str = ""
    page_url: str = ""
    play_url: str = ""
    file_key: str = ""
    mime_type: str = ""
    words: list[dict[str, object]] = field(default_factory=list)

    def columns(self) -> dict[str, object]:
        """Column values of a new analysis."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def of_candidate(candidate: Candidate) -> Subject:
    """The subject of a candidate. Raises AnalysisRefusedError while it can't be watched."""
    if candidate.gone_at is not None:
        raise AnalysisRefusedError("This video is no longer public.", reason="not_public")
    if candidate.broadcast != Broadcast.NONE:
        raise AnalysisRefusedError(
            "This video is live or has not aired yet. It can be analysed when it has ended.", reason="live"
        )
    found = Subject(
        subject=reference_of(candidate),
        candidate=candidate,
        title=candidate.title,
        owner=candidate.channel.title,
        language=candidate.language,
        duration_s=candidate.duration_s or None,
        is_long=candidate.is_long,
        livemode=candidate.livemode,
        platform=candidate.platform,
        platform_id=candidate.platform_id,
        page_url=candidate.url,
    )
    if not has_file(found) and not watchable_url_of(found):
        name = candidate.platform_name
        raise AnalysisRefusedError(
            f"No model opens {name} videos, and {name}'s terms forbid downloading them.", reason="not_opened"
        )
    return found


def of_reference(reference: str, *, workspace: Workspace) -> Subject:
    """The subject of a video of the workspace. Raises NotFoundError, and AnalysisRefusedError."""
    answers: Any = own_file_requested.send(sender=Analysis, workspace=workspace, reference=reference)
    own = next((answer for _, answer in answers if isinstance(answer, OwnFile)), None)
    if own is None:
        raise NotFoundError()
    return of_own(own)


def of_own(own: OwnFile) -> Subject:
    """The subject of a file of the workspace."""
    return Subject(
        subject=own.reference,
        title=own.title,
        language=own.language,
        duration_s=own.duration_s,
        is_long=own.is_long,
        livemode=own.livemode,
        page_url=own.page_url,
        play_url=own.play_url,
        file_key=own.file_key,
        mime_type=own.mime_type,
        words=[word.model_dump() for word in own.words],
    )


def of_analysis(analysis: Analysis) -> Subject:
    """The subject of an earlier run, as it is now.

    A candidate that was deleted since is watched as it was. Raises NotFoundError for an own video that was
    deleted, and AnalysisRefusedError.
    """
    if analysis.candidate is not None:
        return of_candidate(analysis.candidate)
    if analysis.is_own:
        return of_reference(analysis.subject, workspace=analysis.workspace)
    stored = {each.name: getattr(analysis, each.name) for each in fields(Subject)}
    return Subject(**{**stored, "livemode": analysis.is_of_live_video})


def reference_of(candidate: Candidate) -> str:
    """How analyses name a candidate."""
    return candidates.reference_of(candidate.pk)


def file_url_of(*, platform: str, platform_id: str, livemode: bool) -> str:
    """The URL of a platform's video file; empty if the platform allows no download."""
    known = platforms.REGISTRY.get(platform)
    return "" if known is None else known.file_url(platform_id=platform_id, livemode=livemode)


def watchable_url_of(subject: Subject | Analysis) -> str:
    """The URL by which a model opens a platform's video; empty if it opens none of them."""
    known = platforms.REGISTRY.get(subject.platform)
    if known is None:
        return ""
    livemode = _is_of_live_video(subject)
    return known.watchable_url(platform_id=subject.platform_id, livemode=livemode)


def estimate(*, subject: Subject, resolution: Resolution) -> Estimate:
    """What watching is expected to take. Calls nothing.

    Raises AnalysisRefusedError for a video that can't be watched, and VisionOffError.
    """
    watchable = Watchable(
        duration_s=subject.duration_s or 0,
        url="" if has_file(subject) else watchable_url_of(subject),
        mime_type=subject.mime_type,
        language=LANGUAGE,
        resolution=resolution,
    )
    try:
        return vision.estimate(subject=watchable, livemode=livemode_of(subject))
    except UnwatchableError as error:
        raise AnalysisRefusedError(error.message, reason=error.reason) from error


def livemode_of(subject: Subject | Analysis) -> bool | None:
    """The mode of the model: as the platform's video, or as configured for own files."""
    return None if subject.file_key else _is_of_live_video(subject)


def has_file(subject: Subject | Analysis) -> bool:
    """True if the video's file may be read: own files, and videos of the sandbox."""
    livemode = _is_of_live_video(subject)
    return bool(
        subject.file_key
        or file_url_of(platform=subject.platform, platform_id=subject.platform_id, livemode=livemode)
    )


def _is_of_live_video(subject: Subject | Analysis) -> bool:
    return subject.is_of_live_video if isinstance(subject, Analysis) else subject.livemode
