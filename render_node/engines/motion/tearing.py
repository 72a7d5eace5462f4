"""Whole-scene effects on a claim that is refuted: its ink drains away, and the sheet is torn in two."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from render_node.engines.motion import compositor, easing, sprites
from render_node.engines.motion.compositor import Layer, Op
from render_node.engines.motion.rasters import Floats
from render_node.engines.motion.sprites import Sprite

_DRAIN_S = 0.34
# Drained ink keeps a trace of warm grey. Dark inks become darker, light ones lighter.
_CHROMA = 0.02
_WARM_BLUE, _WARM_RED = -5, 2
_CURVE = ((16, 16), (70, 44), (84, 58), (112, 162), (150, 176), (186, 187), (207, 214), (235, 235))
TEAR_S = 0.42
_RIM = 17.0
_JAG = 21.0


class Drained:
    """A layer that loses its colour from top to bottom, from ``at_s`` on.

    What ``stops`` stands still from then on.
    """

    def __init__(self, layer: Layer, *, at_s: float, height: int, stops: bool = False) -> None:
        self._layer, self._at_s, self._height, self._stops = layer, at_s, height, stops
        self._grey = lru_cache(maxsize=64)(_grey)
        self._part = lru_cache(maxsize=64)(_cut)

    def ops(self, t: float) -> Sequence[Op]:
        ops = self._layer.ops(min(t, self._at_s) if self._stops else t)
        if t < self._at_s:
            return ops
        share = easing.between(t, self._at_s, _DRAIN_S)
        if share >= 1:
            return [Op(self._grey(op.sprite), op.x, op.y) for op in ops]
        level = round(self._height * easing.in_out_cubic(share) / 2) * 2
        return [part for op in ops for part in self._parts(op, level)]

    def _parts(self, op: Op, level: int) -> list[Op]:
        cut = level - op.y
        cut -= cut % 2
        if cut <= 0:
            return [op]
        grey = self._grey(op.sprite)
        if cut >= op.sprite.height:
            return [Op(grey, op.x, op.y)]
        return [
            Op(self._part(grey, 0, cut), op.x, op.y),
            Op(self._part(op.sprite, cut, op.sprite.height), op.x, op.y + cut),
        ]


def _cut(sprite: Sprite, top: int, bottom: int) -> Sprite:
    whole, half = (0, top, sprite.width, bottom), (0, top // 2, sprite.blue.width, bottom // 2)
    return Sprite(
        luma=sprite.luma.crop(whole),
        alpha=sprite.alpha.crop(whole),
        blue=sprite.blue.crop(half),
        red=sprite.red.crop(half),
        half_alpha=sprite.half_alpha.crop(half),
    )


def _grey(sprite: Sprite) -> Sprite:
    curve = np.interp(range(256), [a for a, _ in _CURVE], [b for _, b in _CURVE]).round().astype(int).tolist()
    blue = [round(128 + (value - 128) * _CHROMA + _WARM_BLUE) for value in range(256)]
    red = [round(128 + (value - 128) * _CHROMA + _WARM_RED) for value in range(256)]
    return Sprite(
        luma=sprite.luma.point(curve),
        alpha=sprite.alpha,
        blue=sprite.blue.point(blue),
        red=sprite.red.point(red),
        half_alpha=sprite.half_alpha,
    )


class Torn:
    """All layers, and from ``at_s`` on their picture torn in two halves that part over what lies beneath.

    ``level`` is where it tears, in pixels from the top; ``unit`` is pixels per pixel of a frame 1080 wide.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        beneath: Layer,
        *,
        at_s: float,
        width: int,
        height: int,
        level: float,
        unit: float,
        rng: np.random.Generator,
    ) -> None:
        self._layers, self._beneath, self._at_s = list(layers), beneath, at_s
        self._size, self._level, self._unit = (width, height), level, unit
        self._edge = _jagged(width, level=level, jag=_JAG * unit, rng=rng)
        self._rim = _RIM * unit * (0.6 + 0.6 * np.abs(_jagged(width, level=0.0, jag=1.0, rng=rng)))
        self._halves = lru_cache(maxsize=1)(self._torn)

    def ops(self, t: float) -> Sequence[Op]:
        if t < self._at_s:
            return [op for layer in self._layers for op in layer.ops(t)]
        share = easing.between(t, self._at_s, TEAR_S)
        gap = (0.04 * min(1.0, share * 6) + 1.26 * share**2.2) * self._size[1]
        upper, lower = self._halves()
        return [
            *self._beneath.ops(t),
            Op(upper, 0, -round(gap / 4) * 2),
            Op(lower, 0, round(gap / 4) * 2),
        ]

    def _torn(self) -> tuple[Sprite, Sprite]:
        width, height = self._size
        picture = next(compositor.frames(self._layers, width=width, height=height, times=[self._at_s]))
        planes = [Image.fromarray(np.asarray(plane)) for plane in (picture.y, picture.u, picture.v)]
        rows = np.arange(height, dtype=np.float32)[:, None]
        above: Floats = np.clip(self._edge[None, :] - rows + 0.5, 0, 1)
        above_rim: Floats = np.clip(self._edge[None, :] - self._rim[None, :] - rows + 0.5, 0, 1)
        below: Floats = np.asarray(1 - above, dtype=np.float32)
        below_rim: Floats = np.clip(rows - self._edge[None, :] - self._rim[None, :] * 0.7 + 0.5, 0, 1)
        return self._half(planes, above, above_rim), self._half(planes, below, below_rim)

    def _half(self, planes: list[Image.Image], shape: Floats, ink: Floats) -> Sprite:
        """A half with its white rim, where only the paper's core is left, and its shadow."""
        whole, printed = (Image.fromarray((each * 255).astype(np.uint8)) for each in (shape, ink))
        white = sprites.bake(Image.new("RGB", self._size, "#fffdf8"))
        luma = Image.composite(planes[0], white.luma, printed)
        blue, red = (Image.composite(plane, flat, printed.reduce(2)) for plane, flat in (
            (planes[1], white.blue), (planes[2], white.red),
        ))  # fmt: skip
        soft = whole.filter(ImageFilter.BoxBlur(12 * self._unit)).point(lambda value: value * 0.45)
        black = Image.new("L", self._size, 16)
        alpha = ImageChops.lighter(whole, soft)
        return Sprite(
            luma=Image.composite(luma, black, whole),
            alpha=alpha,
            blue=blue,
            red=red,
            half_alpha=alpha.reduce(2),
        )


def _jagged(width: int, *, level: float, jag: float, rng: np.random.Generator) -> Floats:
    """The height of a torn edge at each pixel of the width: a slow wave with small teeth."""
    xs = np.arange(width)
    total = np.zeros(width)
    for step, share in ((width / 3, 1.4), (width / 14, 0.8), (width / 50, 0.55)):
        knots = np.arange(0, width + step * 2, step)
        total += np.interp(xs, knots, rng.uniform(-1, 1, len(knots))) * share
    return np.asarray(level + total * jag, dtype=np.float32)
