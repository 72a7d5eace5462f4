"""The steps of an analysis: fetch, measure, watch, check. Each ends with the next stage in the row."""

import logging
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from discovery import agreement, api_budget, platforms
from discovery import findings as values
from discovery.adapters import vision
from discovery.adapters.vision.base import Frame, Untrusted, Watched
from discovery.adapters.vision.base import Subject as Watchable
from discovery.analyses import endings, files, leases, subjects
from discovery.analyses.leases import Claim
from discovery.errors import (
    BudgetExhaustedError,
    SourceOffError,
    UnusableFindingsError,
    UnwatchableError,
    VisionRefusedError,
)
from discovery.measuring import films
from discovery.measuring.values import MEASUREMENT_VERSION, Word
from discovery.models import Analysis, AnalysisStage, Broadcast, Finding, Origin
from discovery.models.analyses import NOTE_LENGTH
from discovery.platforms.base import SeenVideo
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# A try after this many failed ones is the last.
MOST_TRIES = 5
# The model is asked again once if its answer was not usable.
MOST_ANSWERS = 2
_FRAMES = 12
_FRAME_WIDTH_PX = 512
_NOT_PUBLIC = "This video is no longer public on {platform}."
_LIVE = "This video is live or has not aired yet. It can be analysed when it has ended."


def fetch(claim: Claim, analysis: Analysis) -> None:
    """Get the video's file, or its details from its platform if there is no file."""
    if files.local(analysis) is not None:
        leases.progress(claim=claim, stage=AnalysisStage.MEASURING)
        return
    seen = _seen(analysis)
    leases.progress(
        claim=claim,
        stage=AnalysisStage.WATCHING,
        duration_s=(seen.duration_s if seen else None) or analysis.duration_s,
        unmeasured=_unmeasured(analysis),
    )


def measure(claim: Claim, analysis: Analysis) -> None:
    """Measure the file on this machine."""
    words = [Word.model_validate(word) for word in analysis.words]
    measured = films.measure(_file(analysis), captions=words or None)
    leases.progress(
        claim=claim,
        stage=AnalysisStage.WATCHING,
        measured=measured.model_dump(mode="json"),
        measurement_version=MEASUREMENT_VERSION,
        duration_s=measured.duration_s,
    )


def watch(claim: Claim, analysis: Analysis) -> None:
    """Have a model watch the video, and store what it found.

    The estimate counts as spent before the call: if this worker is killed, its cost is unknown.
    """
    subject = _watchable(analysis)
    estimate = analysis.estimate_microusd
    leases.write(
        claim=claim,
        cost_microusd=F("cost_microusd") + estimate,
        estimated_microusd=F("estimated_microusd") + estimate,
    )
    try:
        watched = vision.watcher(livemode=subjects.livemode_of(analysis)).watch(
            subject=subject, key=analysis.pk, is_last_try=analysis.tries >= MOST_TRIES
        )
    except UnusableFindingsError as error:
        claim.row().update(answers=F("answers") + 1)
        _spend(claim, analysis, error.cost_microusd, tokens=error.tokens)
        if analysis.answers + 1 >= MOST_ANSWERS:
            raise
        raise UpstreamUnavailableError(error.message, system=error.system) from error
    except VisionRefusedError as error:
        # What the model read until then is paid for.
        _spend(claim, analysis, error.cost_microusd, tokens=error.tokens)
        raise
    except DomainError:
        # A call that did not get through costs nothing.
        _spend(claim, analysis, 0, tokens=(0, 0))
        raise
    _store(claim, analysis, watched)


def check(claim: Claim, analysis: Analysis) -> None:
    """Compare the findings with those of the run before, and end the analysis."""
    before = previous(analysis)
    share = None if before is None else compare(first=before, second=analysis).share
    endings.succeed(claim=claim, agreement=share)


def previous(analysis: Analysis) -> Analysis | None:
    """The latest successful run of the same subject before this one."""
    runs = Analysis.objects.filter(workspace_id=analysis.workspace_id, subject=analysis.subject)
    return runs.succeeded().filter(number__lt=analysis.number).order_by("-number").first()


def compare(*, first: Analysis, second: Analysis) -> agreement.Agreement:
    """Compare the findings of two runs."""
    return agreement.compare(first=_values(first), second=_values(second))


def _values(analysis: Analysis) -> list[values.Finding]:
    return [
        values.Finding(
            kind=values.FindingKind(row.kind),
            starts_ms=row.starts_ms,
            ends_ms=row.ends_ms,
            statement=row.statement,
            evidence=row.evidence,
            confidence=row.confidence,
        )
        for row in analysis.findings.in_order()
    ]


