"""Paper scene: a landscape of paper planes with the objects between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import (
    casting,
    colours,
    easing,
    objects,
    planes,
    reading,
    strokes,
    svg,
    tracks,
)
from render_node.engines.motion.lettering import Block, Lettering
from render_node.engines.motion.planes import Edge, Palette
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_FLYING = (
    "airplane",
    "helicopter",
    "balloon",
    "rocket",
    "kite",
    "parachute",
    "bird",
    "eagle",
    "dove",
    "owl",
    "cloud",
    "butterfly",
    "honeybee",
    "comet",
    "flying",
    "star",
    "moon",
    "sun",
    "rainbow",
    "aerial",
    "bat",
    "parrot",
)
_AFLOAT = (
    "boat",
    "ship",
    "ferry",
    "canoe",
    "fish",
    "whale",
    "dolphin",
    "shark",
    "octopus",
    "surfing",
    "swimming",
    "rowing",
    "turtle",
    "seal",
    "duck",
    "swan",
)
_MOUNTAINS = ("mount", "volcano", "camping", "desert", "national-park", "sunrise", "sunset", "cityscape")
_SUN_X, _SUN_Y, _SUN = 600.0, 752.0, 256.0
_HALOS = ((430.0, 0.5), (345.0, 0.75))
# How far planes move, from the back to the front, and the space that needs.
_DRIFT = (6.0, 10.0, 16.0, 24.0)
_SPARE = 40.0
_RISE, _RISE_MORE = 150.0, 40.0
_HILL = Edge(866, long=(46, 1500, 0.22), short=(10, 520, 0.3))
_RIDGE = Edge(1048, long=(32, 1060, 0.53), short=(10, 480, 0.62))
_SEA = Edge(1138, long=(30, 980, 0.47), short=(12, 470, 0.25))
_DEEP = Edge(1446, long=(30, 900, 0.56), short=(16, 400, 0.55))
_TALLEST_LAND = 430.0
_KICKER_HEIGHT = 100.0
_LEGIBLE, _LOWEST_SUN = 3.0, 900.0


@dataclass
class _Cast:
    """The objects by where they stand."""

    behind: list[MotionObject] = field(default_factory=list)
    ashore: list[MotionObject] = field(default_factory=list)
    afloat: list[MotionObject] = field(default_factory=list)
    flying: list[MotionObject] = field(default_factory=list)


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip() and spec.objects)


def build(stage: Stage) -> None:
    palette = planes.palette(stage.ground)
    cast = _cast(stage.things)
    block = _sized(stage)
    _sun(stage, palette, y=_sun_y(stage, palette, block=block))
    _plane(stage, 0, _HILL, palette.hill, bottom=_SEA.y + 60)
    for thing in cast.behind[:1]:
        _behind(stage, thing, has_neighbour=bool(cast.ashore), top=block.bottom)
    _plane(stage, 1, _RIDGE, palette.ridge, bottom=_SEA.y + 80)
    _plane(stage, 2, _SEA, palette.sea, bottom=_DEEP.y + 100)
    for number, thing in enumerate(cast.ashore[:2]):
        _ashore(stage, thing, number=number, is_alone=not cast.behind)
    for number, thing in enumerate(cast.afloat[:2]):
        _afloat(stage, thing, number=number, is_alone=not (cast.behind or cast.ashore))
    _plane(stage, 3, _DEEP, palette.deep, bottom=(stage.height - stage.y(0)) / stage.unit)
    for number, thing in enumerate(cast.flying[:2]):
        _flying(stage, thing, number=number, block=block)
    _type(stage)


def _cast(things: Sequence[MotionObject]) -> _Cast:
    cast = _Cast()
    for thing in [single for each in things for single in casting.singles(each)]:
        if _is_any(thing.name, _FLYING):
            cast.flying.append(thing)
        elif _is_any(thing.name, _AFLOAT):
            cast.afloat.append(thing)
        elif _is_any(thing.name, _MOUNTAINS) and not cast.behind:
            cast.behind.append(thing)
        else:
            cast.ashore.append(thing)
    if len(cast.ashore) > 1 and not cast.behind:
        cast.behind.append(cast.ashore.pop(0))
    return cast


def _is_any(name: str, parts: Sequence[str]) -> bool:
    return any(part in name for part in parts)


def _plane(stage: Stage, number: int, edge: Edge, colour: str, *, bottom: float) -> None:
    """Add a plane as wide as the frame, which drifts."""
    left = -stage.x(0) / stage.unit - _SPARE
    right = left + stage.width / stage.unit + 2 * _SPARE
    picture = planes.plane(edge, colour=colour, left=left, right=right, bottom=bottom, unit=stage.unit)
    track = tracks.together(_rises(stage, number), _drifts(stage, number))
    stage.put(picture, x=(left + right) / 2, y=(edge.top + bottom) / 2, track=track)


def _rises(stage: Stage, number: int) -> Track:
    """Planes come up together, the nearest from the farthest below."""
    if stage.is_first:
        return tracks.still

    def track(t: float) -> Pose:
        return Pose(y=(_RISE + _RISE_MORE * number) * (1 - easing.out_expo(easing.between(t, 0.0, 0.5))))

    return track


def _drifts(stage: Stage, number: int) -> Track:
    """The parallax: near planes move farther."""
    reach, length_s = _DRIFT[number], stage.duration_s

    def track(t: float) -> Pose:
        return Pose(x=round(reach * (0.5 - t / length_s)))

    return track


def _sun(stage: Stage, palette: Palette, *, y: float) -> None:
    reach = _HALOS[0][0] + 10
    halos = "".join(
        svg.circle(x=reach, y=reach, radius=radius, fill=palette.halo, extra=f'opacity="{opacity}"')
        for radius, opacity in _HALOS
    )
    track = stage.enters(tracks.slide(0.0, y=120))
    picture = stage.drawing(halos, x=0, y=0, width=reach * 2, height=reach * 2)
    stage.put(picture, x=_SUN_X, y=y, track=tracks.still if stage.is_first else track)
    room = _SUN + 70
    disc = stage.drawing(
        svg.circle(x=room, y=room, radius=_SUN, fill="#ffffff"), x=0, y=0, width=room * 2, height=room * 2
    )
    sun = planes.finished(disc.getchannel("A"), colour=palette.sun, unit=stage.unit, lift=0.5)
    stage.put(sun, x=_SUN_X, y=y, track=track)


def _sun_y(stage: Stage, palette: Palette, *, block: Block) -> float:
    """The sun's middle: below the type, unless that is legible on it."""
    inks = (stage.ground.label, stage.ground.ink.fill)
    is_legible = min(colours.contrast(ink, palette.sun) for ink in inks) >= _LEGIBLE
    return _SUN_Y if is_legible else min(_LOWEST_SUN, max(_SUN_Y, block.bottom + _SUN + 14))


