"""Planes of cut paper: mottled, with a wavy upper edge and a shadow that falls upward."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops

from render_node.engines.motion import colours, rasters, svg, textures
from render_node.engines.motion.themes.base import Ground

_SHADOW_BLUR, _SHADOW_UP, _SHADOW_OPACITY = 22.0, 16.0, 0.34
_SHADOW_COLOUR = "#06262c"
# The texture's depth, its size in a frame 1080 wide, and its scales: (pixels, share).
_DEPTH = 0.11
_FELT_WIDTH, _FELT_HEIGHT = 1180, 1920
_OCTAVES = ((4.0, 0.3), (9.0, 0.34), (22.0, 0.3), (60.0, 0.26), (240.0, 0.3))
# The step of the edge's points.
_STEP = 12.0


@dataclass(frozen=True)
class Edge:
    """A plane's upper edge: its mean height and two waves, each (height, length, phase from 0 to 1)."""

    y: float
    long: tuple[float, float, float]
    short: tuple[float, float, float] = (0.0, 400.0, 0.0)

    @property
    def top(self) -> float:
        """Above its highest point and the shadow."""
        return self.y - self.long[0] - self.short[0] - _SHADOW_BLUR * 2 - _SHADOW_UP

    def points(self, left: float, right: float) -> list[tuple[float, float]]:
        """The edge from left to right."""
        count = math.ceil((right - left) / _STEP)
        return [(left + number * _STEP, self.at(left + number * _STEP)) for number in range(count + 1)]

    def at(self, x: float) -> float:
        """Its height at ``x``."""
        waves = (self.long, self.short)
        return self.y - sum(
            height * math.sin(2 * math.pi * (x / length + phase)) for height, length, phase in waves
        )


# Planes at the foot of the frame, around the captions.
SHORE = Edge(1243, long=(14, 900, 0.34), short=(7, 380, 0.1))
DEPTH = Edge(1496, long=(26, 780, 0.74), short=(13, 420, 0.4))


@dataclass(frozen=True)
class Palette:
    """The colours of a landscape, from back to front."""

    halo: str
    sun: str
    hill: str
    ridge: str
    sea: str
    deep: str


def palette(ground: Ground) -> Palette:
    """A ground's own landscape, or one mixed from its colours."""
    own = ground.ink.extra
    sun = ground.ink.accent if colours.contrast(ground.ink.accent, ground.base) > 1.3 else ground.strong
    near = ground.strong if colours.contrast(ground.strong, ground.base) > 1.2 else ground.card_ink
    return Palette(
        halo=own.get("halo", colours.lighter(ground.base, 0.22)),
        sun=own.get("sun", sun),
        hill=own.get("hill", colours.mixed(ground.base, near, 0.3)),
        ridge=own.get("ridge", colours.mixed(near, ground.base, 0.35)),
        sea=own.get("sea", near),
        deep=own.get("deep", colours.lighter(near, -0.42)),
    )


def plane(
    edge: Edge,
    *,
    colour: str,
    left: float,
    right: float,
    bottom: float,
    unit: float,
    lift: float = 1.0,
) -> Image.Image:
    """A plane from its shadow down to ``bottom``, in RGBA. ``lift`` scales its shadow."""
    corners = [*edge.points(left, right), (right + _STEP, bottom + 4), (left - _STEP, bottom + 4)]
    cut = svg.draw(
        svg.polygon(corners, fill="#ffffff"),
        x=left,
        y=edge.top,
        width=right - left,
        height=bottom - edge.top,
        scale=unit,
    )
    return finished(cut.getchannel("A"), colour=colour, unit=unit, lift=lift, at=round(edge.y * unit))