def _seen(analysis: Analysis) -> SeenVideo | None:
    """The video as its platform describes it now; None if that can't be found out today.

    Raises UnwatchableError for a video that is not public, or not over.
    """
    platform = platforms.REGISTRY.get(analysis.platform)
    if platform is None or not analysis.is_of_live_video:
        return None
    try:
        source = platform.source(meter=api_budget.Meter(platform))
        if not source.livemode:
            return None  # The sandbox does not know live videos, such as imported ones.
        batch = source.videos(ids=[analysis.platform_id])
    except (BudgetExhaustedError, SourceOffError, UpstreamError) as error:
        # Its stored details are good enough: the model reports a video that it can't open.
        logger.warning("details not refreshed", extra={"analysis_id": analysis.pk, "cause": error.code})
        return None
    if batch.unusable:
        return None
    if not batch.videos:
        raise UnwatchableError(
            _NOT_PUBLIC.format(platform=platform.name), system=platform.name, reason="not_public"
        )
    if batch.videos[0].broadcast != Broadcast.NONE:
        raise UnwatchableError(_LIVE, system=platform.name, reason="live")
    return batch.videos[0]


def _unmeasured(analysis: Analysis) -> str:
    platform = platforms.REGISTRY.get(analysis.platform)
    name = platform.name if platform else "The platform"
    return (
        f"{name}'s terms forbid downloading videos, so cuts, loudness, on-screen text and motion are not "
        f"measured. The length is {name}'s."
    )


def _file(analysis: Analysis) -> Path:
    path = files.local(analysis)
    if path is None:
        raise UnwatchableError("The file of this video is gone.", system="storage", reason="file_unreadable")
    return path


def _watchable(analysis: Analysis) -> Watchable:
    path = files.local(analysis)
    measured = analysis.measured or {}
    return Watchable(
        duration_s=analysis.duration_s or 0,
        url="" if path else subjects.watchable_url_of(analysis),
        path=path,
        mime_type=analysis.mime_type or ("video/mp4" if path else ""),
        texts=Untrusted(
            title=analysis.title,
            description=analysis.candidate.description if analysis.candidate else "",
            captions=" ".join(str(word["text"]) for word in analysis.words),
        ),
        language=subjects.LANGUAGE,
        has_sound=measured.get("has_sound"),
        resolution=values.Resolution(analysis.resolution),
        frames=_frames(analysis, path),
    )


def _frames(analysis: Analysis, path: Path | None) -> list[Frame]:
    """What the fallback model looks at, if there is one: frames at equal distances."""
    if path is None or not vision.has_fallback(livemode=subjects.livemode_of(analysis)):
        return []
    folder = files.workdir_of(analysis) / "frames"
    folder.mkdir(parents=True, exist_ok=True)
    at = [(analysis.duration_s or 0) * (place + 0.5) / _FRAMES for place in range(_FRAMES)]
    sampled = films.sample_frames(path, at=at, width_px=_FRAME_WIDTH_PX, into=folder)
    return [Frame(path=each.path, at_ms=round(each.time_s * 1000)) for each in sampled]


def _spend(claim: Claim, analysis: Analysis, microusd: int | None, *, tokens: tuple[int, int]) -> None:
    """Replace the estimate, which was counted before the call, by what it cost. None keeps the estimate."""
    if microusd is None:
        return
    estimate = analysis.estimate_microusd
    claim.row().update(
        cost_microusd=Greatest(F("cost_microusd") - estimate + microusd, 0),
        estimated_microusd=Greatest(F("estimated_microusd") - estimate, 0),
    )
    if any(tokens):
        claim.row().update(
            input_tokens=Coalesce("input_tokens", 0) + tokens[0],
            output_tokens=Coalesce("output_tokens", 0) + tokens[1],
        )


@transaction.atomic
def _store(claim: Claim, analysis: Analysis, watched: Watched) -> None:
    row = leases.require(claim=claim)
    Finding.objects.bulk_create(
        Finding(
            workspace_id=row.workspace_id,
            analysis=row,
            position=position,
            kind=each.kind,
            starts_ms=each.starts_ms,
            ends_ms=each.ends_ms,
            statement=each.statement,
            evidence=each.evidence,
            confidence=each.confidence,
            origin=Origin.OPINION,
        )
        for position, each in enumerate(watched.findings)
    )
    tokens = (watched.input_tokens, watched.output_tokens)
    _spend(claim, analysis, watched.cost_microusd, tokens=tokens)
    leases.progress(
        claim=claim,
        stage=AnalysisStage.CHECKING,
        provider=watched.provider,
        model=watched.model,
        prompt_version=watched.prompt_version,
        resolution=watched.resolution,
        watched_s=watched.watched_s,
        dropped=watched.dropped,
        note=watched.note[:NOTE_LENGTH],
        livemode=row.livemode and watched.livemode,
    )
