"""Starts scheduled publications at their time, each exactly once.

The row's status decides: it moves from *scheduled* to *submitting* in one transaction, whatever the number of
sweeps. Only the database's clock is used, so that a worker whose clock is wrong sends nothing early.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts import audit
from publishing import approvals, clock, notifications, preflight, scheduling, submissions
from publishing.delivery import lateness
from publishing.delivery.turns import SHORTEST_LEAD
from publishing.models import Occasion, Publication, PublicationStatus

logger = logging.getLogger(__name__)

_AFTER_A_FAULT = timedelta(minutes=1)
_NEEDS_APPROVAL = (
    "Since it was scheduled, the workspace has come to require an approval. Ask for one, then choose a time."
)


def start_due() -> int:
    """Start every publication that is due, workspaces in turn. Returns how many were started.

    Starting one only writes rows, so a slow platform or file delays none of the others.
    """
    due = list(Publication.objects.due_to_start().values_list("pk", flat=True))
    return sum(_start_or_postpone(pk) for pk in due)


def _start_or_postpone(publication_id: str) -> bool:
    try:
        return start(publication_id=publication_id)
    except Exception:
        # One row that can't be checked must not keep the others of this sweep waiting.
        logger.exception("publication not started", extra={"publication_id": publication_id})
        Publication.objects.scheduled().filter(pk=publication_id).update(
            starts_at=F("starts_at") + _AFTER_A_FAULT
        )
        return False


@transaction.atomic
def start(*, publication_id: str) -> bool:
    """Start one publication if it is due and no other process is at it. True if it was started.

    One that is later than its workspace allows is held; one that no longer passes preflight, or lacks an
    approval that is required by now, fails, and nothing of it is sent.
    """
    row = _lock_due(publication_id)
    if row is None or row.scheduled_at is None:
        return False
    now = clock.now()
    waits_until = _waits_until(row, planned_at=row.scheduled_at, now=now)
    if waits_until > now:
        row.change_if_unmoved(starts_at=waits_until)
        return False
    limit = lateness.latest(row)
    if limit is not None and now > limit:
        reason = lateness.explained(row, because=", because scheduled posting was interrupted")
        _hold(row, at=now, reason=reason)
        return False
    if _lacks_approval(row):
        _fail(row, reason=_NEEDS_APPROVAL)
        return False
    blocking = preflight.blocking(preflight.record(publication=row, occasion=Occasion.SUBMIT))
    if blocking:
        _fail(row, reason=" ".join(found.text for found in blocking))
        return False
    goes_public_at = row.scheduled_at if row.scheduled_at > now else None
    return submissions.submit(publication=row, actor=None, goes_public_at=goes_public_at)


def _lock_due(publication_id: str) -> Publication | None:
    rows = Publication.objects.scheduled().filter(pk=publication_id, held_at=None, starts_at__lte=Now())
    rows = rows.select_related("workspace", "connection", "render__final_asset", "scheduled_by")
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def _waits_until(row: Publication, *, planned_at: datetime, now: datetime) -> datetime:
    """When the row may start: later than it was planned if its options were changed since.

    One that the platform would publish, but whose upload would not be done by then, starts at its time.
    """
    starts_at = scheduling.starts_at(publication=row, at=planned_at)
    return planned_at if starts_at <= now and planned_at - now < SHORTEST_LEAD else starts_at


def _lacks_approval(row: Publication) -> bool:
    """True if whoever scheduled it needs an approval by now, and its content has none."""
    needed = approvals.is_needed(workspace=row.workspace, actor=row.scheduled_by)
    return needed and not approvals.is_given(publication=row)


def _hold(row: Publication, *, at: datetime, reason: str) -> None:
    if row.change_if_unmoved(held_at=at, hold_reason=reason):
        audit.record(workspace=row.workspace, actor=None, action="publication.held", subject=row.pk)
        notifications.publication_held(publication=row)
        logger.warning("publication held", extra={"publication_id": row.pk})


def _fail(row: Publication, *, reason: str) -> None:
    failure = f"Nothing was sent. {reason}"[:400]
    if row.move_to(PublicationStatus.FAILED, failure=failure, starts_at=None, evidence={}):
        notifications.publication_moved(publication=row)
    logger.info("publication failed preflight", extra={"publication_id": row.pk})
