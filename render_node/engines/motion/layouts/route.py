"""Route: a map with the places, and legs that are drawn when they are named."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionObject, MotionPlace, MotionSpec
from render_node.engines.motion import (
    actors,
    badges,
    cards,
    cartography,
    easing,
    geography,
    objects,
    strokes,
    svg,
    tracks,
)
from render_node.engines.motion.geography import Box, Point
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_TOP, _HEADLINE_HEIGHT = 200.0, 270.0
_SIDE_MARGIN, _FOOT = 52.0, 1010.0
# Between the headline and the map.
_APART = 22.0
_LABEL_SIZE, _LABEL_WIDTH, _LABEL_PAD = 58.0, 380.0, 23.0
_STOP, _AROUND = 24.0, 46.0
_LEG_S = 0.6
_LINE, _DOT, _DOTS_APART = 11.0, 5.6, 24.0
_VEHICLE, _SMALLEST_VEHICLE = 205.0, 130.0
# Where the vehicle waits on its next leg, where it ends on the last, and how far above the line it is.
_WAITS_AT, _ENDS_AT, _LIFT = 0.2, 0.72, 26.0
_TURN_STEP = 6.0
_SIGNAL = "#E5322D"
# Vehicles that are drawn heading up to the right, and turn with their leg. All others are drawn heading left.
_TURNING = {"airplane": 45.0, "small-airplane": 45.0, "rocket": 45.0}


@dataclass(frozen=True)
class _Leg:
    """A leg's line, and when it is drawn."""

    points: list[Point]
    at_s: float


def is_served(spec: MotionSpec) -> bool:
    return len(spec.places) >= 2


def build(stage: Stage) -> None:
    spec = stage.spec
    found = stage.set(
        spec.headline,
        style=stage.theme.headline,
        width=RIGHT - LEFT,
        height=_HEADLINE_HEIGHT,
        largest=140,
        smallest=56,
    )
    bottom = _TOP + found.height
    meridians = geography.unwrapped([place.longitude for place in spec.places])
    spots = [(east, place.latitude) for east, place in zip(meridians, spec.places, strict=True)]
    box = Box(LEFT + _SIDE_MARGIN, bottom + 136, RIGHT - _SIDE_MARGIN + 6, _FOOT)
    view = geography.framed(spots, box=box)
    cartography.add(stage, view, top=bottom + _APART)
    stops = [view.at(*spot) for spot in spots]
    legs = _legs(stage, stops, top=bottom + 36)
    for leg in legs:
        _leg(stage, leg)
    _stops(stage, stops, legs)
    if stage.things:
        _vehicle(stage, stage.things[0], legs)
    # Above the vehicle, which may be large next to a short leg.
    _names(stage, stops, legs, top=bottom + _APART + 22)
    if spec.headline.strip():
        stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=140)


def _legs(stage: Stage, stops: Sequence[Point], *, top: float) -> list[_Leg]:
    """Each leg begins at its destination's word, and after the leg before."""
    found: list[_Leg] = []
    free_s = 0.3
    for number, place in enumerate(stage.spec.places[1:]):
        at_s = max(free_s, stage.cue(place.cue_s, default_s=0.6 + 0.9 * number))
        start, bend, end = geography.arc(stops[number], stops[number + 1], top=top)
        found.append(_Leg(strokes.curve(start, bend, end, pieces=40), at_s))
        free_s = at_s + _LEG_S
    return found


def _leg(stage: Stage, leg: _Leg) -> None:
    colour = _line_colour(stage)
    left, top, width, height = strokes.box_of(leg.points, margin=_LINE * 2)
    count = max(2, round(strokes.length_of(leg.points) / _DOTS_APART))
    dots = [strokes.partial(leg.points, (number + 0.5) / count)[-1] for number in range(count)]
    body = "".join(svg.circle(x=x, y=y, radius=_DOT, fill=colour) for x, y in dots)
    arrives = tracks.still if stage.is_first else tracks.fade(0.3)
    stage.put_drawing(body, x=left, y=top, width=width, height=height, track=arrives)
    strokes.grow(
        stage,
        lambda share: strokes.line(leg.points, share, colour=colour, width=_LINE),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=leg.at_s,
        length_s=_LEG_S,
        steps=18,
    )


