"""Server-rendered charts: points for the SVG in ``templates/components``, with a text alternative."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ettametta.components import quantities

_SPARK_WIDTH, _SPARK_HEIGHT = 120.0, 32.0
_PLOT_WIDTH = 160.0
_CHART_WIDTH, _CHART_HEIGHT = 640.0, 220.0
_CHART_LEFT, _CHART_BOTTOM, _CHART_TOP = 44.0, 24.0, 8.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on an axis and its label."""

    at: str
    label: str


def sparkline(
    values: Sequence[float | None],
    label: str = "",
    wide: bool = False,
    measured: bool = True,
    note: str = "",
) -> dict[str, Any]:
    """A sparkline of ``values`` in order. With fewer than two known values, a text replaces it.

    ``measured`` tells whether each value is a measurement, not a point between two. ``note`` is a sentence
    about the curve, shown as its tooltip.
    """
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return {"line": "", "label": label, "wide": wide}
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = _SPARK_WIDTH / (len(known) - 1)
    points = [
        (index * step, _SPARK_HEIGHT - 3 - (value - low) / span * (_SPARK_HEIGHT - 6))
        for index, value in enumerate(known)
    ]
    words = f"from {quantities.compact_number(known[0])} to {quantities.compact_number(known[-1])}"
    if measured:
        words += f", {len(known)} measurements"
    text = f"{label}: {words}" if label else words.capitalize()
    return {
        "line": _path(points),
        "area": f"{_path(points)} L{_SPARK_WIDTH:.1f} {_SPARK_HEIGHT:.1f} L0 {_SPARK_HEIGHT:.1f} Z",
        "label": f"{text}. {note}" if note else text,
        "note": note,
        "wide": wide,
    }


def band_plot(
    value: float | None,
    low: float | None,
    high: float | None,
    median: float | None = 1.0,
    peers: Sequence[float] = (),
    wide: bool = False,
) -> dict[str, Any]:
    """The position of ``value`` relative to the normal range, on a logarithmic scale of multiples.

    ``low`` and ``high`` bound the normal range, ``median`` is its centre, and ``peers`` are the single values
    behind it. Empty without a value and a range.
    """
    if value is None or low is None or high is None:
        return {"drawn": False, "wide": wide}
    every = [max(number, 0.01) for number in (value, low, high, median or 1.0, *peers)]
    left, right = math.log(min(every)), math.log(max(every))
    margin = max((right - left) * 0.08, 0.15)
    left, right = left - margin, right + margin

    def x(number: float) -> float:
        return (math.log(max(number, 0.01)) - left) / (right - left) * _PLOT_WIDTH

    words = (
        f"{quantities.multiple(value)} against a normal range of {quantities.multiple(low)} "
        f"to {quantities.multiple(high)}"
    )
    return {
        "drawn": True,
        "wide": wide,
        "label": words,
        "value_x": f"{x(value):.1f}",
        "value_words": quantities.multiple(value),
        "value_anchor": _anchor(x(value)),
        "band_x": f"{x(low):.1f}",
        "band_width": f"{max(x(high) - x(low), 2):.1f}",
        "median_x": f"{x(median or 1.0):.1f}",
        "low_words": quantities.multiple(low),
        "high_words": quantities.multiple(high),
        "low_x": f"{x(low):.1f}",
        "high_x": f"{x(high):.1f}",
        "peers": [f"{x(peer):.1f}" for peer in peers],
    }


def specimen_plot() -> dict[str, Any]:
    """The band plot of the example on the sign-in pages."""
    peers = (0.42, 0.55, 0.61, 0.74, 0.83, 0.9, 0.97, 1.02, 1.1, 1.24, 1.4, 1.62, 1.9, 2.3)
    return band_plot(value=8.4, low=0.5, high=2.1, median=1.0, peers=peers, wide=True)


def line_chart(
    points: Sequence[tuple[float, float]],
    band: Sequence[tuple[float, float, float, float]] = (),
    x_unit: str = "h",
    label: str = "Views",
) -> dict[str, Any]:
    """A line over the band of normal values.

    ``points`` are (x, y) in order of x; ``band`` holds (x, low, median, high). Both share the scales; the y
    axis begins at 0. Empty with fewer than two points.
    """
    if len(points) < 2:
        return {"drawn": False, "label": label}
    right = max([x for x, _ in points] + [row[0] for row in band]) or 1.0
    top = _round_up(max([y for _, y in points] + [row[3] for row in band]) or 1.0)
    inner_width, inner_height = _CHART_WIDTH - _CHART_LEFT - 8, _CHART_HEIGHT - _CHART_BOTTOM - _CHART_TOP

    def place(x: float, y: float) -> tuple[float, float]:
        return _CHART_LEFT + x / right * inner_width, _CHART_TOP + inner_height * (1 - y / top)

    line = [place(x, y) for x, y in points]
    upper = [place(x, high) for x, _, _, high in band]
    lower = [place(x, low) for x, low, _, _ in reversed(band)]
    end_x, end_y = line[-1]
    return {
        "drawn": True,
        "label": f"{label}: {quantities.compact_number(points[-1][1])} at {points[-1][0]:g} {x_unit}",
        "name": label,
        "line": _path(line),
        "band": f"{_path(upper + lower)} Z" if len(band) > 1 else "",
        "median": _path([place(x, middle) for x, _, middle, _ in band]) if len(band) > 1 else "",
        "end_x": f"{end_x:.1f}",
        "end_y": f"{end_y:.1f}",
        "right": f"{_CHART_WIDTH - 8:.0f}",
        "rows": [
            Tick(f"{place(0, top * part / 4)[1]:.1f}", quantities.compact_number(top * part / 4))
            for part in range(5)
        ],
        "columns": [
            Tick(f"{place(right * part / 4, 0)[0]:.1f}", f"{right * part / 4:.0f} {x_unit}")
            for part in range(5)
        ],
    }


def ages_in_hours(moments: Sequence[tuple[datetime, float]]) -> list[tuple[float, float]]:
    """Convert (instant, value) pairs to (hours after the first, value), for ``line_chart``."""
    if not moments:
        return []
    first = moments[0][0]
    return [((moment - first).total_seconds() / 3600, value) for moment, value in moments]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _anchor(x: float) -> str:
    if x < _PLOT_WIDTH * 0.15:
        return "start"
    return "end" if x > _PLOT_WIDTH * 0.85 else "middle"


def _round_up(value: float) -> float:
    """The next 1, 2, 4 or 8 times a power of ten, so that quarters of it are round numbers."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 8, 10) if value <= step * power * 1.0001)
