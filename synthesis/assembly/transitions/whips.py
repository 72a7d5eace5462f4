"""Whip: the outgoing picture is swept aside, blurred by its speed. Slam: it is knocked out of the frame."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.sheets import Style

# Blurred pictures are made at this part of the size.
_REDUCED = 4
# How far the picture moves sideways from the start until each frame of a whip.
_SWEPT = (0.05, 0.2, 0.48, 0.78, 1.02, 1.2)
_FELL = (0.08, 0.42, 0.86)
_TAPE_PX = 150


def draw_whip(outgoing: Image.Image, style: Style, count: int) -> Iterator[Image.Image]:
    """Draw the frames of a whip pan."""
    small = _reduced(outgoing)
    before = 0.0
    for at in _SWEPT[:count]:
        blur_px = max(16, round((at - before) * WIDTH_PX * 1.1))
        swept = _swept(small, blur_px=blur_px // _REDUCED, sign=style.sign)
        frame = sheets.blank()
        beside = (swept.width - WIDTH_PX) // 2
        sheets.put(frame, swept, round(-style.sign * at * WIDTH_PX) - beside, 0)
        before = at
        yield frame


def draw_slam(outgoing: Image.Image, style: Style, count: int) -> Iterator[Image.Image]:
    """Draw the frames of a slam: the outgoing picture falls, and an edge of tape or colour pushes it."""
    small = _reduced(outgoing)
    turned = small.transpose(Image.Transpose.ROTATE_90)
    edge = _edge(style)
    before = 0.0
    for at in _FELL[:count]:
        blur_px = max(16, round((at - before) * HEIGHT_PX * 0.5))
        swept = _swept(turned, blur_px=blur_px // _REDUCED, sign=-1).transpose(Image.Transpose.ROTATE_270)
        beside = (swept.height - HEIGHT_PX) // 2
        frame = sheets.blank()
        y_px = round(at * HEIGHT_PX)
        sheets.put(frame, swept, 0, y_px - beside)
        sheets.put(frame, edge, 0, y_px - edge.height + 40)
        before = at
        yield frame


def _reduced(picture: Image.Image) -> Image.Image:
    return picture.reduce(_REDUCED)


def _swept(small: Image.Image, *, blur_px: int, sign: int) -> Image.Image:
    """The picture blurred along its rows by ``blur_px`` reduced pixels, with fading ends, in full size."""
    pixels: NDArray[np.float32] = np.asarray(small, np.float32)
    height, width, _ = pixels.shape
    alpha = np.full((height, width, 1), 255, np.float32)
    straight = np.concatenate([pixels * (alpha / 255), alpha], axis=2)
    padded = np.pad(straight, ((0, 0), (2 * blur_px, 2 * blur_px), (0, 0)))
    sums = np.cumsum(padded, axis=1, dtype=np.float32)
    mean = (sums[:, blur_px:] - sums[:, :-blur_px]) / blur_px
    opaque = np.maximum(mean[..., 3:], 0.5)
    result = np.concatenate([np.clip(mean[..., :3] * 255 / opaque, 0, 255), mean[..., 3:]], axis=2)
    picture = Image.fromarray(np.clip(result + 0.5, 0, 255).astype(np.uint8))
    size = (picture.width * _REDUCED, picture.height * _REDUCED)
    return picture.resize(size, Image.Resampling.BILINEAR)


def _edge(style: Style) -> Image.Image:
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
    return sheets.sheet(colours, cover=cover, shadow=shadow)
