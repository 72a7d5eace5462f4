"""Letterform: a letter is the picture, printed twice over itself."""

from PIL import Image

from render_node.contract import MotionSpec
from render_node.engines.motion import (
    breaking,
    cards,
    colours,
    papers,
    plates,
    printing,
    stretching,
    svg,
    tracks,
)
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.plates import Overprint, Plate
from render_node.engines.motion.stage import BOTTOM, LEFT, RIGHT, Stage
from render_node.engines.motion.stretching import Stretched
from render_node.engines.motion.themes.base import Ground

_MOST_LETTERS = 3
_WIDTH = 640.0
_KICKER = 62.0
# The copy behind, relative to the letter in front, and how far they overlap.
_BACK_WIDTH, _BACK_HEIGHT = 0.825, 0.55
_OVERLAP = 0.06
_STRETCH = 1.7
_APART = 1.25
# How much of the front ink shows where both overlap: complementary inks would give black.
_SHARE = 0.35


def is_served(spec: MotionSpec) -> bool:
    return 1 <= len(breaking.clusters(spec.figure.strip())) <= _MOST_LETTERS


def build(stage: Stage) -> None:
    top = 212.0
    if stage.spec.headline.strip():
        top = stage.headline(y=202, height=230, largest=112, width=620).bottom + 44
    if stage.spec.kicker.strip():
        _kicker(stage, top=top)
    _letter(stage, top=top, left=LEFT + (210 if stage.spec.kicker.strip() else 120))


def _kicker(stage: Stage, *, top: float) -> None:
    """A few words that read upwards beside the letter."""
    length = BOTTOM - top
    body = cards.words(
        stage,
        stage.spec.kicker,
        style=stage.theme.label,
        colour=stage.ground.label,
        x=0,
        y=0,
        width=length,
        height=_KICKER * 1.6,
        largest=_KICKER,
        align="left",
    )
    picture = stage.drawing(body, x=0, y=0, width=length, height=_KICKER * 1.6)
    upright = picture.transpose(Image.Transpose.ROTATE_90)
    arrives = stage.enters(tracks.slide(0.25, y=80))
    track = tracks.together(arrives, stage.exit(y=500))
    stage.put(upright, x=LEFT + _KICKER * 0.8 + 22, y=BOTTOM - length / 2, track=track)


def _letter(stage: Stage, *, top: float, left: float) -> None:
    style = stage.theme.numeral
    height = (BOTTOM - top) / (1 + _BACK_HEIGHT - _OVERLAP)
    room = min(_WIDTH, RIGHT - left)
    front = stretching.filling(
        stretching.line(stage, stage.spec.figure.strip(), style=style),
        width=room,
        height=height,
        most=_STRETCH,
    )
    back = stretching.scaled(front, across=_BACK_WIDTH, down=_BACK_HEIGHT)
    x = left + room / 2
    front_y = BOTTOM - front.height / 2
    back_y = BOTTOM - front.height - back.height / 2 + front.height * _OVERLAP
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.2)
    # The copy behind moves, and the letter in front stays.
    falls = tracks.together(
        tracks.hop(at_s, height=-front.height * 0.3, length_s=0.5), tracks.upright(stage.holds())
    )
    if stage.ground.disc:
        _printed(stage, front, back, x=x, front_y=front_y, back_y=back_y, falls=falls)
        return
    fill = _front(stage.ground)
    shade = _rear(stage.ground, fill)
    rear = Ink(fill=shade, accent=shade)
    _lettered(stage, back, style=style, ink=rear, x=x, y=back_y, start_s=0.08, falls=falls)
    ink = Ink(fill=fill, accent=fill)
    _lettered(stage, front, style=style, ink=ink, x=x, y=front_y, start_s=0.0, falls=tracks.still)


def _front(ground: Ground) -> str:
    """The accent, or plain ink where badges have the same colour, so that the copy behind can have it."""
    accent = papers.accent(ground)
    is_alike = ground.strong != ground.base and colours.contrast(ground.strong, accent) < _APART
    return ground.ink.fill if is_alike else accent


def _rear(ground: Ground, front: str) -> str:
    """The colour of the copy behind: one that differs from the ground and from the letter in front."""
    differs = [colours.contrast(ground.strong, other) > _APART for other in (front, ground.base)]
    return ground.strong if all(differs) else ground.soft


def _lettered(
    stage: Stage,
    text: Stretched,
    *,
    style: LetterStyle,
    ink: Ink,
    x: float,
    y: float,
    start_s: float,
    falls: tracks.Track,
) -> None:
    picture = stretching.picture(stage, text, style=style, ink=ink)
    arrives = stage.enters(tracks.slide(start_s, y=160))
    leaves = stage.exit(x=-stage.theme.exit_px)
    stage.put(picture, x=x, y=y, track=tracks.together(arrives, falls, leaves))


def _printed(
    stage: Stage,
    front: Stretched,
    back: Stretched,
    *,
    x: float,
    front_y: float,
    back_y: float,
    falls: tracks.Track,
) -> None:
    """Both in one ink each: the colour of both where they overlap."""
    colour = stage.ground.strong if stage.ground.strong != stage.ground.disc else stage.ground.ink.fill
    colour = papers.accent_on(stage.ground.base, colour, stage.ground.ink.fill)
    leaves = stage.exit(x=-stage.theme.exit_px)
    from_right = stage.enters(tracks.slide(0.05, x=420, length_s=0.42))
    from_left = stage.enters(tracks.slide(0.0, x=-420, length_s=0.42))
    stage.add(
        Overprint(
            _plate(
                stage,
                back,
                stage.ground.disc,
                x=x,
                y=back_y,
                track=tracks.together(from_right, falls, leaves),
            ),
            _plate(stage, front, colour, x=x, y=front_y, track=tracks.together(from_left, leaves)),
            both=colours.mixed(printing.over(colour, stage.ground.disc), colour, _SHARE),
            unit=stage.unit,
        )
    )


def _plate(stage: Stage, text: Stretched, colour: str, *, x: float, y: float, track: tracks.Track) -> Plate:
    body = "".join(svg.path(each.outline, fill="#000000", x=each.x, y=each.baseline) for each in text.words)
    drawn = stage.drawing(body, x=0, y=0, width=text.width, height=text.height)
    return Plate([plates.even(drawn.getchannel("A"))], colour, stage.x(x), stage.y(y), track)
