"""A video's views at an age, its velocity and its trail."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery import scoring
from discovery.scoring import Observation

AGES = st.lists(st.floats(0.5, 2000), min_size=2, max_size=12, unique=True)


def looks(*seen: tuple[float, int]) -> list[Observation]:
    return [Observation(age_h, views) for age_h, views in seen]


def interpolated(seen: list[Observation], *, age_h: float) -> float:
    found = scoring.views_at(observations=seen, age_h=age_h)
    assert found is not None
    assert found[1]
    return found[0]


def test_views_between_two_looks_are_interpolated_on_a_log_scale():
    assert interpolated(looks((10, 100), (40, 400)), age_h=20) == pytest.approx(200)


def test_a_look_close_to_an_age_does_not_replace_interpolation():
    assert interpolated(looks((22, 1000), (24.1, 1400)), age_h=24) == pytest.approx(1379, abs=0.5)


def test_a_look_at_exactly_the_age_counts_as_it_is():
    assert scoring.views_at(observations=looks((22, 1000), (24, 0), (30, 1400)), age_h=22) == (1000, False)


@pytest.mark.parametrize(("age_h", "views"), [(9.95, 100), (20.08, 200)])
def test_beyond_all_looks_one_within_five_minutes_counts_as_it_is(age_h, views):
    assert scoring.views_at(observations=looks((10, 100), (20, 200)), age_h=age_h) == (views, False)


@pytest.mark.parametrize("age_h", [5, 9.9, 20.1, 30])
def test_an_age_before_the_first_look_or_after_the_last_is_unknown(age_h):
    assert scoring.views_at(observations=looks((10, 100), (20, 200)), age_h=age_h) is None


def test_looks_too_far_apart_are_not_interpolated():
    assert scoring.views_at(observations=looks((2, 100), (40, 400)), age_h=10) is None


def test_without_looks_nothing_is_known():
    assert scoring.views_at(observations=[], age_h=10) is None


def test_no_views_interpolate_as_one():
    assert interpolated(looks((10, 0), (40, 100)), age_h=20) == pytest.approx(10)


def test_a_fall_that_lasts_corrects_the_earlier_looks():
    corrected = looks((10, 1000), (20, 5000), (30, 2000))

    assert scoring.views_at(observations=corrected, age_h=20) == (2000, False)
    assert scoring.views_at(observations=corrected, age_h=10) == (1000, False)
    assert interpolated(corrected, age_h=25) == pytest.approx(2000)


def test_a_dip_that_recovers_is_passed_over():
    assert scoring.views_at(observations=looks((10, 1000), (20, 3), (30, 1400)), age_h=20) == (1000, False)


@given(ages=AGES, data=st.data())
def test_views_never_fall_with_age(ages, data):
    ages = sorted(ages)
    counts = data.draw(st.lists(st.integers(0, 10**9), min_size=len(ages), max_size=len(ages)))
    seen = looks(*zip(ages, counts, strict=True))
    times = sorted(data.draw(st.lists(st.floats(0.5, 2000), min_size=2, max_size=8)))

    found = [scoring.views_at(observations=seen, age_h=age_h) for age_h in times]

    known = [views for views, _ in filter(None, found)]
    assert all(later >= earlier * (1 - 1e-12) for earlier, later in itertools.pairwise(known))
    assert all(math.isfinite(views) for views in known)


def test_velocity_names_the_window_it_was_measured_in():
    speed = scoring.velocity(observations=[Observation(2, 100), Observation(18, 1000), Observation(24, 4000)])

    assert speed is not None
    assert speed.views_per_hour == pytest.approx(500)
    assert speed.window_h == pytest.approx(6)


def test_one_observation_has_no_velocity():
    assert scoring.velocity(observations=[Observation(24, 4000)]) is None


def test_a_lifetime_average_is_no_velocity():
    assert scoring.velocity(observations=[Observation(1, 10), Observation(200, 4000)]) is None


def test_views_counted_under_two_rules_have_no_velocity():
    seen = [Observation(18, 1000, regime="watched"), Observation(24, 4000, regime="starts")]

    assert scoring.velocity(observations=seen) is None


def test_removed_views_are_no_negative_velocity():
    speed = scoring.velocity(observations=looks((18, 4000), (24, 1000)))

    assert speed is not None
    assert speed.views_per_hour == 0


@given(st.lists(st.tuples(st.floats(0.1, 1000), st.integers(0, 10**9)), max_size=20), st.integers(2, 40))
def test_a_trail_stays_within_the_observed_values(points, steps):
    observations = [Observation(age_h, views) for age_h, views in sorted(points)]

    drawn = scoring.trail(observations=observations, points=steps)

    assert all(0 <= value <= max(seen.views for seen in observations) for value in drawn)
