"""Student's t, and the score of a forecast."""

import math
import random
from statistics import fmean

import pytest

from publishing.learning import student


@pytest.mark.parametrize(
    ("p", "freedom", "value"), [(0.9, 4, 1.533206), (0.975, 10, 2.228139), (0.75, 1, 1.0), (0.5, 7, 0.0)]
)
def test_quantiles_are_those_of_the_tables(p, freedom, value):
    assert student.quantile(p, freedom=freedom) == pytest.approx(value, abs=1e-6)
    assert student.cdf(value, freedom=freedom) == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize("freedom", [1.5, 4, 40.5])
@pytest.mark.parametrize("z", [-30.0, -1.2, 0.0, 0.4, 3.0])
def test_both_sides_add_up_to_one(z, freedom):
    assert student.cdf(z, freedom=freedom) + student.cdf(-z, freedom=freedom) == pytest.approx(1)


@pytest.mark.parametrize("x", [8.0, 9.5, 13.0])
def test_the_score_is_the_integral_that_defines_it(x):
    location, scale, freedom, step = 9.0, 0.7, 4.0, 0.01
    points = [location + step * n for n in range(-8_000, 8_000)]
    squares = (
        (student.cdf((point - location) / scale, freedom=freedom) - (point >= x)) ** 2 for point in points
    )

    found = student.crps(x, location=location, scale=scale, freedom=freedom)

    assert found == pytest.approx(step * math.fsum(squares), rel=1e-2)


def test_an_honest_forecast_scores_best_on_average():
    chance = random.Random(3)  # noqa: S311 - a simulation
    outcomes = [chance.gauss(9, 0.6) for _ in range(2000)]

    def mean_score(location: float, scale: float) -> float:
        return fmean(student.crps(x, location=location, scale=scale, freedom=40) for x in outcomes)

    honest = mean_score(9, 0.6)
    assert honest < min(mean_score(9.4, 0.6), mean_score(9, 0.3), mean_score(9, 1.4))
