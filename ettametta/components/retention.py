"""The retention chart: the share of viewers over the length of a video, above its scenes."""

import math
from collections.abc import Sequence
from typing import Any

from ettametta.components import quantities
from ettametta.components.charts import Tick

_WIDTH, _HEIGHT = 640.0, 260.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 8.0, 62.0
_SCENES_Y, _SCENES_HEIGHT = 204.0, 24.0
# Narrower scenes get no number.
_LEAST_WIDTH = 16.0


def retention_chart(
    points: Sequence[tuple[float, float]],
    scenes: Sequence[tuple[int, float, float, str]],
    length_s: float,
    drop: tuple[float, float, int | None] | None = None,
    label: str = "Viewers still watching",
) -> dict[str, Any]:
    """A curve of (seconds, share) above the scenes (number, start, end, URL). The vertical axis begins at 0.

    ``drop`` is the biggest fall: when it ends, the share there, and the number of its scene. Empty with fewer
    than two points.
    """
    if len(points) < 2 or length_s <= 0:
        return {"drawn": False, "label": label}
    highest = max(1.0, *(share for _, share in points))
    step = 0.25 if highest <= 1.5 else 0.5 if highest <= 3 else 1.0 if highest <= 6 else 20.0
    parts = math.ceil(highest / step)
    top = parts * step

    def x(at_s: float) -> float:
        return _LEFT + min(at_s / length_s, 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share / top)

    line = " L".join(f"{x(at_s):.1f} {y(share):.1f}" for at_s, share in points)
    floor = f"{y(0):.1f}"
    return {
        "drawn": True,
        "label": f"{label}: {_words(points, length_s)}",
        "line": f"M{line}",
        "area": f"M{x(points[0][0]):.1f} {floor} L{line} L{x(points[-1][0]):.1f} {floor} Z",
        "right": f"{_WIDTH - _RIGHT:.0f}",
        "rows": [Tick(f"{y(step * part):.1f}", quantities.percent(step * part)) for part in range(parts + 1)],
        "columns": [
            Tick(f"{x(length_s * part / 4):.1f}", quantities.duration(length_s * part / 4))
            for part in range(5)
        ],
        "scenes": [_scene(number, x(start), x(end), url, drop) for number, start, end, url in scenes],
        "drop_x": f"{x(drop[0]):.1f}" if drop else "",
        "drop_y": f"{y(drop[1]):.1f}" if drop else "",
        "floor": floor,
    }


def _scene(
    number: int, left: float, right: float, url: str, drop: tuple[float, float, int | None] | None
) -> dict[str, Any]:
    return {
        "number": number if right - left >= _LEAST_WIDTH else "",
        "name": f"Scene {number}",
        "x": f"{left:.1f}",
        "width": f"{max(right - left - 1, 1):.1f}",
        "middle": f"{(left + right) / 2:.1f}",
        "y": f"{_SCENES_Y:.0f}",
        "height": f"{_SCENES_HEIGHT:.0f}",
        "text_y": f"{_SCENES_Y + _SCENES_HEIGHT / 2:.0f}",
        "url": url,
        "is_drop": drop is not None and drop[2] == number,
    }


def _words(points: Sequence[tuple[float, float]], length_s: float) -> str:
    """The text alternative: the share at the start, at each quarter, and at the end."""
    parts = []
    for quarter in range(5):
        wanted_s = length_s * quarter / 4
        at_s, share = min(points, key=lambda point: abs(point[0] - wanted_s))
        parts.append(f"{quantities.percent(share)} at {quantities.duration(at_s)}")
    return ", ".join(parts)
