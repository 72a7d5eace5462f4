"""Hook: a large object below the headline, with the promise on a badge."""

from dataclasses import replace

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, casting, objects, reading, tracks
from render_node.engines.motion.lettering import Block
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage

_TOP, _HEADLINE_HEIGHT, _LARGEST = 258.0, 430.0, 190.0
_WIDEST, _TALLEST, _FOOT = 770.0, 700.0, 1270.0
_BADGE_RADIUS = 127.0
# How far the hero reaches into the space below a large last line, and keeps from a smaller one as it hops.
_TUCK, _CLEAR, _LARGE = 24.0, 42.0, 165.0
# Of the hero's shorter side.
_HELPER_SIZES = (0.4, 0.17, 0.3)


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip() and spec.objects)


def build(stage: Stage) -> None:
    block = stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=_LARGEST)
    is_tucked = block.size >= _LARGE and _is_level(stage.spec.headline)
    room = 0.1 * block.size + (-_TUCK if is_tucked else _CLEAR)
    block = replace(block, bottom=block.bottom + room)
    things = stage.things
    if things:
        _cast(stage, things, block=block)
    if stage.spec.badge:
        _badge(stage, block=block)


def _is_level(headline: str) -> bool:
    """True if no letter of a headline reaches below its line, whichever line it is on."""
    return headline.isascii() and not set(headline) & set("gjpqyQ,;")


def _cast(stage: Stage, things: list[MotionObject], *, block: Block) -> None:
    hero, helpers = things[0], _helpers(things)
    wide, tall = objects.shape(hero.name)
    side = min(_WIDEST / wide, _TALLEST / tall, (_FOOT - block.bottom) / tall)
    width, height = side * wide, side * tall
    middle = block.bottom + height / 2
    shift = min(136.0, max(0.0, 1042 - width / 2 - CENTRE)) if helpers else 6.0
    x = reading.x_of(stage, CENTRE + shift)
    turn = float(stage.rng.uniform(-3, 2))
    casting.hero(stage, hero, x=x, y=middle, side=side, turn=turn)
    for number, thing in enumerate(helpers):
        small = min(width, height) * _HELPER_SIZES[number]
        spot = _spot(number, left=CENTRE + shift - width / 2, foot=middle + height / 2, side=small)
        casting.helper(
            stage,
            thing,
            x=reading.x_of(stage, spot[0]),
            y=spot[1],
            side=small,
            number=number,
            turn=(-4, 5, 8)[number],
        )


def _helpers(things: list[MotionObject]) -> list[MotionObject]:
    """At most three: the second object as often as it is counted, then the third."""
    found = [single for thing in things[1:3] for single in casting.singles(thing)[:2]]
    return found[:3]


def _spot(number: int, *, left: float, foot: float, side: float) -> tuple[float, float]:
    """The centre of a helper: two at the hero's left foot, one at its right shoulder."""
    if number == 0:
        return max(LEFT + side * 0.42, left - side * 0.28), foot - side * 0.66
    if number == 1:
        return max(LEFT + side * 2.3, left + side * 0.35), foot - side * 0.62
    return RIGHT - side * 0.4, foot - side * 2.4


def _badge(stage: Stage, *, block: Block) -> None:
    picture = badges.badge(stage, radius=_BADGE_RADIUS).rotate(-8, Image.Resampling.BICUBIC)
    arrives = stage.enters(tracks.pop(0.3))
    edge = RIGHT - 106 - _BADGE_RADIUS
    y = block.bottom - 50 if _last_end(stage) < edge else block.bottom + _BADGE_RADIUS * 0.9
    x = reading.x_of(stage, RIGHT - 106)
    away = 700 if x > CENTRE else -700
    stage.put(
        picture, x=x, y=y, track=tracks.together(arrives, stage.holds(side=_BADGE_RADIUS), stage.exit(x=away))
    )


def _last_end(stage: Stage) -> float:
    """Where the headline's last line ends, as if it were read from left to right."""
    found = stage.set(
        stage.spec.headline,
        style=stage.theme.headline,
        width=RIGHT - LEFT,
        height=_HEADLINE_HEIGHT,
        largest=_LARGEST,
        smallest=56,
    )
    last = [word for word in found.words if word.line == found.lines - 1]
    long = max(word.x + word.width for word in last) - min(word.x for word in last) if last else 0.0
    return CENTRE + long / 2 if stage.theme.align == "centre" else LEFT + long
