"""Asking for an approval, and taking the request back."""

import logging

from django.db import transaction

from accounts import audit
from accounts.models import User
from publishing import approvals, coverage
from publishing.errors import NotEditableError, NotUnderReviewError
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.reviews import notices

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(*, publication: Publication, actor: User, note: str = "") -> Review:
    """Ask for an approval of the publication as it is now. Repeated calls return the open review.

    Raises NotEditableError once it is scheduled or sent, and PlanLimitError for a paused connection.
    """
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    coverage.require_active(connection=locked.connection)
    if locked.status == PublicationStatus.PENDING_REVIEW:
        return Review.objects.get(publication=locked, status=ReviewStatus.OPEN)
    if not locked.can_move_to(PublicationStatus.PENDING_REVIEW):
        raise NotEditableError()
    review: Review = Review.objects.create(
        workspace=locked.workspace,
        publication=locked,
        requested_by=actor,
        note=note,
        digest=approvals.digest(publication=locked),
    )
    locked.move_to(PublicationStatus.PENDING_REVIEW)
    notices.requested(review=review)
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action="publication.approval_requested",
        subject=locked.pk,
        title=locked.title,
    )
    logger.info("approval requested", extra={"publication_id": locked.pk, "review_id": review.pk})
    return review


@transaction.atomic
def withdraw(*, publication: Publication, actor: User) -> Publication:
    """Take the request back: the publication is a draft again. Raises NotUnderReviewError."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.status == PublicationStatus.DRAFT:
        return locked
    if locked.status != PublicationStatus.PENDING_REVIEW:
        raise NotUnderReviewError()
    approvals.withdraw(publication=locked)
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action="publication.approval_withdrawn",
        subject=locked.pk,
        title=locked.title,
    )
    return locked
