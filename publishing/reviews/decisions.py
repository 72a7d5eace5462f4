"""Deciding about a publication: once, by one reviewer, about the content that they saw."""

import contextlib
import logging

from django.db import transaction
from django.utils import timezone

from accounts import audit
from foundation.errors import DomainError
from publishing import approvals, clock, scheduling
from publishing.errors import NotUnderReviewError, ReviewChangedError
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.reviews import notices
from publishing.reviews.people import Reviewer

logger = logging.getLogger(__name__)

_VERDICTS = {
    ReviewStatus.APPROVED: (PublicationStatus.APPROVED, "publication.approved"),
    ReviewStatus.CHANGES_REQUESTED: (PublicationStatus.CHANGES_REQUESTED, "publication.changes_requested"),
}


def approve(*, publication: Publication, reviewer: Reviewer, digest: str, note: str = "") -> Review:
    """Approve the content with this digest, which the reviewer saw.

    A repeated call by the same reviewer has no effect. Raises ReviewChangedError if it has changed since,
    and NotUnderReviewError if it awaits no decision.
    """
    return _decide(publication, reviewer, ReviewStatus.APPROVED, digest, note)


def ask_for_changes(*, publication: Publication, reviewer: Reviewer, digest: str, note: str) -> Review:
    """Ask for changes of the content with this digest. ``note`` says which. Raises as ``approve``."""
    return _decide(publication, reviewer, ReviewStatus.CHANGES_REQUESTED, digest, note)


@transaction.atomic
def _decide(
    publication: Publication, reviewer: Reviewer, verdict: ReviewStatus, digest: str, note: str
) -> Review:
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if digest != approvals.digest(publication=locked):
        raise ReviewChangedError()
    review: Review | None = Review.objects.filter(publication=locked).order_by("-created_at", "-pk").first()
    if review is None or locked.status not in approvals.UNDER_REVIEW:
        raise NotUnderReviewError()
    if review.status == verdict and _is_by(review, reviewer):
        return review
    if review.status != ReviewStatus.OPEN:
        raise NotUnderReviewError()
    status, action = _VERDICTS[verdict]
    review.move_to(
        verdict,
        decided_at=timezone.now(),
        decided_by=reviewer.user,
        decided_by_guest=reviewer.guest,
        decision_note=note,
    )
    locked.move_to(status)
    notices.decided(review=review)
    if verdict == ReviewStatus.APPROVED:
        _keep_planned_time(locked, review)
    audit.record(
        workspace=locked.workspace,
        actor=reviewer.user,
        action=action,
        subject=locked.pk,
        title=locked.title,
        name=reviewer.name,
    )
    logger.info("review decided", extra={"publication_id": locked.pk, "status": verdict})
    return review


def _keep_planned_time(publication: Publication, review: Review) -> None:
    """Schedule an approved publication for its planned time. If that is refused, it stays approved."""
    at = publication.scheduled_at
    if at is None or at <= clock.now() or review.requested_by is None:
        return
    with contextlib.suppress(DomainError), transaction.atomic():
        scheduling.schedule(publication=publication, at=at, actor=review.requested_by)


def _is_by(review: Review, reviewer: Reviewer) -> bool:
    return review.decided_by == reviewer.user and review.decided_by_guest == reviewer.guest
