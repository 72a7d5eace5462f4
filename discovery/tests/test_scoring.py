"""The arithmetic of outlier scores."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery import scoring
from discovery.platforms.youtube import counting
from discovery.scoring import Observation, Past, Score, Unscored

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def past(name: str, *observations: tuple[float, int]) -> Past:
    return Past(
        id=name,
        title=name,
        published_at=DAY,
        observations=[Observation(age_h, views) for age_h, views in observations],
    )


def others(*views: int, age_h: float = 24) -> list[Past]:
    return [past(f"other{place}", (age_h, count)) for place, count in enumerate(views)]


def test_a_video_is_compared_with_the_middle_of_others_at_its_age():
    outcome = scoring.score(video=past("it", (24, 8400)), others=others(10, 500, 1000, 2000, 90_000))

    assert isinstance(outcome, Score)
    assert outcome.normal == pytest.approx(1000)
    assert outcome.value == pytest.approx(8.4)
    assert outcome.method == "same_age"
    assert outcome.low < outcome.value < outcome.high
    assert outcome.band_low < 1 < outcome.band_high


def test_four_baseline_videos_are_too_few():
    outcome = scoring.score(video=past("it", (24, 8400)), others=others(500, 800, 1000, 1300))

    assert isinstance(outcome, Unscored)
    assert outcome.reason == "baseline_too_small"
    assert len(outcome.baseline) == 4


def test_a_video_is_not_compared_with_itself():
    video = past("other0", (24, 8400))

    outcome = scoring.score(video=video, others=others(8400, 800, 1000, 1300, 900))

    assert isinstance(outcome, Unscored)


def test_lifetime_views_at_a_similar_age_are_a_labelled_fallback():
    older = [past(f"o{place}", (60 + place, 1000)) for place in range(6)]

    outcome = scoring.score(video=past("it", (30, 3000)), others=older)

    assert isinstance(outcome, Score)
    assert outcome.method == "lifetime"


def test_videos_of_another_age_are_no_baseline():
    ancient = [past(f"o{place}", (2000, 90_000)) for place in range(9)]

    assert isinstance(scoring.score(video=past("it", (30, 3000)), others=ancient), Unscored)


def test_a_video_of_an_hour_is_too_young():
    outcome = scoring.score(video=past("it", (1, 90)), others=others(1, 2, 3, 4, 5))

    assert isinstance(outcome, Unscored)
    assert outcome.reason == "too_young"


@pytest.mark.parametrize(
    ("format", "day", "regime"),
    [
        ("short", datetime(2025, 3, 30, tzinfo=UTC), "watched"),
        ("short", datetime(2025, 3, 31, tzinfo=UTC), "starts"),
        ("long", datetime(2025, 3, 31, tzinfo=UTC), "watched"),
        ("short", datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),
        ("long", datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),
    ],
)
def test_youtubes_counting_rules_have_their_days(format, day, regime):
    assert counting.regime(format=format, at=day) == regime


@given(
    views=st.integers(0, 10**9),
    counts=st.lists(st.integers(0, 10**9), min_size=5, max_size=30),
    age_h=st.floats(2, 2000),
)
def test_every_score_lies_in_its_interval(views, counts, age_h):
    outcome = scoring.score(video=past("it", (age_h, views)), others=others(*counts, age_h=age_h))

    assert isinstance(outcome, Score)
    assert outcome.low <= outcome.value * (1 + 1e-9)
    assert outcome.value <= outcome.high * (1 + 1e-9)
    assert outcome.band_low <= 1 <= outcome.band_high
