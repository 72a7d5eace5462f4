"""Outlier scores: how far a video exceeds its channel's baseline. Pure functions.

A video is compared with other videos of its channel *at the same age*. Views multiply rather than add, so all
arithmetic is on a log scale: the centre is the median, the spread the median absolute deviation (MAD).
"""

import bisect
import math
import random
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

MIN_BASELINE = 5
MAX_BASELINE = 30
MIN_AGE_H = 2.0
VELOCITY_WINDOW_H = 6.0
# The largest ratio of the ages of two observations that allows interpolation.
_WIDEST_GAP = 4.0
_NEAR = 1.1
_SIMILAR_AGE = 3.0
_VELOCITY_WINDOWS_H = (0.75, 30.0)
_RESAMPLES = 400
# A normal distribution's standard deviation in units of its MAD, and its 80 % range in deviations.
_MAD_TO_DEVIATION = 1.4826
_EIGHTY_PERCENT = 1.2816


@dataclass(frozen=True, slots=True)
class Observation:
    """A video's views at one moment."""

    age_h: float
    views: int


@dataclass(frozen=True, slots=True)
class Past:
    """One video's history: its observations by age."""

    id: str
    title: str
    published_at: datetime
    observations: Sequence[Observation]


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline video at the age it was compared at."""

    id: str
    title: str
    views: float
    age_h: float
    is_interpolated: bool


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` times the baseline's median; ``low`` and ``high`` bound it in 80 of 100 resamples.

    ``median`` is in views; 80 % of such videos lie between ``band_low`` and ``band_high`` times the median.
    """

    value: float
    low: float
    high: float
    median: float
    band_low: float
    band_high: float
    method: str
    baseline: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Unscored:
    """Why there is no score, and which videos were available for comparison."""

    reason: str
    baseline: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Velocity:
    """Views per hour within a window that ends with the last observation."""

    views_per_hour: float
    window_h: float


def score(*, video: Past, others: Iterable[Past]) -> Score | Unscored:
    """Compare a video's last observation with other videos of its channel and format.

    Uses their views at the same age if at least five have a long enough history, else the last views of
    videos of similar age. ``others`` are newest first and of the same counting rule.
    """
    if not video.observations:
        return Unscored("no_views")
    last = video.observations[-1]
    if last.age_h < MIN_AGE_H:
        return Unscored("too_young")
    rest = [other for other in others if other.id != video.id and other.observations]
    same_age = _compare(rest, last.age_h, _at_same_age)
    if len(same_age) >= MIN_BASELINE:
        return _scored(video.id, last, same_age, "same_age")
    similar = _compare(rest, last.age_h, _at_similar_age)
    if len(similar) >= MIN_BASELINE:
        return _scored(video.id, last, similar, "lifetime")
    return Unscored("baseline_too_small", max(same_age, similar, key=len))


def views_at(*, observations: Sequence[Observation], age_h: float) -> tuple[float, bool] | None:
    """Return the views at an age, and whether they are interpolated; None outside the observations.

    Between two observations, log views are interpolated linearly in log age, which matches how views level
    off.
    """
    after = bisect.bisect_left(observations, age_h, key=lambda seen: seen.age_h)
    for near in observations[max(0, after - 1) : after + 1]:
        if 1 / _NEAR <= near.age_h / age_h <= _NEAR:
            return float(max(near.views, 1)), False
    if after == 0 or after == len(observations):
        return None
    earlier, later = observations[after - 1], observations[after]
    if earlier.age_h <= 0 or later.age_h / earlier.age_h > _WIDEST_GAP:
        return None
    share = math.log(age_h / earlier.age_h) / math.log(later.age_h / earlier.age_h)
    low, high = math.log(max(earlier.views, 1)), math.log(max(later.views, 1))
    return math.exp(low + share * (high - low)), True


