"""The lease of an analysis: at most one worker advances it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from discovery.models import Analysis, AnalysisStage
from foundation import leases, messages
from foundation.leases import LostLeaseError, heartbeat, release, require, write

__all__ = [
    "Claim",
    "LostLeaseError",
    "claim",
    "enqueue",
    "heartbeat",
    "progress",
    "release",
    "require",
    "write",
]

ADVANCE_ANALYSIS = "discovery.advance_analysis"
MEASURE_ANALYSIS = "discovery.measure_analysis"
LEASE = timedelta(seconds=30)
# The sweeper enqueues an analysis again if no worker has claimed it for this long.
PROMPT_AFTER = timedelta(seconds=10)

Claim = leases.Claim[Analysis]
_TERMS = leases.Terms(rows=Analysis.objects.unfinished, lasts=LEASE)


def claim(*, analysis_id: str, stages: Collection[str]) -> Claim | None:
    """Claim the analysis if one of these stages is due, and no other worker has it."""
    now = timezone.now()
    return leases.claim(
        terms=_TERMS,
        pk=analysis_id,
        due=Q(stage__in=stages, due_at__lte=now),
        due_at=now + PROMPT_AFTER,
        starts=F("starts") + 1,
    )


def progress(*, claim: Claim, **fields: Any) -> None:
    """Write fields that count as progress, which restarts the deadline. Raises LostLeaseError."""
    write(claim=claim, deadline_at=deadline(), due_at=timezone.now(), starts=0, tries=0, **fields)


def deadline() -> datetime:
    """When an analysis fails if it makes no progress from now on."""
    return timezone.now() + timedelta(seconds=settings.ANALYSIS_DEADLINE_S)


def enqueue(*, analysis_id: str, stage: str, delay_s: float = 0) -> None:
    """Enqueue the step, once the present transaction is committed. Measuring runs on the media workers."""
    task = MEASURE_ANALYSIS if stage == AnalysisStage.MEASURING else ADVANCE_ANALYSIS
    messages.send_on_commit(task, analysis_id, delay_s=delay_s)
