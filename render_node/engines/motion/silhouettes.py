"""How far objects reach: to the left and right at each height, and up and down at each place across."""

from functools import lru_cache

import numpy as np
from PIL import Image

from render_node.engines.motion import objects

_MEASURED_PX = 96
_OPAQUE = 40


@lru_cache(maxsize=64)
def edges(name: str) -> tuple[tuple[float, float], ...]:
    """The left and right end of each row of an object from top to bottom, as shares of its width.

    Rows without ink take the middle.
    """
    alpha = np.asarray(objects.drawn(name, _MEASURED_PX).getchannel("A")) > _OPAQUE
    rows, columns = np.any(alpha, axis=1), np.any(alpha, axis=0)
    if not rows.any():
        return ((0.0, 1.0),)
    top, bottom = np.flatnonzero(rows)[[0, -1]]
    left, right = np.flatnonzero(columns)[[0, -1]]
    width = max(1, right - left + 1)
    found: list[tuple[float, float]] = []
    for row in alpha[top : bottom + 1, left : right + 1]:
        inked = np.flatnonzero(row)
        found.append((inked[0] / width, (inked[-1] + 1) / width) if len(inked) else (0.5, 0.5))
    return tuple((float(a), float(b)) for a, b in found)


def reach(name: str, *, start: float, end: float) -> tuple[float, float]:
    """The leftmost and rightmost ink between two heights, in shares of width and height; or the middle."""
    rows = edges(name)
    low, high = int(max(0.0, start) * len(rows)), int(min(1.0, end) * len(rows))
    part = rows[low : max(high, low + 1)] if start < 1 and end > 0 else ()
    if not part:
        return 0.5, 0.5
    return min(left for left, _ in part), max(right for _, right in part)


@lru_cache(maxsize=64)
def _columns(name: str) -> tuple[tuple[float, float], ...]:
    """The upper and lower end of each column from left to right, as shares of the object's height."""
    alpha = np.asarray(objects.drawn(name, _MEASURED_PX).getchannel("A")) > _OPAQUE
    box = Image.fromarray(alpha).getbbox()
    if not box:
        return ((0.0, 1.0),)
    inked = [np.flatnonzero(column) for column in alpha[box[1] : box[3], box[0] : box[2]].T]
    height = max(1, box[3] - box[1])
    return tuple(
        (float(rows[0] / height), float((rows[-1] + 1) / height)) if len(rows) else (0.5, 0.5)
        for rows in inked
    )


def depth(name: str, *, start: float, end: float) -> tuple[float, float]:
    """The highest and lowest ink between two places across, in shares of width and height."""
    columns = _columns(name)
    low = min(int(max(0.0, start) * len(columns)), len(columns) - 1)
    part = columns[low : max(int(min(1.0, end) * len(columns)), low + 1)]
    return min(top for top, _ in part), max(bottom for _, bottom in part)
