"""Grounds: rays, dots, rules, squares, gradients, cloth and paper."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from render_node.engines.motion import colours, rasters, svg, textures
from render_node.engines.motion.themes.base import Paper

# The distance of rows of dots, relative to that of dots in a row.
POLKA_ROW = 0.96


def drawn(paper: Paper, body: str) -> Image.Image:
    """A drawing of the whole frame, in units of a frame 1080 wide."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    return svg.draw(body, x=0, y=0, width=width, height=height, scale=paper.unit).convert("RGB")


def washed(paper: Paper, stops: Sequence[tuple[float, str]]) -> Image.Image:
    """Colours by height, as shares of the frame's. Drawing it as a vector takes fifty times as long."""
    heights = (np.arange(paper.height) + 0.5) / paper.height
    places, parts = [at for at, _ in stops], [colours.rgb(colour) for _, colour in stops]
    column = [np.interp(heights, places, [part[plane] * 255 for part in parts]) for plane in range(3)]
    rows = np.stack(column, axis=-1).round().astype(np.uint8)[:, None]
    return Image.fromarray(rows).resize((paper.width, paper.height), Image.Resampling.NEAREST)


def fill(paper: Paper, colour: str) -> str:
    """A rectangle over the whole frame."""
    return svg.rectangle(
        x=0, y=0, width=paper.width / paper.unit + 1, height=paper.height / paper.unit + 1, fill=colour
    )


def rays(
    *, x: float, y: float, colour: str, count: int = 16, reach: float = 2400.0, twist: float = 0.0
) -> str:
    """Beams from a point."""
    beams: list[str] = []
    for number in range(count):
        start = 2 * math.pi * (number + twist) / count
        end = start + math.pi / count
        points = [
            (x, y),
            (x + reach * math.cos(start), y + reach * math.sin(start)),
            (x + reach * math.cos(end), y + reach * math.sin(end)),
        ]
        beams.append(svg.polygon(points, fill=colour))
    return "".join(beams)


def polka(*, width: float, height: float, colour: str, radius: float, pitch: float) -> str:
    """Dots in a staggered grid."""
    parts: list[str] = []
    for row in range(int(height / (pitch * POLKA_ROW)) + 2):
        for column in range(int(width / pitch) + 2):
            x = column * pitch + (pitch / 2 if row % 2 else 0) - pitch * 0.1
            parts.append(svg.circle(x=x, y=row * pitch * POLKA_ROW - pitch * 0.4, radius=radius, fill=colour))
    return "".join(parts)


def gingham(*, top: float, width: float, height: float, cell: float, colour: str, white: str) -> str:
    """A checked cloth from ``top`` down."""
    half = colours.mixed(white, colour, 0.5)
    full = colours.mixed(white, colour, 0.77)
    parts = [svg.rectangle(x=0, y=top, width=width, height=height - top, fill=white)]
    rows, columns = math.ceil((height - top) / cell) + 1, math.ceil(width / cell) + 1
    for row in range(rows):
        for column in range(columns):
            bands = (row % 2 == 0) + (column % 2 == 0)
            if bands:
                parts.append(
                    svg.rectangle(
                        x=column * cell,
                        y=top + row * cell,
                        width=cell + 0.5,
                        height=cell + 0.5,
                        fill=full if bands == 2 else half,
                    )
                )
    shade = svg.gradient("cloth", [(0, "#000000"), (1, "#00000000")])
    edge = svg.rectangle(x=0, y=top, width=width, height=26, fill="url(#cloth)", extra='opacity="0.18"')
    return "".join(parts) + shade + edge


def ruled(
    *, width: float, height: float, colour: str, step: float, first: float = 0.0, thick: float = 2.0
) -> str:
    """Horizontal lines."""
    count = int((height - first) / step) + 1
    return "".join(
        svg.rectangle(x=0, y=first + number * step, width=width, height=thick, fill=colour)
        for number in range(count)
    )


def squares(*, width: float, height: float, colour: str, step: float, thick: float = 2.0) -> str:
    """Squared paper."""
    across = "".join(
        svg.rectangle(x=number * step, y=0, width=thick, height=height, fill=colour)
        for number in range(int(width / step) + 1)
    )
    return ruled(width=width, height=height, colour=colour, step=step, thick=thick) + across


def grained(picture: Image.Image, *, paper: Paper, strength: float = 0.012) -> Image.Image:
    """The picture with fine grain."""
    noise = textures.grain(paper.width, paper.height)
    return rasters.textured(picture, noise=noise, strength=strength)


def mottled(picture: Image.Image, *, paper: Paper, strength: float = 0.05) -> Image.Image:
    """The picture on mottled paper."""
    noise = textures.paper(paper.width, paper.height)
    return rasters.textured(picture, noise=noise, strength=strength)
