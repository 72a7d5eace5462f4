"""Myth: a claim and its object; on the refuting word the ink drains away and a stamp is slammed on it. At its
end the sheet is torn in two.
"""

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, cards, casting, headings, slams, svg
from render_node.engines.motion.actors import Backdrop
from render_node.engines.motion.stage import BOTTOM, CENTRE, RIGHT, Stage
from render_node.engines.motion.tearing import TEAR_S, Drained, Torn
from render_node.engines.motion.themes.base import Paper

_EARLIEST_S, _DEFAULT_S = 0.8, 1.4
_SIDE = 830.0
_STAMP_W, _STAMP_H, _STAMP_TURN = 560.0, 208.0, -8.5
# After the drain has passed most of the object.
_STAMP_AFTER_S = 0.12
_TEAR_LEVEL = 0.47
_BEFORE_END_S = 0.06


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip() and spec.stamp.strip())


def build(stage: Stage) -> None:
    at_s = max(_EARLIEST_S, stage.cue(stage.spec.reaction_s, default_s=_DEFAULT_S))
    tears = stage.spec.exits
    # The type leaves with the torn sheet, not by itself.
    stage.spec = stage.spec.model_copy(update={"exits": False})
    things = stage.things
    block = headings.headline(
        stage, y=202, height=300 if things else 640, largest=158 if things else 190, grows=1.22
    )
    stamp_y = min(block.bottom + 170, BOTTOM - 130)
    if things:
        type_layers, stage.layers = stage.layers[1:], stage.layers[:1]
        stamp_y = _claim(stage, things[0], top=block.bottom, at_s=at_s)
        # The object reaches up to the headline, and never over it.
        stage.layers += type_layers
    stage.layers = [
        Drained(layer, at_s=at_s, height=stage.height, stops=not number)
        for number, layer in enumerate(stage.layers)
    ]
    _stamp(stage, y=stamp_y, at_s=at_s + _STAMP_AFTER_S)
    if tears:
        _tear(stage, at_s=max(at_s + 0.4, stage.duration_s - TEAR_S - _BEFORE_END_S))


def _claim(stage: Stage, thing: MotionObject, *, top: float, at_s: float) -> float:
    """The object, and the height at which the stamp goes on it."""
    side = min(_SIDE, (BOTTOM + 120 - top) * 1.06)
    middle = top + side / 2 - 4
    cued = thing.model_copy(update={"cue_s": at_s})
    casting.hero(stage, cued, x=CENTRE + 76, y=middle, side=side)
    return min(BOTTOM - 140, middle + side * 0.23)


def _stamp(stage: Stage, *, y: float, at_s: float) -> None:
    plate = _plate(stage)
    slams.slam(stage, lambda scale: _drawn(stage, plate, scale), x=RIGHT - 270, y=y, at_s=at_s)


def _plate(stage: Stage) -> str:
    ground = stage.ground
    ink = ground.on_strong
    body = svg.rectangle(x=0, y=0, width=_STAMP_W, height=_STAMP_H, radius=16, fill=ground.strong)
    body += svg.rectangle(
        x=17,
        y=17,
        width=_STAMP_W - 34,
        height=_STAMP_H - 34,
        radius=6,
        fill="none",
        extra=f'stroke="{ink}" stroke-width="6.5"',
    )
    return body + cards.words(
        stage,
        stage.spec.stamp,
        style=stage.theme.label,
        colour=ink,
        x=36,
        y=26,
        width=_STAMP_W - 72,
        height=_STAMP_H - 52,
        largest=158,
        smallest=40,
    )


def _drawn(stage: Stage, plate: str, scale: float) -> Image.Image:
    """The stamp, turned, with its shadow."""
    side = _STAMP_W * 1.16
    body = svg.turned(plate, degrees=_STAMP_TURN, x=_STAMP_W / 2, y=_STAMP_H / 2)
    picture = svg.draw(
        body,
        x=(_STAMP_W - side) / 2,
        y=(_STAMP_H - side * 0.6) / 2,
        width=side,
        height=side * 0.6,
        scale=stage.unit * scale,
    )
    return badges.lifted(stage, picture, blur=12, dy=14, opacity=0.36)


def _tear(stage: Stage, *, at_s: float) -> None:
    ground = stage.theme.ground(stage.spec.ground + 1)
    beneath = ground.paint(Paper(stage.width, stage.height, stage.unit, stage.rng), ground)
    stage.layers = [
        Torn(
            stage.layers,
            Backdrop(beneath),
            at_s=at_s,
            width=stage.width,
            height=stage.height,
            level=stage.height * _TEAR_LEVEL,
            unit=stage.unit,
            rng=stage.rng,
        )
    ]
