"""The picture in progress: three planes, and operations that draw on them."""

import numpy as np
from numpy.typing import NDArray

from render_node.engines.base import YuvPicture
from render_node.engines.motion.colours import Yuv

Alpha = NDArray[np.uint8]
Box = tuple[int, int, int, int]


class Canvas:
    """A frame in BT.709 4:2:0 that is redrawn for each picture. Both sides are even."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.y = np.zeros((height, width), np.uint8)
        self.u = np.full((height // 2, width // 2), 128, np.uint8)
        self.v = np.full((height // 2, width // 2), 128, np.uint8)

    def picture(self) -> YuvPicture:
        return YuvPicture(self.y, self.u, self.v)

    def lay(
        self,
        alpha: Alpha,
        colour: Yuv,
        *,
        x: float,
        y: float,
        opacity: float = 1.0,
        clip: Box | None = None,
    ) -> None:
        """Blend ``colour`` through ``alpha``, (height, width), with its corner at (x, y).

        Fractions of a pixel are kept, so that slow motion is smooth. ``clip`` is left, top, right, bottom.
        """
        if opacity <= 0.004:
            return
        left, top = int(np.floor(x)), int(np.floor(y))
        alpha = _shifted(alpha, x - left, y - top)
        height, width = alpha.shape
        bounds = clip or (0, 0, self.width, self.height)
        x0, y0 = max(left, bounds[0], 0), max(top, bounds[1], 0)
        x1, y1 = min(left + width, bounds[2], self.width), min(top + height, bounds[3], self.height)
        if x0 >= x1 or y0 >= y1:
            return
        part = alpha[y0 - top : y1 - top, x0 - left : x1 - left]
        if opacity < 0.996:
            part = ((part.astype(np.uint16) * int(opacity * 256)) >> 8).astype(np.uint8)
        self._blend(part, colour, x0, y0)

    def _blend(self, part: Alpha, colour: Yuv, x0: int, y0: int) -> None:
        height, width = part.shape
        _mix(self.y[y0 : y0 + height, x0 : x0 + width], part, colour[0])
        # Chroma has half the resolution: extend to even bounds, then average each two by two.
        odd_x, odd_y = x0 & 1, y0 & 1
        if odd_x or odd_y or height & 1 or width & 1:
            part = np.pad(part, ((odd_y, (odd_y + height) & 1), (odd_x, (odd_x + width) & 1)))
        wide = part.astype(np.uint16)
        sums = wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2]
        small = (sums >> 2).astype(np.uint8)
        cy, cx = y0 >> 1, x0 >> 1
        rows, columns = small.shape
        _mix(self.u[cy : cy + rows, cx : cx + columns], small, colour[1])
        _mix(self.v[cy : cy + rows, cx : cx + columns], small, colour[2])

    def box(self, colour: Yuv, *, x0: float, y0: float, x1: float, y1: float, opacity: float = 1.0) -> None:
        """Draw a rectangle with antialiased edges, so that growth is smooth."""
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, self.width), min(y1, self.height)
        if x1 - x0 <= 0 or y1 - y0 <= 0:
            return
        left, top = int(np.floor(x0)), int(np.floor(y0))
        across = _coverage(x0 - left, x1 - left)
        down = _coverage(y0 - top, y1 - top)
        alpha = (np.outer(down, across) * 255 + 0.5).astype(np.uint8)
        self.lay(alpha, colour, x=left, y=top, opacity=opacity)


def _coverage(start: float, end: float) -> NDArray[np.float64]:
    """The covered share of each pixel between ``start`` and ``end``."""
    edges = np.arange(int(np.ceil(end)) + 1)
    covered: NDArray[np.float64] = np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, 1)
    return covered


def _mix(plane: NDArray[np.uint8], alpha: NDArray[np.uint8] | NDArray[np.uint16], value: int) -> None:
    # Scaled to 0..256, so that full alpha gives exactly the colour; the sum just fits into 16 bits.
    weight = alpha.astype(np.uint16)
    weight += weight >> 7
    mixed = weight * np.uint16(value)
    np.subtract(256, weight, out=weight)
    weight *= plane
    mixed += weight
    mixed += 128
    mixed >>= 8
    plane[...] = mixed


def _shifted(alpha: Alpha, fraction_x: float, fraction_y: float) -> Alpha:
    """``alpha`` moved right and down by less than a pixel; it may grow by one."""
    for axis, fraction in ((1, fraction_x), (0, fraction_y)):
        steps = round(fraction * 16)
        if steps == 0:
            continue
        before = [(0, 0), (0, 0)]
        after = [(0, 0), (0, 0)]
        before[axis], after[axis] = (0, 1), (1, 0)
        wide = alpha.astype(np.uint16)
        alpha = ((np.pad(wide, before) * (16 - steps) + np.pad(wide, after) * steps) >> 4).astype(np.uint8)
    return alpha
