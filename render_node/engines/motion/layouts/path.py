"""Path: three or four steps as stations on a winding line, which grows from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import (
    badges,
    cards,
    casting,
    colours,
    easing,
    objects,
    reading,
    strokes,
    svg,
    tracks,
)
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_TOP, _HEADLINE_HEIGHT, _FOOT = 194.0, 270.0, 1140.0
_FEWEST, _MOST = 2, 5
_RADIUS, _BARE_RADIUS, _SMALLEST = 122.0, 92.0, 56.0
# Between neighbours, in radii.
_APART = 0.86
_LINE, _EDGE = 26.0, 12.0
_GROWS_S = 0.42
# How far the line goes straight down before it crosses, relative to the distance.
_BEND = 0.98
_LABEL_GAP, _LABEL, _CLEAR = 34.0, 90.0, 12.0
# Labels of at least this size stay in one line.
_ONE_LINE = 58
# The traveller stands at a plate's inner lower edge: its size and place, in radii.
_TRAVELLER, _INWARDS, _DOWN = 1.15, 0.72, 0.8


@dataclass(frozen=True)
class _Station:
    """A step: its place, whether its label is on the right, and when it is reached."""

    item: MotionItem
    number: int
    x: float
    y: float
    radius: float
    is_label_right: bool
    at_s: float
    # The height between the lines above and below it.
    room: float


def is_served(spec: MotionSpec) -> bool:
    return _FEWEST <= len(spec.items) <= _MOST


def build(stage: Stage) -> None:
    bottom = _TOP + 20
    if stage.spec.headline.strip():
        bottom = stage.headline(y=_TOP, height=_HEADLINE_HEIGHT, largest=128).bottom
    stations = _stations(stage, top=bottom + 30)
    legs = [_leg(one, other) for one, other in pairwise(stations)]
    _road(stage, legs)
    for leg, station in zip(legs, stations[1:], strict=True):
        _grow(stage, leg, at_s=station.at_s)
    for station in stations:
        _disc(stage, station)
        _label(stage, station)
    if not any(_thing(station.item) for station in stations):
        _traveller(stage, stations, legs)


def _stations(stage: Stage, *, top: float) -> list[_Station]:
    items = stage.spec.items
    has_things = any(_thing(item) for item in items)
    room = (_FOOT - top) / (len(items) + (len(items) - 1) * (_APART - 1) * 0.5)
    radius = max(_SMALLEST, min(_RADIUS if has_things else _BARE_RADIUS, room / 2))
    step = (_FOOT - top - 2 * radius) / max(1, len(items) - 1)
    step = min(step, radius * 3.1)
    start = top + radius + max(0.0, (_FOOT - top - 2 * radius - step * (len(items) - 1)) * 0.35)
    found: list[_Station] = []
    room = max(60.0, step - _LINE - 2 * _CLEAR)
    is_rtl = reading.is_rtl(stage, items[0].label)
    for number, item in enumerate(items):
        is_left = (number % 2 == 0) != is_rtl
        x = LEFT + radius + 12 if is_left else RIGHT - radius - 12
        at_s = stage.cue(item.cue_s, default_s=0.5 + 0.6 * number)
        found.append(_Station(item, number, x, start + step * number, radius, is_left, at_s, room))
    return found


def _leg(one: _Station, other: _Station) -> list[strokes.Point]:
    """The line from a station to the next: it leaves downwards and crosses between the labels."""
    found: list[strokes.Point] = []
    bend = (other.y - one.y) * _BEND
    for number in range(33):
        share = number / 32
        a, b, c, d = (1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3
        x = (a + b) * one.x + (c + d) * other.x
        y = a * one.y + b * (one.y + bend) + c * (other.y - bend) + d * other.y
        found.append((x, y))
    return found


def _quiet(stage: Stage) -> str:
    return colours.mixed(stage.ground.base, stage.ground.label, 0.26)


def _loud(stage: Stage) -> str:
    ground = stage.ground
    return cards.legible(ground.base, ground.strong, ground.ink.accent, ground.ink.fill, least=2.0)


def _road(stage: Stage, legs: Sequence[Sequence[strokes.Point]]) -> None:
    """The whole line, still to be walked."""
    points = [point for leg in legs for point in leg]
    if not points:
        return
    left, top, width, height = strokes.box_of(points, margin=_LINE * 2)
    body = svg.line(points, stroke=_quiet(stage), width=_LINE)
    arrives = stage.enters(tracks.fade(0.06))
    stage.put_drawing(body, x=left, y=top, width=width, height=height, track=arrives)


def _grow(stage: Stage, leg: Sequence[strokes.Point], *, at_s: float) -> None:
    left, top, width, height = strokes.box_of(leg, margin=_LINE * 2)
    strokes.grow(
        stage,
        lambda share: strokes.line(leg, share, colour=_loud(stage), width=_LINE),
        x=left,
        y=top,
        width=width,
        height=height,
        start_s=max(0.05, at_s - _GROWS_S + 0.1),
        length_s=_GROWS_S,
        steps=10,
    )


def _disc(stage: Stage, station: _Station) -> None:
    """A plate with its object or number, which turns to the strong colour when it is reached."""
    ground, radius = stage.ground, station.radius
    arrives = stage.enters(tracks.pop(0.05 + 0.08 * station.number, rise=50))
    hops = tracks.hop(station.at_s, height=34)
    around = 40.0
    box = {
        "x": station.x - radius - around,
        "y": station.y - radius - around,
        "width": 2 * (radius + around),
        "height": 2 * (radius + around),
    }
    thing = _thing(station.item)
    for colour, track in (
        (_quiet(stage), arrives),
        (_loud(stage), tracks.together(_from(stage, station.at_s), hops)),
    ):
        body = svg.circle(x=station.x, y=station.y, radius=radius, fill=colour)
        body += svg.circle(x=station.x, y=station.y, radius=radius - _EDGE, fill=ground.card)
        if thing is None:
            body += _number(stage, station, radius=radius * 0.7)
        picture = badges.lifted(stage, stage.drawing(body, **box), blur=12, dy=10, opacity=0.26)
        stage.put(picture, x=station.x, y=station.y, track=stage.paced(track))
    if thing is not None:
        moves = tracks.together(arrives, hops, tracks.nod(station.at_s))
        stage.object(
            thing,
            x=station.x,
            y=station.y - 6,
            side=radius * 1.5,
            turn=(-4, 5, -3)[station.number % 3],
            track=stage.paced(moves),
        )
        _tag(stage, station, track=stage.paced(tracks.together(arrives, hops)))


def _from(stage: Stage, at_s: float) -> Track:
    """Visible from its word on; in the first scene the first station is reached at once."""
    return lambda t: tracks.REST if t >= at_s else tracks.HIDDEN


def _number(stage: Stage, station: _Station, *, radius: float) -> str:
    return cards.words(
        stage,
        str(station.number + 1),
        style=cards.plain(stage.theme.numeral),
        colour=stage.ground.card_ink,
        x=station.x - radius,
        y=station.y - radius,
        width=2 * radius,
        height=2 * radius,
        largest=radius * 1.7,
    )


def _tag(stage: Stage, station: _Station, *, track: Track) -> None:
    """The number of a step that has an object, at the plate's outer edge."""
    radius = max(28.0, station.radius * 0.33)
    side = -1 if station.is_label_right else 1
    x, y = station.x + side * station.radius * 0.74, station.y - station.radius * 0.7
    x = min(RIGHT - radius, max(LEFT + radius, x))
    box = radius * 2.8
    body = svg.circle(x=box / 2, y=box / 2, radius=radius, fill=stage.ground.strong)
    body += cards.words(
        stage,
        str(station.number + 1),
        style=cards.plain(stage.theme.label),
        colour=stage.ground.on_strong,
        x=box / 2 - radius * 0.8,
        y=box / 2 - radius * 0.8,
        width=radius * 1.6,
        height=radius * 1.6,
        largest=radius * 1.25,
        smallest=16,
    )
    stage.put(stage.drawing(body, x=0, y=0, width=box, height=box), x=x, y=y, track=track)


