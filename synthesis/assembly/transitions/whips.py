"""Whip: the outgoing picture is swept aside, blurred by its speed. Slam: it is knocked out of the frame."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.materials import Plane
from synthesis.assembly.transitions.sheets import Sheet, Style

# Blurred pictures are made at this part of the size.
_REDUCED = 4
# How far the picture moves sideways from the start until each frame of a whip.
_SWEPT = (0.05, 0.2, 0.48, 0.78, 1.02, 1.2)
_FELL = (0.08, 0.42, 0.86)
_TAPE_PX = 150
# How much of the tape lies on the picture that it pushes.
_LAP_PX = 40


def draw_whip(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a whip pan."""
    small = _reduced(outgoing)
    before = 0.0
    for at in _SWEPT[:count]:
        swept = _swept(small, blur_px=max(16, round((at - before) * WIDTH_PX * 1.1)), axis=1)
        frame = sheets.blank()
        beside_px = (swept.size[0] - WIDTH_PX) // 2
        sheets.lay(frame, swept, -style.sign * at * WIDTH_PX - beside_px, 0)
        before = at
        yield frame


def draw_slam(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a slam: the outgoing picture falls, and an edge of tape or colour pushes it."""
    small = _reduced(outgoing)
    edge = _edge(style)
    before = 0.0
    for at in _FELL[:count]:
        swept = _swept(small, blur_px=max(16, round((at - before) * HEIGHT_PX * 0.5)), axis=0)
        frame = sheets.blank()
        y_px = at * HEIGHT_PX
        sheets.lay(frame, swept, 0, y_px - (swept.size[1] - HEIGHT_PX) // 2)
        sheets.put(frame, edge, 0, y_px - edge.size[1] + _LAP_PX)
        before = at
        yield frame


def _reduced(outgoing: Sheet) -> Plane:
    """Luma, blue, red and a full opacity of the smaller picture: (4, height, width)."""
    luma = outgoing.luma.reduce(_REDUCED)
    colours = [colour.reduce(_REDUCED // 2) for colour in (outgoing.blue, outgoing.red)]
    planes = [luma, *colours, Image.new("L", luma.size, 255)]
    return np.stack([np.asarray(plane, np.float32) for plane in planes])


def _swept(small: Plane, *, blur_px: int, axis: int) -> Sheet:
    """The picture in full size, blurred by ``blur_px`` along its columns (axis 0) or rows (axis 1). Its ends
    fade, so it is longer.
    """
    width = blur_px // _REDUCED
    # What is beyond the ends counts as nothing.
    margins = [(0, 0), (0, 0), (0, 0)]
    margins[axis + 1] = (2 * width, 2 * width)
    sums = np.moveaxis(np.cumsum(np.pad(small, margins), axis=axis + 1, dtype=np.float32), axis + 1, -1)
    mean = np.moveaxis((sums[..., width:] - sums[..., :-width]) / width, -1, axis + 1)
    opacity = mean[3]
    colours = np.clip(mean[:3] * (255 / np.maximum(opacity, 0.5)) + 0.5, 0, 255)
    planes = [Image.fromarray(plane.astype(np.uint8)) for plane in (*colours, np.clip(opacity + 0.5, 0, 255))]
    full, half = (
        (planes[0].width * factor, planes[0].height * factor) for factor in (_REDUCED, _REDUCED // 2)
    )
    luma, blue, red, alpha, half_alpha = (
        plane.resize(size, Image.Resampling.BILINEAR)
        for plane, size in zip([*planes, planes[3]], (full, half, half, full, half), strict=True)
    )
    return Sheet(luma, blue, red, alpha, half_alpha)


@lru_cache(maxsize=2)
def _edge(style: Style) -> Sheet:
    """A strip that pushes the picture, with its shadow below."""
    height = _TAPE_PX + 120
    down = sheets.rows(height)
    across = np.broadcast_to(down - 40, (height, WIDTH_PX)).astype(np.float32)
    along = np.broadcast_to(sheets.columns(), (height, WIDTH_PX)) * style.sign
    fabric = "hazard" if style.palette.fabric == "hazard" else "plane"
    colours = materials.texture(fabric, palette=style.palette, along=along.astype(np.float32), across=across)
    outside = np.maximum(40 - down, down - 40 - _TAPE_PX)
    cover = np.broadcast_to(outside < 0, (height, WIDTH_PX)).astype(np.float32)
    shadow = sheets.shadow_before(np.broadcast_to(outside, (height, WIDTH_PX)), reach_px=60, strength=0.4)
    return Sheet.of(sheets.sheet(colours, cover=cover, shadow=shadow))
