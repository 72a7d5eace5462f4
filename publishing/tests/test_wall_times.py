"""Times on the wall where clocks are put forward and back, in six zones and one that skipped a day."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from publishing.calendar import wall_times


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "at", "instant", "is_moved"),
    [
        # The clock skips 02:00 to 03:00.
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00", True),
        ("America/New_York", "2027-03-14", "03:00", "2027-03-14T07:00", False),
        ("America/New_York", "2027-03-13", "02:30", "2027-03-13T07:30", False),
        # 01:30 occurs twice; the first one counts.
        ("America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30", False),
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00", True),
        ("Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T00:30", False),
        # Half an hour: 02:00 to 02:30 is skipped, and 01:30 to 02:00 occurs twice.
        ("Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-02T15:30", True),
        ("Australia/Lord_Howe", "2027-10-03", "02:30", "2027-10-02T15:30", False),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45", False),
        # No summer time since 2019.
        ("America/Sao_Paulo", "2027-10-17", "00:30", "2027-10-17T03:30", False),
        ("Asia/Kathmandu", "2027-03-28", "02:30", "2027-03-27T20:45", False),
        # The clock is put back for Ramadan and forward after it.
        ("Africa/Casablanca", "2027-03-14", "02:30", "2027-03-14T02:00", True),
        ("Africa/Casablanca", "2027-02-07", "02:30", "2027-02-07T01:30", False),
        # A day that did not exist.
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00", True),
    ],
)
def test_a_wall_time_is_the_right_instant(zone, on, at, instant, is_moved):
    found = wall_times.moment(on=date.fromisoformat(on), at=time.fromisoformat(at), zone=ZoneInfo(zone))

    assert (found.at, found.is_moved) == (utc(instant), is_moved)


@pytest.mark.parametrize(
    ("before", "after", "at", "expected"),
    [
        ("Europe/Berlin", "America/New_York", "2027-01-05T08:00", "2027-01-05T14:00"),
        # 02:30 on the day of the change does not exist in New York.
        ("UTC", "America/New_York", "2027-03-14T02:30", "2027-03-14T07:00"),
        ("Asia/Kathmandu", "UTC", "2027-01-05T03:15", "2027-01-05T09:00"),
    ],
)
def test_a_wall_time_is_kept_in_another_zone(before, after, at, expected):
    found = wall_times.same_wall_time(at=utc(at), before=ZoneInfo(before), after=ZoneInfo(after))

    assert found == utc(expected)
