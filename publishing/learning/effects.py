"""What helps: how posts with a property did against the others. Arithmetic only; see docs/predictions.md.

The log of a post's ratio to its channel's usual is a mean, plus one effect for each of its properties, plus
chance. Effects of one factor are normal around 0 with a spread that the posts themselves show (partial
pooling), so that few posts say little. All factors are estimated together. A level is compared with the mean
of all posts.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from publishing.learning import student

METHOD = "effects/1"
# Below these, an effect is not stated. ``python -m loadtests.predictions_bench`` counts false claims.
LEAST_POSTS, LEAST_OF_LEVEL, LEAST_OTHERS = 15, 5, 5
# An effect is stated as likely if its direction is at least this probable. With 0.9, one page in nine would
# state an effect where nothing helps; with this, one in twenty-five.
LIKELY = 0.93
# The spread of a factor's effects as a share of the spread of chance: possible values with their weights.
_SHARES = (0.0, 0.1, 0.2, 0.35, 0.6, 1.0)
_WEIGHTS = tuple(math.exp(-0.5 * (share / 0.35) ** 2) for share in _SHARES)
# What is known of the spread of chance before any post: as much as from this many posts with this spread.
_PRIOR_POSTS, _PRIOR_SPREAD = 4.0, 0.6
# Ratios further from the middle than this many spreads count as that far.
_FURTHEST = 3.0
_ROUNDS = 3
_TINY = 1e-9
_NEGLIGIBLE = 1e-4

_Array: TypeAlias = NDArray[np.float64]


class Verdict(StrEnum):
    """What may be said of an effect."""

    LIKELY = "likely"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the natural log of its views over its channel's usual, and its level of each known factor."""

    log_ratio: float
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How posts with ``level`` did: times the workspace's usual, with the 80% interval.

    ``mean`` and ``deviation`` are those of its natural log. ``likely_up`` is the probability that it is above
    1. ``likely`` if that is at least LIKELY either way. ``n`` is the number of posts with the level.
    """

    factor: str
    level: str
    n: int
    verdict: Verdict
    value: float
    low: float
    high: float
    mean: float
    deviation: float
    likely_up: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """The posterior of the effects under given shares."""

    evidence: float
    mean: _Array
    covariance: _Array
    freedom: float


def log_ratio(*, views: int, usual: float) -> float:
    """Return the log of the views over the channel's usual, which is itself a log; both of views plus 1."""
    return math.log1p(views) - usual


def estimate(posts: Sequence[Post]) -> list[Effect]:
    """Return the effect of each level that occurs, by factor and falling n. Deterministic."""
    columns = _columns(posts)
    if not columns:
        return []
    design = np.array([[post.levels.get(f) == level for f, level, _ in columns] for post in posts], float)
    ratios = _tamed(np.array([post.log_ratio for post in posts], float))
    factors = [factor for factor, _, _ in columns]
    chosen = _shares(design, ratios, factors)
    effects: list[Effect] = []
    for factor in dict.fromkeys(factors):
        fits = [_fit(design, ratios, factors, {**chosen, factor: share}) for share in _SHARES]
        weights = _normalized([fit.evidence + math.log(w) for fit, w in zip(fits, _WEIGHTS, strict=True)])
        effects += [
            _effect(columns[place], fits, weights, _against_all(columns, place), len(posts))
            for place in range(len(columns))
            if factors[place] == factor
        ]
    return effects


def _columns(posts: Sequence[Post]) -> list[tuple[str, str, int]]:
    """Return factor, level and number of posts of every level of factors that differ between posts."""
    counts = Counter((factor, level) for post in posts for factor, level in post.levels.items())
    levels = Counter(factor for factor, _ in counts)
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return [(factor, level, n) for (factor, level), n in ordered if levels[factor] > 1]


def _tamed(ratios: _Array) -> _Array:
    """Return the ratios around their middle, with those beyond _FURTHEST spreads moved there."""
    middle = np.median(ratios)
    spread = max(1.4826 * float(np.median(np.abs(ratios - middle))), 0.1)
    return np.clip(ratios - middle, -_FURTHEST * spread, _FURTHEST * spread)


