"""Scale: two sides in the pans of a balance, which sinks to the side that weighs more."""

import math
from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionObject, MotionSide, MotionSpec
from render_node.engines.motion import badges, cards, easing, objects, reading, svg, tracks
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_TOP, _HEADLINE_HEIGHT = 194.0, 270.0
_BEAM_Y, _ARM, _BEAM = 566.0, 262.0, 30.0
_POLE, _FOOT = 34.0, 1184.0
_BASE_WIDTH, _BASE_HEIGHT = 236.0, 44.0
# From the beam's ends down to the pans, and the pans' size.
_CORDS, _PAN_WIDTH, _PAN_HEIGHT, _CORD = 256.0, 320.0, 62.0, 7.0
_SIDE, _WEIGHT = 236.0, 168.0
_TAG_WIDTH, _TAG_LINE, _DETAIL_LINE = 392.0, 80.0, 62.0
_NAME, _DETAIL = 66.0, 50.0
_TILT, _DIP = 8.5, 3.2
_TILTS_S, _DIPS_S = 0.55, 0.4


@dataclass(frozen=True)
class _Balance:
    """How the beam moves. ``sign`` is -1 if the left side weighs more, 1 for the right, 0 for neither."""

    sign: int
    tilts_s: float
    dips_s: tuple[float, float]
    is_tilted_first: bool

    def degrees(self, t: float) -> float:
        """The turn of the beam, clockwise."""
        share = (
            1.0 if self.is_tilted_first else easing.out_back(easing.between(t, self.tilts_s, _TILTS_S), 2.4)
        )
        turn = self.sign * _TILT * (share if self.is_tilted_first or t >= self.tilts_s else 0.0)
        for side, at_s in zip((-1, 1), self.dips_s, strict=True):
            turn += side * _DIP * easing.arch(easing.between(t, at_s, _DIPS_S))
        return turn

    def beam(self, t: float) -> Pose:
        return Pose(turn=self.degrees(t))

    def pan(self, side: int) -> Track:
        """The movement of the pan at the left (-1) or right (1) end."""

        def track(t: float) -> Pose:
            angle = math.radians(self.degrees(t))
            return Pose(x=side * _ARM * (math.cos(angle) - 1), y=side * _ARM * math.sin(angle))

        return track


def is_served(spec: MotionSpec) -> bool:
    return len(spec.sides) == 2


def build(stage: Stage) -> None:
    if stage.spec.headline.strip():
        stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=128)
    sides = list(stage.spec.sides)
    if reading.is_rtl(stage, stage.spec.headline or sides[0].headline):
        sides.reverse()
    balance = _balance(stage, sides)
    arrives = cards.comes(stage, tracks.pop(0.0, rise=120, low=0.92, length_s=0.4))
    _stand(stage, arrives)
    _beam(stage, tracks.together(arrives, balance.beam))
    for place, side in zip((-1, 1), sides, strict=True):
        _pan(stage, side, place=place, track=tracks.together(arrives, _paced(stage, balance.pan(place))))


def _paced(stage: Stage, track: Track) -> Track:
    """The theme's steps, but not its cells: the pans hang from the beam."""
    return tracks.stepped(track, per_s=stage.theme.steps_per_s) if stage.theme.steps_per_s else track


def _balance(stage: Stage, sides: list[MotionSide]) -> _Balance:
    cues = [
        stage.cue(side.cue_s, default_s=0.6 + 0.5 * number) for number, side in enumerate(stage.spec.sides)
    ]
    sign = next((place for place, side in zip((-1, 1), sides, strict=True) if side.is_winner), 0)
    dips = tuple(cues[stage.spec.sides.index(side)] for side in sides)
    tilts_s = max(stage.cue(stage.spec.reaction_s, default_s=0.0), max(cues) + 0.15)
    return _Balance(sign, tilts_s, (dips[0], dips[1]), stage.is_first)


def _metal(stage: Stage) -> str:
    ground = stage.ground
    return cards.legible(ground.base, ground.card_ink, ground.label, ground.card, least=2.6)


