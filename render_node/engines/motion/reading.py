"""The direction in which a scene is read, and places that follow it."""

from dataclasses import replace

from render_node.engines.motion import directions
from render_node.engines.motion.stage import CENTRE, Stage


def is_rtl(stage: Stage, text: str = "") -> bool:
    """True if the scene's text is read from right to left."""
    return directions.is_rtl(text or stage.spec.headline, language=stage.spec.language)


def directed(stage: Stage, text: str = "") -> Stage:
    """The stage on which the same places follow the direction of reading."""
    return replace(stage, is_mirrored=True) if is_rtl(stage, text) else stage


def x_of(stage: Stage, x: float) -> float:
    """A horizontal position, mirrored around the centre if the headline is read from right to left."""
    return 2 * CENTRE - x if is_rtl(stage) else x
