"""How much of the picture moves, in the tiny copies of all frames."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEP_S = 0.5
# A point of the tiny picture moves if its brightness changes by this much, of 255, within LAG_S.
MOVES, LAG_S = 5, 0.1
# Around a cut, frames are not compared.
_CUT_S = 0.3


def over_time(
    frames: NDArray[np.uint8], *, rate: float, cuts: Sequence[int], starts_s: float
) -> tuple[list[float], list[float]]:
    """Times in seconds, and the share of points that move, per step with compared frames."""
    lag = max(1, round(LAG_S * rate))
    shares = _shares(frames[:, 0], lag)
    is_compared = np.ones(len(shares), bool)
    for cut in cuts:
        is_compared[max(0, cut - lag - round(_CUT_S * rate)) : cut + round(_CUT_S * rate)] = False
    step = max(1, round(STEP_S * rate))
    times, values = [], []
    for start in range(0, len(shares), step):
        chosen = is_compared[start : start + step]
        if chosen.any():
            times.append(round(starts_s + start / rate, 3))
            values.append(round(float(shares[start : start + step][chosen].mean()), 4))
    return times, values


def _shares(luma: NDArray[np.uint8], lag: int) -> NDArray[np.float64]:
    found = np.zeros(max(0, len(luma) - lag))
    for place in range(len(found)):
        changed = np.abs(luma[place + lag].astype(np.int16) - luma[place])
        found[place] = (changed >= MOVES).mean()
    return found
