"""The calendar for other programs: a secret URL for each person, in the iCalendar format (RFC 5545)."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from accounts import audit
from accounts.models import Membership, User, Workspace
from foundation import foreign_texts
from foundation.errors import NotFoundError
from publishing.calendar import entries
from publishing.calendar.entries import Entry
from publishing.models import CalendarFeed, PublicationStatus

# Everything planned ahead, and this much of the past.
PAST = timedelta(days=30)
_LENGTH = timedelta(minutes=15)
_READ_NOTED_EVERY = timedelta(minutes=5)
_S = PublicationStatus
_WORDS = {
    _S.DRAFT: "Draft",
    _S.PENDING_REVIEW: "Waiting for approval",
    _S.CHANGES_REQUESTED: "Changes requested",
    _S.APPROVED: "Approved, not scheduled",
    _S.SCHEDULED: "Scheduled",
    _S.SUBMITTING: "Sending",
    _S.SUBMITTED_UNCONFIRMED: "Sent, not confirmed",
    _S.PUBLISHED: "Published",
    _S.FAILED: "Failed",
}


def of(*, workspace: Workspace, user: User) -> CalendarFeed | None:
    """Return the person's feed of the workspace; None if there is none that works."""
    found: CalendarFeed | None = CalendarFeed.objects.for_workspace(workspace).filter(user=user).first()
    return found if found is not None and _is_of_member(found) else None


@transaction.atomic
def renew(*, workspace: Workspace, user: User) -> CalendarFeed:
    """Make the person's feed, or give it another secret URL. The old one then no longer works."""
    secret = secrets.token_urlsafe(32)
    feed, _ = CalendarFeed.objects.update_or_create(
        workspace=workspace,
        user=user,
        defaults={
            "secret": secret,
            "secret_sha256": _digest(secret),
            "created_at": timezone.now(),
            "read_at": None,
        },
    )
    audit.record(workspace=workspace, actor=user, action="calendar_feed.created", subject=feed.pk)
    return feed


@transaction.atomic
def revoke(*, workspace: Workspace, user: User) -> None:
    """Delete the person's feed, so that its URL no longer works. Idempotent."""
    if CalendarFeed.objects.for_workspace(workspace).filter(user=user).delete()[0]:
        audit.record(workspace=workspace, actor=user, action="calendar_feed.revoked")


def url_of(feed: CalendarFeed) -> str:
    """Return the feed's secret URL."""
    return f"{settings.SITE_URL}{reverse('publishing:calendar-feed', args=[feed.secret])}"


def find(*, secret: str) -> CalendarFeed:
    """Return the feed with that secret. Raises NotFoundError, also once the person left the workspace."""
    feed = (
        CalendarFeed.objects.filter(secret_sha256=_digest(secret), user__is_active=True)
        .select_related("workspace")
        .first()
    )
    if feed is None or not _is_of_member(feed):
        raise NotFoundError()
    _note_read(feed)
    return feed


def _is_of_member(feed: CalendarFeed) -> bool:
    """True if the person is a member, and has been since the feed was made: leaving ends it for good."""
    since = Membership.objects.filter(
        workspace=feed.workspace, user=feed.user_id, created_at__lte=feed.created_at
    )
    return since.exists()


def content(*, feed: CalendarFeed) -> bytes:
    """Return the calendar as an iCalendar document: the last 30 days and everything planned ahead.

    It has at most ``entries.MOST`` posts, the next ones first.
    """
    workspace, now = feed.workspace, timezone.now()
    calendar = Calendar()
    calendar.add("prodid", "-//ettametta//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{foreign_texts.line(workspace.name)} · ettametta")
    calendar.add("x-wr-timezone", workspace.time_zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    found = entries.next_first(
        workspace=workspace,
        now=now,
        since=now - PAST,
        connections=entries.connections_of(workspace),
    )
    for entry in found:
        if entry.at is not None:
            calendar.add_component(_event(entry, at=entry.at, created_at=feed.created_at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, *, at: datetime, created_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@ettametta")
    # A constant: a feed of unchanged publications must have an unchanged ETag.
    event.add("dtstamp", created_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.version)
    event.add("dtstart", at.astimezone(UTC).replace(microsecond=0))
    event.add("dtend", (at + _LENGTH).astimezone(UTC).replace(microsecond=0))
    word = "Missed its time" if entry.is_held else _WORDS[PublicationStatus(entry.status)]
    # Texts in one line: some programs end a line at any control character.
    event.add("summary", foreign_texts.line(f"{entry.title} · {entry.connection.full_name}"))
    lines = [f"{word} on {entry.connection.platform_name}.", entry.note]
    event.add("description", "\n".join(foreign_texts.line(line) for line in lines if line))
    event.add("url", f"{settings.SITE_URL}{reverse('publishing:publication', args=[entry.id])}")
    event.add("status", "CONFIRMED" if entry.status in _SETTLED else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


_SETTLED = frozenset((_S.SCHEDULED, _S.SUBMITTING, _S.PUBLISHED))


def _note_read(feed: CalendarFeed) -> None:
    """Store when the feed was read, at most every few minutes."""
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at > _READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
