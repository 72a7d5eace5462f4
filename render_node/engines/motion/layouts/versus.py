"""Versus: two fields with a burst between them; the winner grows when it is named."""

import colorsys
from dataclasses import replace

from PIL import Image

from render_node.contract import MotionObject, MotionSide, MotionSpec
from render_node.engines.motion import (
    actors,
    badges,
    cards,
    cartography,
    colours,
    easing,
    fields,
    objects,
    reading,
    tracks,
)
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.stage import LEFT, RIGHT, WIDTH, Stage
from render_node.engines.motion.themes.base import Ground
from render_node.engines.motion.tracks import Pose, Track

# The line between the fields, at the left and the right edge of the frame.
_LINE_LEFT, _LINE_RIGHT, _LINE_WIDTH = 986.0, 634.0, 26.0
_BLEED = 1600.0
_GROWTH, _GROWS_S = 1.15, 0.35
_SIDE = 425.0
_BURST = 140.0
_CLEAR = 3.5
_DARK = "#1b1238"
_FACES = {"bubble": "EttamettaBlock-Regular.ttf"}
_BURST_X, _BURST_Y = 270.0, 812.0


def is_served(spec: MotionSpec) -> bool:
    return len(spec.sides) == 2


def build(stage: Stage) -> None:
    first, second = stage.spec.sides
    stage = reading.directed(stage, first.headline)
    other = _other(stage)
    fields.turning(stage, stage.ground.base, x=640, y=540)
    _field(stage, other)
    _fighter(stage, first, x=630, y=560, start_s=0.1, from_x=420)
    _fighter(stage, second, x=286, y=1040, start_s=0.18, from_x=-420)
    _burst(stage, other)
    _name(stage, first, ground=stage.ground, x=LEFT, y=210, width=RIGHT - LEFT, height=150, is_upper=True)
    _name(stage, second, ground=other, x=506, y=1048, width=RIGHT - 506, height=120, is_upper=False)


def _line(x: float) -> float:
    return _LINE_LEFT + (_LINE_RIGHT - _LINE_LEFT) * x / WIDTH


def _other(stage: Stage) -> Ground:
    """The ground of the second field: of another hue than the first."""
    own = stage.ground
    choices = [each for each in stage.theme.grounds if each.base != own.base]
    best = max(choices, key=lambda each: _difference(each.base, own.base), default=own)
    strong = replace(
        own,
        base=own.strong,
        ink=Ink(fill=own.on_strong, accent=own.ink.accent),
        label=own.on_strong,
        strong=own.base,
        on_strong=own.ink.fill,
        soft=colours.lighter(own.strong, 0.14),
    )
    if stage.theme.name not in fields.BEAMING and choices:
        return best
    return strong if _difference(strong.base, own.base) > _difference(best.base, own.base) else best


def _difference(one: str, other: str) -> float:
    """How far two colours are apart: by hue if both are colourful, and a little by their light."""
    hues = [colorsys.rgb_to_hsv(*colours.rgb(each))[0] for each in (one, other)]
    apart = abs(hues[0] - hues[1])
    colourful = colours.saturation(one) * colours.saturation(other)
    light = abs(colours.luminance(one) - colours.luminance(other))
    return min(apart, 1 - apart) * 2 * colourful + 0.4 * light


def _field(stage: Stage, ground: Ground) -> None:
    left, right = -_BLEED, WIDTH + _BLEED
    foot = 1920 + _BLEED
    corners = [(left, _line(left)), (right, _line(right)), (right, foot), (left, foot)]
    plain = stage.theme.name not in fields.BEAMING and ground not in stage.theme.grounds
    picture = (
        fields.beams(stage, ground.base, x=420, y=1060)
        if plain
        else fields.painted(stage, ground, x=420, y=1060)
    )
    cut = fields.cut(
        stage,
        picture,
        corners=corners,
        edge=((left, _line(left)), (right, _line(right))),
        colour="#ffffff",
        width=_LINE_WIDTH,
    )
    fields.put(stage, cut, track=_rise(stage))
    line = ((left, _line(left)), (right, _line(right)))
    rises = _rise(stage)
    fields.turning(
        stage, ground.base, x=420, y=1060, corners=corners, edge=line, width=_LINE_WIDTH, track=rises
    )


def _rise(stage: Stage) -> Track:
    if stage.is_first:
        return tracks.still

    def track(t: float) -> Pose:
        return Pose(y=760 * (1 - easing.out_expo(easing.between(t, 0.0, 0.4))))

    return track


