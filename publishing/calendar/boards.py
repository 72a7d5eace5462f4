"""The calendar as columns: the hours of a day, the days of a week, or the days of a month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from publishing.calendar import wall_times
from publishing.calendar.entries import Entry
from publishing.calendar.slots import Occurrence
from publishing.calendar.warnings import DayOverCap
from publishing.models import Connection

_DAY = timedelta(days=1)
# The time that is offered for a post on another day.
_USUAL = time(9)


class Scale(StrEnum):
    """What one page shows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot that no post has taken."""

    at: datetime
    connection: Connection
    is_moved: bool

    @property
    def id(self) -> str:
        """Empty: it has no publication."""
        return ""


@dataclass(slots=True, kw_only=True)
class Column:
    """A part of the page: an hour or a day, from ``begins_at`` to before ``ends_at``.

    ``key`` identifies it in moves. ``label`` is an hour's time on the wall, with the zone's abbreviation if
    the day has it twice. ``is_over`` is True if nothing can be planned in it any more, and ``is_outside`` for
    a day of another month. ``new_at`` is the time that is offered for a new post.
    """

    key: str
    day: date
    begins_at: datetime
    ends_at: datetime
    new_at: datetime
    is_today: bool
    is_over: bool
    is_outside: bool = False
    label: str = ""
    entries: list[Entry] = field(default_factory=list)
    open_slots: list[OpenSlot] = field(default_factory=list)
    over_caps: list[DayOverCap] = field(default_factory=list)

    @property
    def items(self) -> list[Entry | OpenSlot]:
        """Posts and open slots, in order of time."""
        found: list[Entry | OpenSlot] = [*self.entries, *self.open_slots]
        return sorted(found, key=lambda each: each.at or self.begins_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days of a page: ``first`` to ``last``, and the day in each of the pages before and after it."""

    scale: Scale
    day: date
    first: date
    last: date
    before: date
    after: date


def span(*, scale: Scale, day: date) -> Span:
    """Return the days of the page that contains ``day``. Weeks begin on Monday; a month has whole weeks."""
    if scale is Scale.DAY:
        return Span(scale=scale, day=day, first=day, last=day, before=day - _DAY, after=day + _DAY)
    if scale is Scale.WEEK:
        first = day - timedelta(days=day.weekday())
        before, after = first - timedelta(days=7), first + timedelta(days=7)
        return Span(
            scale=scale, day=day, first=first, last=first + timedelta(days=6), before=before, after=after
        )
    begins = day.replace(day=1)
    after = (begins + timedelta(days=32)).replace(day=1)
    ends = after - _DAY
    return Span(
        scale=scale,
        day=day,
        first=begins - timedelta(days=begins.weekday()),
        last=ends + timedelta(days=6 - ends.weekday()),
        before=(begins - _DAY).replace(day=1),
        after=after,
    )


def limits(*, span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the page's first day begins and its last one ends."""
    return wall_times.start_of(span.first, zone), wall_times.start_of(span.last + _DAY, zone)


def columns(*, span: Span, zone: ZoneInfo, now: datetime) -> list[Column]:
    """Return the page's empty columns. A day on which clocks change has other hours, a skipped one none."""
    today = now.astimezone(zone).date()
    if span.scale is Scale.DAY:
        return _hours(span.day, zone=zone, now=now)
    count = (span.last - span.first).days + 1
    days = [span.first + timedelta(days=n) for n in range(count)]
    return [
        Column(
            key=day.isoformat(),
            day=day,
            begins_at=wall_times.start_of(day, zone),
            ends_at=wall_times.start_of(day + _DAY, zone),
            new_at=max(wall_times.moment(on=day, at=_USUAL, zone=zone).at, _soon(now)),
            is_today=day == today,
            is_over=day < today,
            is_outside=span.scale is Scale.MONTH and day.month != span.day.month,
        )
        for day in days
    ]


def fill(
    found: Sequence[Column],
    *,
    entries: Sequence[Entry],
    open_slots: Sequence[Occurrence],
    over_caps: Sequence[DayOverCap],
    connections: Mapping[str, Connection],
) -> None:
    """Put everything into the column of its time. What is outside of all columns is left out."""
    for column in found:
        span_of = (column.begins_at, column.ends_at)
        column.entries = [each for each in entries if each.at and span_of[0] <= each.at < span_of[1]]
        column.over_caps = [each for each in over_caps if span_of[0] <= each.at < span_of[1]]
        column.open_slots = [
            OpenSlot(at=each.at, connection=connections[each.slot.connection_id], is_moved=each.is_moved)
            for each in open_slots
            if span_of[0] <= each.at < span_of[1]
        ]


def moved_to(*, key: str, scale: Scale, at: datetime, zone: ZoneInfo) -> datetime:
    """Return the time in the column ``key`` for a post that is at ``at``.

    On another day it keeps its wall time, in another hour its minute if that hour has it. Raises ValueError
    for an unknown key.
    """
    local = at.astimezone(zone)
    if scale is not Scale.DAY:
        return wall_times.moment(on=date.fromisoformat(key), at=local.time(), zone=zone).at
    begins = datetime.fromisoformat(key).astimezone(UTC)
    found = begins + timedelta(minutes=(local.minute - begins.astimezone(zone).minute) % 60)
    return found if found < wall_times.next_hour(begins, zone) else begins


def _hours(day: date, *, zone: ZoneInfo, now: datetime) -> list[Column]:
    begins, ends = wall_times.start_of(day, zone), wall_times.start_of(day + _DAY, zone)
    found = []
    while begins < ends:
        next_at = min(wall_times.next_hour(begins, zone), ends)
        found.append(
            Column(
                key=begins.isoformat(timespec="minutes").replace("+00:00", "Z"),
                day=day,
                begins_at=begins,
                ends_at=next_at,
                new_at=max(begins, _soon(now)),
                is_today=begins <= now < next_at,
                is_over=next_at <= now,
            )
        )
        begins = next_at
    _label(found, zone)
    return found


def _soon(now: datetime) -> datetime:
    """Return a time in five to ten minutes, at a multiple of five: the next one to plan a post for."""
    return now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0) + timedelta(minutes=10)


def _label(hours: Sequence[Column], zone: ZoneInfo) -> None:
    """Name the hours by the clock on the wall. Of two that are named alike, the zone tells them apart."""
    count = Counter(f"{each.begins_at.astimezone(zone):%H:%M}" for each in hours)
    for hour in hours:
        local = hour.begins_at.astimezone(zone)
        wall = f"{local:%H:%M}"
        hour.label = f"{wall} {local:%Z}" if count[wall] > 1 else wall
