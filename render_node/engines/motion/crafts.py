"""Objects made of other things: pixels, felt with a seam, and a print with rings of colour around it."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from render_node.engines.motion import rasters, svg, textures

# The longer side of an object in cells, and the sizes of a cell in pixels of a frame 1080 wide.
_CELLS = 46
_SMALLEST_CELL, _LARGEST_CELL = 5.0, 13.0
_SHADES = 7
# Contours are followed on a picture of this side.
_TRACED_PX = 220
_SMALLEST_PART = 24
# Parts that get a seam, and parts that are looked at.
_MOST_PARTS, _MOST_TRACED = 8, 48
_STITCH, _GAP, _THREAD = 0.62, 0.46, 0.19
_PATCHES = 14
# How much more colour wool has.
_DYED = 1.22
# Clockwise from the right, for following a contour.
_AROUND = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
# From each direction, which ones are tried next.
_TURNS = [[(heading + 5 + step) % 8 for step in range(8)] for heading in range(8)]

Points = list[tuple[float, float]]


def cell_of(side_px: int, *, unit: float) -> int:
    """The side of a pixel of an object with this side, in pixels of the frame."""
    return max(1, round(min(_LARGEST_CELL * unit, max(_SMALLEST_CELL * unit, side_px / _CELLS))))


def pixelated(picture: Image.Image, *, cell: int, outline: str) -> Image.Image:
    """The picture in square cells of few shades, with an outline of one cell."""
    size = max(1, picture.width // cell), max(1, picture.height // cell)
    small = picture.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA")
    solid = np.asarray(small.getchannel("A")) > 118
    steps = 255 / (_SHADES - 1)
    rgb = np.asarray(small.convert("RGB"), dtype=np.float32)
    grey = rgb.mean(axis=-1, keepdims=True)
    vivid = np.clip(grey + (rgb - grey) * 1.18, 0, 255)
    flat = (np.round(vivid / steps) * steps).astype(np.uint8)
    found = Image.fromarray(np.dstack([flat, solid.astype(np.uint8) * 255]))
    mask = Image.fromarray((_widened(solid) * 255).astype(np.uint8))
    whole = rasters.under(found, rasters.filled(mask, outline))
    large = whole.resize((size[0] * cell, size[1] * cell), Image.Resampling.NEAREST)
    placed = Image.new("RGBA", picture.size)
    placed.paste(large, ((picture.width - large.width) // 2, (picture.height - large.height) // 2))
    return placed


def _widened(solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A shape grown by one cell, without its corners."""
    wide = solid.copy()
    wide[1:] |= solid[:-1]
    wide[:-1] |= solid[1:]
    wide[:, 1:] |= solid[:, :-1]
    wide[:, :-1] |= solid[:, 1:]
    return wide


def felted(picture: Image.Image, *, rim: float, colour: str, thread: str) -> Image.Image:
    """The picture in patches of felt on a backing of felt, with a seam along its edge."""
    patches = _patched(picture)
    backing = rasters.filled(_grown(picture.getchannel("A"), rim), colour)
    whole = rasters.under(patches, backing)
    noise = textures.wool(whole.width, whole.height)
    whole = rasters.textured(whole, noise=noise, strength=0.055)
    seam = _grown(picture.getchannel("A"), rim * 0.52)
    return rasters.under(_sewn(seam, width=rim, thread=thread), whole)


