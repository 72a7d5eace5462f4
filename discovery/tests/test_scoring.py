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


def test_a_video_is_compared_with_the_median_of_others_at_its_age():
    outcome = scoring.score(video=past("it", (24, 8400)), others=others(500, 800, 1000, 1300, 2100))

    assert isinstance(outcome, Score)
    assert outcome.value == pytest.approx(8.4)
    assert outcome.median == pytest.approx(1000)
    assert outcome.method == "same_age"
    assert outcome.low <= outcome.value <= outcome.high
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


def test_views_between_two_observations_are_interpolated_on_a_log_scale():
    reached = scoring.views_at(observations=[Observation(10, 100), Observation(40, 400)], age_h=20)

    assert reached is not None
    assert reached[0] == pytest.approx(200)
    assert reached[1] is True


def test_observations_too_far_apart_are_not_interpolated():
    assert scoring.views_at(observations=[Observation(2, 100), Observation(40, 400)], age_h=10) is None


def test_an_age_before_the_first_observation_or_after_the_last_is_unknown():
    observations = [Observation(10, 100), Observation(20, 200)]

    assert scoring.views_at(observations=observations, age_h=5) is None
    assert scoring.views_at(observations=observations, age_h=30) is None


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


def test_the_same_video_has_the_same_interval_each_time():
    once, again = (
        scoring.score(video=past("it", (24, 5000)), others=others(500, 800, 1000, 1300, 2100, 950))
        for _ in "ab"
    )

    assert once == again


def test_velocity_names_the_window_it_was_measured_in():
    speed = scoring.velocity(observations=[Observation(2, 100), Observation(18, 1000), Observation(24, 4000)])

    assert speed is not None
    assert speed.views_per_hour == pytest.approx(500)
    assert speed.window_h == pytest.approx(6)


def test_one_observation_has_no_velocity():
    assert scoring.velocity(observations=[Observation(24, 4000)]) is None


def test_a_lifetime_average_is_no_velocity():
    assert scoring.velocity(observations=[Observation(1, 10), Observation(200, 4000)]) is None


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


def test_leaving_out_one_video_bounds_the_score():
    lowest, highest = scoring.without_one(views=1000, baseline=[100, 100, 100, 100, 200, 50])

    assert lowest == pytest.approx(10)
    assert highest == pytest.approx(10)


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


@given(st.lists(st.tuples(st.floats(0.1, 1000), st.integers(0, 10**9)), max_size=20), st.integers(2, 40))
def test_a_trail_stays_within_the_observed_values(points, steps):
    observations = [Observation(age_h, views) for age_h, views in sorted(points)]

    drawn = scoring.trail(observations=observations, points=steps)

    assert all(0 <= value <= max(seen.views for seen in observations) for value in drawn)
