"""Times on the wall clock of a time zone, where clocks are put forward and back. No database.

A wall time that the clock skips becomes the first minute after the gap. One that occurs twice is the first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND, _HOUR = timedelta(seconds=1), timedelta(hours=1)
# Beyond these, the instant may be outside the years that Python knows.
_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant of a wall time, in UTC.

    ``is_moved`` is True if the clock skips the wall time, and ``is_first`` if it shows it twice.
    """

    at: datetime
    is_moved: bool = False
    is_first: bool = False


def moment(*, on: date, at: time, zone: ZoneInfo) -> Moment:
    """Return the instant at which the clock shows ``at`` on that day, or on the nearest of 1900 to 9000."""
    wall = datetime.combine(min(max(on, _EARLIEST), _LATEST), at.replace(tzinfo=None, fold=0))
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        again = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        return Moment(found, is_first=again != found)
    return Moment(_end_of_gap(wall, zone), is_moved=True)


def same_wall_time(*, at: datetime, before: ZoneInfo, after: ZoneInfo) -> datetime:
    """Return the instant at which the clock in ``after`` shows what it shows in ``before`` at ``at``."""
    wall = at.astimezone(before)
    return moment(on=wall.date(), at=wall.time(), zone=after).at


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which the day begins."""
    return moment(on=day, at=time(), zone=zone).at


def next_hour(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock next shows a full hour, or is changed by at least that much."""
    local = at.astimezone(zone)
    passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at + _HOUR - passed


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock is put forward over ``wall``."""
    # In a gap, the offsets of both folds are those before and after the change.
    before = wall.replace(tzinfo=zone, fold=0)
    after = wall.replace(tzinfo=zone, fold=1)
    low, high = after.astimezone(UTC) - _SECOND, before.astimezone(UTC)
    offset = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