def _stand(stage: Stage, track: Track) -> None:
    """The pole and its foot."""
    metal, around = _metal(stage), 60.0
    radius = min(_BASE_HEIGHT / 2, stage.theme.card_radius)
    body = svg.rectangle(
        x=CENTRE - _POLE / 2,
        y=_BEAM_Y,
        width=_POLE,
        height=_FOOT - _BEAM_Y - 8,
        radius=radius / 2,
        fill=metal,
    )
    for number, width in enumerate((_BASE_WIDTH, _BASE_WIDTH * 0.56)):
        body += svg.rectangle(
            x=CENTRE - width / 2,
            y=_FOOT - _BASE_HEIGHT * (1 + 0.72 * number),
            width=width,
            height=_BASE_HEIGHT,
            radius=radius,
            fill=metal,
        )
    width, height = _BASE_WIDTH + 2 * around, _FOOT - _BEAM_Y + 2 * around
    picture = stage.drawing(body, x=CENTRE - width / 2, y=_BEAM_Y - around, width=width, height=height)
    lifted = badges.lifted(stage, picture, blur=12, dy=10, opacity=0.3)
    stage.put(lifted, x=CENTRE, y=_BEAM_Y - around + height / 2, track=track)


def _beam(stage: Stage, track: Track) -> None:
    """The arms and the pivot, which turn around the pivot."""
    metal, ground = _metal(stage), stage.ground
    side = 2 * (_ARM + 70)
    middle = side / 2
    radius = min(_BEAM / 2, stage.theme.card_radius)
    body = svg.rectangle(
        x=middle - _ARM - 18,
        y=middle - _BEAM / 2,
        width=2 * _ARM + 36,
        height=_BEAM,
        radius=radius,
        fill=metal,
    )
    for x in (middle - _ARM, middle + _ARM):
        body += svg.circle(x=x, y=middle, radius=26, fill=metal)
        body += svg.circle(x=x, y=middle, radius=11, fill=ground.card)
    body += svg.circle(x=middle, y=middle, radius=50, fill=metal)
    body += svg.circle(x=middle, y=middle, radius=30, fill=ground.strong)
    picture = stage.drawing(body, x=0, y=middle - 170, width=side, height=340)
    lifted = badges.lifted(stage, picture, blur=8, dy=8, opacity=0.24)
    square = Image.new("RGBA", (lifted.width, lifted.width))
    square.paste(lifted, (0, (square.height - lifted.height) // 2))
    stage.put(square, x=CENTRE, y=_BEAM_Y, track=_paced(stage, track))


def _pan(stage: Stage, side: MotionSide, *, place: int, track: Track) -> None:
    """Cords, the object that stands in the pan, the pan, and the side's words on it."""
    x, y = CENTRE + place * _ARM, _BEAM_Y + _CORDS
    cords = stage.drawing(_cords(stage), x=0, y=0, width=_PAN_WIDTH + 40, height=_CORDS + 24)
    stage.put(cords, x=x, y=_BEAM_Y + _CORDS / 2, track=track)
    thing = side.object if side.object and objects.exists(side.object.name) else None
    if thing is not None:
        _standing(stage, thing, x=x, floor=y + 14, track=track)
    else:
        weight = _weight(stage)
        stage.put(weight, x=x, y=y + 8 - _WEIGHT / 2, track=track)
    stage.put(_dish(stage), x=x, y=y + _PAN_HEIGHT / 2, track=track)
    leaves = tracks.together(track, stage.exit(x=-stage.theme.exit_px))
    _tag(stage, side, x=min(RIGHT - _TAG_WIDTH / 2, max(LEFT + _TAG_WIDTH / 2, x)), y=y + 84, track=leaves)


def _cords(stage: Stage) -> str:
    middle = _PAN_WIDTH / 2 + 20
    ends = ((middle - _PAN_WIDTH / 2 + 8, _CORDS + 12), (middle + _PAN_WIDTH / 2 - 8, _CORDS + 12))
    return "".join(svg.line([(middle, 12), end], stroke=_metal(stage), width=_CORD) for end in ends)


def _dish(stage: Stage) -> Image.Image:
    """A shallow dish, seen from the side."""
    around = 40.0
    strong = cards.legible(stage.ground.base, stage.ground.strong, stage.ground.ink.accent, least=1.6)
    width, height = _PAN_WIDTH, _PAN_HEIGHT
    right, deep = around + width, around + height * 1.25
    bowl = (
        f"M{around} {around + 14} H{right} C{right - width * 0.06:.1f} {deep:.1f} "
        f"{around + width * 0.06:.1f} {deep:.1f} {around} {around + 14}Z"
    )
    body = svg.path(bowl, fill=strong)
    body += svg.rectangle(x=around - 8, y=around, width=width + 16, height=20, radius=10, fill=_metal(stage))
    picture = stage.drawing(body, x=0, y=0, width=width + 2 * around, height=height + 2 * around)
    return badges.lifted(stage, picture, blur=9, dy=9, opacity=0.28)


def _weight(stage: Stage) -> Image.Image:
    """A weight for a side that has no picture."""
    around, side = 40.0, _WEIGHT
    colour = cards.legible(stage.ground.base, stage.ground.ink.accent, stage.ground.strong, least=1.6)
    ring = side * 0.17
    body = svg.circle(
        x=around + side / 2,
        y=around + ring * 1.1,
        radius=ring,
        fill="none",
        extra=f'stroke="{_metal(stage)}" stroke-width="{ring * 0.6:.1f}"',
    )
    top, foot = around + side * 0.3, around + side
    corners = [
        (around + side * 0.22, top),
        (around + side * 0.78, top),
        (around + side * 0.96, foot),
        (around + side * 0.04, foot),
    ]
    body += svg.polygon(
        corners, fill=colour, extra=f'stroke="{colour}" stroke-width="14" stroke-linejoin="round"'
    )
    picture = stage.drawing(body, x=0, y=0, width=side + 2 * around, height=side + 2 * around)
    return badges.lifted(stage, picture, blur=8, dy=7, opacity=0.26)


def _standing(stage: Stage, thing: MotionObject, *, x: float, floor: float, track: Track) -> None:
    """An object with its lowest point in the pan."""
    wide, tall = objects.shape(thing.name)
    side = min(_SIDE / tall, (_PAN_WIDTH - 70) / wide, _SIDE * 1.12)
    at_s = stage.cue(thing.cue_s, default_s=-1.0)
    moves = track if at_s < 0 else tracks.together(track, tracks.hop(at_s, height=26))
    rests = stage.holds(side=side, stands=True)
    stage.object(thing, x=x, y=floor - side * tall / 2, side=side, track=_paced(stage, moves), holds=rests)


def _tag(stage: Stage, side: MotionSide, *, x: float, y: float, track: Track) -> None:
    """A card with the side's words, below its pan."""
    ground, around = stage.ground, 40.0
    height = _TAG_LINE + 22 + (_DETAIL_LINE if side.detail else 0.0)
    if len(side.headline) > 14:
        height += _TAG_LINE * 0.6
    body = svg.rectangle(
        x=around,
        y=around,
        width=_TAG_WIDTH,
        height=height,
        radius=min(24.0, stage.theme.card_radius),
        fill=ground.card,
    )
    heading = height - 14 - (_DETAIL_LINE if side.detail else 0.0)
    body += cards.words(
        stage,
        side.headline,
        style=cards.plain(stage.theme.label),
        colour=ground.card_ink,
        x=around + 14,
        y=around + 7,
        width=_TAG_WIDTH - 28,
        height=heading,
        largest=_NAME,
    )
    if side.detail:
        body += cards.words(
            stage,
            side.detail,
            style=cards.running(stage),
            colour=ground.card_ink,
            x=around + 14,
            y=around + heading,
            width=_TAG_WIDTH - 28,
            height=_DETAIL_LINE,
            largest=_DETAIL,
        )
    box = (_TAG_WIDTH + 2 * around, height + 2 * around)
    picture = stage.drawing(body, x=0, y=0, width=box[0], height=box[1])
    lifted = badges.lifted(stage, picture, blur=11, dy=9, opacity=0.28)
    stage.put(lifted, x=x, y=y - around + box[1] / 2, track=track)
