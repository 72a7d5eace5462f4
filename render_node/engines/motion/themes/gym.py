"""Gym: signal yellow or black, photocopy grain, hazard tape, cut-out people in halftone, slams."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image

from render_node.engines.motion import colours, idling, objects, printing, scenery, svg, textures
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper
from render_node.engines.motion.tracks import Pose

_YELLOW, _BLACK, _RED, _PAPER = "#E4FF1A", "#0C0C0C", "#FF3B1F", "#F4F2EA"
_STRIPE, _TAPE = 92.0, 62.0
# How far the tape runs in a second, and where it lies on the two grounds.
_TAPE_PER_S = 45.0
_BRIGHT_Y, _BRIGHT_TURN = 1576.0, -3.2
_DARK_Y, _DARK_TURN = 1586.0, 1.7


def _tape(paper: Paper, *, y: float, degrees: float, first: str, second: str) -> str:
    """A band of slanted stripes across the frame."""
    width = paper.width / paper.unit
    stripes = [svg.rectangle(x=-200, y=0, width=width + 400, height=_TAPE, fill=first)]
    for number in range(-2, math.ceil(width / _STRIPE) + 6):
        x = -160 + number * _STRIPE
        corners = [
            (x, _TAPE),
            (x + _TAPE * 0.72, 0),
            (x + _TAPE * 0.72 + _STRIPE * 0.5, 0),
            (x + _STRIPE * 0.5, _TAPE),
        ]
        stripes.append(svg.polygon(corners, fill=second))
    body = "".join(stripes)
    return svg.turned(f'<g transform="translate(0 {y:.1f})">{body}</g>', degrees=degrees, x=width / 2, y=y)


def _copied(picture: Image.Image, *, paper: Paper, colour: str, opacity: float) -> Image.Image:
    """The picture with the dust of a photocopier."""
    dust = textures.dust(paper.width, paper.height, max(0.2, paper.unit)) * opacity
    ink = np.array(colours.rgb(colour), dtype=np.float32) * 255
    rgb = np.asarray(picture, dtype=np.float32)
    mixed = rgb + (ink - rgb) * dust[..., None]
    return patterns.grained(Image.fromarray(mixed.astype(np.uint8)), paper=paper, strength=0.012)


def _bright(paper: Paper, ground: Ground) -> Image.Image:
    share = paper.height / 1920
    plain = patterns.drawn(paper, patterns.fill(paper, ground.base))
    dotted = printing.ramp(
        plain,
        ink="#d1d418",
        top=0,
        height=round(820 * share),
        pitch=max(3.0, 27 * paper.unit),
        is_rising=False,
        largest=0.48,
        degrees=22,
    )
    dusty = _copied(dotted, paper=paper, colour="#5b6600", opacity=0.5)
    return _taped(dusty, _bright_tape(paper), paper)


def _dark(paper: Paper, ground: Ground) -> Image.Image:
    plain = patterns.drawn(paper, patterns.fill(paper, ground.base))
    dusty = _copied(plain, paper=paper, colour="#8a8a86", opacity=0.4)
    return _taped(dusty, _dark_tape(paper), paper)


def _bright_tape(paper: Paper) -> str:
    return _tape(paper, y=_BRIGHT_Y, degrees=_BRIGHT_TURN, first=_YELLOW, second=_BLACK)


def _dark_tape(paper: Paper) -> str:
    return _tape(paper, y=_DARK_Y, degrees=_DARK_TURN, first=_BLACK, second=_YELLOW)


def _running(
    paper: Paper, ground: Ground, *, tape: Callable[[Paper], str], y: float, degrees: float
) -> Layer:
    """The tape runs through the frame, along itself."""
    slope, width = math.tan(math.radians(degrees)), paper.width / paper.unit

    def run(t: float) -> Pose:
        along = t * _TAPE_PER_S % (_STRIPE * math.cos(math.radians(degrees)))
        return Pose(x=along, y=along * slope)

    rise = abs(slope) * width / 2 + _STRIPE
    box = scenery.Trim(
        tape(paper), x=-2 * _STRIPE, y=y - rise, width=width + 4 * _STRIPE, height=2 * rise + _TAPE, track=run
    )
    return scenery.trimmed(paper, lambda: ground.paint(paper, ground), [box])


def _taped(picture: Image.Image, tape: str, paper: Paper) -> Image.Image:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    drawn = svg.draw(tape, x=0, y=0, width=width, height=height, scale=paper.unit)
    drawn = drawn.resize(picture.size) if drawn.size != picture.size else drawn
    return Image.alpha_composite(picture.convert("RGBA"), drawn).convert("RGB")


_CUT_OUT = objects.Finish(
    treatment=Treatment.HALFTONE,
    rim=9,
    rim_colour="#ffffff",
    ink=_BLACK,
    shadow_opacity=0.45,
    shadow_blur=14,
    pitch=7.0,
)

THEME = Look(
    name="gym",
    grounds=(
        Ground(
            base=_YELLOW,
            ink=Ink(fill=_BLACK, accent="#F22E12"),
            label=_BLACK,
            card="#FAFFD2",
            card_ink=_BLACK,
            strong=_RED,
            on_strong="#ffffff",
            soft="#D2EE00",
            paint=_bright,
            moves=partial(_running, tape=_bright_tape, y=_BRIGHT_Y, degrees=_BRIGHT_TURN),
        ),
        Ground(
            base=_BLACK,
            ink=Ink(fill=_PAPER, accent=_YELLOW),
            label=_PAPER,
            card=_YELLOW,
            card_ink=_BLACK,
            strong=_YELLOW,
            on_strong=_BLACK,
            soft="#3A3A38",
            paint=_dark,
            moves=partial(_running, tape=_dark_tape, y=_DARK_Y, degrees=_DARK_TURN),
            is_dark=True,
            finish=objects.Finish(treatment=Treatment.STICKER, rim=11),
        ),
    ),
    headline=LetterStyle(face="Anton-Regular.ttf", is_upper=True, leading=1.18),
    numeral=LetterStyle(face="Anton-Regular.ttf", is_upper=True, leading=1.18),
    label=LetterStyle(face="ArchivoBlack-Regular.ttf", leading=1.05),
    finish=_CUT_OUT,
    holds=idling.beats(),
    card_radius=6.0,
    stretch=2.0,
    slams=True,
)
