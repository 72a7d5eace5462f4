"""Whether predictions and effects hold what they say: ``python -m loadtests.predictions_bench [--seed 7]``.

Predicts every Short of the sandbox's channels from those before it, and compares the scores with two
baselines. Then plants workspaces whose effects are known, and workspaces without any. Exits with 1 when a
target is missed. docs/predictions.md explains the tables.
"""

import argparse
import itertools
import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median, stdev

import numpy as np

from discovery import forecasts
from publishing.learning import effects, student
from publishing.learning.effects import Effect, Post, Verdict
from sandbox.world import channels, videos

HORIZONS_H = (24, 168, 672)
LEAST, MOST = 5, 30
VIDEOS = 70
COVERED, MOST_OFF = 0.80, 0.05
GROUPS = ((5, 9), (10, 29), (30, 30))
# A page of a workspace in which nothing helps may state an effect this often.
MOST_FALSE = 0.05
SIZES = (20, 40, 80)
WORLDS = 60
# The planted workspaces: the levels of each factor, and the logs of the effects that are not 0.
LEVELS = {"hook": 5, "length": 3, "layout": 6, "hour": 4, "origin": 3}
PLANTED = {("hook", 0): 0.45, ("hook", 1): -0.25, ("hour", 2): 0.3}
# Nearly half of the posts have the first level.
FIRST = 0.45

Rule = Callable[[Sequence[float]], Callable[[float], float]]
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Case:
    """One video: the logs of the views of those before it at the same age, oldest first, and its own."""

    channel: int
    horizon_h: int
    before: Sequence[float]
    log: float


def cases() -> Iterator[Case]:
    """Every Short of the sandbox with at least LEAST Shorts before it whose views at the age are known."""
    for channel, horizon_h in itertools.product(channels.every(), HORIZONS_H):
        shorts = [video for slot in range(VIDEOS) if (video := videos.make(channel, slot)).is_short]
        logs = [math.log1p(video.views(video.published_at + 3600 * horizon_h)) for video in shorts]
        for place, video in enumerate(shorts):
            known = [
                log
                for earlier, log in zip(shorts[:place], logs, strict=False)
                if earlier.published_at + 3600 * horizon_h <= video.published_at
            ]
            if len(known) >= LEAST:
                yield Case(channel.index, horizon_h, known[-MOST:], logs[place])


def _ours(before: Sequence[float]) -> Callable[[float], float]:
    found = forecasts.of_views([math.expm1(log) for log in before])
    return lambda log: student.crps(
        log, location=found.location, scale=found.scale, freedom=forecasts.FREEDOM
    )


def _of_normal(centre: float, spread: float) -> Callable[[float], float]:
    def crps(log: float) -> float:
        z = (log - centre) / spread
        return spread * (z * (2 * _NORMAL.cdf(z) - 1) + 2 * _NORMAL.pdf(z) - 1 / math.sqrt(math.pi))

    return crps


def _median_spread(before: Sequence[float]) -> Callable[[float], float]:
    return _of_normal(median(before), max(0.1, stdev(before)))


def _median_deviation(before: Sequence[float]) -> Callable[[float], float]:
    middle = median(before)
    return _of_normal(middle, max(0.1, 1.4826 * median(abs(log - middle) for log in before)))


def _last(before: Sequence[float]) -> Callable[[float], float]:
    return lambda log: abs(log - before[-1])


def _last_spread(before: Sequence[float]) -> Callable[[float], float]:
    steps = [after - earlier for earlier, after in itertools.pairwise(before)]
    return _of_normal(before[-1], max(0.1, stdev(steps)))


RULES: Mapping[str, Rule] = {
    "ours": _ours,
    "own median, spread": _median_spread,
    "own median, MAD": _median_deviation,
    "last video": _last,
    "last video, spread of steps": _last_spread,
}


def judge_sandbox() -> int:
    """Print the mean scores and the coverage by age and number of videos. Returns 1 on a missed target."""
    found = list(cases())
    _say(f"Sandbox: {len(found)} predictions of Shorts; mean CRPS on natural logs of views, and coverage")
    scores: dict[tuple[str, int, tuple[int, int]], list[float]] = defaultdict(list)
    inside: dict[tuple[int, tuple[int, int]], list[bool]] = defaultdict(list)
    for case in found:
        group = next(each for each in GROUPS if each[0] <= len(case.before) <= each[1])
        for name, rule in RULES.items():
            scores[name, case.horizon_h, group].append(rule(case.before)(case.log))
        own = forecasts.of_views([math.expm1(log) for log in case.before])
        inside[case.horizon_h, group].append(own.low <= case.log <= own.high)
    is_best = True
    for horizon_h, group in itertools.product(HORIZONS_H, GROUPS):
        means = {name: fmean(scores[name, horizon_h, group]) for name in RULES}
        is_best &= means["ours"] < min(each for name, each in means.items() if name != "ours")
        held = fmean(inside[horizon_h, group])
        cells = ", ".join(f"{name} {each:.3f}" for name, each in means.items())
        _say(f"  {horizon_h:3} h, n {group[0]}–{group[1]}: {cells}; inside {held:.1%}")
    held = fmean(itertools.chain.from_iterable(inside.values()))
    means = {name: _mean_of(scores, name) for name in RULES}
    _say("  all: " + ", ".join(f"{name} {each:.3f}" for name, each in means.items()) + f"; inside {held:.1%}")
    return max(
        _verdict("better than each baseline in every row", is_best),
        _judge_difference(found),
        _verdict(f"coverage within {100 * MOST_OFF:.0f} points of 80%", abs(held - COVERED) <= MOST_OFF),
    )


