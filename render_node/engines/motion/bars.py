"""What the bars of a chart share, whether they stand or lie: colours, times, figures and objects."""

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import cards, colours, figures, growth, objects, tracks
from render_node.engines.motion.growth import Progress
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Track

EACH_S, GROW_S, FIRST_S = 0.18, 0.45, 0.08
COUNT_STEPS = 12
# The contrast with the ground that makes a bar visible.
_VISIBLE, _VISIBLE_CARD = 1.9, 1.4


def hot(spec: MotionSpec) -> int:
    """The number of the bar that is emphasized: the marked one, or the last."""
    items = spec.items
    return next((number for number, item in enumerate(items) if item.is_marked), len(items) - 1)


def start_s(stage: Stage, item: MotionItem, number: int) -> float:
    """When a bar begins to grow: the first at once, the others with their words."""
    default_s = FIRST_S + EACH_S * number
    if number == 0 or item.cue_s is None:
        return default_s
    return max(default_s, stage.cue(item.cue_s, default_s=default_s) - GROW_S / 2)


def progress(stage: Stage, at_s: float) -> Progress:
    """How a bar grows: in the first scene it is complete from the first frame."""
    return growth.done if stage.is_first else growth.growing(at_s, length_s=GROW_S)


def figure(stage: Stage, item: MotionItem) -> str:
    """The figure of a bar as the text writes it, or in the style of its language."""
    return item.value or figures.written(item.amount or 0.0, language=stage.spec.language)


def hue(stage: Stage, *, is_hot: bool) -> str:
    """The colour of a bar, which differs from the ground."""
    ground = stage.ground
    if is_hot:
        return ground.strong
    if colours.contrast(ground.soft, ground.base) >= _VISIBLE:
        return ground.soft
    if colours.contrast(ground.card, ground.base) >= _VISIBLE_CARD:
        return ground.card
    return colours.lighter(ground.soft, -0.16)


def ink(stage: Stage) -> str:
    """The colour of figures and names on the ground."""
    return cards.legible(stage.ground.base, stage.ground.ink.fill, stage.ground.label)


def ink_inside(stage: Stage, *, is_hot: bool) -> str:
    """The colour of a figure on its bar."""
    ground = stage.ground
    choices = (ground.on_strong, ground.card, ground.ink.fill) if is_hot else (ground.card, ground.ink.fill)
    return cards.legible(hue(stage, is_hot=is_hot), *choices, ground.card_ink)


def last_object(stage: Stage) -> MotionObject | None:
    """The object of the last bar, or the scene's first."""
    own = stage.spec.items[-1].object
    return own if own and objects.exists(own.name) else next(iter(stage.things), None)


def hops(stage: Stage, item: MotionItem) -> Track:
    """A figure hops at its word."""
    if item.cue_s is None:
        return tracks.still
    return tracks.hop(stage.cue(item.cue_s, default_s=1.4), height=26)
