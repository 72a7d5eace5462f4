"""Which place of a name is meant: Valencia near Seville, or Valencia near Caracas."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

# Latitude and longitude in degrees.
Spot: TypeAlias = tuple[float, float]

EARTH_RADIUS_KM = 6371.0
# The largest place of a name is meant, unless others bring all of a text's places this much closer together.
CLOSER = 0.25


def choose(candidates: Sequence[Sequence[Spot]]) -> list[Spot]:
    """The place that each name means. ``candidates`` has the places of each name, the largest first."""
    largest = [spots[0] for spots in candidates]
    if len(candidates) < 2 or all(len(spots) == 1 for spots in candidates):
        return largest
    together = min((_around(anchor, candidates) for spots in candidates for anchor in spots), key=_way_km)
    return together if _way_km(together) < CLOSER * _way_km(largest) else largest


def distance_km(one: Spot, other: Spot) -> float:
    """The length of the shortest way over the Earth's surface, by the haversine formula."""
    north, east = (math.radians(other[axis] - one[axis]) for axis in (0, 1))
    across = math.cos(math.radians(one[0])) * math.cos(math.radians(other[0]))
    half_chord = math.sin(north / 2) ** 2 + across * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))


def _around(anchor: Spot, candidates: Sequence[Sequence[Spot]]) -> list[Spot]:
    return [min(spots, key=lambda spot: distance_km(anchor, spot)) for spots in candidates]


def _way_km(spots: Sequence[Spot]) -> float:
    return sum(distance_km(one, other) for one, other in pairwise(spots))
