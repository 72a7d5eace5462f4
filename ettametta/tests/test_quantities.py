"""Formats of numbers, durations and ages."""

from datetime import UTC, datetime, timedelta

import pytest

from ettametta.components import quantities
from foundation import ages

NOON = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (42.4, "0:42"), (59.6, "1:00"), (725, "12:05"), (3723, "1:02:03"), (None, "–"), ("x", "–")],
)
def test_a_duration_reads_as_a_clock(seconds, words):
    assert quantities.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(42, "42 s"), (330, "6 min"), (4800, "1 h 20 min"), (7200, "2 h"), (864_000, "10 d")],
)
def test_a_duration_is_spelled_with_its_units(seconds, words):
    assert quantities.spell_duration(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (940, "940"),
        (999.99, "1K"),
        (1000, "1K"),
        (12_420, "12.4K"),
        (999_940, "1000K"),
        (999_960, "1M"),
        (3_100_000, "3.1M"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_a_count_is_short(number, words):
    assert quantities.compact_number(number) == words


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (8.42, "8.4×"),
        (0.621, "0.62×"),
        (0.5, "0.5×"),
        (0, "0×"),
        (120.4, "120×"),
        (1, "1.0×"),
        (0.004, "<0.01×"),
    ],
)
def test_a_ratio_is_a_multiple(ratio, words):
    assert quantities.multiple(ratio) == words


@pytest.mark.parametrize(("share", "words"), [(0.42, "42%"), (0.004, "0.4%"), (0, "0%"), (1, "100%")])
def test_a_share_is_a_percentage(share, words):
    assert quantities.percent(share) == words


@pytest.mark.parametrize(
    ("cents", "words"), [(2900, "$29.00"), (4.2, "$0.04"), (0.4, "$0.004"), (0, "$0.00")]
)
def test_money_shows_its_currency(cents, words):
    assert quantities.money(cents) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=40), "40 min ago"),
        (timedelta(hours=6, minutes=50), "6 h ago"),
        (timedelta(days=3), "3 d ago"),
        (timedelta(days=40), "24 Apr 2026"),
        (timedelta(minutes=-7), "in 7 min"),
    ],
)
def test_an_age_is_told_in_the_largest_unit(before, words):
    assert ages.ago(NOON - before, NOON) == words


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(12, 50, 24), (60, 50, 100), (5, None, 0), (5, 0, 0), (None, 5, 0)]
)
def test_a_share_of_a_whole_stays_between_nought_and_a_hundred(part, whole, share):
    assert quantities.share_of(part, whole) == share


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Moreno", "AM"), ("ben@example.com", "b"), ("ada.moreno@example.com", "am"), ("", "")],
)
def test_initials_stand_for_a_name(name, letters):
    assert quantities.initials(name) == letters


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (5, 10, "5–10 s"), (68, 130, "1–2 min"), (240, 600, "4–10 min"), (3000, 5400, "50 min – 1 h 30 min"),
        (118, 121, "about 2 min"), (None, 5, "– – 5 s"),
    ],
)  # fmt: skip
def test_two_lengths_of_time_are_said_as_one(low, high, words):
    assert quantities.spell_range(low, high) == words
