"""The calendar's columns where clocks are put forward and back."""

from datetime import date, datetime
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
