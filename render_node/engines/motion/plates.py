"""Plates: flat inks printed over each other. Where they overlap, a third colour shows, even in motion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops

from render_node.engines.motion import sprites, tracks
from render_node.engines.motion.compositor import Op
from render_node.engines.motion.sprites import Sprite
from render_node.engines.motion.tracks import Track

_SCALES = 64
_FADES = 8


@dataclass(frozen=True, eq=False)
class Plate:
    """One ink. ``shapes`` are its coverages as ``L`` pictures of one size; ``state`` selects one of them.

    (x, y) is their centre in pixels of the frame.
    """

    shapes: Sequence[Image.Image]
    colour: str
    x: float
    y: float
    track: Track = tracks.still
    state: Callable[[float], int] = lambda _t: 0


@dataclass(frozen=True)
class _Placed:
    """A plate's shape at its place: the number of the shape, its scale and turn, and its corner."""

    shape: int
    scale: float
    turn: float
    opacity: float
    left: int
    top: int


class Overprint:
    """Two plates, ``back`` and ``front``, with the colour of their overlap."""

    def __init__(self, back: Plate, front: Plate, *, both: str, unit: float) -> None:
        self._back, self._front = back, front
        self._both, self._unit = both, unit
        self._shape = lru_cache(maxsize=48)(self._shaped)
        self._sprite = lru_cache(maxsize=48)(self._inked)
        self._overlap = lru_cache(maxsize=48)(self._overlapped)

    def ops(self, t: float) -> Sequence[Op]:
        back, front = self._placed(self._back, t), self._placed(self._front, t)
        found = [
            Op(
                self._sprite(is_front, placed.shape, placed.scale, placed.turn, placed.opacity),
                placed.left,
                placed.top,
            )
            for is_front, placed in ((False, back), (True, front))
            if placed
        ]
        if back and front:
            key = (front.shape, front.scale, front.turn, back.shape, back.scale, back.turn)
            sprite = self._overlap(*key, front.left - back.left, front.top - back.top, front.opacity)
            found.append(Op(sprite, front.left, front.top))
        return found

    def _placed(self, plate: Plate, t: float) -> _Placed | None:
        pose = plate.track(t)
        opacity = round(pose.opacity * _FADES) / _FADES
        if opacity <= 0 or pose.scale <= 0.02:
            return None
        scale, turn = round(pose.scale * _SCALES) / _SCALES, round(pose.turn * 4) / 4
        number = plate.state(t)
        shape = self._shape(plate is self._front, number, scale, turn)
        left = round(plate.x + pose.x * self._unit - shape.width / 2)
        top = round(plate.y + pose.y * self._unit - shape.height / 2)
        # Chroma has half the resolution: even places keep the colours in their shapes.
        return _Placed(number, scale, turn, opacity, left - left % 2, top - top % 2)

    def _shaped(self, is_front: bool, number: int, scale: float, turn: float) -> Image.Image:
        picture = (self._front if is_front else self._back).shapes[number]
        if turn:
            picture = picture.rotate(-turn, Image.Resampling.BICUBIC)
        size = [max(2, round(side * scale)) for side in picture.size]
        even = size[0] + size[0] % 2, size[1] + size[1] % 2
        return picture if even == picture.size else picture.resize(even, Image.Resampling.BILINEAR)

    def _inked(self, is_front: bool, number: int, scale: float, turn: float, opacity: float) -> Sprite:
        colour = self._front.colour if is_front else self._back.colour
        return inked(self._shape(is_front, number, scale, turn), colour).faded(opacity)

    def _overlapped(
        self,
        front: int,
        scale: float,
        turn: float,
        back: int,
        back_scale: float,
        back_turn: float,
        dx: int,
        dy: int,
        opacity: float,
    ) -> Sprite:
        shape = self._shape(True, front, scale, turn)
        beneath = self._shape(False, back, back_scale, back_turn)
        part = beneath.crop((dx, dy, dx + shape.width, dy + shape.height))
        return inked(ImageChops.multiply(shape, part), self._both).faded(opacity)


def inked(shape: Image.Image, colour: str) -> Sprite:
    """A coverage in one colour. Its sides are even."""
    dot = sprites.bake(Image.new("RGB", (2, 2), colour))
    half = shape.reduce(2)
    luma, blue, red = (Image.new("L", size, plane.getpixel((0, 0))) for size, plane in (
        (shape.size, dot.luma), (half.size, dot.blue), (half.size, dot.red),
    ))  # fmt: skip
    return Sprite(luma=luma, alpha=shape, blue=blue, red=red, half_alpha=half)


def even(shape: Image.Image) -> Image.Image:
    """The coverage with even sides."""
    size = shape.width + shape.width % 2, shape.height + shape.height % 2
    if size == shape.size:
        return shape
    wider = Image.new("L", size)
    wider.paste(shape, (0, 0))
    return wider
