"""Baked pictures in the planes of the video, ready to be pasted."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_node.engines.motion.colours import to_planes
from render_node.engines.motion.rasters import Floats


@dataclass(frozen=True, eq=False)
class Sprite:
    """A picture in BT.709 4:2:0 with opacity. Planes are ``L`` images: luma and alpha at full size, chroma
    and its alpha at half.
    """

    luma: Image.Image
    alpha: Image.Image
    blue: Image.Image
    red: Image.Image
    half_alpha: Image.Image

    @property
    def width(self) -> int:
        return self.luma.width

    @property
    def height(self) -> int:
        return self.luma.height

    @cached_property
    def is_solid(self) -> bool:
        """True if nothing shows through."""
        return self.alpha is _full(self.alpha.size) or self.alpha.getextrema() == (255, 255)

    def resized(self, width: int, height: int) -> "Sprite":
        """The sprite at another size; sides are at least two pixels and even."""
        full = max(2, width + width % 2), max(2, height + height % 2)
        half = full[0] // 2, full[1] // 2
        how = Image.Resampling.BILINEAR
        return Sprite(
            luma=self.luma.resize(full, how),
            alpha=self.alpha.resize(full, how),
            blue=self.blue.resize(half, how),
            red=self.red.resize(half, how),
            half_alpha=self.half_alpha.resize(half, how),
        )

    def faded(self, opacity: float) -> "Sprite":
        """The sprite with its opacity multiplied."""
        table = [round(value * opacity) for value in range(256)]
        return Sprite(
            luma=self.luma,
            alpha=self.alpha.point(table),
            blue=self.blue,
            red=self.red,
            half_alpha=self.half_alpha.point(table),
        )


def opaque(luma: Image.Image, blue: Image.Image, red: Image.Image) -> Sprite:
    """A sprite that nothing shows through; its colour planes have half the size."""
    return Sprite(luma=luma, alpha=_full(luma.size), blue=blue, red=red, half_alpha=_full(blue.size))


@lru_cache(maxsize=8)
def _full(size: tuple[int, int]) -> Image.Image:
    return Image.new("L", size, 255)


def bake(picture: Image.Image) -> Sprite:
    """Convert an RGBA or RGB picture. An odd side grows by one transparent pixel."""
    rgba = np.asarray(picture.convert("RGBA"))
    height, width = rgba.shape[:2]
    if height % 2 or width % 2:
        rgba = np.pad(rgba, ((0, height % 2), (0, width % 2), (0, 0)))
    luma, blue, red = to_planes(rgba[..., :3])
    alpha = rgba[..., 3]
    weight = alpha.astype(np.float32)
    whole = _halved(weight)
    return Sprite(
        luma=Image.fromarray(_bytes(luma)),
        alpha=Image.fromarray(np.ascontiguousarray(alpha)),
        # Colours of transparent pixels must not bleed into the edge.
        blue=Image.fromarray(_bytes(_averaged(_halved(blue * weight), whole))),
        red=Image.fromarray(_bytes(_averaged(_halved(red * weight), whole))),
        half_alpha=Image.fromarray(_bytes(whole)),
    )


def _averaged(total: Floats, weight: Floats) -> Floats:
    """The colour where there is any; elsewhere the mean, which edges take in when a sprite shrinks."""
    mean = float(total.sum() / max(float(weight.sum()), 0.01)) if weight.any() else 128.0
    return np.asarray(np.where(weight > 0, total / np.maximum(weight, 0.01), mean), dtype=np.float32)


def _halved(values: Floats) -> Floats:
    return np.asarray(
        (values[::2, ::2] + values[1::2, ::2] + values[::2, 1::2] + values[1::2, 1::2]) / 4, np.float32
    )


def _bytes(values: Floats) -> NDArray[np.uint8]:
    return np.asarray(np.clip(values + 0.5, 0, 255), dtype=np.uint8)
