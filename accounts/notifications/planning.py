"""Which e-mail is sent next to a person about an event: at once, or gathered with others of a burst.

In any hour the first three are sent at once. Further ones wait, and after 15 minutes all of them are sent as
one message; the next gathered message follows an hour later at the earliest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import (
    Membership,
    NotificationEmail,
    NotificationEmailQuerySet,
    NotificationEmailStatus,
)
from accounts.notifications import events, inbox, mailboxes, preferences
from foundation import leases

AT_ONCE_PER_HOUR = 3
GATHER_FOR = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=3)
_HOUR = timedelta(hours=1)
# Longer than a mail server may take for one message.
TERMS = leases.Terms(rows=NotificationEmail.objects.waiting, lasts=timedelta(minutes=3))
Claim = leases.Claim[NotificationEmail]


@dataclass(frozen=True, slots=True)
class Line:
    """The e-mails to one person about one event in one workspace, which are sent one after the other."""

    workspace_id: str
    user_id: str
    event: str

    def emails(self) -> NotificationEmailQuerySet:
        """All of its rows."""
        rows: NotificationEmailQuerySet = NotificationEmail.objects.filter(
            workspace_id=self.workspace_id, user_id=self.user_id, event=self.event
        )
        return rows

    def free(self) -> NotificationEmailQuerySet:
        """Rows that wait and that no worker has leased."""
        return self.emails().waiting().filter(leases.free())


def due_lines(*, at_most: int) -> list[Line]:
    """Return lines with an e-mail that is due, those that have waited longest first."""
    due = NotificationEmail.objects.waiting().filter(leases.free(), next_try_at__lte=timezone.now())
    rows = due.values_list("workspace_id", "user_id", "event").annotate(first=Min("next_try_at"))
    return [Line(*row[:3]) for row in rows.order_by("first")[:at_most]]


@transaction.atomic
def claim_next(*, line: Line) -> Claim | None:
    """Claim the line's next message; None if nothing is to be sent now.

    E-mails that the person no longer wants, or can't get, end as skipped.
    """
    # The lock serializes workers, so that the messages of an hour are counted correctly.
    members = Membership.objects.select_for_update(of=("self",)).select_related("user", "workspace")
    membership = members.filter(workspace_id=line.workspace_id, user_id=line.user_id).first()
    reason = _reason_to_skip(line, membership)
    if reason:
        _end(line.free(), NotificationEmailStatus.SKIPPED, reason)
        return None
    old = line.free().filter(created_at__lt=timezone.now() - GIVE_UP_AFTER)
    _end(old, NotificationEmailStatus.FAILED, "It could not be sent within three days.")
    due = line.free().filter(next_try_at__lte=timezone.now()).order_by("pk")
    begun = due.exclude(begun_at=None).first()
    if begun is not None:
        return leases.take(terms=TERMS, row=begun)
    return _begin(line) if due.exists() else None


def _begin(line: Line) -> Claim | None:
    """Begin a message: the oldest e-mail alone, or with all that wait. None if it must wait."""
    now = timezone.now()
    # Also those that wait to be gathered, which later ones must not overtake.
    waiting = line.free().filter(begun_at=None)
    oldest = waiting.order_by("pk")[0]
    if oldest.created_at > now - GATHER_FOR:
        recent = line.emails().filter(begun_at__gt=now - _HOUR).count()
        if recent < AT_ONCE_PER_HOUR:
            return leases.take(terms=TERMS, row=oldest, begun_at=now)
    due_at = _gathered_at(line, oldest)
    if due_at > now:
        waiting.update(next_try_at=due_at)
        return None
    waiting.exclude(pk=oldest.pk).update(
        status=NotificationEmailStatus.GATHERED, status_changed_at=now, carrier=oldest
    )
    return leases.take(terms=TERMS, row=oldest, begun_at=now)


def _gathered_at(line: Line, oldest: NotificationEmail) -> datetime:
    last: datetime | None = line.emails().exclude(carried=None).aggregate(last=Max("begun_at"))["last"]
    waited = oldest.created_at + GATHER_FOR
    return waited if last is None else max(waited, last + _HOUR)


def _reason_to_skip(line: Line, membership: Membership | None) -> str:
    """Why nothing is sent to the person, as a sentence; empty if e-mails are sent."""
    if membership is None or not membership.user.is_active:
        return "You are no longer a member of the workspace."
    event = events.find(line.event)
    if event is not None:
        if not membership.may(event.role):
            return "Your role no longer gets these notifications."
        wanted = preferences.wanted(
            workspace=membership.workspace, event=event, user_ids=[membership.user_id]
        )
        if not wanted[membership.user_id].email:
            return "You turned off e-mails about this."
    return mailboxes.problem_of(user=membership.user)


def _end(rows: NotificationEmailQuerySet, status: NotificationEmailStatus, note: str) -> None:
    """End waiting e-mails without sending them. What they are about is then shown in the app."""
    ids = list(rows.values_list("pk", flat=True))
    NotificationEmail.objects.filter(pk__in=ids).update(
        status=status, status_changed_at=timezone.now(), note=note
    )
    inbox.reveal(email_ids=ids)
