"""Whether scores hold what they say: ``python -m loadtests.scoring_bench [--seed 7] [--channels 400]``.

Plants worlds in which the truth is known, and runs the product's own scoring on them. Exits with 1 when a
target is missed. ``--factors`` prints the constants of ``discovery.scoring.normal`` instead. docs/scoring.md
explains the tables.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from discovery import scoring
from discovery.scoring import Observation, Past, Score
from discovery.scoring.normal import normal_of

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SEEDS = (1, 2, 3, 4, 5)
# The planted world.
CHANNELS, VIDEOS = 1000, 30
SPREAD, OUTLIERS = 0.7, 0.06
TIMES, TIMES_SPREAD = math.log(6), 0.25
# The targets.
LEAST_PRECISION, LEAST_RECALL = 0.65, 0.90
# A score this many times the true ratio misleads.
MUCH = 1.5
CONFIDENCE, MOST_OFF = 0.80, 0.03
ENGAGEMENT_CONFIDENCE = 0.95
SIZES = (5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 30)
WORLDS = 5000
# Around 160,000 views, where whole numbers of views make no difference.
CENTRE = 12.0

Logs = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Logs]


def _planted(draw: np.random.Generator, size: int) -> Logs:
    is_outlier = draw.random(size) < OUTLIERS
    return np.where(is_outlier, draw.normal(TIMES, TIMES_SPREAD, size), draw.normal(0, SPREAD, size))


def _two_humps(draw: np.random.Generator, size: int) -> Logs:
    return draw.normal(0, 0.4, size) + np.where(draw.random(size) < 0.5, -1.0, 1.0)


# Kinds of channels by the logs of their views. The first group must hold, the second is reported.
KINDS: dict[str, Draw] = {
    "log-normal, spread 0.7": lambda draw, size: draw.normal(0, 0.7, size),
    "log-normal, spread 0.2": lambda draw, size: draw.normal(0, 0.2, size),
    "heavy tails (Student's t, 3)": lambda draw, size: 0.5 * draw.standard_t(3, size),
    "skewed up (log-normal logs)": lambda draw, size: 0.7 * np.exp(draw.normal(0, 0.6, size)),
    "skewed up (exponential)": lambda draw, size: draw.exponential(0.7, size),
    "skewed down (exponential)": lambda draw, size: -draw.exponential(0.7, size),
    "planted outliers": _planted,
}
REPORTED: dict[str, Draw] = {
    "peaked (Laplace)": lambda draw, size: draw.laplace(0, 0.5, size),
    "very heavy tails (Student's t, 2)": lambda draw, size: 0.5 * draw.standard_t(2, size),
    "flat (uniform)": lambda draw, size: draw.uniform(-1, 1, size),
    "two humps": _two_humps,
}


@dataclass(frozen=True, slots=True)
class Video:
    """A planted video after scoring: whether it is an outlier, its true log ratio, and its score."""

    is_outlier: bool
    truth: float
    score: Score


def plant(*, seed: int, channels: int, fewest: int = VIDEOS, uneven: float = 0.0) -> list[Video]:
    """Score every video of channels with ``fewest`` to 30 videos.

    The logs of the channels' spreads differ by a standard deviation of ``uneven``.
    """
    draw = np.random.default_rng(seed)
    videos: list[Video] = []
    for _ in range(channels):
        size, spread = int(draw.integers(fewest, VIDEOS + 1)), SPREAD * math.exp(uneven * draw.normal())
        is_outlier = draw.random(size) < OUTLIERS
        ratios = np.where(is_outlier, draw.normal(TIMES, TIMES_SPREAD, size), draw.normal(0, spread, size))
        videos += _scored(ratios, is_outlier, centre=draw.uniform(math.log(1000), math.log(100_000)))
    return videos


def _scored(ratios: Logs, is_outlier: NDArray[np.bool_], *, centre: float) -> Iterator[Video]:
    pasts = [
        _past(place, [Observation(24.0, round(math.exp(centre + ratio)))])
        for place, ratio in enumerate(ratios)
    ]
    outcomes = scoring.score_channel(videos=pasts)
    for past, truth, is_one in zip(pasts, ratios, is_outlier, strict=True):
        outcome = outcomes[past.id]
        if isinstance(outcome, Score):
            yield Video(bool(is_one), float(truth), outcome)


def _past(place: int, looks: Sequence[Observation]) -> Past:
    return Past(f"v{place:03}", "", NOW - timedelta(days=place), looks)


def precision_and_recall(videos: Sequence[Video], found: Sequence[bool]) -> tuple[float, float]:
    """Return the share of the found that are outliers, and the share of the outliers that are found."""
    hits = sum(is_found and video.is_outlier for video, is_found in zip(videos, found, strict=True))
    return hits / max(1, sum(found)), hits / sum(video.is_outlier for video in videos)


def judge_detection(*, seeds: Sequence[int], channels: int) -> int:
    """Print precision and recall of each world and of all together. Returns 1 when a target is missed."""
    _say(f"Outliers: {channels} channels of {VIDEOS} videos, spread {SPREAD}, {OUTLIERS:.0%} outliers of 6×")
    worlds = [plant(seed=seed, channels=channels) for seed in seeds]
    for seed, videos in zip(seeds, worlds, strict=True):
        precision, recall = precision_and_recall(videos, [video.score.stands_out for video in videos])
        _say(f"  seed {seed}: precision {precision:.3f}, recall {recall:.3f}")
    videos = [video for world in worlds for video in world]
    rules = {
        f"low ≥ {scoring.STANDS_OUT_AT:g} (the default)": [video.score.stands_out for video in videos],
        "value ≥ 3": [video.score.value >= 3 for video in videos],
        "value ≥ 4": [video.score.value >= 4 for video in videos],
    }
    for name, found in rules.items():
        _say("  all, {}: precision {:.3f}, recall {:.3f}".format(name, *precision_and_recall(videos, found)))
    least = float(np.quantile([video.truth for video in videos if video.is_outlier], 1 - LEAST_RECALL))
    known = precision_and_recall(videos, [video.truth >= least for video in videos])
    _say("  all, a perfectly known baseline: precision {:.3f}, recall {:.3f}".format(*known))
    precision, recall = precision_and_recall(videos, next(iter(rules.values())))
    return _verdict("precision and recall", precision >= LEAST_PRECISION and recall >= LEAST_RECALL)


def judge_order(*, seeds: Sequence[int], channels: int, top: int = 100) -> int:
    """Print what the top of a list holds in either order. Returns 1 if ``low`` overstates more."""
    _say(f"Order: top {top} of {channels} channels with 6 to {VIDEOS} videos and uneven spreads, all seeds")
    tops: dict[str, list[Video]] = {"value": [], "low": []}
    for seed in seeds:
        videos = plant(seed=seed, channels=channels, fewest=scoring.MIN_BASELINE + 1, uneven=0.35)
        tops["value"] += sorted(videos, key=lambda video: -video.score.value)[:top]
        tops["low"] += sorted(videos, key=lambda video: -video.score.low)[:top]
    overstated = {}
    for name, first in tops.items():
        few = sum(len(video.score.baseline) < 8 for video in first) / len(first)
        excess = sorted(video.score.value / math.exp(video.truth) for video in first)
        overstated[name] = sum(each > MUCH for each in excess) / len(first)
        _say(
            f"  by {name}: {few:.1%} from fewer than 8 videos; {overstated[name]:.1%} overstated by over "
            f"{MUCH}×, the median by {excess[len(excess) // 2]:.2f}×"
        )
    return _verdict("order by the lower bound", overstated["low"] < overstated["value"])


def judge_coverage(*, seed: int) -> int:
    """Print how often the interval and the band hold, by n. Returns 1 when one is off by over 3 points."""
    _say(f"Coverage of the interval / of the band, %; {WORLDS} channels each; by n = {_row(SIZES)}")
    worst = 0.0
    for name, kind in (KINDS | REPORTED).items():
        shares = [coverage(kind, n=n, draw=np.random.default_rng([seed, n])) for n in SIZES]
        off = max(abs(share - CONFIDENCE) for pair in shares for share in pair)
        worst = max(worst, off if name in KINDS else 0.0)
        note = "" if off <= MOST_OFF else f"  (off by {100 * off:.1f})"
        _say(f"  {name:34}" + " ".join(f"{100 * a:.0f}/{100 * b:.0f}" for a, b in shares) + note)
    return _verdict(
        f"coverage within {100 * MOST_OFF:.0f} points (at most {100 * worst:.1f})", worst <= MOST_OFF
    )


def coverage(kind: Draw, *, n: int, draw: np.random.Generator, worlds: int = WORLDS) -> tuple[float, float]:
    """Return how often the interval holds the true normal, and the band one further video."""
    # What the normal tends to with ever more videos: the mean of the logs without a fifth at each end.
    many = np.sort(kind(np.random.default_rng(0), 500_000))
    truth = CENTRE + float(many[100_000:-100_000].mean())
    logs = CENTRE + kind(draw, worlds * (n + 1)).reshape(worlds, n + 1)
    held = in_band = 0
    for world in logs:
        normal = normal_of([float(count) for count in np.rint(np.exp(world[1:]))])
        held += abs(normal.centre - truth) <= normal.half_width
        in_band += normal.low <= world[0] <= normal.high
    return held / worlds, in_band / worlds


def judge_engagement(*, seed: int) -> int:
    """Print how often the range of like rates holds, by n. Returns 1 when it is off by over 3 points."""
    sizes = (5, 10, 30)
    shares = [engagement_coverage(n=n, draw=np.random.default_rng([seed, n])) for n in sizes]
    _say(
        f"Engagement: coverage of the 95% range at n = {_row(sizes)}: "
        + _row(f"{100 * s:.1f}" for s in shares)
    )
    off = max(abs(share - ENGAGEMENT_CONFIDENCE) for share in shares)
    return _verdict("engagement", off <= MOST_OFF)


def engagement_coverage(*, n: int, draw: np.random.Generator, worlds: int = 2000) -> float:
    """Return how often a usual like rate lies in the range: spread 0.4, Poisson counts, 2 % on average."""
    held = 0
    for _ in range(worlds):
        views = np.rint(np.exp(draw.normal(8, 0.7, n + 1)))
        likes = draw.poisson(views * 0.02 * np.exp(draw.normal(0, 0.4, n + 1)))
        pasts = [
            _past(place, [Observation(24.0, int(seen), int(liked))])
            for place, (seen, liked) in enumerate(zip(views, likes, strict=True))
        ]
        rate = scoring.engagement(video=pasts[0], baseline=pasts[1:]).likes
        if rate.ratio is not None and rate.low is not None and rate.high is not None:
            held += rate.low <= rate.ratio <= rate.high
    return held / worlds


def say_cpu() -> None:
    """Print the CPU time of scoring one large channel."""
    draw = random.Random(1)  # noqa: S311 - a simulation
    videos = []
    for place in range(200):
        last, views = 12.0 + 11 * place, draw.lognormvariate(9, 0.7)
        ages = [*sorted(draw.uniform(0.5, last) for _ in range(59)), last]
        seen = [(age_h, round(views * (1 - math.exp(-age_h / 60)))) for age_h in ages]
        videos.append(_past(place, [Observation(age_h, count, count // 50, 9) for age_h, count in seen]))
    begun = time.process_time()
    outcomes = scoring.score_channel(videos=videos)
    scored = time.process_time()
    scoring.engagement_channel(videos=videos, outcomes=outcomes)
    checked = time.process_time()
    _say(
        f"CPU: 200 videos of 60 looks, all scored: {1000 * (scored - begun):.0f} ms; engagement checked: "
        f"{1000 * (checked - scored):.0f} ms"
    )


def say_factors() -> None:
    """Print half the width of the 80 % interval of the normal in units of spread / sqrt(n), by n."""
    draw = np.random.default_rng(20261130)
    for n in range(scoring.MIN_BASELINE, scoring.MAX_BASELINE + 1):
        ratios = np.concatenate([_ratios(draw, n) for _ in range(8)])
        _say(f"{n}: {math.sqrt(n) * float(np.quantile(ratios, CONFIDENCE)):.3f}")


def _ratios(draw: np.random.Generator, n: int, worlds: int = 500_000) -> Logs:
    logs = np.sort(draw.normal(0, 1, (worlds, n)), axis=1)
    left_out = n // 5
    kept = logs[:, left_out : n - left_out]
    spread = np.clip(logs, kept[:, :1], kept[:, -1:]).std(axis=1, ddof=1)
    return np.asarray(np.abs(kept.mean(axis=1)) / spread, dtype=np.float64)


def main(argv: Sequence[str] | None = None) -> int:
    """Judge everything. Returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, action="append", help="a world; several are judged together")
    parser.add_argument("--channels", type=int, default=CHANNELS)
    parser.add_argument("--factors", action="store_true", help="print the constants instead")
    chosen = parser.parse_args(argv)
    if chosen.factors:
        say_factors()
        return 0
    seeds = chosen.seed or SEEDS
    broken = [
        judge_detection(seeds=seeds, channels=chosen.channels),
        judge_order(seeds=seeds, channels=chosen.channels),
        judge_coverage(seed=seeds[0]),
        judge_engagement(seed=seeds[0]),
    ]
    say_cpu()
    return max(broken)


def _row(values: Sequence[object] | Iterator[object]) -> str:
    return " ".join(str(value) for value in values)


def _verdict(what: str, is_kept: bool) -> int:
    _say(f"  {what}: {'ok' if is_kept else 'FAILED'}")
    return 0 if is_kept else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