def _patched(picture: Image.Image) -> Image.Image:
    """The picture in a few flat colours."""
    plain = Image.new("RGB", picture.size, "#808080")
    plain.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    small = plain.resize((max(1, plain.width // 3), max(1, plain.height // 3)), Image.Resampling.BOX)
    few = small.filter(ImageFilter.MedianFilter(3)).quantize(_PATCHES, kmeans=1).convert("RGB")
    flat = few.resize(picture.size, Image.Resampling.BICUBIC)
    mixed = ImageEnhance.Color(Image.blend(flat, picture.convert("RGB"), 0.5)).enhance(_DYED)
    mixed.putalpha(picture.getchannel("A"))
    return mixed


def _sewn(seam: Image.Image, *, width: float, thread: str) -> Image.Image:
    """Stitches along the edge of a shape."""
    dash = f"{width * _STITCH:.1f} {width * _GAP:.1f}"
    body = "".join(
        svg.line(points, stroke=thread, width=max(1.0, width * _THREAD), dash=dash, closed=True)
        for points in contours(seam)
    )
    half = svg.draw(body, x=0, y=0, width=seam.width, height=seam.height, scale=0.5)
    return half.resize(seam.size, Image.Resampling.BICUBIC)


def contours(alpha: Image.Image) -> list[Points]:
    """The outer edges of the parts of a shape, in its pixels."""
    scale = max(1.0, max(alpha.size) / _TRACED_PX)
    small = alpha.resize(
        (max(3, round(alpha.width / scale)), max(3, round(alpha.height / scale))), Image.Resampling.BOX
    )
    mask = Image.new("L", (small.width + 2, small.height + 2))
    mask.paste(small.point(lambda value: 255 if value > 127 else 0), (1, 1))
    found: list[Points] = []
    pen = ImageDraw.Draw(mask)
    for _ in range(_MOST_TRACED):
        box = mask.getbbox()
        if not box or len(found) >= _MOST_PARTS:
            break
        solid = np.asarray(mask) > 0
        edge = _followed(solid, (int(np.argmax(solid[box[1]])), box[1]))
        # Taking a part away by its edge takes a fraction of the time of filling it from inside.
        pen.polygon([*edge, edge[0]], fill=0, outline=0)
        if len(edge) >= _SMALLEST_PART:
            found.append([(x * scale, y * scale) for x, y in _smooth(edge)])
    return found


def _followed(solid: NDArray[np.bool_], start: tuple[int, int]) -> list[tuple[int, int]]:
    """The cells along the edge of a part, clockwise from its first cell."""
    # Single cells of an array take several times as long.
    rows = solid.tolist()
    edge, (x, y), heading = [start], start, 0
    for _ in range(4 * (solid.shape[0] + solid.shape[1])):
        for turn in _TURNS[heading]:
            across, down = _AROUND[turn]
            if rows[y + down][x + across]:
                break
        else:
            break
        x, y, heading = x + across, y + down, turn
        if (x, y) == start:
            break
        edge.append((x, y))
    return edge


def _smooth(edge: Sequence[tuple[int, int]]) -> Points:
    """Every second point of a closed edge, each in the middle of its neighbours."""
    points = np.array(edge, dtype=np.float64) - 0.5
    for _ in range(3):
        points = (np.roll(points, 1, axis=0) + points * 2 + np.roll(points, -1, axis=0)) / 4
    return [(float(x), float(y)) for x, y in points[::2]]


def echoed(picture: Image.Image, *, rim: float, colours: Sequence[str]) -> Image.Image:
    """The picture with rings around it, the first colour nearest; together they are ``rim`` pixels wide."""
    alpha = picture.getchannel("A")
    whole = picture
    for number, colour in enumerate(colours):
        share = rim * (number + 1) / len(colours)
        whole = rasters.under(whole, rasters.filled(_grown(alpha, share), colour))
    return whole


def _grown(alpha: Image.Image, distance: float) -> Image.Image:
    """The shape grown by some pixels, measured at half the size: wide rims have no detail."""
    half = alpha.resize((max(1, alpha.width // 2), max(1, alpha.height // 2)), Image.Resampling.BOX)
    return rasters.grown(half, distance / 2).resize(alpha.size, Image.Resampling.BICUBIC)


def ellipse_arc(*, x: float, y: float, radius: float, width: float, colour: str) -> str:
    """A ring around (x, y), ``radius`` to the middle of its line."""
    return svg.circle(
        x=x, y=y, radius=radius, fill="none", extra=f'stroke="{colour}" stroke-width="{width:.1f}"'
    )


def wave(*, y: float, width: float, height: float, length: float, shift: float = 0.0) -> Points:
    """Points of a wave from left to right."""
    steps = max(8, round(width / 12))
    return [
        (
            width * step / steps,
            y + height * math.sin(2 * math.pi * (width * step / steps / length + shift)),
        )
        for step in range(steps + 1)
    ]
