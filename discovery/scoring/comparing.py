"""Comparing the videos of a channel with each other."""

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from discovery.scoring import looks
from discovery.scoring.looks import MOST_VIEWS, Past, Reached, Series
from discovery.scoring.normal import MAX_BASELINE, MIN_BASELINE, log_of, normal_of
from discovery.scoring.outcomes import Compared, Reason, Score, Unscored

MIN_AGE_H = 2.0
_SIMILAR_AGE = 3.0

Outcome: TypeAlias = Score | Unscored


@dataclass(frozen=True, slots=True)
class _Row:
    """A video that others can be compared with."""

    past: Past
    series: Series


def score(*, video: Past, others: Iterable[Past]) -> Outcome:
    """Compare one video with other videos of its channel. See ``score_channel``."""
    rest = [other for other in others if other.id != video.id]
    return score_channel(videos=[video, *rest], targets=[video.id])[video.id]


def score_channel(*, videos: Sequence[Past], targets: Container[str] | None = None) -> dict[str, Outcome]:
    """Compare each target (by default every video) with the other videos of its channel; outcomes by id.

    ``videos`` have aired and belong to one channel. Each is compared with the 30 newest others of the same
    format and counting rule: by their views at the same age if five have a long enough history, else by the
    last views of videos of a similar age. n videos take n² steps, and memory for n² numbers.
    """
    kinds: dict[tuple[str, str], list[Past]] = {}
    for past in sorted(videos, key=lambda past: (-past.published_at.timestamp(), past.id)):
        kinds.setdefault((past.format, past.regime), []).append(past)
    outcomes: dict[str, Outcome] = {}
    for pasts in kinds.values():
        outcomes |= _score_kind(pasts, targets)
    return outcomes


def _score_kind(pasts: Sequence[Past], targets: Container[str] | None) -> dict[str, Outcome]:
    """``pasts`` are newest first, and all comparable."""
    rows = []
    for past in pasts:
        series = looks.series_of(looks.comparable(past))
        if series is not None:
            rows.append(_Row(past, series))
    wanted = [past for past in pasts if targets is None or past.id in targets]
    refusals = {past.id: _refusal(past) for past in wanted}
    ready = [place for place, row in enumerate(rows) if refusals.get(row.past.id, "") is None]
    outcomes: dict[str, Outcome] = {name: Unscored(why) for name, why in refusals.items() if why is not None}
    return outcomes | _compare_all(rows, ready)


def _refusal(past: Past) -> Reason | None:
    """Return why the video cannot be compared, whatever the others are."""
    if not past.observations:
        return Reason.NO_VIEWS
    last = past.observations[-1]
    if last.regime != past.regime:
        return Reason.COUNTING_CHANGED
    if not 0 <= last.views <= MOST_VIEWS:
        return Reason.IMPLAUSIBLE
    return Reason.TOO_YOUNG if last.age_h < MIN_AGE_H else None


def _compare_all(rows: Sequence[_Row], ready: Sequence[int]) -> dict[str, Outcome]:
    """Compare the rows at the places ``ready`` with all others."""
    if not ready:
        return {}
    ages_h = np.array([rows[place].series.last_age_h for place in ready])
    log_ages = np.array([rows[place].series.log_ages[-1] for place in ready])
    reached = [looks.reached(row.series, ages_h=ages_h, log_ages=log_ages) for row in rows]
    is_known = np.stack([found.is_known for found in reached])
    last_ages_h = np.array([row.series.last_age_h for row in rows])
    outcomes = {}
    for column, place in enumerate(ready):
        age_h = ages_h[column]
        same_age = _newest(is_known[:, column], place)
        similar = (age_h / _SIMILAR_AGE <= last_ages_h) & (last_ages_h <= age_h * _SIMILAR_AGE)
        outcomes[rows[place].past.id] = _outcome(
            rows[place],
            [_at_same_age(rows[other], reached[other], column, float(age_h)) for other in same_age],
            [rows[other] for other in _newest(similar, place)],
        )
    return outcomes


def _newest(usable: NDArray[np.bool_], place: int) -> list[int]:
    """Return the first 30 usable places other than ``place``."""
    others = np.flatnonzero(usable)
    return [int(other) for other in others if other != place][:MAX_BASELINE]


def _outcome(row: _Row, same_age: Sequence[Compared], similar: Sequence[_Row]) -> Outcome:
    if len(same_age) >= MIN_BASELINE:
        return _scored(row, same_age, "same_age")
    lifetime = [_at_last(other) for other in similar]
    if len(lifetime) >= MIN_BASELINE:
        return _scored(row, lifetime, "lifetime")
    larger = same_age if len(same_age) >= len(lifetime) else lifetime
    return Unscored(Reason.BASELINE_TOO_SMALL, tuple(larger))


def _at_same_age(row: _Row, reached: Reached, column: int, age_h: float) -> Compared:
    views, is_interpolated = reached.views(column)
    return Compared(row.past.id, row.past.title, float(round(views)), age_h, is_interpolated)


def _at_last(row: _Row) -> Compared:
    return Compared(row.past.id, row.past.title, row.series.last_views, row.series.last_age_h, False)


def _scored(row: _Row, baseline: Sequence[Compared], method: str) -> Score:
    normal = normal_of([compared.views for compared in baseline])
    distance = log_of(row.series.last_views, normal.pad) - normal.centre
    return Score(
        value=math.exp(distance),
        low=math.exp(distance - normal.half_width),
        high=math.exp(distance + normal.half_width),
        normal=max(0.0, math.exp(normal.centre) - normal.pad),
        band_low=math.exp(normal.low - normal.centre),
        band_high=math.exp(normal.high - normal.centre),
        method=method,
        baseline=tuple(baseline),
        pad=normal.pad,
    )
