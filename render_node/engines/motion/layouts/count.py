"""Count: a huge digit and as many objects, each hopping when it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import cards, casting, colours, justified, objects, reading, svg, tracks
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage

_MOST = 6
_FOOT = 1185.0
_TALLEST = 405.0
_HOP_S, _HOP_PX, _APART_S = 0.35, 76.0, 0.28
_TALLY = 64.0
_STAGGER = 0.22
# From this many objects on, and how far up the row behind is, in heights.
_TWO_ROWS, _BEHIND = 4, 0.7
_LARGEST_LINE, _LINES_HEIGHT = 172.0, 420.0
# Sizes of a row's objects, from its middle outward.
_SIZES = (1.06, 0.9, 0.96, 0.88)


@dataclass(frozen=True)
class _Place:
    """Where an object of the row stands. ``away`` is its distance from the middle, in objects."""

    x: float
    y: float
    side: float
    turn: float
    foot: float
    row: int
    away: float


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.figure.strip() and spec.objects and 2 <= spec.objects[0].count <= _MOST)


def build(stage: Stage) -> None:
    spec = stage.spec
    ink = Ink(fill=stage.ground.strong, accent=stage.ground.strong)
    is_rtl = reading.is_rtl(stage)
    wide = min(
        400.0, stage.set(spec.figure, style=stage.theme.numeral, width=400, height=680, largest=680).width
    )
    digit = stage.text(
        spec.figure,
        style=stage.theme.numeral,
        ink=ink,
        x=RIGHT - wide if is_rtl else LEFT,
        y=234,
        width=wide + 2,
        height=680,
        largest=680,
        smallest=200,
        start_s=0,
        align="left",
    )
    left = LEFT if is_rtl else digit.right + 36
    bottom = _lines(stage, x=left, width=(digit.left - 36 if is_rtl else RIGHT + 12) - left)
    things = stage.things
    if not things:
        return
    top = _row(stage, things[0], tallest=min(_TALLEST, _FOOT - bottom))
    for number, thing in enumerate(things[1:2]):
        track = stage.enters(tracks.pop(0.4 + number * 0.08))
        stage.object(
            thing, x=reading.x_of(stage, RIGHT - 34), y=max(top - 62, bottom + 84), side=138, track=track
        )


def _lines(stage: Stage, *, x: float, width: float) -> float:
    """Add the headline beside the digit, each line as wide as the column; returns its bottom."""
    style, y = stage.theme.headline, 322.0
    rows = justified.lines(
        stage, stage.spec.headline, style=style, width=width, height=_LINES_HEIGHT, largest=_LARGEST_LINE
    )
    for number, row in enumerate(rows):
        block = stage.text(
            row.text,
            style=style,
            ink=stage.ground.ink,
            x=x,
            y=y,
            width=width + 4,
            height=row.size * 1.4,
            largest=row.size,
            smallest=30,
            accents=stage.spec.accent_words,
            start_s=0.1 + 0.08 * number,
        )
        y = block.bottom + 28 / len(rows)
    return y


def _row(stage: Stage, thing: MotionObject, *, tallest: float) -> float:
    """Add the counted objects; returns the top of the last."""
    places = _places(thing, tallest=tallest)
    first_s = stage.cue(thing.cue_s, default_s=0.9)
    alone = casting.singles(thing)[0]
    rests = [stage.holds(side=place.side, stands=True) for place in places]
    # The front row and the middle stand in front.
    for number in sorted(range(thing.count), key=lambda each: (places[each].row, -places[each].away)):
        place = places[number]
        at_s = first_s + _APART_S * number
        _ground_shadow(stage, place, width=place.side * objects.shape(thing.name)[0], at_s=at_s)
        hops = tracks.hop(at_s, height=_HOP_PX, length_s=_HOP_S)
        track = tracks.together(
            stage.enters(tracks.pop(0.05 * number, rise=420, low=0.9)),
            hops,
        )
        stage.object(
            alone,
            x=place.x,
            y=place.y,
            side=place.side,
            turn=place.turn,
            track=stage.paced(track),
            holds=rests[number],
        )
    for number, place in enumerate(places):
        at_s = first_s + _APART_S * number
        hops = tracks.together(
            tracks.hop(at_s, height=_HOP_PX, length_s=_HOP_S), tracks.upright(rests[number])
        )
        radius = min(_TALLY, place.side * objects.shape(thing.name)[0] * 0.24)
        _tally(
            stage, number + 1, x=place.x, y=place.y + place.side * 0.05, radius=radius, at_s=at_s, hops=hops
        )
    return min(place.y - place.side * objects.shape(thing.name)[1] / 2 for place in places[-1:])


def _places(thing: MotionObject, *, tallest: float) -> Sequence[_Place]:
    """Where each object stands: in one row, or from four on in two, the shorter one behind."""
    rows = [thing.count] if thing.count < _TWO_ROWS else [thing.count // 2, thing.count - thing.count // 2]
    wide, tall = objects.shape(thing.name)
    step = (RIGHT - LEFT + 26) / (max(rows) + (2 * _STAGGER if len(set(rows)) < len(rows) else 0))
    side = min(tallest / tall / (1 + _BEHIND * (len(rows) - 1)), step * 0.97 / wide)
    found: list[_Place] = []
    for row, count in enumerate(rows):
        # Two rows of the same length stand in each other's gaps.
        shift = step * _STAGGER * (1 - 2 * row) if len(set(rows)) < len(rows) else 0.0
        foot = _FOOT - side * tall * _BEHIND * (len(rows) - 1 - row)
        for number in range(count):
            away = number - (count - 1) / 2
            own = side * _SIZES[round(abs(away)) % len(_SIZES)]
            found.append(
                _Place(
                    CENTRE + 16 + away * step + shift,
                    foot - own * tall / 2,
                    own,
                    away * 5.0,
                    foot,
                    row,
                    abs(away),
                )
            )
    return found


def _ground_shadow(stage: Stage, place: _Place, *, width: float, at_s: float) -> None:
    """A shadow on the ground, only while the object is in the air."""
    width, height = width * 1.2, width * 0.3
    body = svg.rectangle(
        x=width * 0.15,
        y=height * 0.35,
        width=width * 0.7,
        height=height * 0.3,
        radius=height * 0.15,
        fill="#000000",
        extra='opacity="0.28"',
    )
    picture = stage.drawing(body, x=0, y=0, width=width, height=height)
    picture = picture.filter(ImageFilter.GaussianBlur(max(0.5, 9 * stage.unit)))

    def only_in_the_air(t: float) -> tracks.Pose:
        return tracks.REST if at_s <= t <= at_s + _HOP_S else tracks.HIDDEN

    stage.put(picture, x=place.x, y=place.foot + 8, track=only_in_the_air)


def _tally(
    stage: Stage, number: int, *, x: float, y: float, radius: float, at_s: float, hops: tracks.Track
) -> None:
    side = radius * 2 + 24
    body = svg.circle(x=side / 2, y=side / 2, radius=radius, fill="#ffffff")
    body += svg.circle(x=side / 2, y=side / 2, radius=radius * 0.89, fill=_tally_colour(stage))
    body += cards.words(
        stage,
        str(number),
        style=stage.theme.label,
        colour="#ffffff",
        x=side / 2 - radius * 0.8,
        y=side / 2 - radius * 0.8,
        width=radius * 1.6,
        height=radius * 1.6,
        largest=radius * 1.3,
        smallest=16,
    )
    picture: Image.Image = stage.drawing(body, x=0, y=0, width=side, height=side)
    stage.put(picture, x=x, y=y, track=tracks.together(tracks.pop(at_s, length_s=0.25, rise=30), hops))


def _tally_colour(stage: Stage) -> str:
    """A colour of the theme that white is legible on."""
    choices = (stage.theme.grounds[-1].base, stage.ground.strong, stage.ground.card_ink, "#222222")
    return next(colour for colour in choices if colours.contrast(colour, "#ffffff") >= 3)
