"""Reading analyses: those in progress, the runs of a video, their comparison, and wrong findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from discovery.agreement import Agreement
from discovery.analyses import steps
from discovery.models import Analysis, AnalysisQuerySet, Candidate, Finding
from discovery.models.analyses import NOTE_LENGTH
from foundation.prepared import Prepared

_LATEST: Prepared[Analysis] = Prepared(
    lambda workspace, subject: (
        Analysis.objects.filter(workspace_id=workspace, subject=subject).for_list().order_by("-number")[:1]
    ),
    workspace="wsp_",
    subject="video:vid_",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of one video, and how far their findings agree."""

    before: Analysis
    now: Analysis
    agreement: Agreement


@transaction.atomic
def report_wrong(*, finding: Finding, user: User | None, note: str = "") -> Finding:
    """Record that a finding is wrong. A second report replaces the first one's note."""
    locked = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    locked.reported_wrong_at = locked.reported_wrong_at or timezone.now()
    locked.reported_by = user
    locked.report_note = " ".join(note.split())[:NOTE_LENGTH]
    locked.save(update_fields=["reported_wrong_at", "reported_by", "report_note"])
    return locked


@transaction.atomic
def withdraw_report(*, finding: Finding) -> Finding:
    """Withdraw a report. No effect without one."""
    Finding.objects.filter(pk=finding.pk).update(reported_wrong_at=None, reported_by=None, report_note="")
    finding.refresh_from_db()
    return finding


def compare(*, analysis: Analysis) -> Comparison | None:
    """Compare a successful run with the successful one before it; None if there is none."""
    before = steps.previous(analysis)
    if before is None:
        return None
    return Comparison(before=before, now=analysis, agreement=steps.compare(first=before, second=analysis))


def unfinished(*, workspace: Workspace, count: int) -> Sequence[Analysis]:
    """The ``count`` oldest analyses of the workspace that are queued or running."""
    rows = Analysis.objects.for_workspace(workspace).unfinished().defer("measured", "words")
    return list(rows.order_by("created_at", "pk")[:count])


def runs_of(*, analysis: Analysis) -> Sequence[Analysis]:
    """All runs of the same video, newest first."""
    rows = Analysis.objects.filter(workspace_id=analysis.workspace_id, subject=analysis.subject)
    return list(rows.for_list().order_by("-number"))


def latest_of(*, candidate: Candidate) -> Analysis | None:
    """The newest analysis of a candidate."""
    rows: AnalysisQuerySet = Analysis.objects.filter(candidate=candidate)
    return rows.for_list().order_by("-number").first()


def latest_by_reference(*, workspace_id: str, reference: str) -> Analysis | None:
    """The newest analysis of a subject, by its reference."""
    return _LATEST.first(workspace=workspace_id, subject=reference)
