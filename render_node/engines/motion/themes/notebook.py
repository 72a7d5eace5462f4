"""Notebook: squared paper, brush letters, marker strokes, notes and hand-drawn arrows."""

from PIL import Image

from render_node.engines.motion import objects, planes, scenery
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Emphasis, Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_PAPER, _BLUE, _INK = "#FBFAF3", "#2B59C3", "#1D2433"
_YELLOW, _RED, _GREEN = "#FFE44D", "#E5484D", "#2FA35B"
_WHITE = "#ffffff"
_SQUARE = 53.6
_NOTES = {"note_1": "#FFD9E3", "note_2": "#D6F4E0", "note_3": "#FFF0B8", "note_4": "#D9E8FF", "tick": _GREEN}
_FACE = "CaveatBrush-Regular.ttf"


def _squared(paper: Paper, ground: Ground) -> Image.Image:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    lines = patterns.squares(width=width, height=height, colour=ground.soft, step=_SQUARE, thick=2.2)
    drawn = patterns.drawn(paper, patterns.fill(paper, ground.base) + lines)
    if ground.is_dark:
        return planes.textured(drawn, unit=paper.unit, strength=1.5)
    return patterns.grained(drawn, paper=paper, strength=0.008)


def _shifted(paper: Paper, ground: Ground) -> Layer:
    """The page, slowly drawn away upward."""
    return scenery.scrolled(paper, ground, down=_SQUARE)


THEME = Look(
    name="notebook",
    grounds=(
        Ground(
            base=_PAPER,
            ink=Ink(fill=_INK, accent=_RED, extra=_NOTES),
            label=_INK,
            card="#FFF0B8",
            card_ink=_INK,
            strong=_BLUE,
            on_strong=_WHITE,
            soft="#CDE1F3",
            paint=_squared,
            moves=_shifted,
        ),
        Ground(
            base=_BLUE,
            ink=Ink(fill=_WHITE, accent=_YELLOW, extra={**_NOTES, "emphasis": Emphasis.COLOUR}),
            label=_WHITE,
            card=_PAPER,
            card_ink=_INK,
            strong=_RED,
            on_strong=_WHITE,
            soft="#4A73D0",
            paint=_squared,
            moves=_shifted,
            is_dark=True,
        ),
    ),
    headline=LetterStyle(face=_FACE, emphasis=Emphasis.MARKER, marker="#FBE055", leading=0.88),
    numeral=LetterStyle(face=_FACE, leading=0.9),
    label=LetterStyle(face=_FACE, leading=0.94),
    finish=objects.Finish(
        treatment=Treatment.STICKER, rim=13, shadow="#1a2440", shadow_opacity=0.3, shadow_y=10
    ),
    card_radius=8.0,
)
