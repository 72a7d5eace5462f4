"""The forecast of a channel's next video: Student's t on the logs of views. Arithmetic only.

docs/predictions.md has the definition. Logs are natural, of the views plus 1.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# The name of this definition, which stored forecasts carry.
METHOD = "own_views/2"
# With 4 degrees of freedom, a video that went viral moves the location and the spread only a little.
FREEDOM = 4.0
# The 90th percentile of Student's t with 4 degrees of freedom, which leaves 80% between both signs.
T90 = 1.5332062740589443
# The spread of channels' videos before any is known: its centre, and the standard deviation of its log.
_USUAL_SPREAD, _SPREAD_VARIES = 0.6, 0.8
# What the location and the spread of n videos leave open: the scale grows by sqrt(1 + this / n).
_OPEN = 3.5
_STEPS, _NEWTON_STEPS, _ENOUGH = 200, 3, 1e-10


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast of the log of the views: Student's t with FREEDOM degrees of freedom."""

    location: float
    scale: float

    @property
    def low(self) -> float:
        """The lower end of the 80% interval."""
        return self.location - T90 * self.scale

    @property
    def high(self) -> float:
        """The upper end of the 80% interval."""
        return self.location + T90 * self.scale


def of_views(views: Sequence[float]) -> Forecast:
    """Return the forecast from the views of a channel's videos at the same age; at least one."""
    logs = tuple(sorted(math.log1p(count) for count in views))
    location, spread = _fit(logs)
    return Forecast(location, spread * math.sqrt(1 + _OPEN / len(logs)))


# The ideas of a board share their channel's videos.
@functools.lru_cache(maxsize=256)
def _fit(logs: tuple[float, ...]) -> tuple[float, float]:
    """Return the most probable location and spread, by expectation-maximization from the median."""
    location, spread = median(logs), _USUAL_SPREAD
    for _ in range(_STEPS):
        weights = [(FREEDOM + 1) / (FREEDOM + ((log - location) / spread) ** 2) for log in logs]
        pairs = list(zip(weights, logs, strict=True))
        moved = math.fsum(weight * log for weight, log in pairs) / math.fsum(weights)
        squares = math.fsum(weight * (log - moved) ** 2 for weight, log in pairs)
        widened = _spread(squares, len(logs), start=spread)
        change = abs(moved - location) + abs(widened - spread)
        location, spread = moved, widened
        if change < _ENOUGH:
            break
    return location, spread


def _spread(squares: float, n: int, *, start: float) -> float:
    """Return the spread with the highest posterior density, by Newton's method on its log."""
    log = math.log(start)
    for _ in range(_NEWTON_STEPS):
        explained = squares * math.exp(-2 * log)
        slope = n - explained + (log - math.log(_USUAL_SPREAD)) / _SPREAD_VARIES**2
        log -= slope / (2 * explained + 1 / _SPREAD_VARIES**2)
    return math.exp(log)
