"""Make ``land.npz`` from a TopoJSON file of the npm package world-atlas.

    python -m render_node.engines.motion.maps.packing land-50m.json

An arc of TopoJSON is a list of differences between points, in steps of the file's grid; a polygon is a list
of rings, and a ring a list of arcs. An arc's number is inverted (``~number``) if the ring runs along it
backwards.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render_node.engines.motion.maps import PACK, STEPS_PER_DEGREE

Points = NDArray[np.float64]
_HALF_WAY_ROUND = 180


def rings(topology: dict[str, Any]) -> list[Points]:
    """The outlines of all polygons, (points, 2), in degrees."""
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    geometries = topology["objects"]["land"]["geometries"]
    found: list[Points] = []
    for geometry in geometries:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found += [_ring(numbers, arcs) for polygon in polygons for numbers in polygon]
    return found


def _arc(deltas: list[list[int]], transform: dict[str, list[float]]) -> Points:
    steps = np.cumsum(np.array(deltas, dtype=np.float64), axis=0)
    return np.asarray(steps * transform["scale"] + transform["translate"], dtype=np.float64)


def _ring(numbers: list[int], arcs: list[Points]) -> Points:
    """The ring's arcs in a row. An arc begins where the one before it ends."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    # Across 180°, the file goes on at -180°.
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    if abs(points[-1, 0] - points[0, 0]) < _HALF_WAY_ROUND:
        return points
    # Antarctica goes round the pole: it is closed along the lower edge of the map.
    return np.concatenate([points, [[points[-1, 0], -90], [points[0, 0], -90]], points[:1]])


def packed(outlines: list[Points]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Differences between the points of all outlines, and the number of points of each. An outline's first
    difference is its first point.
    """
    deltas: list[NDArray[np.int32]] = []
    for outline in outlines:
        steps = np.round(outline * STEPS_PER_DEGREE).astype(np.int32)
        moved = np.concatenate([[True], np.any(np.diff(steps, axis=0) != 0, axis=1)])
        steps = steps[moved]
        differences = np.concatenate([steps[:1], np.diff(steps, axis=0)])
        if len(steps) < 4:
            continue
        deltas.append(differences)
    return np.concatenate(deltas), np.array([len(each) for each in deltas], dtype=np.int32)


def main(source: Path) -> None:
    deltas, sizes = packed(rings(json.loads(source.read_text())))
    np.savez_compressed(PACK, deltas=deltas, sizes=sizes)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
