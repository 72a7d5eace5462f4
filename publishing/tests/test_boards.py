"""The calendar's columns where clocks are put forward and back."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from publishing.calendar import boards
from publishing.calendar.boards import Scale


@pytest.mark.parametrize(
    ("zone", "day", "labels"),
    [
        ("Europe/Berlin", "2027-10-31", ["01:00", "02:00 CEST", "02:00 CET", "03:00"]),
        # Half an hour: 02:00 to 02:30 is skipped, and 01:30 to 02:00 occurs twice.
        ("Australia/Lord_Howe", "2027-10-03", ["01:00", "02:30", "03:00", "04:00"]),
        ("Australia/Lord_Howe", "2027-04-04", ["01:00", "01:30", "02:00", "03:00"]),
    ],
)
def test_hours_follow_the_clock_on_the_wall(zone, day, labels):
    span = boards.span(scale=Scale.DAY, day=date.fromisoformat(day))

    hours = boards.columns(span=span, zone=ZoneInfo(zone), now=timezone.now())

    assert [hour.label for hour in hours[1:5]] == labels
    assert all(one.ends_at == later.begins_at for one, later in pairwise(hours))


@pytest.mark.parametrize(("minute", "expected"), [(45, "02:45"), (15, "02:30")])
def test_a_post_dropped_on_half_an_hour_stays_in_it(minute, expected):
    zone = ZoneInfo("Australia/Lord_Howe")
    at = datetime(2027, 10, 3, 9, minute, tzinfo=zone)

    moved = boards.moved_to(key="2027-10-02T15:30Z", scale=Scale.DAY, at=at, zone=zone)

    assert f"{moved.astimezone(zone):%H:%M}" == expected


@pytest.mark.parametrize(
    ("scale", "now", "expected"),
    [
        (Scale.WEEK, "2027-06-09T06:30", ["09:00", "09:00"]),
        (Scale.WEEK, "2027-06-09T15:03", ["17:10", "09:00"]),
        (Scale.DAY, "2027-06-09T15:03", ["17:10", "18:00"]),
    ],
)
def test_a_new_post_is_offered_a_time_that_has_not_passed(scale, now, expected):
    at, zone = datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo("Europe/Berlin")
    span = boards.span(scale=scale, day=date(2027, 6, 9))

    found = [each for each in boards.columns(span=span, zone=zone, now=at) if each.ends_at > at]

    assert [f"{each.new_at.astimezone(zone):%H:%M}" for each in found[:2]] == expected
