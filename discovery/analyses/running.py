"""Running an analysis: claims it, runs the steps that are due, and decides what a failure means."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from discovery.analyses import endings, files, leases, steps
from discovery.analyses.leases import Claim, LostLeaseError
from discovery.errors import VideoNotReadyError
from discovery.models import Analysis, AnalysisStage, AnalysisStatus
from foundation.errors import DomainError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# Limits how often a step that kills its worker is started.
MOST_STARTS = 6
# If a vendor asks for a longer wait than this, the analysis fails.
LONGEST_WAIT_S = 900
_FIRST_WAIT_S = 10
_STEPS: Mapping[str, Callable[[Claim, Analysis], None]] = {
    AnalysisStage.FETCHING: steps.fetch,
    AnalysisStage.MEASURING: steps.measure,
    AnalysisStage.WATCHING: steps.watch,
    AnalysisStage.CHECKING: steps.check,
}
_MEASURING = (AnalysisStage.MEASURING,)
_OTHERS = (AnalysisStage.FETCHING, AnalysisStage.WATCHING, AnalysisStage.CHECKING)


def advance(*, analysis_id: str) -> None:
    """Run the steps that are due, except measuring. Safe to run twice, late, or alongside itself."""
    _advance(analysis_id, _OTHERS)


def measure(*, analysis_id: str) -> None:
    """Run the measuring step if it is due."""
    _advance(analysis_id, _MEASURING)


def _advance(analysis_id: str, stages: Collection[str]) -> None:
    while True:
        claim = leases.claim(analysis_id=analysis_id, stages=stages)
        if claim is None:
            break
        try:
            _run(claim)
        except LostLeaseError:
            logger.info("analysis claim lost", extra={"analysis_id": analysis_id})
        finally:
            leases.release(claim=claim)
    _hand_over(analysis_id)


def _run(claim: Claim) -> None:
    analysis = Analysis.objects.select_related("candidate__source").get(pk=claim.pk)
    if analysis.starts > MOST_STARTS:
        endings.fail(
            analysis_id=claim.pk,
            failure="This analysis stopped several times without a result. Try again later.",
            code="failed_starts",
        )
        return
    if analysis.status == AnalysisStatus.QUEUED:
        _begin(claim)
    try:
        with leases.heartbeat(claim=claim):
            _STEPS[analysis.stage](claim, analysis)
    except VideoNotReadyError as error:
        _postpone(claim, analysis, delay_s=error.retry_after_s or _FIRST_WAIT_S, tries=analysis.tries)
    except UpstreamUnavailableError as error:
        _retry_later(claim, analysis, error)
    except DomainError as error:
        logger.warning("analysis failed", extra={"analysis_id": claim.pk, "code": error.code})
        endings.fail(analysis_id=claim.pk, failure=error.message, code=_code_of(error))


@transaction.atomic
def _begin(claim: Claim) -> None:
    leases.require(claim=claim).move_to(AnalysisStatus.RUNNING, started_at=timezone.now())


def _retry_later(claim: Claim, analysis: Analysis, error: UpstreamUnavailableError) -> None:
    delay_s = error.retry_after_s or _FIRST_WAIT_S * 2**analysis.tries
    if analysis.tries < steps.MOST_TRIES and delay_s <= LONGEST_WAIT_S:
        _postpone(claim, analysis, delay_s=delay_s, tries=analysis.tries + 1)
        return
    minutes = max(1, -(-delay_s // 60))
    again = f"Try again in {minutes} minutes." if delay_s > LONGEST_WAIT_S else "Try again later."
    endings.fail(analysis_id=claim.pk, failure=f"{error.message} {again}", code=error.code)


def _postpone(claim: Claim, analysis: Analysis, *, delay_s: int, tries: int) -> None:
    """Let the sweeper, or a delayed message, start the step again. It did not kill its worker."""
    due_at = timezone.now() + timedelta(seconds=delay_s)
    if leases.release(claim=claim, due_at=due_at, tries=tries, starts=0):
        leases.enqueue(analysis_id=claim.pk, stage=analysis.stage, delay_s=delay_s)


def _hand_over(analysis_id: str) -> None:
    """Enqueue the step that is due on other workers, or delete the working files of an ended analysis."""
    analysis = Analysis.objects.only("stage", "status", "due_at", "lease_until").get(pk=analysis_id)
    if analysis.is_finished:
        files.remove(analysis_id=analysis_id)
    elif analysis.lease_until is None and analysis.due_at <= timezone.now():
        leases.enqueue(analysis_id=analysis_id, stage=analysis.stage)


def _code_of(error: DomainError) -> str:
    reason = error.context.get("reason")
    return f"{error.code}:{reason}" if isinstance(reason, str) and reason else error.code
