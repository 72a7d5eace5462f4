"""Submitting a publication: what prevents it, and the one move that starts its delivery."""

import logging
from datetime import datetime, timedelta

from accounts import audit
from accounts.errors import EmailUnverifiedError
from accounts.models import User
from foundation import messages
from foundation.errors import ConflictError
from publishing import approvals, clock, coverage, preflight
from publishing.learning import predictions
from publishing.models import OFF_SCHEDULE, Occasion, Publication, PublicationStatus, PublishAttempt

logger = logging.getLogger(__name__)

ADVANCE = "publishing.advance_publication"
# A publication that starts later than this counts as late.
LATE_AFTER = timedelta(minutes=5)


def require_allowed(*, publication: Publication, actor: User, occasion: Occasion) -> None:
    """Raise the refusal of sending this publication, now or later; return if there is none.

    Raises ConflictError if it was canceled or the platform has received it, EmailUnverifiedError,
    PlanLimitError for a paused connection, ApprovalNeededError, and PreflightFailedError.
    """
    if publication.status == PublicationStatus.CANCELED:
        raise ConflictError("This publication was canceled. Create a new one from the video.")
    if publication.platform_video_id:
        raise ConflictError(
            "The platform already received this video. Check it there first. A new publication "
            "would be a second upload."
        )
    if publication.livemode and not actor.emailaddress_set.filter(verified=True).exists():  # type: ignore[attr-defined]
        raise EmailUnverifiedError()
    coverage.require_active(connection=publication.connection)
    approvals.require(publication=publication, actor=actor)
    preflight.require(publication=publication, occasion=occasion)


def submit(*, publication: Publication, actor: User | None, goes_public_at: datetime | None = None) -> bool:
    """Move the locked publication to *submitting* and have a worker send it.

    Call it in the transaction that locked the row. ``actor`` is None for the scheduler. False if another
    process moved the row first; then nothing was written. The times are the database's.
    """
    now = clock.now()
    began = publication.move_to(
        PublicationStatus.SUBMITTING,
        submitted_at=now,
        next_poll_at=now,
        failure="",
        failure_detail="",
        evidence={},
        lease_until=None,
        goes_public_at=goes_public_at,
        late_note=late_note(publication, at=now),
        **OFF_SCHEDULE,
    )
    if began:
        _close_partial_uploads(publication, at=now)
        predictions.freeze(publication=publication)
        audit.record(
            workspace=publication.workspace,
            actor=actor,
            action="publication.submitted",
            subject=publication.pk,
        )
        messages.send_on_commit(ADVANCE, publication.pk)
        logger.info("publication submitted", extra={"publication_id": publication.pk})
    return began


def _close_partial_uploads(publication: Publication, *, at: datetime) -> None:
    """Close sessions of an earlier sending: they have the former text, audience, channel and time.

    One whose last bytes were never sent can't have become a video, and no worker sends them any more.
    """
    partial = PublishAttempt.objects.filter(publication=publication, closed_at=None, final_sent=False)
    partial.update(closed_at=at, note="Replaced when it was sent again.")


def late_note(publication: Publication, *, at: datetime) -> str:
    """Return how late the publication is if it is sent ``at`` that time, and why; empty if it is on time."""
    was_planned = publication.status in (PublicationStatus.SCHEDULED, PublicationStatus.FAILED)
    if publication.scheduled_at is None or not was_planned or at - publication.scheduled_at < LATE_AFTER:
        return ""
    late = in_words(at - publication.scheduled_at)
    if publication.status == PublicationStatus.FAILED:
        return f"Sent {late} late, because an earlier attempt failed."
    if publication.is_held:
        return f"Sent {late} late, because its time was missed and it waited for a decision."
    return f"Sent {late} late, because scheduled posting was interrupted."


def in_words(length: timedelta) -> str:
    """Return a length of time in words: 47 min, 3 h 12 min, 2 days 4 h."""
    minutes = int(length.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} day{'' if days == 1 else 's'}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    return f"{minutes} min"
