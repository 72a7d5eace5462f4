"""Deciding about publications: once, by one reviewer, about the content that they saw."""

import logging
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts import audit
from foundation.errors import DomainError
from publishing import approvals, clock, scheduling
from publishing.errors import NotUnderReviewError, ReviewChangedError
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.reviews import notices, together
from publishing.reviews.people import Reviewer

logger = logging.getLogger(__name__)

_VERDICTS = {
    ReviewStatus.APPROVED: (PublicationStatus.APPROVED, "publication.approved"),
    ReviewStatus.CHANGES_REQUESTED: (PublicationStatus.CHANGES_REQUESTED, "publication.changes_requested"),
}


def approve(
    *, publications: Sequence[Publication], reviewer: Reviewer, digest: str, note: str = ""
) -> list[Review]:
    """Approve those of the publications that await a decision.

    ``digest`` is the one of their content that the reviewer saw (``approvals.digest_of``). A repeated call by
    the same reviewer has no effect. Raises ReviewChangedError if the content has changed since, and
    NotUnderReviewError if nothing awaits a decision.
    """
    return _decide(publications, reviewer, ReviewStatus.APPROVED, digest, note)


def ask_for_changes(
    *, publications: Sequence[Publication], reviewer: Reviewer, digest: str, note: str
) -> list[Review]:
    """Ask for changes of those that await a decision. ``note`` says which. Raises as ``approve``."""
    return _decide(publications, reviewer, ReviewStatus.CHANGES_REQUESTED, digest, note)


@transaction.atomic
def _decide(
    publications: Sequence[Publication], reviewer: Reviewer, verdict: ReviewStatus, digest: str, note: str
) -> list[Review]:
    rows = together.locked(publications)
    waiting = together.waiting(rows)
    if not waiting:
        return _decided_before(rows, reviewer, verdict)
    if digest != approvals.digest_of(waiting):
        raise ReviewChangedError()
    reviews = [_set(row, reviewer, verdict, note) for row in waiting]
    outcomes = [_keep_planned_time(review) for review in reviews if verdict == ReviewStatus.APPROVED]
    notices.decided(reviews=reviews, outcome=" ".join(dict.fromkeys(filter(None, outcomes))))
    return reviews


def _decided_before(rows: Sequence[Publication], reviewer: Reviewer, verdict: ReviewStatus) -> list[Review]:
    """Return the same decision by the same reviewer. Raises NotUnderReviewError without one."""
    newest = [Review.objects.filter(publication=row).order_by("-created_at", "-pk").first() for row in rows]
    found = [review for review in newest if review is not None and review.status == verdict]
    same = [
        review
        for review in found
        if review.decided_by == reviewer.user and review.decided_by_guest == reviewer.guest
    ]
    if not same:
        raise NotUnderReviewError()
    return same


def _set(row: Publication, reviewer: Reviewer, verdict: ReviewStatus, note: str) -> Review:
    review: Review = Review.objects.get(publication=row, status=ReviewStatus.OPEN)
    status, action = _VERDICTS[verdict]
    review.move_to(
        verdict,
        decided_at=timezone.now(),
        decided_by=reviewer.user,
        decided_by_guest=reviewer.guest,
        decision_note=note,
    )
    row.move_to(status)
    review.publication = row
    audit.record(
        workspace=row.workspace,
        actor=reviewer.user,
        action=action,
        subject=row.pk,
        title=row.title,
        name=reviewer.name,
    )
    logger.info("review decided", extra={"publication_id": row.pk, "status": verdict})
    return review


def _keep_planned_time(review: Review) -> str:
    """Schedule an approved publication for its planned time, and return a sentence about that.

    If it is refused, or the time has passed, the publication stays approved. Empty without a planned time.
    """
    at = review.publication.scheduled_at
    if at is None or review.requested_by is None:
        return ""
    local = f"{at.astimezone(ZoneInfo(review.workspace.time_zone)):%-d %B, %H:%M}"
    if at <= clock.now():
        return f"Its planned time, {local}, has passed: choose another one, or post it now."
    try:
        with transaction.atomic():
            scheduling.schedule(publication=review.publication, at=at, actor=review.requested_by)
    except DomainError as refusal:
        return f"It could not be scheduled for {local}: {refusal.message}"
    return f"It is scheduled for {local}."