def _label(stage: Stage, station: _Station) -> None:
    gap = station.radius + _LABEL_GAP
    if station.is_label_right:
        x, width = station.x + gap, RIGHT - station.x - gap
    else:
        x, width = LEFT, station.x - gap - LEFT
    height = min(station.radius * 1.7, station.room)
    style = stage.theme.label
    found = _set(stage, station.item.label, width=width, height=height)
    # The words end next to the plate.
    x = x if station.is_label_right else x + width - found.width
    stage.text(
        station.item.label,
        style=style,
        ink=_ink(stage),
        x=x,
        y=station.y - found.height / 2,
        width=found.width + 2,
        height=height,
        largest=found.size_px,
        smallest=min(36, found.size_px),
        align="left",
        start_s=0.12 + 0.08 * station.number,
    )


def _set(stage: Stage, label: str, *, width: float, height: float) -> Lettering:
    """The label in one line if that is large enough, otherwise in two."""
    single, several = (
        stage.set(
            label,
            style=stage.theme.label,
            width=width,
            height=height,
            largest=_LABEL,
            smallest=36,
            align="left",
            most_lines=most,
        )
        for most in (1, 2)
    )
    return single if single.lines == 1 and single.size_px >= _ONE_LINE else several


def _ink(stage: Stage) -> Ink:
    return Ink(fill=stage.ground.label, accent=stage.ground.ink.accent)


def _traveller(stage: Stage, stations: Sequence[_Station], legs: Sequence[Sequence[strokes.Point]]) -> None:
    """The scene's object, which walks from step to step."""
    if not stage.things:
        return
    thing = casting.singles(stage.things[0])[0]
    radius = stations[0].radius
    places = [
        (each.x + (radius if each.is_label_right else -radius) * _INWARDS, each.y + radius * _DOWN)
        for each in stations
    ]
    first_x, first_y = places[0]

    def walk(t: float) -> Pose:
        x, y = first_x, first_y
        for number, (leg, station) in enumerate(zip(legs, stations[1:], strict=True)):
            share = easing.between(t, station.at_s - _GROWS_S + 0.1, _GROWS_S)
            if share > 0:
                on_line, (from_x, from_y), (to_x, to_y) = (
                    strokes.partial(leg, share)[-1],
                    places[number],
                    places[number + 1],
                )
                aside = (1 - share) * (from_x - leg[0][0]) + share * (to_x - leg[-1][0])
                below = (1 - share) * (from_y - leg[0][1]) + share * (to_y - leg[-1][1])
                x, y = on_line[0] + aside, on_line[1] + below
        return Pose(x=x - first_x, y=y - first_y)

    arrives = stage.enters(tracks.pop(0.1, rise=60))
    track = stage.paced(tracks.together(arrives, walk))
    stage.object(thing, x=first_x, y=first_y, side=radius * _TRAVELLER, track=track)


def _thing(item: MotionItem) -> MotionObject | None:
    return item.object if item.object and objects.exists(item.object.name) else None
