"""Voyage: planes of cut paper with shadows that fall upward, and soft, heavy letters."""

from PIL import Image

from render_node.engines.motion import objects, planes, svg
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_SAND, _MINT, _TEAL = "#FFD9A0", "#BFE3E0", "#0C7A86"
_DEEP, _CREAM = "#0B4452", "#FFF1D6"
_ORANGE, _CORAL = "#FF6B3D", "#F2545B"
_NIGHT = "#07313B"


def _sky(paper: Paper, top: str, bottom: str) -> Image.Image:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    wash = svg.gradient("sky", [(0, top), (0.5, bottom), (1, bottom)])
    box = svg.rectangle(x=0, y=0, width=width + 1, height=height + 1, fill="url(#sky)")
    return planes.textured(patterns.drawn(paper, wash + box), unit=paper.unit)


def _planes(picture: Image.Image, *, paper: Paper, ground: Ground) -> Image.Image:
    width, bottom = paper.width / paper.unit, paper.height / paper.unit
    palette = planes.palette(ground)
    covered = picture.convert("RGBA")
    for edge, colour in ((planes.SHORE, palette.sea), (planes.DEPTH, palette.deep)):
        if edge.top < bottom:
            cut = planes.plane(edge, colour=colour, left=0, right=width, bottom=bottom, unit=paper.unit)
            covered.alpha_composite(cut, (0, max(0, round(edge.top * paper.unit))))
    return covered.convert("RGB")


def _coast(paper: Paper, ground: Ground) -> Image.Image:
    """A plain sky over two planes."""
    top = ground.ink.extra.get("sky", ground.base)
    return _planes(_sky(paper, top, ground.base), paper=paper, ground=ground)


_WARM = {
    "sky": "#FFB873",
    "halo": "#FFE6BC",
    "sun": _ORANGE,
    "hill": "#F39B6B",
    "ridge": "#2CA59C",
    "sea": _TEAL,
    "deep": _DEEP,
}
_COOL = {
    "sky": _MINT,
    "halo": "#DDF2EC",
    "sun": _CORAL,
    "hill": "#8FCBC8",
    "ridge": "#2CA59C",
    "sea": _TEAL,
    "deep": _DEEP,
    "land": _CREAM,
    "coast": "#C99F5E",
    "shallow": "#A3D5D0",
}
_DUSK = {
    "sky": "#0A5E6B",
    "halo": "#1C8C94",
    "sun": "#FFC46B",
    "hill": "#12848C",
    "ridge": "#0F6974",
    "sea": _DEEP,
    "deep": _NIGHT,
    "land": _SAND,
    "coast": "#8A6A3A",
    "shallow": "#2B9CA0",
}

THEME = Look(
    name="voyage",
    grounds=(
        Ground(
            base=_SAND,
            ink=Ink(fill=_DEEP, accent="#D93A2B", extra=_WARM),
            label=_DEEP,
            card=_CREAM,
            card_ink=_DEEP,
            strong=_TEAL,
            on_strong=_CREAM,
            soft="#FFE6BC",
            paint=_coast,
        ),
        Ground(
            base=_MINT,
            ink=Ink(fill=_DEEP, accent=_CORAL, extra=_COOL),
            label=_DEEP,
            card=_CREAM,
            card_ink=_DEEP,
            strong=_CORAL,
            on_strong="#ffffff",
            soft="#97CFCB",
            paint=_coast,
        ),
        Ground(
            base=_TEAL,
            ink=Ink(fill=_CREAM, accent="#FFC46B", extra=_DUSK),
            label=_CREAM,
            card=_CREAM,
            card_ink=_DEEP,
            strong=_CORAL,
            on_strong="#ffffff",
            soft="#1C8C94",
            paint=_coast,
            is_dark=True,
        ),
    ),
    headline=LetterStyle(face="Fraunces-SoftBlack.ttf", leading=0.99),
    numeral=LetterStyle(face="Fraunces-SoftBlack.ttf", leading=0.95),
    label=LetterStyle(face="Fraunces-SoftBlack.ttf", leading=1.04),
    finish=objects.Finish(
        treatment=Treatment.PAPER,
        rim=10,
        rim_colour="#FBECD2",
        shadow=_NIGHT,
        shadow_opacity=0.4,
        shadow_y=10,
    ),
    idle_degrees=1.2,
    card_radius=18.0,
)
