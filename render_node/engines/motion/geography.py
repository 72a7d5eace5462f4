"""Maps: a view on places, their positions in the frame, and the coastlines that it shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from render_node.engines.motion import maps

Point = tuple[float, float]

# Beyond it, coastlines would look coarse.
_CLOSEST = 105.0
_STRETCH_LIMIT = 2.2
_TURN = 360.0
# Points nearer than this to the one before, in pixels, are left out.
_DETAIL = 1.2


@dataclass(frozen=True)
class Box:
    """A part of the frame."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: "Box", *, gap: float = 0.0) -> bool:
        """True if the boxes are less than ``gap`` apart."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, point: Point, *, gap: float = 0.0) -> bool:
        """True if the point is inside, or less than ``gap`` outside."""
        x, y = point
        return self.left - gap <= x <= self.right + gap and self.top - gap <= y <= self.bottom + gap


@dataclass(frozen=True)
class View:
    """An equirectangular map: pixels per degree of longitude, and what is in its middle.

    ``stretch`` makes shapes right at the middle's latitude.
    """

    longitude: float
    latitude: float
    scale: float
    stretch: float
    x: float
    y: float

    def at(self, longitude: float, latitude: float) -> Point:
        """The position of a place in the frame."""
        return (
            self.x + (longitude - self.longitude) * self.scale,
            self.y - (latitude - self.latitude) * self.scale * self.stretch,
        )


def unwrapped(longitudes: Sequence[float]) -> list[float]:
    """The same meridians, each at most 180 degrees from the one before: the short way across 180°."""
    found = [longitudes[0]]
    for each in longitudes[1:]:
        found.append(each - _TURN * math.floor((each - found[-1] + _TURN / 2) / _TURN))
    return found


def framed(places: Sequence[Point], *, box: Box) -> View:
    """The view that shows all places, given as longitude and latitude, in the box, as large as they fit."""
    east, west = max(place[0] for place in places), min(place[0] for place in places)
    north, south = max(place[1] for place in places), min(place[1] for place in places)
    latitude = (north + south) / 2
    stretch = min(_STRETCH_LIMIT, 1 / max(0.1, math.cos(math.radians(latitude))))
    across, down = max(east - west, 1e-3), max(north - south, 1e-3) * stretch
    scale = min((box.right - box.left) / across, (box.bottom - box.top) / down, _CLOSEST)
    x, y = box.middle
    return View((east + west) / 2, latitude, scale, stretch, x, y)


def coastline(view: View, *, box: Box) -> str:
    """The outlines of the land in the box, as a path."""
    parts: list[str] = []
    for ring, (west, south, east, north) in zip(maps.land(), _bounds(), strict=True):
        if view.at(0, south)[1] < box.top or view.at(0, north)[1] > box.bottom:
            continue
        for turn in range(-2, 3):
            moved = turn * _TURN
            if view.at(east + moved, 0)[0] >= box.left and view.at(west + moved, 0)[0] <= box.right:
                parts.append(_outline(ring, view, moved=moved))
    return "".join(parts)


@lru_cache(maxsize=1)
def _bounds() -> list[tuple[float, float, float, float]]:
    """West, south, east and north of each outline."""
    found = [(*ring.min(axis=0).tolist(), *ring.max(axis=0).tolist()) for ring in maps.land()]
    return [(west, south, east, north) for west, south, east, north in found]


def _outline(ring: maps.Ring, view: View, *, moved: float) -> str:
    x, y = view.at(0, 0)
    xs = x + (ring[:, 0] + moved) * view.scale
    ys = y - ring[:, 1] * view.scale * view.stretch
    steps = np.round(np.stack([xs, ys], axis=1) / _DETAIL)
    kept = np.concatenate([[True], np.any(np.diff(steps, axis=0) != 0, axis=1)])
    points = [f"{a:.1f} {b:.1f}" for a, b in zip(xs[kept], ys[kept], strict=True)]
    # An islet of a pixel or two is not worth its outline.
    return f"M{'L'.join(points)}Z" if len(points) > 3 else ""


def arc(start: Point, end: Point, *, top: float) -> tuple[Point, Point, Point]:
    """The start, bend and end of a leg that curves upward, or to the right if it runs upright.

    It stays below ``top``.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max(1.0, math.hypot(dx, dy))
    side = -1.0 if dx > 0 or (dx == 0 and dy > 0) else 1.0
    across, up = -dy / length * side, dx / length * side
    lift = min(length * 0.5, 230.0)
    bend_x = (start[0] + end[0]) / 2 - across * lift * (1 if up <= 0 else -1)
    bend_y = (start[1] + end[1]) / 2 + up * lift
    # The curve reaches half-way to its bend.
    highest = 2 * top - min(start[1], end[1])
    return start, (bend_x, max(bend_y, highest)), end


def labels(
    sizes: Sequence[tuple[float, float]],
    stops: Sequence[Point],
    *,
    zone: Box,
    around: float,
    keep_clear: Sequence[Point] = (),
) -> list[Box]:
    """A place for each stop's label: in the zone, beside its stop, and apart from stops and other labels.

    ``around`` is the distance between a stop's middle and its label. Labels avoid ``keep_clear`` if they can.
    """
    placed: list[Box] = []
    for (width, height), stop in zip(sizes, stops, strict=True):
        choices = _choices(stop, width=width, height=height, zone=zone, around=around)
        cost = [
            _cost(each, stop, placed=placed, stops=stops, around=around, keep_clear=keep_clear)
            for each in choices
        ]
        placed.append(choices[cost.index(min(cost))])
    return placed


def _choices(stop: Point, *, width: float, height: float, zone: Box, around: float) -> list[Box]:
    x, y = stop
    found: list[Box] = []
    for ring in range(6):
        far = around + ring * (height + 10)
        spots = [
            (x - width / 2, y + far),
            (x - width / 2, y - far - height),
            (x + around, y - height / 2 + ring * (height + 10)),
            (x - around - width, y - height / 2 + ring * (height + 10)),
            (x + around, y - height / 2 - ring * (height + 10)),
            (x - around - width, y - height / 2 - ring * (height + 10)),
        ]
        for left, top in spots:
            left = min(max(left, zone.left), zone.right - width)
            top = min(max(top, zone.top), zone.bottom - height)
            found.append(Box(left, top, left + width, top + height))
    return found


def _cost(
    box: Box,
    stop: Point,
    *,
    placed: Sequence[Box],
    stops: Sequence[Point],
    around: float,
    keep_clear: Sequence[Point],
) -> float:
    """Collisions first, then what is covered, then the distance."""
    hits = sum(box.overlaps(other, gap=8) for other in placed) * 100.0
    hidden = sum(box.holds(other, gap=around * 0.6) for other in stops) * 60.0
    covered = sum(box.holds(point, gap=6) for point in keep_clear) * 0.4
    x, y = box.middle
    return hits + hidden + covered + math.hypot(x - stop[0], y - stop[1]) * 0.02