def _behind(stage: Stage, thing: MotionObject, *, has_neighbour: bool, top: float) -> None:
    """The landmark that the ridge stands in front of."""
    wide, tall = objects.shape(thing.name)
    side = min(600 / wide, (1078 - max(640.0, top + 30)) / tall)
    x = 752.0 if has_neighbour else 600.0
    base = 1078.0
    track = tracks.together(
        stage.arrives(thing, tracks.slide(0.06, y=260)),
        _drifts(stage, 1),
        tracks.hop(_at(stage, thing, 1.1), height=30),
    )
    stage.object(
        thing, x=reading.x_of(stage, x), y=base - side * tall / 2, side=side, track=stage.paced(track)
    )


def _ashore(stage: Stage, thing: MotionObject, *, number: int, is_alone: bool) -> None:
    """A thing in front of the ridge, on its lower edge."""
    wide, tall = objects.shape(thing.name)
    side = min(470 / wide, _TALLEST_LAND / tall) * (1.12 if is_alone else 1.0) * (0.55 if number else 1.0)
    x = (560.0 if is_alone else 330.0) if number == 0 else 560.0
    start_s = 0.1 + 0.08 * number
    track = tracks.together(
        stage.arrives(thing, tracks.pop(start_s, rise=160)),
        _drifts(stage, 2),
        tracks.hop(_at(stage, thing, 1.3), height=34),
    )
    stage.object(
        thing, x=reading.x_of(stage, x), y=1124 - side * tall / 2, side=side, track=stage.paced(track)
    )


