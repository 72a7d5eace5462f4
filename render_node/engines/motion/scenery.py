"""Grounds that move while a scene holds: papers that scroll, beams that turn, and trims at the edges."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from PIL import Image, ImageChops

from render_node.engines.motion import idling, sprites, svg, textures, tracks
from render_node.engines.motion.actors import Actor, Backdrop
from render_node.engines.motion.compositor import Layer, Op
from render_node.engines.motion.sprites import Sprite
from render_node.engines.motion.themes.base import Ground, Paper
from render_node.engines.motion.tracks import Track

# Grounds change every other frame: they are slow, and each change is paid for in the whole frame.
_PER_S = 15.0
_LEVELS = 256
# How far a beam turns in a second, in degrees, and how soft its edges are, in levels.
_TURN_PER_S, _SOFT = 2.6, 2.0
# Light from the middle of a spot outward, and how long it wanders.
_FADES = ((0.0, 1.0), (0.3, 0.78), (0.55, 0.4), (0.8, 0.1), (1.0, 0.0))
_WANDER_S = 7.0


class Scene:
    """A still ground with what moves on it."""

    def __init__(self, *layers: Layer) -> None:
        self._layers = layers

    def ops(self, t: float) -> Sequence[Op]:
        return [op for layer in self._layers for op in layer.ops(t)]


class Later:
    """A ground that is made when it is first shown: a layout may put another in its place."""

    def __init__(self, make: Callable[[], Layer]) -> None:
        self._make = make

    def ops(self, t: float) -> Sequence[Op]:
        return self._layer.ops(t)

    @cached_property
    def _layer(self) -> Layer:
        return self._make()


class Scrolled:
    """A pattern that moves through the frame. It repeats after ``across`` and ``down`` pixels.

    ``paint`` gives it in RGB, larger than the frame by these. It moves ``stride`` pixels ``per_s`` times a
    second, and shows from ``top`` down.
    """

    def __init__(
        self,
        paint: Callable[[], Image.Image],
        *,
        width: int,
        height: int,
        across: float = 0,
        down: float = 0,
        top: int = 0,
        per_s: float = _PER_S,
        stride: float,
    ) -> None:
        self._paint, self._size, self._top = paint, (width, height), top
        self._across, self._down = across, down
        self._per_s, self._stride = per_s, stride
        self._part = lru_cache(maxsize=2)(self._cropped)

    def ops(self, t: float) -> Sequence[Op]:
        step = math.floor(t * self._per_s + 1e-6) * self._stride
        x = math.floor(step % self._across) if self._across else 0
        y = math.floor(step % self._down) if self._down else 0
        return (Op(self._part(x, y), 0, self._top),)

    @cached_property
    def _whole(self) -> Sprite:
        return sprites.bake(self._paint())

    def _cropped(self, x: int, y: int) -> Sprite:
        whole, (width, height) = self._whole, self._size
        top = y + self._top
        box = (x, top, x + width, y + height)
        half = (x // 2, top // 2, (x // 2 * 2 + width) // 2, top // 2 + (height - self._top) // 2)
        return sprites.opaque(whole.luma.crop(box), whole.blue.crop(half), whole.red.crop(half))


def scrolled(paper: Paper, ground: Ground, *, across: float = 0.0, down: float = 0.0) -> Scrolled:
    """The ground's own picture as a pattern that repeats after these, in pixels of a frame 1080 wide."""
    far = across * paper.unit, down * paper.unit
    larger = Paper(paper.width + math.ceil(far[0]), paper.height + math.ceil(far[1]), paper.unit, paper.rng)
    return Scrolled(
        lambda: ground.paint(larger, ground),
        width=paper.width,
        height=paper.height,
        across=far[0],
        down=far[1],
        stride=paper.unit,
    )


