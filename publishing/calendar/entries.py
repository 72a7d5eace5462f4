"""What the calendar shows: publications at the time that matters for their status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, When
from django.db.models.functions import Coalesce

from accounts.models import Workspace
from publishing.models import (
    BEFORE_SENDING,
    IN_PROGRESS,
    Connection,
    Publication,
    PublicationQuerySet,
    PublicationStatus,
)

_S = PublicationStatus
_MOVABLE = BEFORE_SENDING | {_S.FAILED}
# A page or a feed shows at most this many. A page with more shows the first ones, and says so.
MOST = 1000
_FIELDS = (
    "pk",
    "title",
    "status",
    "version",
    "connection_id",
    "render__thumbnail_id",
    "scheduled_at",
    "submitted_at",
    "goes_public_at",
    "next_poll_at",
    "held_at",
    "hold_reason",
    "late_note",
    "failure",
    "evidence",
    "platform_video_id",
    "url",
    "livemode",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One publication on the calendar.

    ``at`` is the planned time, or when it was sent or published; None for a draft without a time.
    ``next_check_at`` is set while the outcome is unknown. ``waits_for_owner`` is True once the platform
    has it as a draft that the account's owner has to post. ``note`` says what a person should know: why it
    failed, is held or unconfirmed, or how late it was sent.
    """

    id: str
    title: str
    status: str
    version: int
    connection: Connection
    thumbnail_id: str | None
    at: datetime | None
    scheduled_at: datetime | None
    submitted_at: datetime | None
    goes_public_at: datetime | None
    next_check_at: datetime | None
    is_held: bool
    is_movable: bool
    was_received: bool
    waits_for_owner: bool
    note: str
    url: str
    livemode: bool
    warnings: tuple[str, ...] = field(default=())

    @property
    def takes_slot(self) -> bool:
        """True unless it failed: then a slot at its time is free for another post."""
        return self.status != _S.FAILED

    @property
    def needs_person(self) -> bool:
        """True if it failed or is held."""
        return self.is_held or self.status == _S.FAILED


def between(
    *, workspace: Workspace, since: datetime, until: datetime, connections: Mapping[str, Connection]
) -> list[Entry]:
    """Return the entries from ``since`` to before ``until``, in order of time. One query.

    ``connections`` are those that are shown, by id. Canceled publications are left out.
    """
    span = (since, until)
    near = Q(scheduled_at__range=span) | Q(submitted_at__range=span) | Q(published_at__range=span)
    rows = _shown(workspace, connections).filter(near, shown_at__gte=since, shown_at__lt=until)
    return _entries(rows.order_by("shown_at", "pk"), connections)


def next_first(
    *, workspace: Workspace, now: datetime, since: datetime, connections: Mapping[str, Connection]
) -> list[Entry]:
    """Return the entries from ``since`` on, in order of time. At most two queries.

    If there are too many, those from ``now`` on come before earlier ones, and those nearest to it are kept.
    """
    rows = _shown(workspace, connections)
    ahead = _entries(rows.filter(shown_at__gte=now).order_by("shown_at", "pk"), connections)
    past = rows.filter(shown_at__gte=since, shown_at__lt=now).order_by("-shown_at", "-pk")
    room = MOST - len(ahead)
    return [*reversed(_entries(past, connections, most=room)), *ahead] if room else ahead


def entries_of(rows: PublicationQuerySet, connections: Mapping[str, Connection]) -> list[Entry]:
    """Return the entries of these publications, in their order. One query."""
    known = rows.filter(connection__in=list(connections))
    return _entries(known.annotate(shown_at=_SHOWN_AT), connections)


def connections_of(workspace: Workspace) -> dict[str, Connection]:
    """Return the workspace's channels that can have posts, by id. One query."""
    return {
        row.pk: row for row in Connection.objects.for_workspace(workspace).order_by("channel_title", "pk")
    }


def next_posts(*, workspace: Workspace, since: datetime, until: datetime, most: int) -> list[Publication]:
    """Return the next scheduled publications, soonest first. One query."""
    rows = Publication.objects.for_workspace(workspace).scheduled()
    soon = rows.filter(scheduled_at__gte=since, scheduled_at__lt=until, held_at=None)
    return list(soon.listed().order_by("scheduled_at")[:most])


def held(*, workspace: Workspace, most: int) -> list[Publication]:
    """Return the publications that wait for a person's decision, oldest first. One query."""
    rows = Publication.objects.for_workspace(workspace).held()
    return list(rows.select_related("connection").order_by("held_at")[:most])


_SHOWN_AT = Case(
    When(status=_S.PUBLISHED, then=Coalesce("published_at", "submitted_at")),
    When(status__in=IN_PROGRESS, then=Coalesce("goes_public_at", "submitted_at")),
    default=Coalesce("scheduled_at", "submitted_at"),
    output_field=DateTimeField(null=True),
)


def _shown(workspace: Workspace, connections: Mapping[str, Connection]) -> Any:
    """The publications of these channels that the calendar shows, with their time."""
    rows = Publication.objects.for_workspace(workspace).exclude(status=_S.CANCELED)
    return rows.filter(connection__in=list(connections)).annotate(shown_at=_SHOWN_AT)


def _entries(rows: Any, connections: Mapping[str, Connection], *, most: int | None = None) -> list[Entry]:
    """Return the entries of these rows, at most ``most``: by default, as many as a page shows."""
    found: Iterable[dict[str, Any]] = rows.values(*_FIELDS, at=F("shown_at"))[
        : MOST if most is None else most
    ]
    return [_entry(row, connections[row["connection_id"]]) for row in found]


def _entry(row: dict[str, Any], connection: Connection) -> Entry:
    status = row["status"]
    was_received = bool(row["platform_video_id"])
    return Entry(
        id=row["pk"],
        title=row["title"],
        status=status,
        version=row["version"],
        connection=connection,
        thumbnail_id=row["render__thumbnail_id"],
        at=row["at"],
        scheduled_at=row["scheduled_at"],
        submitted_at=row["submitted_at"],
        goes_public_at=row["goes_public_at"] if status in IN_PROGRESS else None,
        next_check_at=row["next_poll_at"] if status == _S.SUBMITTED_UNCONFIRMED else None,
        is_held=status == _S.SCHEDULED and row["held_at"] is not None,
        is_movable=status in _MOVABLE and not was_received,
        was_received=was_received,
        waits_for_owner=status in IN_PROGRESS and "handed_over" in row["evidence"],
        note=_note(row),
        url=row["url"],
        livemode=row["livemode"],
    )


def _note(row: dict[str, Any]) -> str:
    if row["status"] == _S.FAILED:
        return str(row["failure"])
    if row["status"] == _S.SCHEDULED:
        return str(row["hold_reason"])
    if row["status"] in IN_PROGRESS:
        return str(row["evidence"].get("reason", "")) or str(row["late_note"])
    return str(row["late_note"]) if row["status"] == _S.PUBLISHED else ""
