"""A video's history of views, and its views at a given age."""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from discovery.scoring.outcomes import Velocity

VELOCITY_WINDOW_H = 6.0
# Six times the views of the most watched video. A higher count is an error of the platform.
MOST_VIEWS = 10**11
# The largest ratio of the ages of two looks that allows interpolation.
_WIDEST_GAP = 4.0
# Where no two looks surround an age, one this close to it counts as it is.
_NEAR_H = 5 / 60
_VELOCITY_WINDOWS_H = (0.75, 30.0)

_Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at a video: its counts at an age, and the rule by which views were counted then.

    ``likes`` and ``comments`` are None if hidden.
    """

    age_h: float
    views: int
    likes: int | None = None
    comments: int | None = None
    regime: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One video's history: all its observations by age, whatever they were counted under.

    ``regime`` is the counting rule at publication. Only videos of the same format and regime are compared.
    """

    id: str
    title: str
    published_at: datetime
    observations: Sequence[Observation]
    format: str = ""
    regime: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A video's comparable looks by age, (n,): ages in hours, views, and the logs of both.

    The log of 0 views counts as that of 1.
    """

    ages_h: _Floats
    log_ages: _Floats
    views: _Floats
    log_views: _Floats

    @property
    def last_age_h(self) -> float:
        """The age at the last look."""
        return float(self.ages_h[-1])

    @property
    def last_views(self) -> float:
        """The views at the last look."""
        return float(self.views[-1])


@dataclass(frozen=True, slots=True)
class Reached:
    """Views at several ages, (n,): those of one look where it is taken as it is, else the interpolated log.

    NaN in both where no looks tell.
    """

    seen: _Floats
    log_views: _Floats

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Whether the views at each age are known."""
        return np.isfinite(self.seen) | np.isfinite(self.log_views)

    def views(self, place: int) -> tuple[float, bool]:
        """Return the views at one of the ages, and whether they are interpolated."""
        seen = float(self.seen[place])
        return (math.exp(self.log_views[place]), True) if math.isnan(seen) else (seen, False)


def comparable(past: Past) -> list[Observation]:
    """Return the looks that can be compared: counted under one rule from the beginning, and plausible."""
    return [
        seen
        for seen in past.observations
        if seen.regime == past.regime and seen.age_h > 0 and 0 <= seen.views <= MOST_VIEWS
    ]


def series_of(observations: Sequence[Observation]) -> Series | None:
    """Return the looks as arrays, with falls settled; None without looks.

    Platforms remove views after the fact. No look counts more than the last one, nor less than the one
    before it: a fall that lasts also corrects the earlier looks, and a dip that recovers is passed over.
    """
    if not observations:
        return None
    ages, last, highest, views = [], observations[-1].views, 0, []
    for seen in observations:
        highest = max(highest, min(seen.views, last))
        ages.append(seen.age_h)
        views.append(highest)
    return Series(
        ages_h=np.array(ages, dtype=np.float64),
        # From ``math``: numpy's logs differ in the last digit between processors.
        log_ages=np.array([math.log(age_h) for age_h in ages], dtype=np.float64),
        views=np.array(views, dtype=np.float64),
        log_views=np.array([math.log(max(count, 1)) for count in views], dtype=np.float64),
    )


def reached(series: Series, *, ages_h: _Floats, log_ages: _Floats) -> Reached:
    """Return the views at each age.

    Between two looks, log views are interpolated linearly in log age, which matches how views level off. A
    look is taken as it is at exactly its age, and if it is within five minutes where none lies beyond.
    """
    size = len(series.ages_h)
    after = np.searchsorted(series.ages_h, ages_h, side="left")
    later, earlier = np.minimum(after, size - 1), np.maximum(after - 1, 0)
    is_exact = series.ages_h[later] == ages_h
    span = series.log_ages[later] - series.log_ages[earlier]
    is_between = (after > 0) & (after < size) & ~is_exact & (span > 0)
    is_between &= series.ages_h[later] <= _WIDEST_GAP * series.ages_h[earlier]
    share = np.full(len(ages_h), np.nan)
    np.divide(log_ages - series.log_ages[earlier], span, out=share, where=is_between)
    low, high = series.log_views[earlier], series.log_views[later]
    to_earlier, to_later = (np.abs(series.ages_h[place] - ages_h) for place in (earlier, later))
    nearest = np.where(to_later < to_earlier, later, earlier)
    is_seen = ~is_between & (np.minimum(to_earlier, to_later) <= _NEAR_H)
    return Reached(
        seen=np.where(is_seen, series.views[nearest], np.nan), log_views=low + share * (high - low)
    )


def views_at(*, observations: Sequence[Observation], age_h: float) -> tuple[float, bool] | None:
    """Return the views at an age, and whether they are interpolated; None if no looks tell.

    See ``reached`` for the rule.
    """
    series = series_of(observations)
    if series is None:
        return None
    found = reached(series, ages_h=np.array([age_h]), log_ages=np.array([math.log(age_h)]))
    return found.views(0) if found.is_known[0] else None


def velocity(*, observations: Sequence[Observation]) -> Velocity | None:
    """Return views per hour over the window closest to six hours; None if no two looks form one."""
    if len(observations) < 2:
        return None
    last = observations[-1]
    shortest, longest = _VELOCITY_WINDOWS_H
    starts = [
        seen
        for seen in observations[:-1]
        if shortest <= last.age_h - seen.age_h <= longest and seen.regime == last.regime
    ]
    if not starts:
        return None
    start = min(starts, key=lambda seen: abs(last.age_h - seen.age_h - VELOCITY_WINDOW_H))
    window_h = last.age_h - start.age_h
    return Velocity(views_per_hour=max(0, last.views - start.views) / window_h, window_h=window_h)


def trail(*, observations: Sequence[Observation], points: int = 24) -> list[int]:
    """Return views as seen at equal steps of age from publication to the last look, for a sparkline."""
    if len(observations) < 2:
        return []
    ages, views = [0.0, *(seen.age_h for seen in observations)], [0, *(seen.views for seen in observations)]
    return [
        round(_between(ages, views, observations[-1].age_h * step / (points - 1))) for step in range(points)
    ]


def _between(xs: Sequence[float], ys: Sequence[int], x: float) -> float:
    after = min(max(bisect.bisect_left(xs, x), 1), len(xs) - 1)
    span = xs[after] - xs[after - 1]
    share = (x - xs[after - 1]) / span if span else 1.0
    return ys[after - 1] + min(1.0, share) * (ys[after] - ys[after - 1])