def _line_colour(stage: Stage) -> str:
    return cartography.legible(
        stage.ground.ink.accent,
        stage.ground.strong,
        stage.ground.card_ink,
        _SIGNAL,
        on=(cartography.land_colour(stage), cartography.water_colour(stage)),
    )


def _stops(stage: Stage, stops: Sequence[Point], legs: Sequence[_Leg]) -> None:
    dark, bright = _dark(stage), _line_colour(stage)
    for number, (x, y) in enumerate(stops):
        reached_s = 0.0 if number == 0 else legs[number - 1].at_s + _LEG_S
        arrives = stage.enters(tracks.pop(0.15 + 0.06 * number, rise=30))
        if number:
            stage.put(_dot(stage, dark, 1.0), x=x, y=y, track=arrives)
        later = arrives if number == 0 else tracks.pop(reached_s, length_s=0.3, rise=14)
        stage.put(_dot(stage, bright, 1.0 if number == 0 else 1.22), x=x, y=y, track=later)


def _dot(stage: Stage, colour: str, size: float) -> Image.Image:
    room = _STOP * 2.2
    body = svg.circle(x=room, y=room, radius=_STOP * size, fill="#ffffff")
    body += svg.circle(x=room, y=room, radius=_STOP * size * 0.74, fill=colour)
    drawn = stage.drawing(body, x=0, y=0, width=room * 2, height=room * 2)
    return badges.lifted(stage, drawn, blur=6, dy=4, opacity=0.3)


def _dark(stage: Stage) -> str:
    return cartography.legible(stage.ground.card_ink, stage.ground.ink.fill, on=(stage.ground.card,))


def _names(stage: Stage, stops: Sequence[Point], legs: Sequence[_Leg], *, top: float) -> None:
    """A plate with each place's name: dark at the start, bright on the way, pale at the end."""
    sizes = [_plate_size(stage, place) for place in stage.spec.places]
    lines = [point for leg in legs for point in leg.points[2:-2]]
    if stage.things:
        lines += _waiting(legs)
    zone = Box(LEFT, top, RIGHT, 1150)
    boxes = geography.labels(sizes, stops, zone=zone, around=_AROUND, keep_clear=lines)
    last = len(boxes) - 1
    for number, (box, place) in enumerate(zip(boxes, stage.spec.places, strict=True)):
        paper, ink = (
            (stage.ground.card, _dark(stage)) if number == last else (_dark(stage), stage.ground.card)
        )
        if 0 < number < last:
            paper = _line_colour(stage)
            ink = cartography.legible("#ffffff", "#111111", on=(paper,))
        named_s = (
            stage.cue(place.cue_s, default_s=0.4) if number == 0 else legs[number - 1].at_s + _LEG_S * 0.6
        )
        _plate(stage, place, box, paper=paper, ink=ink, number=number, named_s=named_s)


def _plate_size(stage: Stage, place: MotionPlace) -> tuple[float, float]:
    found = stage.set(
        place.name,
        style=stage.theme.label,
        width=_LABEL_WIDTH,
        height=_LABEL_SIZE * 2.4,
        largest=_LABEL_SIZE,
        smallest=28,
        align="centre",
    )
    return found.width + _LABEL_PAD * 2 + 4, found.height + _LABEL_PAD + 6