def finished(
    shape: Image.Image,
    *,
    colour: str,
    unit: float,
    lift: float = 1.0,
    up: float = 1.0,
    at: int = 0,
    depth: float = _DEPTH,
) -> Image.Image:
    """A shape as paper with a shadow, which falls upward, or downward if ``up`` is -1. It needs a transparent
    margin. ``at`` selects a part of the texture.
    """
    felt = mottle(shape.width, shape.height, unit=unit, at=at)
    sheets = [felt.point(_shades(round(part * 255), depth)) for part in colours.rgb(colour)]
    paper = Image.merge("RGBA", (*sheets, shape))
    return rasters.shadowed(
        paper,
        blur=_SHADOW_BLUR * unit * max(0.5, lift),
        dx=0,
        dy=-_SHADOW_UP * unit * lift * up,
        colour=_SHADOW_COLOUR,
        opacity=_SHADOW_OPACITY,
    )


def _shades(value: int, depth: float) -> list[int]:
    """A colour's part at each brightness of the texture, 128 being its own."""
    return [min(255, max(0, round(value * (1 + (level - 128) / 128 * depth)))) for level in range(256)]


def mottle(width: int, height: int, *, unit: float, at: int = 0) -> Image.Image:
    """Mottled paper: brightness around 128, (height, width). Larger areas repeat, mirrored."""
    whole = _felt(max(8, round(unit * _FELT_WIDTH)), max(8, round(unit * _FELT_HEIGHT)))
    top = at % max(1, whole.height - height) if height < whole.height else 0
    if width <= whole.width and height <= whole.height:
        return whole.crop((0, top, width, top + height))
    values = np.asarray(whole)
    wide = [(0, max(0, height - whole.height)), (0, max(0, width - whole.width))]
    return Image.fromarray(np.pad(values, wide, mode="symmetric")[:height, :width])


@lru_cache(maxsize=4)
def _felt(width: int, height: int) -> Image.Image:
    rng = np.random.default_rng([3, width, height])
    # Half the size is enough for all but the grain.
    half = max(4, width // 2), max(4, height // 2)
    field = np.zeros((half[1], half[0]), dtype=np.float32)
    for cell, share in _OCTAVES:
        size = max(2, round(_FELT_WIDTH / cell)), max(2, round(_FELT_HEIGHT / cell))
        small = Image.fromarray(rng.standard_normal((size[1], size[0])).astype(np.float32))
        field += share * np.asarray(small.resize(half, Image.Resampling.BICUBIC), dtype=np.float32)
    soft = Image.fromarray(field).resize((width, height), Image.Resampling.BILINEAR)
    whole = np.asarray(soft, dtype=np.float32) + 0.22 * textures.grain(width, height)
    return Image.fromarray(np.clip(128 + whole * 50, 0, 255).astype(np.uint8))


def textured(picture: Image.Image, *, unit: float, strength: float = 1.0) -> Image.Image:
    """An RGB picture on the same paper."""
    felt = mottle(picture.width, picture.height, unit=unit)
    return _shaded(picture, felt, dark=_DEPTH * 130 * strength, light=_DEPTH * 90 * strength)


def grained(picture: Image.Image, *, strength: float) -> Image.Image:
    """An RGB picture with fine grain, varied by ``strength`` of its brightness."""
    return _shaded(picture, _grain(picture.width, picture.height), dark=strength * 510, light=strength * 400)


@lru_cache(maxsize=4)
def _grain(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.clip(128 + textures.grain(width, height) * 64, 0, 255).astype(np.uint8))


def _shaded(picture: Image.Image, texture: Image.Image, *, dark: float, light: float) -> Image.Image:
    """Darker and lighter by at most so many levels where the texture is."""
    above = texture.point([min(255, max(0, round((level - 128) / 128 * light))) for level in range(256)])
    below = texture.point([min(255, 255 - max(0, round((128 - level) / 128 * dark))) for level in range(256)])
    shaded = ImageChops.multiply(picture, Image.merge("RGB", (below, below, below)))
    return ImageChops.add(shaded, Image.merge("RGB", (above, above, above)))
