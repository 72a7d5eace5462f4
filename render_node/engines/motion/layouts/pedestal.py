"""Pedestal: one object on a plinth before a halo of rings, with a speech tag."""

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, cards, colours, objects, plinths, svg, tracks
from render_node.engines.motion.plinths import Plinth
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage

_FACE = 1050.0
_RINGS = (430.0, 330.0, 230.0)
_LARGEST = 600.0
_TURN = 8.0
_LOWER_WIDTH, _UPPER_WIDTH = 660.0, 480.0
# Small objects around: place, side and turn.
_AROUND = ((134.0, 560.0, 144.0, 0.0), (936.0, 900.0, 106.0, 14.0), (108.0, 990.0, 90.0, 14.0))
_TAG_HEIGHT = 112.0
_LARGE_TYPE = 90.0


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip()) and any(objects.exists(each.name) for each in spec.objects)


def build(stage: Stage) -> None:
    _halo(stage)
    block = stage.headline(y=236, height=280, largest=124)
    thing = stage.things[0]
    turn = _TURN
    side = min(_LARGEST, (_FACE - block.bottom + (-8 if block.size > _LARGE_TYPE else -30)) * 1.02)
    width, height = plinths.size_of(stage, thing, side=side, turn=turn)
    _plinths(stage, shadow_width=width)
    _hero(stage, thing, side=side, turn=turn)
    _floating(stage, top=block.bottom)
    _tag(stage, right=CENTRE + width / 2, top=_FACE + 50 - height, ceiling=block.bottom)


def _halo(stage: Stage) -> None:
    """Rings of light behind the object."""
    y = 800.0
    lit = colours.lighter(stage.ground.soft, 0.7)
    body = "".join(
        svg.circle(x=CENTRE, y=y, radius=radius, fill=lit, extra='fill-opacity="0.28"') for radius in _RINGS
    )
    reach = _RINGS[0] + 4
    stage.put_drawing(body, x=CENTRE - reach, y=y - reach, width=2 * reach, height=2 * reach)


def _plinths(stage: Stage, *, shadow_width: float) -> None:
    hue, dark = plinths.hue(stage), plinths.dark(stage)
    lower = Plinth(CENTRE, 1108, _LOWER_WIDTH, 112, hue)
    upper = Plinth(CENTRE, _FACE, _UPPER_WIDTH, 56, hue)
    body = (
        plinths.cast(lower, name="cast", dark=dark)
        + plinths.drawn(lower, name="lower")
        + plinths.shade(
            x=CENTRE + 40, y=1112, across=_UPPER_WIDTH * 0.6, down=74, opacity=0.3, name="step", colour=dark
        )
        + plinths.drawn(upper, name="upper")
        + plinths.contact(
            x=CENTRE + 24, y=_FACE + 12, width=max(200.0, shadow_width), name="touch", dark=dark
        )
    )
    left, top = CENTRE - _LOWER_WIDTH / 2 - 60, _FACE - 80
    stage.put_drawing(body, x=left, y=top, width=_LOWER_WIDTH + 240, height=1400 - top)


def _hero(stage: Stage, thing: MotionObject, *, side: float, turn: float) -> None:
    at_s = stage.cue(thing.cue_s if thing.cue_s is not None else stage.spec.reaction_s, default_s=1.1)
    track = tracks.together(
        stage.arrives(thing, tracks.pop(0, rise=-160)),
        tracks.hop(at_s, height=26),
        tracks.nod(at_s, degrees=3),
    )
    track = tracks.together(stage.paced(track), stage.holds(side=side, stands=True))
    plinths.standing(stage, thing, x=CENTRE, floor=_FACE + 50, side=side, turn=turn, track=track)


def _floating(stage: Stage, *, top: float) -> None:
    """The other objects, small, slowly floating around."""
    several = [
        MotionObject(name=each.name, cue_s=each.cue_s) for each in stage.things[1:] for _ in range(each.count)
    ]
    for number, (thing, place) in enumerate(zip(several, _AROUND, strict=False)):
        x, y, side, turn = place
        moves = [
            stage.arrives(thing, tracks.pop(0.16 + 0.08 * number, rise=60)),
            tracks.hop(stage.cue(thing.cue_s, default_s=1.5 + 0.1 * number), height=30),
        ]
        track = stage.paced(tracks.together(*moves))
        stage.object(thing, x=x, y=max(y, top + side * 0.7), side=side, turn=turn, track=track)


def _tag(stage: Stage, *, right: float, top: float, ceiling: float) -> None:
    """A speech tag at the object's upper corner."""
    text, ground = stage.spec.badge, stage.ground
    if not text:
        return
    style = cards.plain(stage.theme.label)
    width = min(430.0, cards.width_of(stage, text, style=style, size=60, width=430.0) + 56)
    left = min(right - 28, RIGHT - width + 4)
    y = max(ceiling + 30, top - 30)
    body = svg.rectangle(
        x=left, y=y, width=width, height=_TAG_HEIGHT, fill=ground.card, radius=_TAG_HEIGHT / 2
    )
    tip = (max(LEFT, left - 6), y + _TAG_HEIGHT + 58)
    body += svg.polygon([(left + 20, y + 70), tip, (left + 98, y + _TAG_HEIGHT - 4)], fill=ground.card)
    ink = cards.legible(ground.card, ground.strong, ground.ink.accent, ground.card_ink)
    body += cards.words(
        stage,
        text,
        style=style,
        colour=ink,
        x=left + 26,
        y=y,
        width=width - 52,
        height=_TAG_HEIGHT,
        largest=60,
    )
    around = 40.0
    picture = stage.drawing(
        body, x=left - around, y=y - around, width=width + 2 * around, height=_TAG_HEIGHT + 60 + 2 * around
    )
    track = tracks.together(
        stage.enters(tracks.pop(0.34, rise=30)), stage.breathes(), stage.exit(x=stage.theme.exit_px)
    )
    stage.put(
        badges.lifted(stage, picture, opacity=0.2),
        x=left + width / 2,
        y=y + _TAG_HEIGHT / 2 + 30,
        track=track,
    )
