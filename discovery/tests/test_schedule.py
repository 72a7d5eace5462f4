"""When channels and videos are due again."""

from datetime import UTC, datetime, timedelta

import pytest

from discovery import schedule

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "every"),
    [
        (0.5 * HOUR, 0.5 * HOUR),
        (5 * HOUR, HOUR),
        (23 * HOUR, 2 * HOUR),
        (47 * HOUR, 6 * HOUR),
        (6 * 24 * HOUR, 12 * HOUR),
        (20 * 24 * HOUR, 24 * HOUR),
        (60 * 24 * HOUR, 72 * HOUR),
    ],
)
def test_a_young_video_is_observed_more_often_than_an_old_one(age, every):
    assert schedule.look_at(published_at=AT - age, at=AT) == AT + every


def test_a_video_is_observed_no_longer_than_it_serves_as_a_baseline():
    assert schedule.look_at(published_at=AT - timedelta(days=91), at=AT) is None


def test_a_smaller_allowance_stretches_the_intervals():
    assert schedule.look_at(published_at=AT - 5 * HOUR, at=AT, pace=3.0) == AT + 3 * HOUR


def test_a_stream_is_checked_until_it_has_ended():
    published_at = AT - timedelta(days=20)

    assert schedule.look_at(published_at=published_at, at=AT, is_on_air=True) == AT + 0.5 * HOUR


def test_a_missing_video_is_checked_often_at_first_and_then_once_a_day():
    published_at = AT - timedelta(days=20)

    lately = schedule.look_at(published_at=published_at, at=AT, gone_at=AT - HOUR)
    long_ago = schedule.look_at(published_at=published_at, at=AT, gone_at=AT - timedelta(days=5))

    assert (lately, long_ago) == (AT + 2 * HOUR, AT + 24 * HOUR)


@pytest.mark.parametrize(("days", "hours"), [(1, 2), (10, 6), (40, 12), (400, 24)])
def test_the_list_of_a_channel_that_publishes_often_is_read_often(days, hours):
    newest_at = AT - timedelta(days=days)

    assert schedule.list_at(newest_at=newest_at, at=AT) == AT + timedelta(hours=hours)


def test_times_are_rounded_up_to_common_slots_so_that_calls_are_shared():
    moments = [AT + timedelta(minutes=minutes) for minutes in (1, 8, 15)]

    assert {schedule.slot(moment) for moment in moments} == {AT + schedule.SLOT}
    assert schedule.slot(AT) == AT


def test_the_planned_cost_counts_listings_and_shares_of_calls():
    # One video of two days: observed every 6 hours, and the list is read every 2 hours.
    cost = schedule.units_a_day(published=[AT - timedelta(days=2)], at=AT, ids_per_call=50)

    assert cost == 12 + 4 / 50


@pytest.mark.parametrize(("a_day", "pages"), [(500, 1), (650, 2), (5000, 3)])
def test_the_planned_cost_counts_further_pages_of_busy_channels(a_day, pages):
    published = [AT - timedelta(days=number / a_day) for number in range(7 * a_day)]
    reads = schedule.reads_a_day(published=published, at=AT)

    cost = schedule.units_a_day(published=published, at=AT, ids_per_call=50)

    assert cost == 12 * pages + reads / 50


def test_the_planned_cost_of_a_list_that_is_behind_counts_all_pages_of_a_listing():
    moments = [AT - timedelta(days=2)]

    cost = schedule.units_a_day(published=moments, at=AT, ids_per_call=50, is_behind=True)

    assert cost == 3 * 12 + 4 / 50


def test_few_reads_take_a_call_each_and_many_share_full_calls():
    few = schedule.unfilled_calls(reads=2, ids_per_call=50)
    usual = schedule.unfilled_calls(reads=300, ids_per_call=50)
    many = schedule.unfilled_calls(reads=20_000, ids_per_call=50)

    assert round(few + 2 / 50, 1) == 2.0
    # A call in nearly each of the day's 96 slots.
    assert round(usual + 300 / 50) == 92
    assert many == 0


def test_videos_that_cannot_be_read_are_planned_once_a_day():
    moments = [AT - timedelta(days=2)]

    assert schedule.reads_a_day(published=moments, at=AT, waiting=3) == 4 + 3
    assert schedule.units_a_day(published=moments, at=AT, ids_per_call=50, waiting=3) == 12 + 7 / 50
