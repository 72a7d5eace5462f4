"""Hand-drawn strokes: ticks, arrows and lines that grow while they are watched."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from render_node.engines.motion import actors, easing, svg, tracks
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Track

Point = tuple[float, float]

_STEPS = 12
_HEAD_DEGREES = 30.0
# The share of a growing arrow after which its head is drawn.
_HEAD_FROM = 0.75


def grow(
    stage: Stage,
    draw: Callable[[float], str],
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    start_s: float,
    length_s: float,
    steps: int = _STEPS,
    track: Track = tracks.still,
) -> None:
    """Add a drawing that grows: ``draw`` gives it at a share from 0 to 1. (x, y) is the box's corner."""

    def state(t: float) -> int | None:
        return None if t < start_s else math.ceil(easing.between(t, start_s, length_s) * steps)

    stage.add(
        actors.Changing(
            lambda number: stage.drawing(draw(number / steps), x=x, y=y, width=width, height=height),
            x=stage.x(x + width / 2),
            y=stage.y(y + height / 2),
            unit=stage.unit,
            state=state,
            track=track,
        )
    )


def curve(start: Point, bend: Point, end: Point, *, pieces: int = 24) -> list[Point]:
    """Points of a quadratic curve."""
    found: list[Point] = []
    for number in range(pieces + 1):
        share = number / pieces
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        found.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return found


def length_of(points: Sequence[Point]) -> float:
    """The length of a line."""
    return sum(math.dist(one, other) for one, other in pairwise(points))


def partial(points: Sequence[Point], share: float) -> list[Point]:
    """The first part of a line, by length; at least its start."""
    left = length_of(points) * share
    found = [points[0]]
    for one, other in pairwise(points):
        step = math.dist(one, other)
        if step >= left:
            part = left / step if step else 0.0
            found.append((one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part))
            return found
        found.append(other)
        left -= step
    return found


def line(points: Sequence[Point], share: float, *, colour: str, width: float) -> str:
    """A line drawn up to a share of its length."""
    drawn = partial(points, share)
    return svg.line(drawn, stroke=colour, width=width) if len(drawn) > 1 and share > 0 else ""


def arrow(points: Sequence[Point], share: float, *, colour: str, width: float, head: float) -> str:
    """An arrow drawn up to a share; its head is open and comes last."""
    body = line(points, min(1.0, share / _HEAD_FROM), colour=colour, width=width)
    opened = (share - _HEAD_FROM) / (1 - _HEAD_FROM)
    if opened <= 0:
        return body
    (x, y), before = points[-1], points[-4]
    angle = math.atan2(before[1] - y, before[0] - x)
    for side in (-1, 1):
        turned = angle + side * math.radians(_HEAD_DEGREES)
        tip = (x + head * opened * math.cos(turned), y + head * opened * math.sin(turned))
        body += svg.line([(x, y), tip], stroke=colour, width=width)
    return body


def box_of(points: Sequence[Point], *, margin: float) -> tuple[float, float, float, float]:
    """The corner and the size of the box around points."""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    left, top = min(xs) - margin, min(ys) - margin
    return left, top, max(xs) + margin - left, max(ys) + margin - top