def _afloat(stage: Stage, thing: MotionObject, *, number: int, is_alone: bool) -> None:
    """A thing that rocks on the sea."""
    wide, tall = objects.shape(thing.name)
    side = (430 if is_alone and number == 0 else 168 - 20 * number) / max(wide, tall)
    x = (480.0 if is_alone else 805.0) if number == 0 else (850.0 if is_alone else 610.0)
    track = tracks.together(
        stage.arrives(thing, tracks.slide(0.25, x=220)),
        _drifts(stage, 3),
        tracks.hop(_at(stage, thing, 1.8), height=30),
    )
    stage.object(
        thing, x=reading.x_of(stage, x), y=1172 - side * tall / 2, side=side, track=stage.paced(track)
    )


def _flying(stage: Stage, thing: MotionObject, *, number: int, block: Block) -> None:
    """A thing in the sky, with a dotted trail behind the first."""
    x, y, side = 906.0 - 330 * number, _sky_y(stage, block) + 60 * number, 172.0 - 30 * number
    if number == 0:
        _trail(stage, x=x, y=y)
    track = tracks.together(
        stage.arrives(thing, tracks.slide(0.2, x=-150, y=110, length_s=0.4)),
        tracks.hop(_at(stage, thing, 2.0), height=36),
    )
    stage.object(thing, x=x, y=y, side=side, turn=-4, track=stage.paced(track))


def _sky_y(stage: Stage, block: Block) -> float:
    """The height of flying things: beside the headline's end if there is room, otherwise below."""
    low = block.bottom - (_KICKER_HEIGHT if stage.spec.kicker else 0)
    return max(478.0, low + 70 if block.right > 800 else block.bottom - 60)


def _trail(stage: Stage, *, x: float, y: float) -> None:
    points = strokes.curve((x - 268, y + 162), (x - 150, y + 158), (x - 84, y + 76))
    left, top, width, height = strokes.box_of(points, margin=20)
    dots = "".join(
        svg.circle(x=dot[0], y=dot[1], radius=5.2, fill="#fff6e4")
        for dot in (points[number] for number in range(0, len(points), 2))
    )
    arrives = tracks.still if stage.is_first else tracks.fade(0.4)
    stage.put_drawing(dots, x=left, y=top, width=width, height=height, track=arrives)


def _at(stage: Stage, thing: MotionObject, default_s: float) -> float:
    return stage.cue(thing.cue_s, default_s=default_s)


def _sized(stage: Stage) -> Block:
    """Where the headline and the line below it will end, without adding them."""
    found = _set(stage)
    low = 204 + found.height + (_KICKER_HEIGHT if stage.spec.kicker else 0)
    return Block(LEFT, 204, LEFT + found.width, low, found.size_px)


def _set(stage: Stage) -> Lettering:
    return stage.set(
        stage.spec.headline,
        style=stage.theme.headline,
        width=RIGHT - LEFT,
        height=_height(stage),
        largest=240,
        smallest=56,
    )


def _height(stage: Stage) -> float:
    return 300.0 if stage.spec.kicker else 390.0


def _type(stage: Stage) -> None:
    block = stage.headline(y=204, height=_height(stage), largest=240)
    if stage.spec.kicker:
        stage.label(
            stage.spec.kicker,
            x=LEFT,
            y=block.bottom + 18,
            width=RIGHT - LEFT - 220,
            size=84,
            colour=stage.ground.label,
        )
