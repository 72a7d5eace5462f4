"""The queue: the times of the week at which a channel posts, and the next one that is free."""

import bisect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import audit
from accounts.models import User, Workspace
from publishing import clock, scheduling
from publishing.calendar import wall_times
from publishing.errors import NoFreeSlotError, TooManySlotsError
from publishing.models import BEFORE_SENDING, Connection, Publication, PublicationStatus, Slot

MOST_SLOTS = 84
# A post this close to a slot takes it.
_TAKES = timedelta(minutes=5)
_DAYS_AHEAD = scheduling.MOST_AHEAD.days - 1
_PLANNED = BEFORE_SENDING | {PublicationStatus.SUBMITTING}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A slot on one day. ``is_moved`` is True if the clock skips its wall time that day."""

    slot: Slot
    at: datetime
    is_moved: bool


@transaction.atomic
def add(*, connection: Connection, weekday: int, at: time, actor: User) -> Slot:
    """Add a slot to the channel's week (Monday is 0). A known one is returned. Raises TooManySlotsError."""
    Connection.objects.select_for_update().get(pk=connection.pk)
    wall = at.replace(second=0, microsecond=0, tzinfo=None)
    known = connection.slots.filter(weekday=weekday, time=wall).first()
    if known is not None:
        return known
    if connection.slots.count() >= MOST_SLOTS:
        raise TooManySlotsError(most=MOST_SLOTS)
    slot = Slot.objects.create(
        workspace=connection.workspace, connection=connection, weekday=weekday, time=wall
    )
    audit.record(
        workspace=connection.workspace, actor=actor, action="slot.added", subject=slot.pk, slot=str(slot)
    )
    return slot


@transaction.atomic
def remove(*, slot: Slot, actor: User) -> None:
    """Remove the slot. Posts that are planned at its times keep them. Idempotent."""
    if Slot.objects.filter(pk=slot.pk).delete()[0]:
        audit.record(
            workspace=slot.workspace, actor=actor, action="slot.removed", subject=slot.pk, slot=str(slot)
        )


def occurrences(*, slots: list[Slot], since: datetime, until: datetime, zone: ZoneInfo) -> list[Occurrence]:
    """Return the slots' occurrences from ``since`` to before ``until``, in order of time.

    Two slots of a channel that fall on the same instant, because the clock is put forward, are one.
    """
    found: dict[tuple[str, datetime], Occurrence] = {}
    for day in _days(since, until, zone):
        for slot in slots:
            if slot.weekday == day.weekday():
                made = wall_times.moment(on=day, at=slot.time, zone=zone)
                if since <= made.at < until:
                    key = (slot.connection_id, made.at)
                    is_known_exact = key in found and not found[key].is_moved
                    if not is_known_exact:
                        found[key] = Occurrence(slot=slot, at=made.at, is_moved=made.is_moved)
    return sorted(found.values(), key=lambda each: (each.at, each.slot.connection_id))


def next_free(*, connection: Connection, after: datetime) -> datetime | None:
    """Return the time of the channel's next slot after ``after`` that no post has taken.

    None if the channel has no slots, or all are taken for a year.
    """
    return next(iter(free(connection=connection, after=after, most=1)), None)


def free(*, connection: Connection, after: datetime, most: int) -> list[datetime]:
    """Return the channel's next ``most`` slots after ``after`` that no post has taken. Three queries.

    Fewer if the channel has no slots, or all are taken for a year.
    """
    return list(itertools.islice(_free(connection, max(after, clock.now())), most))


def _free(connection: Connection, after: datetime) -> Iterator[datetime]:
    slots = list(connection.slots.all())
    taken = _planned_times(connection, after=after)
    zone = ZoneInfo(connection.workspace.time_zone)
    week = timedelta(days=7)
    for begins in (after + week * n for n in range(_DAYS_AHEAD // 7) if slots):
        for each in occurrences(slots=slots, since=begins, until=begins + week, zone=zone):
            if each.at > after and is_free(at=each.at, taken=taken):
                yield each.at


def is_free(*, at: datetime, taken: list[datetime]) -> bool:
    """True if no time of ``taken``, which is sorted, is within a few minutes of ``at``."""
    place = bisect.bisect_left(taken, at - _TAKES)
    return place == len(taken) or taken[place] > at + _TAKES


@transaction.atomic
def add_to_queue(*, publication: Publication, actor: User) -> Publication:
    """Schedule the publication for its channel's next free slot.

    One that is scheduled for the future keeps its time. Raises NoFreeSlotError, and what
    ``scheduling.schedule`` raises. Concurrent calls get different slots.
    """
    connection = Connection.objects.select_for_update().get(pk=publication.connection_id)
    current = Publication.objects.get(pk=publication.pk)
    if current.status == PublicationStatus.SCHEDULED and not current.is_held:
        return current
    at = next_free(connection=connection, after=clock.now() + timedelta(minutes=1))
    if at is None:
        raise NoFreeSlotError(channel=connection.full_name)
    return scheduling.schedule(publication=current, at=at, actor=actor)


def of_workspace(workspace: Workspace) -> list[Slot]:
    """Return the slots of the channels that are connected, by channel and time of the week. One query."""
    listed = Connection.objects.for_workspace(workspace).listed()
    rows = Slot.objects.for_workspace(workspace).filter(connection__in=listed.order_by().values("pk"))
    return list(rows.select_related("connection").order_by("connection__channel_title", "weekday", "time"))


def _planned_times(connection: Connection, *, after: datetime) -> list[datetime]:
    rows = Publication.objects.filter(
        connection=connection, status__in=_PLANNED, scheduled_at__gte=after - _TAKES
    )
    times = rows.order_by("scheduled_at").values_list("scheduled_at", flat=True)
    return [at for at in times if at is not None]


def _days(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The days that may contain an instant of the range. A skipped day's times fall on the next."""
    day = since.astimezone(zone).date() - timedelta(days=1)
    last = until.astimezone(UTC).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)
