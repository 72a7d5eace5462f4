"""Requesting an analysis: a first run, a further one, or a retry."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts import frames
from accounts.models import User, Workspace
from discovery.adapters.vision.base import Estimate
from discovery.analyses import allowance, leases, spending, subjects
from discovery.analyses.allowance import Allowance
from discovery.analyses.subjects import Subject
from discovery.errors import AnalysisNotFailedError
from discovery.findings import Resolution
from discovery.models import Analysis, AnalysisStatus, Candidate
from discovery.signals import OwnFile
from foundation.errors import DomainError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a run takes. ``refusal`` says why it can't be requested; empty if it can."""

    month: Allowance
    estimate: Estimate | None = None
    refusal: str = ""

    @property
    def cost(self) -> str:
        """The estimated cost in words, such as $0.006; empty if there is no estimate."""
        return spending.in_words(self.estimate.cost_microusd) if self.estimate else ""


def offer(*, analysis: Analysis, resolution: Resolution = Resolution.LOW) -> Offer:
    """What a further run takes. Requests nothing."""
    return _offer(analysis.workspace, lambda: subjects.of_analysis(analysis), resolution)


def offer_of_candidate(*, candidate: Candidate, resolution: Resolution = Resolution.LOW) -> Offer:
    """What an analysis of the candidate takes. Requests nothing."""
    return _offer(candidate.workspace, lambda: subjects.of_candidate(candidate), resolution)


def offer_of_own(*, workspace: Workspace, own: OwnFile, resolution: Resolution = Resolution.LOW) -> Offer:
    """What an analysis of a video of the workspace takes. Requests nothing."""
    return _offer(workspace, lambda: subjects.of_own(own), resolution)


def cost_of_own(*, own: OwnFile, resolution: Resolution = Resolution.LOW) -> str:
    """The estimated cost in words of an analysis of a video of the workspace; empty if there can be none."""
    try:
        estimate = subjects.estimate(subject=subjects.of_own(own), resolution=resolution)
    except DomainError:
        return ""
    return spending.in_words(estimate.cost_microusd)


def _offer(workspace: Workspace, subject: Callable[[], Subject], resolution: Resolution) -> Offer:
    month = allowance.of_month_shown(workspace=workspace)
    try:
        estimate = subjects.estimate(subject=subject(), resolution=resolution)
    except DomainError as refusal:
        return Offer(month=month, refusal=refusal.message)
    return Offer(
        month=month, estimate=estimate, refusal=allowance.refusal_of(workspace=workspace, month=month)
    )


def of_candidate(
    *, candidate: Candidate, user: User | None, resolution: Resolution = Resolution.LOW
) -> Analysis:
    """Request an analysis of a candidate.

    Idempotent while one is unfinished: returns that one. Raises AnalysisRefusedError, PlanLimitError,
    AnalysisBudgetError and VisionOffError; nothing is counted then.
    """
    return _request(candidate.workspace, subjects.of_candidate(candidate), user, resolution)


def first_of_candidate(*, candidate: Candidate, user: User | None) -> Analysis:
    """Return the newest run that did not fail, or request one as ``of_candidate`` does.

    So that a click in a list never pays for a video twice; a further run is requested with ``again``.
    """
    runs = Analysis.objects.for_workspace(candidate.workspace).counted()
    newest = runs.filter(subject=subjects.reference_of(candidate)).order_by("-number").first()
    return newest or of_candidate(candidate=candidate, user=user)


def of_own(
    *, workspace: Workspace, reference: str, user: User | None, resolution: Resolution = Resolution.LOW
) -> Analysis:
    """Request an analysis of a video of the workspace, such as "video:vid_…".

    Raises NotFoundError for an unknown reference. Otherwise as ``of_candidate``.
    """
    subject = subjects.of_reference(reference, workspace=workspace)
    return _request(workspace, subject, user, resolution)


def again(*, analysis: Analysis, user: User | None, resolution: Resolution = Resolution.LOW) -> Analysis:
    """Run the analysis of the same video again, as a new run. Otherwise as ``of_candidate``."""
    return _request(analysis.workspace, subjects.of_analysis(analysis), user, resolution)


def retry(*, analysis: Analysis, user: User | None) -> Analysis:
    """Run a failed or canceled analysis again. Idempotent: a second call returns the same new run.

    Raises AnalysisNotFailedError, and as ``of_candidate``.
    """
    if analysis.status not in {AnalysisStatus.FAILED, AnalysisStatus.CANCELED}:
        raise AnalysisNotFailedError(status=analysis.status)
    resolution = Resolution(analysis.resolution)
    return _request(analysis.workspace, subjects.of_analysis(analysis), user, resolution, retry_of=analysis)


@transaction.atomic
def _request(
    workspace: Workspace,
    subject: Subject,
    user: User | None,
    resolution: Resolution,
    *,
    retry_of: Analysis | None = None,
) -> Analysis:
    # Requests of a workspace take turns, so that two for the last analysis of a month can't both get it.
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    runs = Analysis.objects.for_workspace(locked)
    existing = runs.filter(retry_of=retry_of).first() if retry_of else None
    existing = existing or runs.unfinished().filter(subject=subject.subject).first()
    if existing is not None:
        return existing
    allowance.require_room(workspace=locked)
    estimate = subjects.estimate(subject=subject, resolution=resolution)
    last = runs.filter(subject=subject.subject).aggregate(last=Max("number"))["last"] or 0
    analysis = Analysis.objects.create(
        workspace=locked,
        requested_by=user,
        retry_of=retry_of,
        number=last + 1,
        resolution=resolution,
        estimate_microusd=estimate.cost_microusd,
        estimated_model=estimate.model,
        budget_on=spending.hold(microusd=estimate.cost_microusd),
        budgeted_microusd=estimate.cost_microusd,
        deadline_at=leases.deadline(),
        is_of_live_video=subject.livemode,
        **subject.columns(),
    )
    leases.enqueue(analysis_id=analysis.pk, stage=analysis.stage)
    frames.drop(workspace_id=locked.pk)
    logger.info("analysis requested", extra={"analysis_id": analysis.pk, "subject": analysis.subject})
    return analysis
