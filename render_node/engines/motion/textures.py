"""Textures of paper, print and dust: brightness around 0, the same for the same seed."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from render_node.engines.motion.rasters import Floats

_TILE = 720
_GLOW = 0.35


def _noise(rng: np.random.Generator, width: int, height: int, cell: float) -> Floats:
    size = max(2, round(width / cell)), max(2, round(height / cell))
    small = rng.standard_normal((size[1], size[0])).astype(np.float32)
    wide = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(wide, dtype=np.float32)


@lru_cache(maxsize=8)
def paper(width: int, height: int, seed: int = 1) -> Floats:
    """Mottled paper: clouds, fibres and grain."""
    rng = np.random.default_rng([seed, width, height])
    clouds = _noise(rng, width, height, width / 5) * 0.35 + _noise(rng, width, height, width / 22) * 0.4
    fibres = _noise(rng, width, height, max(1.5, width / 260)) * 0.35
    return np.asarray(clouds + fibres + grain(width, height, seed) * 0.5, dtype=np.float32)


@lru_cache(maxsize=8)
def grain(width: int, height: int, seed: int = 1) -> Floats:
    """Fine grain."""
    rng = np.random.default_rng([seed, 7, width, height])
    # Single pixels would cost many bits, and players blur them away.
    return _noise(rng, width, height, 1.6)


@lru_cache(maxsize=4)
def dust(width: int, height: int, unit: float, seed: int = 1) -> Floats:
    """Round specks of a photocopier: coverage from 0 to 1.

    ``unit`` is pixels per pixel of a frame 1080 wide.
    """
    rng = np.random.default_rng([seed, 13, width, height])
    layer = Image.new("L", (width, height))
    pen = ImageDraw.Draw(layer)
    for _ in range(150):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = rng.uniform(0.8, 4.2) * unit
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(rng.uniform(70, 255)))
    return np.asarray(np.asarray(layer, dtype=np.float32) / 255, dtype=np.float32)


@lru_cache(maxsize=4)
def mottle(width: int, height: int, seed: int = 1) -> Floats:
    """Old paper or cloth: blotches of all sizes, and grain."""
    rng = np.random.default_rng([seed, 17, width, height])
    sizes = ((5, 0.2), (12, 0.25), (28, 0.32), (64, 0.34), (150, 0.32))
    total = sum(_noise(rng, width, height, max(1.5, width / cells)) * share for cells, share in sizes)
    return np.asarray(total + grain(width, height, seed) * 0.3, dtype=np.float32)


@lru_cache(maxsize=1)
def _fibres() -> Floats:
    """Felt and wool: short fibres in two directions over soft clouds."""
    rng = np.random.default_rng([23])
    side = _TILE

    def along(wide: int, tall: int) -> Floats:
        small = rng.standard_normal((side // tall, side // wide)).astype(np.float32)
        return np.asarray(
            Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC), dtype=np.float32
        )

    return np.asarray(
        along(6, 2) * 0.36
        + along(2, 6) * 0.36
        + along(3, 3) * 0.5
        + along(12, 12) * 0.3
        + along(72, 72) * 0.3,
        dtype=np.float32,
    )


def wool(width: int, height: int) -> Floats:
    """Felt, repeated from a tile; a little brighter than plain, because its fibres catch light."""
    tile = _fibres() + _GLOW
    return np.tile(tile, (-(-height // _TILE), -(-width // _TILE)))[:height, :width]
