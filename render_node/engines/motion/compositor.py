"""Frames from sprites. What stays from one frame to the next is drawn once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from render_node.engines.base import YuvPicture
from render_node.engines.motion.sprites import Sprite


class Op(NamedTuple):
    """A sprite at a place, in pixels. Equal operations draw the same."""

    sprite: Sprite
    x: int
    y: int


class Layer(Protocol):
    """Something in the scene."""

    def ops(self, t: float) -> Sequence[Op]:
        """What to draw at ``t`` seconds, from back to front. Sprites are the same objects while unchanged."""


class _Planes:
    """Three planes that sprites are pasted on."""

    def __init__(self, luma: Image.Image, blue: Image.Image, red: Image.Image) -> None:
        self.luma, self.blue, self.red = luma, blue, red

    def copy(self) -> "_Planes":
        return _Planes(self.luma.copy(), self.blue.copy(), self.red.copy())

    def paste(self, op: Op) -> None:
        sprite = op.sprite
        at, half = (op.x, op.y), (op.x // 2, op.y // 2)
        if sprite.is_solid:
            self.luma.paste(sprite.luma, at)
            self.blue.paste(sprite.blue, half)
            self.red.paste(sprite.red, half)
            return
        self.luma.paste(sprite.luma, at, sprite.alpha)
        self.blue.paste(sprite.blue, half, sprite.half_alpha)
        self.red.paste(sprite.red, half, sprite.half_alpha)

    def picture(self) -> YuvPicture:
        return YuvPicture(np.asarray(self.luma), np.asarray(self.blue), np.asarray(self.red))


def frames(
    layers: Sequence[Layer], *, width: int, height: int, times: Sequence[float]
) -> Iterator[YuvPicture]:
    """Draw the layers, from back to front, at each of the times. Both sides are even."""
    empty = _Planes(
        Image.new("L", (width, height), 16),
        Image.new("L", (width // 2, height // 2), 128),
        Image.new("L", (width // 2, height // 2), 128),
    )
    base, base_ops = empty, [Op(_NOTHING, 0, 0)][:0]
    last_ops: list[Op] = []
    last: YuvPicture | None = None
    for t in times:
        ops = [op for layer in layers for op in layer.ops(t)]
        if last is None or ops != last_ops:
            shared = _shared(ops, last_ops)
            if base_ops != ops[: len(base_ops)]:
                base, base_ops = empty, []
            if shared > len(base_ops):
                base = base.copy()
                for op in ops[len(base_ops) : shared]:
                    base.paste(op)
                base_ops = ops[:shared]
            planes = base.copy()
            for op in ops[len(base_ops) :]:
                planes.paste(op)
            last, last_ops = planes.picture(), ops
        yield last


def _shared(one: Sequence[Op], other: Sequence[Op]) -> int:
    """The number of equal operations at the start."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


_DOT = Image.new("L", (2, 2))
_NOTHING = Sprite(luma=_DOT, alpha=_DOT, blue=_DOT, red=_DOT, half_alpha=_DOT)
