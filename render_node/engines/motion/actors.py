"""Layers: pictures that move, pictures that change, and what is drawn as it grows."""

import math
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from PIL import Image

from render_node.engines.motion import sprites, tracks
from render_node.engines.motion.compositor import Op
from render_node.engines.motion.sprites import Sprite
from render_node.engines.motion.tracks import Pose, Track

_FADES = 8
_SCALES = 64


class Actor:
    """A picture that follows a track. ``x`` and ``y`` are its centre in pixels of the frame.

    ``unit`` is pixels of the frame per pixel of a frame 1080 wide. The picture needs a transparent margin
    for turns.
    """

    def __init__(
        self, picture: Image.Image, *, x: float, y: float, unit: float = 1.0, track: Track = tracks.still
    ) -> None:
        self._picture = picture
        self._x, self._y, self._unit = x, y, unit
        self.track = track
        self._posed = lru_cache(maxsize=40)(self._pose)

    def ops(self, t: float) -> Sequence[Op]:
        pose = self.track(t)
        opacity = round(pose.opacity * _FADES) / _FADES
        if opacity <= 0 or pose.scale <= 0.02:
            return ()
        sprite = self._posed(round(pose.scale * _SCALES) / _SCALES, round(pose.turn * 4) / 4, opacity)
        return (self._placed(sprite, pose),)

    def _placed(self, sprite: Sprite, pose: Pose) -> Op:
        x = self._x + pose.x * self._unit - sprite.width / 2
        y = self._y + pose.y * self._unit - sprite.height / 2
        return Op(sprite, math.floor(x + 0.5), math.floor(y + 0.5))

    def _pose(self, scale: float, turn: float, opacity: float) -> Sprite:
        if opacity < 1:
            return self._posed(scale, turn, 1.0).faded(opacity)
        if scale < 1:
            whole = self._posed(1.0, turn, 1.0)
            return whole.resized(round(whole.width * scale), round(whole.height * scale))
        picture = self._picture
        if turn:
            picture = picture.rotate(-turn, Image.Resampling.BICUBIC)
        return sprites.bake(picture)


class Changing:
    """One of several pictures of the same size, chosen by time. ``x`` and ``y`` are the centre."""

    def __init__(
        self,
        draw: Callable[[int], Image.Image],
        *,
        x: float,
        y: float,
        unit: float = 1.0,
        state: Callable[[float], int | None],
        track: Track = tracks.still,
    ) -> None:
        self._x, self._y, self._unit = x, y, unit
        self._state, self._track = state, track
        self._sprite = lru_cache(maxsize=64)(lambda number: sprites.bake(draw(number)))

    def ops(self, t: float) -> Sequence[Op]:
        number = self._state(t)
        pose = self._track(t)
        if number is None or pose.opacity <= 0:
            return ()
        sprite = self._sprite(number)
        x = self._x + pose.x * self._unit - sprite.width / 2
        y = self._y + pose.y * self._unit - sprite.height / 2
        return (Op(sprite, math.floor(x + 0.5), math.floor(y + 0.5)),)


class Backdrop:
    """A picture that covers the frame from ``top`` down, an even number of pixels.

    One that is given as a function is painted when it is first shown.
    """

    def __init__(self, picture: Image.Image | Callable[[], Image.Image], *, top: int = 0) -> None:
        self._picture, self._top = picture, top

    @cached_property
    def _op(self) -> Op:
        picture = self._picture() if callable(self._picture) else self._picture
        return Op(sprites.bake(picture), 0, self._top)

    def ops(self, t: float) -> Sequence[Op]:
        return (self._op,)
