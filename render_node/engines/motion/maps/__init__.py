"""The world's coastlines, in degrees.

``land.npz`` is made by ``packing``; LICENSE.txt names its source, version and licence.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float32]

PACK = Path(__file__).with_name("land.npz")
# Coordinates are stored as whole numbers of this part of a degree.
STEPS_PER_DEGREE = 100


@cache
def land() -> tuple[Ring, ...]:
    """Closed outlines of land and of lakes within it: float32, (points, 2), longitude and latitude.

    Longitudes are continuous: an outline that crosses 180° goes beyond it.
    """
    with np.load(PACK) as pack:
        deltas, sizes = pack["deltas"], pack["sizes"]
    ends = np.cumsum(sizes)
    return tuple(
        np.asarray(np.cumsum(part, axis=0) / STEPS_PER_DEGREE, dtype=np.float32)
        for part in np.split(deltas, ends[:-1])
    )
