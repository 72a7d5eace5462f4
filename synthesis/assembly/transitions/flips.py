"""Flip: the outgoing picture is a page that is turned over from its lower corner."""

import math
from collections.abc import Iterator

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import sheets
from synthesis.assembly.transitions.materials import Plane
from synthesis.assembly.transitions.sheets import Sheet, Style

# The direction, from the lower right, in which the fold moves.
_ANGLE = math.radians(24)
_NORMAL = (math.cos(_ANGLE), math.sin(_ANGLE))
_FAR_PX = WIDTH_PX * _NORMAL[0] + HEIGHT_PX * _NORMAL[1]
# The back of the page, as wide as a page looks while it is turned.
_CURL_SHARE = 0.62
_SHADOW_PX = 110.0
# Light and shadow depend on the distance to the fold alone; this many steps a pixel are kept.
_STEPS = 2


def draw(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a page flip."""
    page = outgoing.each(_mirrored) if style.is_mirrored else outgoing
    across = sheets.columns() * _NORMAL[0] + sheets.rows(HEIGHT_PX) * _NORMAL[1]
    back = sheets.yuv(style.palette.light)
    for number in range(count):
        passed = sheets.smooth(sheets.share(number, count))
        frame = _folded(page, across=across, fold_px=_FAR_PX * (1 - passed * 1.04), back=back)
        yield frame.each(_mirrored) if style.is_mirrored else frame


def _folded(page: Sheet, *, across: Plane, fold_px: float, back: tuple[int, int, int]) -> Sheet:
    """The page folded over a line ``fold_px`` from its upper left corner. Beyond it nothing is left."""
    distances = np.arange(0, _FAR_PX + 1, 1 / _STEPS, dtype=np.float32)
    inside = fold_px - distances
    folded_px = max(1.0, _FAR_PX - fold_px) * _CURL_SHARE
    is_flap = (inside >= 0) & (inside < folded_px)
    # The back is light at the fold, and darkens towards its free edge.
    turn = np.clip(inside / folded_px, 0, 1)
    shade = 0.80 + 0.22 * np.sin(np.pi * np.clip(turn * 1.25, 0, 1)) - 0.10 * turn
    under = sheets.shadow_before(np.maximum(inside - folded_px, 0), reach_px=_SHADOW_PX, strength=0.4)
    # The shadow of the fold on the incoming scene.
    beyond = sheets.shadow_before(np.maximum(-inside, 0), reach_px=_SHADOW_PX, strength=0.45)
    light = np.select([inside < 0, is_flap], [0.0, shade], 1 - under).astype(np.float32)
    alpha = np.where(inside < 0, beyond * 255, 255).astype(np.uint8)
    places = (across * _STEPS).astype(np.int32)
    whole = sheets.copy(page)
    flap = Image.fromarray((is_flap * 255).astype(np.uint8)[places])
    sheets.fill(whole, back, mask=flap, half_mask=flap.reduce(2))
    return sheets.shaded(whole, light=light[places], alpha=alpha[places])


def _mirrored(plane: Image.Image) -> Image.Image:
    return plane.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