def _shares(design: _Array, ratios: _Array, factors: Sequence[str]) -> dict[str, float]:
    """Return the most probable share of each factor, one factor after the other."""
    chosen = dict.fromkeys(factors, 0.2)
    for _ in range(_ROUNDS):
        for factor in chosen:
            evidence = [
                _fit(design, ratios, factors, {**chosen, factor: share}).evidence + math.log(weight)
                for share, weight in zip(_SHARES, _WEIGHTS, strict=True)
            ]
            chosen[factor] = _SHARES[int(np.argmax(evidence))]
    return chosen


def _fit(design: _Array, ratios: _Array, factors: Sequence[str], shares: Mapping[str, float]) -> _Fit:
    """Return the posterior in closed form: normal effects and mean, inverse-gamma variance of chance."""
    n = len(ratios)
    columns = np.column_stack([np.ones(n), design])
    prior = np.array([10.0, *(max(shares[factor], _TINY) for factor in factors)]) ** 2
    precision = columns.T @ columns + np.diag(1 / prior)
    inverse = np.linalg.inv(precision)
    mean = inverse @ (columns.T @ ratios)
    squares = _PRIOR_POSTS * _PRIOR_SPREAD**2 + float(ratios @ ratios - mean @ precision @ mean)
    freedom = _PRIOR_POSTS + n
    variance = max(squares, _TINY) / freedom
    sign, log_det = np.linalg.slogdet(precision)
    evidence = -0.5 * (float(sign * log_det) + float(np.log(prior).sum())) - freedom / 2 * math.log(variance)
    return _Fit(evidence, mean[1:], variance * inverse[1:, 1:], freedom)


def _normalized(logs: Sequence[float]) -> list[float]:
    most = max(logs)
    weights = [math.exp(log - most) for log in logs]
    return [weight / sum(weights) for weight in weights]


def _against_all(columns: Sequence[tuple[str, str, int]], place: int) -> _Array:
    """Return the weights that compare a level with the mean of all posts whose level is known."""
    factor = columns[place][0]
    counts = np.array([n if each == factor else 0 for each, _, n in columns], float)
    against = -counts / counts.sum()
    against[place] += 1
    return np.asarray(against, float)


def _effect(
    column: tuple[str, str, int],
    fits: Sequence[_Fit],
    weights: Sequence[float],
    against: _Array,
    posts: int,
) -> Effect:
    factor, level, n = column
    parts = [
        (
            weight,
            float(against @ fit.mean),
            math.sqrt(max(0.0, float(against @ fit.covariance @ against))),
            fit.freedom,
        )
        for weight, fit in zip(weights, fits, strict=True)
        if weight > _NEGLIGIBLE
    ]
    mean = sum(weight * centre for weight, centre, _, _ in parts)
    variance = sum(weight * (scale**2 + (centre - mean) ** 2) for weight, centre, scale, _ in parts)
    # Where the spread of effects is 0, neither direction is more probable than the other.
    likely_up = sum(
        weight * (0.5 if scale < 1e-6 else student.cdf(centre / scale, freedom=freedom))
        for weight, centre, scale, freedom in parts
    )
    return Effect(
        factor=factor,
        level=level,
        n=n,
        verdict=_verdict(n, posts, likely_up),
        value=math.exp(_quantile(parts, 0.5)),
        low=math.exp(_quantile(parts, 0.1)),
        high=math.exp(_quantile(parts, 0.9)),
        mean=mean,
        deviation=math.sqrt(variance),
        likely_up=likely_up,
    )


def _verdict(n: int, posts: int, likely_up: float) -> Verdict:
    if posts < LEAST_POSTS or n < LEAST_OF_LEVEL or posts - n < LEAST_OTHERS:
        return Verdict.TOO_FEW
    return Verdict.LIKELY if max(likely_up, 1 - likely_up) >= LIKELY else Verdict.UNCLEAR


def _quantile(parts: Sequence[tuple[float, float, float, float]], p: float) -> float:
    """Return the quantile of a mixture of Student's t (weight, location, scale, freedom), by bisection."""
    low = min(centre - 40 * scale for _, centre, scale, _ in parts)
    high = max(centre + 40 * scale for _, centre, scale, _ in parts)
    for _ in range(40):
        middle = (low + high) / 2
        below = sum(
            weight * student.cdf((middle - centre) / max(scale, _TINY), freedom=freedom)
            for weight, centre, scale, freedom in parts
        )
        low, high = (middle, high) if below < p else (low, middle)
    return (low + high) / 2
