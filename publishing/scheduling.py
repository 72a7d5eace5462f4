"""The planned time of a publication: schedule it, move it, take it off the schedule.

The sweeper sends a scheduled publication at its time; see ``delivery.starting``.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import User
from foundation import versions
from publishing import approvals, clock, platforms, preflight, submissions
from publishing.errors import NotEditableError, NotSchedulableError, PlannedTimeError, UploadBegunError
from publishing.models import OFF_SCHEDULE, Occasion, Publication, PublicationStatus

logger = logging.getLogger(__name__)

MOST_AHEAD = timedelta(days=366)
_S = PublicationStatus
_PLANNABLE = frozenset((_S.DRAFT, _S.PENDING_REVIEW, _S.CHANGES_REQUESTED, _S.APPROVED))


def schedule(
    *, publication: Publication, at: datetime, actor: User, version: int | None = None
) -> Publication:
    """Have the publication sent at ``at``. A repeated call has no effect; another time moves it.

    ``version`` is the one that was read, if the caller wants a change by another person refused. Raises
    EditedElsewhereError, NotSchedulableError, PlannedTimeError, UploadBegunError, and what publishing it now
    would raise: see ``submissions.require_allowed``.
    """
    with preflight.kept_if_refused(publication=publication, occasion=Occasion.SCHEDULE):
        return _schedule(publication=publication, at=at, actor=actor, version=version)


@transaction.atomic
def _schedule(*, publication: Publication, at: datetime, actor: User, version: int | None) -> Publication:
    locked = _lock(publication)
    if locked.status == _S.SCHEDULED and locked.scheduled_at == at and not locked.is_held:
        return locked
    _require_version(locked, version)
    if locked.is_open:
        raise _sent(locked)
    if not locked.is_schedulable and locked.status != _S.CANCELED:
        raise NotSchedulableError(_why_not(locked))
    submissions.require_allowed(publication=locked, actor=actor, occasion=Occasion.SCHEDULE)
    _require_possible(at)
    _set_schedule(locked, at=at, actor=actor)
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action="publication.scheduled",
        subject=locked.pk,
        at=at.isoformat(timespec="minutes"),
    )
    logger.info("publication scheduled", extra={"publication_id": locked.pk})
    return locked


@transaction.atomic
def unschedule(*, publication: Publication, actor: User, version: int | None = None) -> Publication:
    """Take the publication off the schedule. It becomes a draft again, or approved if it was.

    No effect on one that is not scheduled. Raises EditedElsewhereError, UploadBegunError and
    NotEditableError once sending has begun.
    """
    locked = _lock(publication)
    if locked.is_open or locked.status == _S.PUBLISHED:
        raise _sent(locked)
    if locked.status != _S.SCHEDULED:
        return locked
    _require_version(locked, version)
    was_approved = locked.scheduled_from == _S.APPROVED and approvals.is_given(publication=locked)
    back = _S.APPROVED if was_approved else _S.DRAFT
    locked.move_to(
        back,
        scheduled_at=None,
        scheduled_by=None,
        scheduled_from="",
        version=F("version") + 1,
        **OFF_SCHEDULE,
    )
    audit.record(workspace=locked.workspace, actor=actor, action="publication.unscheduled", subject=locked.pk)
    return locked


@transaction.atomic
def move(
    *, publication: Publication, at: datetime | None, actor: User, version: int | None = None
) -> Publication:
    """Move the publication to another time on the calendar. A repeated call has no effect.

    A scheduled or failed one is then sent at that time: see ``schedule``. A draft, and one that awaits
    approval, only gets a planned time, or none; that sends nothing. Raises what ``schedule`` raises.
    """
    locked = _lock(publication)
    if locked.status not in _PLANNABLE:
        if at is None:
            return unschedule(publication=locked, actor=actor, version=version)
        return schedule(publication=locked, at=at, actor=actor, version=version)
    if locked.scheduled_at == at:
        return locked
    _require_version(locked, version)
    if at is not None:
        _require_possible(at)
    locked.change_if_unmoved(scheduled_at=at, version=F("version") + 1)
    return locked


def starts_at(*, publication: Publication, at: datetime) -> datetime:
    """Return when sending starts for a publication that is planned for ``at``."""
    platform = platforms.of(publication)
    return at - platform.lead(options=publication.chosen_options)


def _lock(publication: Publication) -> Publication:
    rows = Publication.objects.select_related("workspace", "connection", "render__final_asset")
    return rows.select_for_update(of=("self",)).get(pk=publication.pk)


def _set_schedule(locked: Publication, *, at: datetime, actor: User) -> None:
    was_scheduled = locked.status == _S.SCHEDULED
    fields: dict[str, Any] = {
        **OFF_SCHEDULE,
        "scheduled_at": at,
        "scheduled_by": actor,
        "starts_at": starts_at(publication=locked, at=at),
        "late_note": "",
        "version": F("version") + 1,
    }
    if was_scheduled:
        locked.change_if_unmoved(**fields)
        return
    locked.move_to(
        _S.SCHEDULED, scheduled_from=locked.status, failure="", failure_detail="", evidence={}, **fields
    )


def _require_version(locked: Publication, version: int | None) -> None:
    if version is not None:
        versions.require(row=locked, version=version)


def _require_possible(at: datetime) -> None:
    now = clock.now()
    if at <= now:
        raise PlannedTimeError("This time has passed. Choose a later one, or post it now.")
    if at - now > MOST_AHEAD:
        raise PlannedTimeError("Choose a time within the next 12 months.")


def _sent(locked: Publication) -> NotEditableError | UploadBegunError:
    """The refusal of changing the time of a publication that is being sent, or was."""
    if locked.is_open and locked.goes_public_at is not None:
        words = platforms.of(locked).words
        return UploadBegunError(system=words.name, studio=words.studio)
    return NotEditableError()


def _why_not(locked: Publication) -> str:
    if locked.status == _S.PUBLISHED:
        return "This publication is already published."
    if locked.platform_video_id:
        return "The platform already received this video. Check it there first."
    status = locked.get_status_display().lower()
    return f"This publication is {status}. It can be scheduled once it is approved."
