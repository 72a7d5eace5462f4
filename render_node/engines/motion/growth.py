"""What grows: sprites that are revealed from one edge."""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from PIL import Image

from render_node.engines.motion import easing, sprites, tracks
from render_node.engines.motion.compositor import Op
from render_node.engines.motion.sprites import Sprite
from render_node.engines.motion.tracks import Track

# A share from 0 to 1 by seconds.
Progress: TypeAlias = Callable[[float], float]

_STEPS = 48


class Edge(StrEnum):
    """Where a sprite starts to show, and where it stays while it grows."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


def done(_t: float) -> float:
    """Complete at all times."""
    return 1.0


def growing(start_s: float, *, length_s: float = 0.45) -> Progress:
    """From 0 at ``start_s`` to 1, slower at the end."""
    return lambda t: easing.out_cubic(easing.between(t, start_s, length_s))


def rising(progress: Progress, *, height: float, least: float = 0.0) -> Track:
    """The movement of what stands on what grows to ``height``; hidden until that is ``least`` high."""

    def track(t: float) -> tracks.Pose:
        share = progress(t)
        return tracks.Pose(y=height * (1 - share)) if share > 0 and height * share >= least else tracks.HIDDEN

    return track


class Revealed:
    """A picture of which a growing share shows. ``x`` and ``y`` are its centre in pixels of the frame.

    From ``BOTTOM`` its upper edge rises from the foot, as a bar does; from the other edges it is uncovered in
    its place.
    """

    def __init__(
        self,
        picture: Image.Image,
        *,
        x: float,
        y: float,
        unit: float,
        progress: Progress,
        edge: Edge = Edge.LEFT,
        track: Track = tracks.still,
    ) -> None:
        self._picture = picture
        self._left, self._top = x - picture.width / 2, y - picture.height / 2
        self._unit, self._progress, self._edge, self._track = unit, progress, edge, track
        self._whole = lru_cache(maxsize=1)(lambda: sprites.bake(picture))
        self._part = lru_cache(maxsize=_STEPS + 1)(self._cropped)

    def ops(self, t: float) -> Sequence[Op]:
        step = round(self._progress(t) * _STEPS)
        pose = self._track(t)
        if step <= 0 or pose.opacity <= 0:
            return ()
        sprite, dx, dy = self._part(step)
        x = self._left + pose.x * self._unit + dx
        y = self._top + pose.y * self._unit + dy
        return (Op(sprite, math.floor(x + 0.5), math.floor(y + 0.5)),)

    def _cropped(self, step: int) -> tuple[Sprite, int, int]:
        """The visible part, and its place within the picture."""
        whole = self._whole()
        if step >= _STEPS:
            return whole, 0, 0
        width, height = _even(whole.width * step / _STEPS), _even(whole.height * step / _STEPS)
        if self._edge is Edge.BOTTOM:
            return _part(whole, (0, 0, whole.width, height)), 0, whole.height - height
        if self._edge is Edge.TOP:
            return _part(whole, (0, 0, whole.width, height)), 0, 0
        if self._edge is Edge.RIGHT:
            left = whole.width - width
            return _part(whole, (left, 0, whole.width, whole.height)), left, 0
        return _part(whole, (0, 0, width, whole.height)), 0, 0


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _part(sprite: Sprite, box: tuple[int, int, int, int]) -> Sprite:
    """A box with even corners."""
    half = (box[0] // 2, box[1] // 2, box[2] // 2, box[3] // 2)
    return Sprite(
        luma=sprite.luma.crop(box),
        alpha=sprite.alpha.crop(box),
        blue=sprite.blue.crop(half),
        red=sprite.red.crop(half),
        half_alpha=sprite.half_alpha.crop(half),
    )