class Beams:
    """Beams in two colours that turn around (x, y), in a box (left, top, width, height) with even sides.

    All are in pixels of the frame. ``shape`` is the coverage of the box, if it is not covered as a whole.
    """

    def __init__(
        self,
        *,
        x: float,
        y: float,
        box: tuple[int, int, int, int],
        count: int,
        pair: tuple[str, str],
        grain: float,
        shape: Image.Image | None = None,
        track: Track = tracks.still,
        unit: float = 1.0,
    ) -> None:
        left, top, *size = box
        self._corner, self._size = (left, top), (size[0], size[1])
        self._around = round(x - left), round(y - top), count
        self._shape, self._track, self._unit = shape, track, unit
        self._grain, self._period_s = grain, 360 / count / _TURN_PER_S
        dots = [sprites.bake(Image.new("RGB", (2, 2), colour)) for colour in pair]
        self._levels = [[_level(getattr(dot, plane)) for dot in dots] for plane in ("luma", "blue", "red")]
        self._state = lru_cache(maxsize=2)(self._turned)

    def ops(self, t: float) -> Sequence[Op]:
        pose, (left, top) = self._track(t), self._corner
        x, y = (math.floor(far * self._unit + 0.5) for far in (pose.x, pose.y))
        return (Op(self._state(math.floor(t * _PER_S + 1e-6)), left + x, top + y),)

    def _turned(self, state: int) -> Sprite:
        place = np.arange(_LEVELS) / _LEVELS + state / _PER_S / self._period_s
        # The distance from the middle of a beam: coverage is a half at a quarter of the period.
        away = np.abs(place % 1 - 0.5)
        share = np.clip((0.25 - away) * _LEVELS / _SOFT + 0.5, 0, 1)
        tables = [np.round(low + (high - low) * share).astype(int).tolist() for low, high in self._levels]
        full = _angles(*self._size, *self._around, 1)
        half = _angles(self._size[0] // 2, self._size[1] // 2, *self._around, 2)
        luma = ImageChops.add(full.point(tables[0]), self._noise, 1, -128)
        blue, red = half.point(tables[1]), half.point(tables[2])
        if self._shape is None:
            return sprites.opaque(luma, blue, red)
        return Sprite(luma=luma, alpha=self._shape, blue=blue, red=red, half_alpha=self._half_shape)

    @cached_property
    def _half_shape(self) -> Image.Image:
        return (self._shape or Image.new("L", self._size, 255)).reduce(2)

    @cached_property
    def _noise(self) -> Image.Image:
        noise = textures.grain(*self._size) * (self._levels[0][0] * self._grain)
        return Image.fromarray(np.clip(np.round(128 + noise), 0, 255).astype(np.uint8))


def _level(plane: Image.Image) -> int:
    return int(np.asarray(plane)[0, 0])


@lru_cache(maxsize=4)
def _angles(width: int, height: int, x: int, y: int, count: int, coarse: int) -> Image.Image:
    """The place of each pixel within its pair of beams, as levels. A pixel is ``coarse`` pixels wide."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32) * coarse + (coarse - 1) / 2
    turns = np.arctan2(ys - y, xs - x) * (count / (2 * math.pi))
    return Image.fromarray((turns % 1 * _LEVELS).astype(np.uint8))


def beams(
    paper: Paper,
    ground: Ground,
    *,
    x: float,
    y: float,
    foot: float,
    grain: float,
    below: Callable[[int], Image.Image],
    count: int = 16,
) -> Scene:
    """Turning beams in the ground's own colour and ``soft``; places are in a frame 1080 wide.

    ``below`` paints what the beams leave free, from a height in pixels down.
    """
    unit = paper.unit
    height = max(2, min(paper.height, round(foot * unit)) // 2 * 2)
    turning = Beams(
        x=x * unit,
        y=y * unit,
        box=(0, 0, paper.width, height),
        count=count,
        pair=(ground.base, ground.soft),
        grain=grain,
    )
    if height >= paper.height // 2 * 2:
        return Scene(turning)
    return Scene(Backdrop(lambda: below(height), top=height), turning)


@dataclass(frozen=True)
class Trim:
    """A drawing at the edge of the frame, and how it moves. Its box is in a frame 1080 wide."""

    body: str
    x: float
    y: float
    width: float
    height: float
    track: Track


def around(body: str, *, x: float, y: float, reach: float, track: Track) -> Trim:
    """A trim in a square with its centre at (x, y)."""
    return Trim(body, x - reach, y - reach, 2 * reach, 2 * reach, track)


def trimmed(
    paper: Paper,
    paint: Callable[[], Image.Image],
    trims: Sequence[Trim],
    *,
    finish: Callable[[Image.Image], Image.Image] = lambda picture: picture,
) -> Scene:
    """A still picture with moving trims, from back to front. ``finish`` gives them its material."""
    return Scene(Backdrop(paint), *(_actor(paper, trim, finish) for trim in trims))


def _actor(paper: Paper, trim: Trim, finish: Callable[[Image.Image], Image.Image]) -> Layer:
    unit = paper.unit
    drawn = svg.draw(trim.body, x=trim.x, y=trim.y, width=trim.width, height=trim.height, scale=unit)
    return Actor(
        finish(drawn),
        x=(trim.x + trim.width / 2) * unit,
        y=(trim.y + trim.height / 2) * unit,
        unit=unit,
        track=tracks.stepped(trim.track, per_s=_PER_S),
    )


def glow(
    *, x: float, y: float, reach: float, colour: str, strength: float, phase: float, wander: float
) -> Trim:
    """A soft spot of light that wanders."""
    stops = [(share, f"{colour}{round(255 * strength * level):02x}") for share, level in _FADES]
    body = svg.gradient("glow", stops, radial=True)
    body += svg.circle(x=x, y=y, radius=reach, fill="url(#glow)")
    moves = idling.floats(height=wander, across=wander, degrees=0, period_s=_WANDER_S)
    return around(body, x=x, y=y, reach=reach, track=moves(idling.Rest(phase=phase)))
