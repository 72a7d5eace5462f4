"""Shapes in one colour: objects as silhouettes, people and discs."""

from functools import lru_cache

from PIL import Image

from render_node.engines.motion import crafts, objects, rasters, svg
from render_node.engines.motion.objects import Finish, Treatment


@lru_cache(maxsize=16)
def silhouette(name: str, *, side_px: int, unit: float, colour: str, finish: Finish) -> Image.Image:
    """The object's shape in one colour, with the margin and the rim that the object has in its finish."""
    margin = round(side_px * objects.MARGIN)
    plain = rasters.padded(objects.drawn(name, side_px), margin)
    if finish.treatment is Treatment.PIXEL:
        cell = crafts.cell_of(plain.width, unit=unit)
        alpha = crafts.pixelated(plain, cell=cell, outline=colour).getchannel("A")
    else:
        alpha = rasters.grown(plain.getchannel("A"), min(finish.rim * unit, margin * 0.5))
    return rasters.filled(alpha, colour)


def token(side: float, *, colour: str) -> str:
    """A disc in a square with this side, for what has no picture."""
    middle = side / 2
    body = svg.circle(x=middle, y=middle, radius=side * 0.44, fill=colour)
    ring = f'stroke="#ffffff" stroke-opacity="0.35" stroke-width="{side * 0.045:.1f}"'
    return body + svg.circle(x=middle, y=middle, radius=side * 0.33, fill="none", extra=ring)


def person(side: float, *, colour: str) -> str:
    """A person in a square with this side: a head above shoulders."""
    middle = side / 2
    body = svg.circle(x=middle, y=side * 0.25, radius=side * 0.18, fill=colour)
    left, right, shoulder, foot = side * 0.17, side * 0.83, side * 0.49, side * 0.95
    inner, outer = left + side * 0.1, right - side * 0.1
    outline = (
        f"M{left:.1f} {foot:.1f} C{left:.1f} {shoulder:.1f} {inner:.1f} {shoulder:.1f} {middle:.1f}"
        f" {shoulder:.1f} C{outer:.1f} {shoulder:.1f} {right:.1f} {shoulder:.1f} {right:.1f} {foot:.1f}Z"
    )
    return body + svg.path(outline, fill=colour, stroke=colour, width=side * 0.03)