def _judge_difference(found: Sequence[Case]) -> int:
    """Print by how much ours is better than each baseline, with its 95% interval over channels."""
    ours = [_ours(case.before)(case.log) for case in found]
    is_certain = True
    for name, rule in list(RULES.items())[1:]:
        by_channel: dict[int, list[float]] = defaultdict(list)
        for case, own in zip(found, ours, strict=True):
            by_channel[case.channel].append(own - rule(case.before)(case.log))
        means = [fmean(each) for each in by_channel.values()]
        centre, half = fmean(means), 1.96 * stdev(means) / math.sqrt(len(means))
        is_certain &= centre + half < 0
        _say(f"  ours − {name}: {centre:+.4f} (95%: {centre - half:+.4f} to {centre + half:+.4f})")
    return _verdict("better than each baseline beyond chance", is_certain)


def _mean_of(scores: Mapping[tuple[str, int, tuple[int, int]], list[float]], name: str) -> float:
    return fmean(itertools.chain.from_iterable(each for key, each in scores.items() if key[0] == name))


def workspace(
    draw: np.random.Generator, *, posts: int, planted: Mapping[tuple[str, int], float]
) -> list[Post]:
    """Posts with random levels: chance has a spread of 0.7 with heavy tails, and 5% go viral (6×)."""
    made = []
    for _ in range(posts):
        levels = {factor: int(draw.choice(count, p=_odds(count))) for factor, count in LEVELS.items()}
        log = sum(planted.get((factor, level), 0.0) for factor, level in levels.items())
        log += 0.54 * draw.standard_t(5) + (draw.random() < 0.05) * math.log(6)
        made.append(Post(float(log), {factor: str(level) for factor, level in levels.items()}))
    return made


def _odds(count: int) -> list[float]:
    return [FIRST, *[(1 - FIRST) / (count - 1)] * (count - 1)]


def judge_false_claims(*, seed: int) -> int:
    """Print how often a page of a workspace in which nothing helps states an effect."""
    _say(f"Effects: {WORLDS} workspaces each in which nothing helps; pages that state an effect")
    shares = []
    for posts in SIZES:
        draw = np.random.default_rng([seed, posts])
        claims = [
            any(each.verdict == Verdict.LIKELY for each in effects.estimate(world))
            for world in (workspace(draw, posts=posts, planted={}) for _ in range(WORLDS))
        ]
        shares.append(fmean(claims))
        _say(f"  {posts} posts: {shares[-1]:.1%}")
    return _verdict(f"false claims on at most {MOST_FALSE:.0%} of pages", fmean(shares) <= MOST_FALSE)


def judge_recovery(*, seed: int) -> int:
    """Print how planted effects are found. Returns 1 if the intervals don't hold."""
    _say(f"Effects: {WORLDS} workspaces each with planted effects (hook 1.57× and 0.78×, hour 1.35×)")
    shares = []
    for posts in SIZES:
        draw = np.random.default_rng([seed, posts, 1])
        found = [
            (each, _truth(each, world))
            for world in (workspace(draw, posts=posts, planted=PLANTED) for _ in range(WORLDS))
            for each in effects.estimate(world)
            if each.verdict != Verdict.TOO_FEW
        ]
        held = fmean(each.low <= math.exp(truth) <= each.high for each, truth in found)
        shares.append(held)
        strong = [each for each, _ in found if (each.factor, each.level) == ("hook", "0")]
        stated = fmean(each.verdict == Verdict.LIKELY and each.value > 1 for each in strong)
        wrong = sum(_is_wrong(each, truth) for each, truth in found) / WORLDS
        off = math.sqrt(fmean((each.mean - truth) ** 2 for each, truth in found))
        raw = math.sqrt(fmean(truth**2 for _, truth in found))
        _say(
            f"  {posts} posts: interval holds {held:.1%}; error {off:.3f} (no effects assumed: {raw:.3f}); "
            f"the strong hook is stated in {stated:.0%}; wrong direction {wrong:.3f} a page"
        )
    return _verdict("80% intervals hold 75% or more", min(shares) >= 0.75)


def _truth(effect: Effect, world: Sequence[Post]) -> float:
    """The planted effect of a level, against the mean of all posts."""
    all_posts = fmean(PLANTED.get((effect.factor, int(post.levels[effect.factor])), 0.0) for post in world)
    return PLANTED.get((effect.factor, int(effect.level)), 0.0) - all_posts


def _is_wrong(effect: Effect, truth: float) -> bool:
    return effect.verdict == Verdict.LIKELY and (effect.value > 1) != (truth > 0)


def say_cpu() -> None:
    """Print the CPU time of one prediction and of the effects of 80 posts."""
    draw = np.random.default_rng(1)
    views = [[float(math.exp(log)) for log in draw.normal(9, 0.7, 30)] for _ in range(100)]
    begun = time.process_time()
    for each in views:
        forecasts.of_views(each)
    predicted = time.process_time()
    effects.estimate(workspace(draw, posts=80, planted=PLANTED))
    estimated = time.process_time()
    _say(
        f"CPU: forecast {10 * (predicted - begun):.2f} ms; effects of 80 posts {estimated - predicted:.2f} s"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Judge everything. Returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the planted workspaces")
    seed = parser.parse_args(argv).seed
    broken = [judge_sandbox(), judge_false_claims(seed=seed), judge_recovery(seed=seed)]
    say_cpu()
    return max(broken)


def _verdict(what: str, is_kept: bool) -> int:
    _say(f"  {what}: {'ok' if is_kept else 'FAILED'}")
    return 0 if is_kept else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
