"""Whether predictions hold what they say, from the outcomes of scored ones. Arithmetic only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Below this, neither the plot nor the share is shown.
LEAST = 5
# The intervals whose coverage is drawn, by the share of posts that they say they contain.
STATED = (0.2, 0.4, 0.6, 0.8, 0.95)
LEVEL = 0.8
# The 97.5th percentile of the normal distribution.
_Z95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The share of ``n`` outcomes in the interval that says it contains ``stated``, with its 95% interval."""

    stated: float
    n: int
    inside: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The observed share."""
        return self.inside / self.n

    @property
    def agrees(self) -> bool:
        """True if the stated share is possible, given so few outcomes."""
        return self.low <= self.stated <= self.high


def coverage(pits: Sequence[float], *, stated: float = LEVEL) -> Coverage | None:
    """Return the coverage of the central interval ``stated``; None below LEAST outcomes.

    ``pits`` are the predicted probabilities of at most the outcome. The interval is Wilson's.
    """
    n = len(pits)
    if n < LEAST:
        return None
    inside = sum(abs(2 * pit - 1) <= stated + 1e-12 for pit in pits)
    low, high = wilson(inside, n)
    return Coverage(stated=stated, n=n, inside=inside, low=low, high=high)


def curve(pits: Sequence[float]) -> list[Coverage]:
    """Return the coverage of each stated interval; empty below LEAST outcomes."""
    found = [coverage(pits, stated=stated) for stated in STATED]
    return [each for each in found if each is not None]


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a share from ``k`` of ``n``."""
    share, z2 = k / n, _Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
