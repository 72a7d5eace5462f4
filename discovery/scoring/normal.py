"""A channel's normal, how certain it is, and the range of its videos. docs/scoring.md has the definitions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MIN_BASELINE = 5
MAX_BASELINE = 30
# Ratios of small counts mean little. Where the normal is lower, all counts are raised as if it were this.
PAD_UNDER = 100.0
# One in this many videos is left out of the normal at each end.
_TRIMMED = 5
# The 90 % quantile of the normal distribution, which leaves 80 % between both signs.
_EIGHTY_PERCENT = 1.2816
# Counts are published late and in steps: a video's views are uncertain by 5 %, besides their count noise.
_LAG = 0.05
# Half the width of the 80 % interval of the normal, in units of spread / sqrt(n), by n.
# ``python -m loadtests.scoring_bench --factors`` computes them for normally distributed logs.
_FACTORS = {
    5: 3.70, 6: 2.68, 7: 2.27, 8: 2.04, 9: 1.90, 10: 2.62, 11: 2.37, 12: 2.20, 13: 2.07, 14: 1.98, 15: 2.42,
    16: 2.28, 17: 2.18, 18: 2.09, 19: 2.02, 20: 2.34, 21: 2.25, 22: 2.17, 23: 2.10, 24: 2.04, 25: 2.29,
    26: 2.22, 27: 2.16, 28: 2.11, 29: 2.06, 30: 2.26,
}  # fmt: skip
# Under nine videos, the range must extend beyond the lowest and highest. This much further than exponential
# tails ask for, which makes it 80 % for normally distributed logs.
_EXTENSION = 1.3


@dataclass(frozen=True, slots=True)
class Normal:
    """A channel's normal from n videos, in natural logs of views plus ``pad``.

    ``half_width`` is half of the 80 % interval of ``centre``; ``low`` and ``high`` bound the range of one
    further video.
    """

    pad: float
    centre: float
    half_width: float
    low: float
    high: float


def normal_of(views: Sequence[float]) -> Normal:
    """Return the normal of 5 to 30 videos with these views."""
    pad = pad_of(views)
    logs = sorted(log_of(count, pad) for count in views)
    centre = centre_of(logs)
    # Equal counts do not mean that the next one is equal, too.
    noise = _EIGHTY_PERCENT * math.sqrt(1 / math.exp(centre) + _LAG**2)
    width = _FACTORS[len(logs)] * _spread(logs)
    low, high = _range(logs)
    return Normal(
        pad=pad,
        centre=centre,
        half_width=max(width, noise) / math.sqrt(len(logs)),
        low=min(low, centre - noise),
        high=max(high, centre + noise),
    )


def pad_of(views: Sequence[float]) -> float:
    """Return what is added to all counts before they are compared: 0 from a normal of 100 views."""
    return max(0.0, PAD_UNDER - math.expm1(centre_of(sorted(math.log1p(count) for count in views))))


def log_of(views: float, pad: float) -> float:
    """Return the log of a count with its pad. 0 counts as 1."""
    return math.log(max(views + pad, 1.0))


def centre_of(logs: Sequence[float]) -> float:
    """Return the mean of sorted logs without the lowest and highest fifth, rounded down."""
    left_out = len(logs) // _TRIMMED
    kept = logs[left_out : len(logs) - left_out]
    return math.fsum(kept) / len(kept)


def without_one(*, views: float, baseline: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and highest score when any one baseline video is left out."""
    scores = [
        _ratio(views, [*baseline[:left_out], *baseline[left_out + 1 :]]) for left_out in range(len(baseline))
    ]
    return min(scores), max(scores)


def _ratio(views: float, baseline: Sequence[float]) -> float:
    pad = pad_of(baseline)
    return math.exp(log_of(views, pad) - centre_of(sorted(log_of(count, pad) for count in baseline)))


def _spread(logs: Sequence[float]) -> float:
    """Return the standard deviation of sorted logs, with each end's fifth moved to its neighbour."""
    left_out = len(logs) // _TRIMMED
    lowest, highest = logs[left_out], logs[len(logs) - left_out - 1]
    moved = [min(max(value, lowest), highest) for value in logs]
    mean = math.fsum(moved) / len(moved)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in moved) / (len(moved) - 1))


def _range(logs: Sequence[float]) -> tuple[float, float]:
    """Return the 10 % and 90 % quantile for one further value: the values of rank (n + 1) / 10 from each end.

    Between two ranks, the value moves with the log of the rank, as in an exponential tail.
    """
    rank = (len(logs) + 1) / 10
    below = max(1, int(rank))
    share = math.log(rank / below) / math.log((below + 1) / below)
    share *= 1.0 if rank >= 1 else _EXTENSION
    low = logs[below - 1] + share * (logs[below] - logs[below - 1])
    high = logs[-below] + share * (logs[-below - 1] - logs[-below])
    return low, high
