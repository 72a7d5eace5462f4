"""Small copies of frames as arrays."""

from typing import TypeAlias

import av
import numpy as np
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

# RGB pixels of an upright picture: uint8, (height, width, 3).
Pixels: TypeAlias = NDArray[np.uint8]
# A frame reduced to SIDE x SIDE points: uint8, (3, SIDE, SIDE), as Y, Cb and Cr.
Tiny: TypeAlias = NDArray[np.uint8]
SIDE = 32
# Larger pictures that do not name their colours have those of HD.
_HD_HEIGHT_PX = 720
_UNSPECIFIED = 2


def tiny(frame: av.VideoFrame) -> Tiny:
    """The frame reduced to few points, not turned upright."""
    small = frame.reformat(width=SIDE, height=SIDE, format="yuv444p", interpolation="AREA")
    return small.to_ndarray().astype(np.uint8, copy=False)


def upright(frame: av.VideoFrame, *, width_px: int, height_px: int, rotation: int) -> Pixels:
    """The frame in this size, turned upright."""
    turns = round(rotation / 90) % 4
    width, height = (height_px, width_px) if turns % 2 else (width_px, height_px)
    small = frame.reformat(
        width=width,
        height=height,
        format="rgb24",
        src_colorspace=_colorspace(frame),
        interpolation="AREA" if width <= frame.width else "BICUBIC",
    )
    return np.ascontiguousarray(np.rot90(small.to_ndarray(), k=turns)).astype(np.uint8, copy=False)


def _colorspace(frame: av.VideoFrame) -> Colorspace | None:
    is_unnamed = int(frame.colorspace) == _UNSPECIFIED
    return Colorspace.ITU709 if is_unnamed and min(frame.width, frame.height) >= _HD_HEIGHT_PX else None


def fitted(*, width_px: int, height_px: int, longest_px: int, multiple: int = 1) -> tuple[int, int]:
    """The size whose longer side is ``longest_px``, each side a multiple of ``multiple`` and not 0."""
    scale = longest_px / max(width_px, height_px)
    width, height = (
        max(multiple, round(side * scale / multiple) * multiple) for side in (width_px, height_px)
    )
    return width, height
