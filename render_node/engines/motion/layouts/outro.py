"""Outro: the video's objects in a pile around the request."""

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, cartography, casting, colours, justified, objects, svg, tracks
from render_node.engines.motion.lettering_styles import Ink, Manner
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, WIDTH, Stage
from render_node.engines.motion.tracks import Track

_CARD_X, _CARD_Y, _CARD_WIDTH, _CARD_HEIGHT = 528.0, 830.0, 610.0, 376.0
_CARD_TURN = -4.0
_ROOM = 60.0
_RIBBON_WIDTH, _RIBBON_HEIGHT, _RIBBON_TURN = 126.0, 176.0, 4.0
_RIBBON = "#E5432D"
# The centre, side and turn of each object of the pile, the largest first.
_PILE = (
    (806.0, 584.0, 404.0, 0.0),
    (228.0, 572.0, 284.0, 0.0),
    (190.0, 848.0, 244.0, -4.0),
    (838.0, 1000.0, 310.0, 4.0),
    (286.0, 1076.0, 262.0, 0.0),
    (500.0, 566.0, 232.0, 6.0),
)
# Which places so few objects take, and how much larger they are.
_FEW = {1: (3,), 2: (1, 3), 3: (0, 4, 3)}
_FEW_LARGER = 1.24
# Objects stay whole: so far from the frame's edges, with room for their rims.
_FRAME, _RIM = 30.0, 0.14


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip())


def build(stage: Stage) -> None:
    _pile(stage)
    _card(stage)
    if stage.spec.kicker.strip():
        stage.label(
            stage.spec.kicker,
            x=LEFT,
            y=234,
            width=RIGHT - LEFT,
            size=106,
            height=124,
            align="centre",
            colour=stage.ground.label,
            start_s=0.05,
        )


def _pile(stage: Stage) -> None:
    things = [single for thing in stage.things for single in casting.singles(thing)][: len(_PILE)]
    for number, thing in enumerate(things):
        place = _FEW.get(len(things), range(len(_PILE)))[number]
        _piled(stage, thing, number=number, place=place, larger=_FEW_LARGER if len(things) < 3 else 1.0)


def _piled(stage: Stage, thing: MotionObject, *, number: int, place: int, larger: float) -> None:
    x, y, side, turn = _PILE[place]
    wide, tall = objects.shape(thing.name)
    size = side * larger / max(wide, tall)
    reach = size * (wide / 2 + _RIM)
    x = min(max(x, _FRAME + reach), WIDTH - _FRAME - reach)
    from_x = (x - CENTRE) * 0.5
    moves: list[Track] = [
        stage.enters(tracks.slide(0.03 * number, x=from_x, y=(y - _CARD_Y) * 0.6, length_s=0.4)),
        tracks.hop(stage.cue(thing.cue_s, default_s=1.0 + 0.12 * number), height=34),
    ]
    stage.object(thing, x=x, y=y, side=size, turn=turn, track=stage.paced(tracks.together(*moves)))


def _card(stage: Stage) -> None:
    """The request on a card, with a ribbon behind its corner that drops at its word."""
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.0)
    leaves = tracks.together(stage.breathes(), stage.exit(x=-stage.theme.exit_px))
    arrives = stage.enters(tracks.pop(0.12, low=0.75))
    card = stage.drawing(
        _card_body(stage), x=0, y=0, width=_CARD_WIDTH + 2 * _ROOM, height=_CARD_HEIGHT + 2 * _ROOM
    )
    lifted = badges.lifted(stage, card, blur=16, dy=14, opacity=0.34)
    turned = lifted.rotate(-_CARD_TURN, Image.Resampling.BICUBIC, expand=True)
    stage.put(
        turned, x=_CARD_X, y=_CARD_Y, track=tracks.together(arrives, tracks.nod(at_s, degrees=2.5), leaves)
    )
    _ribbon(stage, track=tracks.together(arrives, tracks.hop(at_s, height=-46), leaves))


def _card_body(stage: Stage) -> str:
    ground, style = stage.ground, stage.theme.headline
    radius = max(14.0, min(30.0, stage.theme.card_radius * 1.2))
    body = svg.rectangle(
        x=_ROOM, y=_ROOM, width=_CARD_WIDTH, height=_CARD_HEIGHT, fill=ground.card, radius=radius
    )
    fill = ground.strong if style.manner is Manner.EXTRUDED else ground.card_ink
    accent = _accent(stage, fill)
    return body + justified.body(
        stage,
        stage.spec.headline,
        style=style,
        ink=Ink(fill=fill, accent=accent),
        x=_ROOM + 30,
        y=_ROOM + 26,
        width=_CARD_WIDTH - 60,
        height=_CARD_HEIGHT - 60,
        largest=176,
        accents=stage.spec.accent_words,
    )


def _accent(stage: Stage, fill: str) -> str:
    """A colour of the theme for accent words: legible on the card, and not the other words' colour."""
    ground, has_rim = stage.ground, stage.theme.headline.manner is Manner.EXTRUDED
    others = [colour for each in stage.theme.grounds for colour in (each.strong, each.ink.accent, each.base)]
    choices = [ground.ink.accent, ground.strong, *others]
    different = [each for each in choices if colours.contrast(each, fill) > 1.4]
    legible = [each for each in different if has_rim or colours.contrast(each, ground.card) >= 2.2]
    return next(iter(legible), fill)


def _ribbon(stage: Stage, *, track: Track) -> None:
    width, height, room = _RIBBON_WIDTH, _RIBBON_HEIGHT, 40.0
    points = [
        (room, room),
        (room + width, room),
        (room + width, room + height),
        (room + width / 2, room + height - 36),
        (room, room + height),
    ]
    ground = stage.ground
    colour = cartography.legible(ground.strong, ground.ink.accent, _RIBBON, on=(ground.card,))
    drawn = stage.drawing(
        svg.polygon(points, fill=colour), x=0, y=0, width=width + 2 * room, height=height + 2 * room
    )
    lifted = badges.lifted(stage, drawn, blur=8, dy=6, opacity=0.3)
    turned = lifted.rotate(-_RIBBON_TURN, Image.Resampling.BICUBIC)
    stage.put(turned, x=_CARD_X + _CARD_WIDTH / 2 + 52, y=_CARD_Y - _CARD_HEIGHT / 2 - 20, track=track)