def velocity(*, observations: Sequence[Observation]) -> Velocity | None:
    """Return views per hour over the window closest to six hours; None if no two observations form one."""
    if len(observations) < 2:
        return None
    last = observations[-1]
    shortest, longest = _VELOCITY_WINDOWS_H
    starts = [seen for seen in observations[:-1] if shortest <= last.age_h - seen.age_h <= longest]
    if not starts:
        return None
    start = min(starts, key=lambda seen: abs(last.age_h - seen.age_h - VELOCITY_WINDOW_H))
    window_h = last.age_h - start.age_h
    return Velocity(views_per_hour=max(0, last.views - start.views) / window_h, window_h=window_h)


def trail(*, observations: Sequence[Observation], points: int = 24) -> list[int]:
    """Return views at equal steps of age from publication to the last observation, for a sparkline."""
    if len(observations) < 2:
        return []
    ages, views = [0.0, *(seen.age_h for seen in observations)], [0, *(seen.views for seen in observations)]
    return [
        round(_between(ages, views, observations[-1].age_h * step / (points - 1))) for step in range(points)
    ]


def without_one(*, views: float, baseline: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and highest score when any one baseline video is left out."""
    scores = [
        views / _median([value for place, value in enumerate(baseline) if place != left_out])
        for left_out in range(len(baseline))
    ]
    return min(scores), max(scores)


def _compare(
    others: Sequence[Past], age_h: float, compare: Callable[[Past, float], Compared | None]
) -> tuple[Compared, ...]:
    found = (compare(other, age_h) for other in others)
    return tuple(compared for compared in found if compared is not None)[:MAX_BASELINE]


def _at_same_age(other: Past, age_h: float) -> Compared | None:
    reached = views_at(observations=other.observations, age_h=age_h)
    if reached is None:
        return None
    return Compared(other.id, other.title, reached[0], age_h, reached[1])


def _at_similar_age(other: Past, age_h: float) -> Compared | None:
    last = other.observations[-1]
    if not age_h / _SIMILAR_AGE <= last.age_h <= age_h * _SIMILAR_AGE:
        return None
    return Compared(other.id, other.title, float(max(last.views, 1)), last.age_h, False)


def _scored(seed: str, last: Observation, baseline: tuple[Compared, ...], method: str) -> Score:
    logs = [math.log(compared.views) for compared in baseline]
    middle = statistics.median(logs)
    deviation = _MAD_TO_DEVIATION * statistics.median(abs(value - middle) for value in logs)
    low, high = _bootstrap(logs, seed)
    views = max(last.views, 1)
    return Score(
        value=views / math.exp(middle),
        low=views / math.exp(high),
        high=views / math.exp(low),
        median=math.exp(middle),
        band_low=math.exp(-_EIGHTY_PERCENT * deviation),
        band_high=math.exp(_EIGHTY_PERCENT * deviation),
        method=method,
        baseline=baseline,
    )


def _bootstrap(logs: Sequence[float], seed: str) -> tuple[float, float]:
    """Return the 10th and 90th percentile of the median over resamples. Deterministic for a seed."""
    draw = random.Random(seed)  # noqa: S311 - resampling, not cryptography
    size = len(logs)
    low, high = (size - 1) // 2, size // 2
    resamples = (sorted(draw.choices(logs, k=size)) for _ in range(_RESAMPLES))
    medians = sorted((resample[low] + resample[high]) / 2 for resample in resamples)
    return medians[_RESAMPLES // 10], medians[_RESAMPLES - _RESAMPLES // 10 - 1]


def _median(values: Sequence[float]) -> float:
    return math.exp(statistics.median(math.log(max(value, 1)) for value in values))


def _between(xs: Sequence[float], ys: Sequence[int], x: float) -> float:
    after = min(max(bisect.bisect_left(xs, x), 1), len(xs) - 1)
    span = xs[after] - xs[after - 1]
    share = (x - xs[after - 1]) / span if span else 1.0
    return ys[after - 1] + min(1.0, share) * (ys[after] - ys[after - 1])
