"""Long objects: how their axis lies, and the object turned to another angle."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
from PIL import Image

from render_node.contract import MotionObject
from render_node.engines.motion import objects, rasters
from render_node.engines.motion.stage import Stage

_MEASURED_PX = 96
# An object is long from this ratio of length to width.
_LONG = 1.9


@lru_cache(maxsize=256)
def slope(name: str) -> float | None:
    """The angle of an object's axis in degrees clockwise from horizontal, from -90 to 90.

    None for an object that is less than about twice as long as wide.
    """
    weights = np.asarray(objects.drawn(name, _MEASURED_PX).getchannel("A"), dtype=np.float64)
    total = max(1.0, float(weights.sum()))
    ys, xs = np.mgrid[0 : weights.shape[0], 0 : weights.shape[1]]
    dx, dy = xs - (xs * weights).sum() / total, ys - (ys * weights).sum() / total
    across, down, both = ((each * weights).sum() / total for each in (dx * dx, dy * dy, dx * dy))
    spread = math.hypot((across - down) / 2, both)
    middle = (across + down) / 2
    if middle + spread < _LONG**2 * (middle - spread):
        return None
    return math.degrees(math.atan2(2 * both, across - down)) / 2


def picture(stage: Stage, thing: MotionObject, *, side: float, turn: float) -> Image.Image:
    """The object in the theme's finish, turned clockwise, with a shadow that falls downwards.

    ``side`` is the longer side of the object before it is turned.
    """
    finish = stage.theme.finish
    upright = objects.picture(
        thing.name,
        side_px=max(8, round(side * stage.unit)),
        unit=stage.unit,
        finish=replace(finish, shadow_opacity=0.0),
        is_struck=thing.is_struck,
    )
    turned = upright.rotate(-turn, Image.Resampling.BICUBIC, expand=True)
    return rasters.shadowed(
        turned,
        blur=finish.shadow_blur * stage.unit,
        dx=0,
        dy=finish.shadow_y * stage.unit,
        colour=finish.shadow,
        opacity=finish.shadow_opacity,
    )
