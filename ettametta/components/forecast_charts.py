"""Charts of predictions: whether intervals hold what they say, and single intervals on a log scale."""

import math
from collections.abc import Sequence
from typing import Any

from ettametta.components.charts import Tick

# The square plot: its drawn area begins at _LEFT, and 100% is _SIDE away.
_LEFT, _TOP, _SIDE = 44.0, 8.0, 240.0
_WIDTH, _FURTHEST = 160.0, 3.0


def calibration_plot(points: Sequence[tuple[float, float, float, float]], n: int = 0) -> dict[str, Any]:
    """Observed against stated shares of outcomes in an interval, with the uncertainty of each.

    ``points`` are (stated, observed, low, high), all from 0 to 1. Empty without points.
    """
    if not points:
        return {"drawn": False}
    words = "; ".join(
        f"{stated:.0%} intervals contained {share:.0%} (95%: {low:.0%} to {high:.0%})"
        for stated, share, low, high in points
    )
    return {
        "drawn": True,
        "label": f"Of {n} posts: {words}",
        "left": f"{_LEFT:.0f}",
        "right": f"{_x(1):.0f}",
        "top": f"{_y(1):.0f}",
        "bottom": f"{_y(0):.0f}",
        "rows": [Tick(f"{_y(part / 4):.1f}", f"{25 * part}%") for part in range(5)],
        "columns": [Tick(f"{_x(stated):.1f}", f"{100 * stated:.0f}%") for stated, *_ in points],
        "marks": [
            {
                "x": f"{_x(stated):.1f}",
                "y": f"{_y(share):.1f}",
                "low": f"{_y(low):.1f}",
                "high": f"{_y(high):.1f}",
            }
            for stated, share, low, high in points
        ],
    }


def interval_plot(value: float, low: float, high: float) -> dict[str, Any]:
    """A value times the usual, and its interval, on a log scale from a third to three times."""
    return {
        "label": f"{value:.1f} times the usual, 80% interval {low:.1f} to {high:.1f}",
        "value_x": f"{_times(value):.1f}",
        "low_x": f"{_times(low):.1f}",
        "width": f"{max(_times(high) - _times(low), 2):.1f}",
        "usual_x": f"{_times(1):.1f}",
    }


def _x(share: float) -> float:
    return _LEFT + share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE


def _times(value: float) -> float:
    reach = math.log(_FURTHEST)
    return (min(max(math.log(max(value, 0.01)), -reach), reach) / reach + 1) / 2 * _WIDTH
