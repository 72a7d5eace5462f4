"""Asking for an approval, and taking the request back."""

import logging
from collections.abc import Sequence

from django.db import transaction

from accounts import audit
from accounts.models import User
from publishing import approvals, coverage
from publishing.errors import NotEditableError, NotUnderReviewError
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.reviews import notices, people, together

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(*, publications: Sequence[Publication], actor: User, note: str = "") -> list[Review]:
    """Ask for an approval of the publications as they are now.

    Those that await a decision already keep their review; those that are approved or scheduled are left out.
    Raises NotEditableError if that leaves none, and PlanLimitError for a paused connection.
    """
    rows = together.locked(publications)
    found = [
        _ask(row, actor, note)
        for row in rows
        if row.status == PublicationStatus.PENDING_REVIEW or together.may_be_asked(row)
    ]
    if not found:
        raise NotEditableError()
    new = [review for review, is_new in found if is_new]
    if new:
        deciders = people.others(publication=new[0].publication, requester=actor)
        notices.requested(reviews=new, deciders=deciders)
    return [review for review, _ in found]


def _ask(row: Publication, actor: User, note: str) -> tuple[Review, bool]:
    coverage.require_active(connection=row.connection)
    if row.status == PublicationStatus.PENDING_REVIEW:
        return Review.objects.get(publication=row, status=ReviewStatus.OPEN), False
    review: Review = Review.objects.create(
        workspace=row.workspace,
        publication=row,
        requested_by=actor,
        note=note,
        digest=approvals.digest(publication=row),
    )
    row.move_to(PublicationStatus.PENDING_REVIEW)
    _record(row, actor, "publication.approval_requested")
    logger.info("approval requested", extra={"publication_id": row.pk, "review_id": review.pk})
    return review, True


@transaction.atomic
def withdraw(*, publications: Sequence[Publication], actor: User) -> None:
    """Take the requests back: the publications are drafts again. Idempotent.

    Raises NotUnderReviewError if none of them awaits a decision, and not all are drafts.
    """
    rows = together.locked(publications)
    waiting = together.waiting(rows)
    if not waiting and any(row.status != PublicationStatus.DRAFT for row in rows):
        raise NotUnderReviewError()
    for row in waiting:
        approvals.withdraw(publication=row)
        _record(row, actor, "publication.approval_withdrawn")


def _record(row: Publication, actor: User, action: str) -> None:
    audit.record(workspace=row.workspace, actor=actor, action=action, subject=row.pk, title=row.title)
