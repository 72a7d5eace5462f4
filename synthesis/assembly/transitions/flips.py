"""Flip: the outgoing picture is a page that is turned over from its lower corner."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.materials import Plane
from synthesis.assembly.transitions.sheets import Style

# The direction, from the lower right, in which the fold moves.
_ANGLE = math.radians(24)
_NORMAL = (math.cos(_ANGLE), math.sin(_ANGLE))
_FAR_PX = WIDTH_PX * _NORMAL[0] + HEIGHT_PX * _NORMAL[1]
# The back of the page, as wide as a page looks while it is turned.
_CURL_SHARE = 0.62
_SHADOW_PX = 110.0


def draw(outgoing: Image.Image, style: Style, count: int) -> Iterator[Image.Image]:
    """Draw the frames of a page flip."""
    page = outgoing.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if style.is_mirrored else outgoing
    pixels = np.asarray(page)
    across = sheets.columns() * _NORMAL[0] + sheets.rows(HEIGHT_PX) * _NORMAL[1]
    back = materials.flat(style.palette.light)
    for number in range(count):
        passed = sheets.smooth(sheets.share(number, count))
        frame = _folded(pixels, beyond=across - _FAR_PX * (1 - passed * 1.04), back=back)
        yield frame.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if style.is_mirrored else frame


def _folded(pixels: NDArray[np.uint8], *, beyond: Plane, back: Plane) -> Image.Image:
    """The page folded over a line. ``beyond`` is how far behind it each pixel is, where nothing is left."""
    drawn = np.empty((HEIGHT_PX, WIDTH_PX, 4), np.uint8)
    folded_px = max(1.0, float(beyond.max())) * _CURL_SHARE
    drawn[..., :3] = pixels
    drawn[..., 3] = 255
    inside = -beyond
    # The shadow of the fold on the incoming scene.
    shadow = sheets.shadow_before(beyond, reach_px=_SHADOW_PX, strength=0.45)
    gone = beyond > 0
    drawn[gone] = 0
    drawn[..., 3][gone] = (shadow[gone] * 255).astype(np.uint8)
    flap = (inside >= 0) & (inside < folded_px)
    # The back is light at the fold, and darkens towards its free edge.
    turn = inside[flap] / folded_px
    shade = 0.80 + 0.22 * np.sin(np.pi * np.clip(turn * 1.25, 0, 1)) - 0.10 * turn
    drawn[..., :3][flap] = np.clip(back * shade[:, None], 0, 255).astype(np.uint8)
    under = (inside >= folded_px) & (inside < folded_px + _SHADOW_PX)
    dark = 1 - sheets.shadow_before(inside[under] - folded_px, reach_px=_SHADOW_PX, strength=0.4)
    drawn[..., :3][under] = (pixels[under] * dark[:, None]).astype(np.uint8)
    return Image.fromarray(drawn)