def _fighter(stage: Stage, side: MotionSide, *, x: float, y: float, start_s: float, from_x: float) -> None:
    thing = side.object
    if thing is None or not objects.exists(thing.name):
        return
    wide, tall = objects.shape(thing.name)
    size = min(_SIDE * 1.06 / wide, _SIDE * 0.92 / tall)
    at_s = stage.cue(side.cue_s if side.cue_s is not None else stage.spec.reaction_s, default_s=1.6)
    moves: list[Track] = [
        stage.enters(tracks.slide(start_s, x=-from_x if stage.is_mirrored else from_x, length_s=0.35)),
    ]
    moves.append(_grows(at_s) if side.is_winner else tracks.hop(at_s, height=30))
    if side.is_winner:
        size *= _GROWTH
        moves.append(tracks.hop(at_s, height=40))
    stage.object(_single(thing), x=x, y=y, side=size, track=stage.paced(tracks.together(*moves)))


def _single(thing: MotionObject) -> MotionObject:
    return thing.model_copy(update={"count": 1})


def _grows(at_s: float) -> Track:
    """From its first size to 15 % more, which is the size at which it is drawn."""

    def track(t: float) -> Pose:
        share = easing.out_cubic(easing.between(t, at_s, _GROWS_S))
        return Pose(scale=(1 + (_GROWTH - 1) * share) / _GROWTH)

    return track


def _burst(stage: Stage, other: Ground) -> None:
    room = _BURST * 1.35
    dark = cartography.legible(stage.ground.card_ink, _DARK, on=(stage.ground.base, other.base))
    ink = cartography.legible(stage.ground.ink.accent, other.ink.accent, "#ffffff", on=(dark,), least=_CLEAR)
    body = badges.starburst(x=room, y=room, radius=_BURST, colour=dark, points=14, depth=0.24)
    if stage.spec.versus.strip():
        body += cards.words(
            stage,
            stage.spec.versus,
            style=replace(_style(stage), manner=Manner.FLAT),
            colour=ink,
            x=room - 90,
            y=room - 62,
            width=180,
            height=124,
            largest=120,
        )
    else:
        body += badges.starburst(x=room, y=room, radius=_BURST * 0.5, colour=ink, points=14, depth=0.3)
    picture = badges.lifted(stage, stage.drawing(body, x=0, y=0, width=room * 2, height=room * 2))
    track = tracks.together(
        stage.enters(tracks.pop(0.28, low=0.4, rise=0)), stage.holds(side=_BURST), stage.exit(x=-700)
    )
    stage.add(
        actors.Actor(
            picture.rotate(5, Image.Resampling.BICUBIC),
            x=stage.x(_BURST_X),
            y=stage.y(_BURST_Y),
            unit=stage.unit,
            track=track,
        )
    )


def _name(
    stage: Stage,
    side: MotionSide,
    *,
    ground: Ground,
    x: float,
    y: float,
    width: float,
    height: float,
    is_upper: bool,
) -> None:
    style = _style(stage)
    fill = ground.ink.fill if is_upper else _bright(ground)
    if style.manner is Manner.EXTRUDED:
        fill = cartography.legible(fill, "#ffffff", on=(style.rim_colour,), least=_CLEAR)
    ink = Ink(fill=fill, accent=ground.ink.accent, extra=ground.ink.extra)
    block = stage.text(
        side.headline,
        style=style,
        ink=ink,
        x=x,
        y=y,
        width=width,
        height=height,
        largest=140,
        smallest=44,
        align="left",
        start_s=0.15 if is_upper else 0.25,
    )
    if side.detail:
        stage.label(
            side.detail,
            x=x,
            y=block.bottom + 4,
            width=min(width, 480),
            size=46,
            colour=ground.label,
            align="left",
            start_s=0.3,
        )


def _style(stage: Stage) -> LetterStyle:
    """Letters with a rim where they stand on beams."""
    style = stage.theme.headline
    if stage.theme.name not in fields.BEAMING or style.manner is Manner.EXTRUDED:
        return style
    return replace(
        style,
        face=_FACES.get(stage.theme.name, style.face),
        manner=Manner.EXTRUDED,
        rim_colour=_DARK,
        rim=0.08,
        depth=0.07,
        tracking=0.0,
    )


def _bright(ground: Ground) -> str:
    """The second name in the accent's colour, if it is legible."""
    return cartography.legible(ground.ink.accent, ground.ink.fill, on=(ground.base,))