def _plate(
    stage: Stage, place: MotionPlace, box: Box, *, paper: str, ink: str, number: int, named_s: float
) -> None:
    width, height, room = box.right - box.left, box.bottom - box.top, 24.0
    radius = min(14.0, stage.theme.card_radius)
    body = svg.rectangle(x=room, y=room, width=width, height=height, fill=paper, radius=radius)
    body += cards.words(
        stage,
        place.name,
        style=stage.theme.label,
        colour=ink,
        x=room + _LABEL_PAD,
        y=room + 4,
        width=width - 2 * _LABEL_PAD + 2,
        height=height - 8,
        largest=_LABEL_SIZE,
        smallest=28,
    )
    drawn = stage.drawing(body, x=0, y=0, width=width + 2 * room, height=height + 2 * room)
    x, y = box.middle
    moves: list[Track] = [
        stage.enters(tracks.pop(0.2 + 0.08 * number, rise=40)),
        tracks.hop(named_s, height=18),
        stage.breathes(),
        stage.exit(x=-stage.theme.exit_px),
    ]
    stage.put(badges.lifted(stage, drawn, blur=9, dy=7), x=x, y=y, track=tracks.together(*moves))


def _waiting(legs: Sequence[_Leg]) -> list[Point]:
    """Points under the vehicle, wherever it waits."""
    rests = [_at(leg.points, _WAITS_AT) for leg in legs] + [_at(legs[-1].points, _ENDS_AT)]
    offsets = [(x * 46.0, y * 46.0 - _LIFT * 1.5) for x in range(-2, 3) for y in range(-2, 3)]
    return [(x + across, y + down) for x, y in rests for across, down in offsets]


def _vehicle(stage: Stage, thing: MotionObject, legs: Sequence[_Leg]) -> None:
    """It waits a little along its next leg, and flies to the next such place while the leg is drawn."""
    native = _TURNING.get(thing.name)
    goes_right = legs[-1].points[-1][0] >= legs[0].points[0][0]
    picture = objects.picture(
        thing.name,
        side_px=max(8, round(_vehicle_side(legs) * stage.unit)),
        unit=stage.unit,
        finish=stage.theme.finish,
    )
    if native is None and goes_right:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    track = tracks.together(
        _flight(legs, native=native),
        stage.enters(tracks.pop(0.3, rise=60)),
        stage.holds(),
    )
    stage.add(actors.Actor(picture, x=stage.x(0), y=stage.y(0), unit=stage.unit, track=stage.paced(track)))


def _vehicle_side(legs: Sequence[_Leg]) -> float:
    """Smaller on short legs."""
    shortest = min(strokes.length_of(leg.points) for leg in legs)
    return min(_VEHICLE, max(_SMALLEST_VEHICLE, shortest * 0.7))


def _flight(legs: Sequence[_Leg], *, native: float | None) -> Track:
    def track(t: float) -> Pose:
        leg, share = _position(legs, t)
        x, y = _at(leg.points, share)
        if native is None:
            return Pose(x=x, y=y - _LIFT * 2)
        ahead, behind = _at(leg.points, min(1.0, share + 0.04)), _at(leg.points, max(0.0, share - 0.04))
        heading = math.degrees(math.atan2(ahead[1] - behind[1], ahead[0] - behind[0]))
        turn = round((heading + native) / _TURN_STEP) * _TURN_STEP
        return Pose(x=x, y=y - _LIFT, turn=turn)

    return track


def _position(legs: Sequence[_Leg], t: float) -> tuple[_Leg, float]:
    """The leg that the vehicle is on at ``t``, and the share of it."""
    flown = 0.0
    for number, leg in enumerate(legs):
        end = number + _ENDS_AT if number == len(legs) - 1 else number + 1 + _WAITS_AT
        start = number + _WAITS_AT
        flown = max(flown, start)
        flown += (end - start) * easing.in_out_cubic(easing.between(t, leg.at_s, _LEG_S))
        if t < leg.at_s + _LEG_S:
            break
    number = min(int(flown), len(legs) - 1)
    return legs[number], flown - number


def _at(points: Sequence[Point], share: float) -> Point:
    place = share * (len(points) - 1)
    number = min(int(place), len(points) - 2)
    part = place - number
    one, other = points[number], points[number + 1]
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
