"""How an analysis ends: done, failed or canceled."""

import logging

from django.db import transaction
from django.utils import timezone

from accounts import frames
from discovery.analyses import leases, spending
from discovery.analyses.leases import Claim
from discovery.errors import AnalysisFinishedError
from discovery.models import Analysis, AnalysisStatus
from discovery.models.analyses import FAILURE_LENGTH

logger = logging.getLogger(__name__)

NOT_COUNTED = "It does not count against your plan."


@transaction.atomic
def succeed(*, claim: Claim, agreement: float | None) -> None:
    """End the analysis with its findings; it now counts as used. Raises LostLeaseError."""
    analysis = leases.require(claim=claim)
    _end(analysis, AnalysisStatus.SUCCEEDED, agreement=agreement)


@transaction.atomic
def fail(*, analysis_id: str, failure: str, code: str) -> None:
    """Fail the analysis, which returns it to the plan. ``failure`` is shown to the workspace.

    An analysis that has ended already does not change.
    """
    analysis = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis_id)
    if not analysis.is_finished:
        words = f"{failure[: FAILURE_LENGTH - len(NOT_COUNTED) - 1]} {NOT_COUNTED}"
        _end(analysis, AnalysisStatus.FAILED, failure=words, failure_code=code[:40])


@transaction.atomic
def cancel(*, analysis: Analysis) -> Analysis:
    """Cancel the analysis, which returns it to the plan. Idempotent.

    Raises AnalysisFinishedError if it has ended otherwise.
    """
    locked = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    if locked.status == AnalysisStatus.CANCELED:
        return locked
    if locked.is_finished:
        raise AnalysisFinishedError(status=locked.status)
    _end(locked, AnalysisStatus.CANCELED)
    return locked


def _end(analysis: Analysis, status: AnalysisStatus, **fields: object) -> None:
    if analysis.move_to(status, finished_at=timezone.now(), lease_until=None, **fields):
        spending.settle(analysis=analysis)
        frames.drop(workspace_id=analysis.workspace_id)
        logger.info(
            "analysis ended",
            extra={"analysis_id": analysis.pk, "status": status, "failure_code": analysis.failure_code},
        )
