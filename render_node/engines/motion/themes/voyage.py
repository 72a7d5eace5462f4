"""Voyage: planes of cut paper with shadows that fall upward, and soft, heavy letters."""

from PIL import Image

from render_node.engines.motion import idling, objects, planes, scenery
from render_node.engines.motion.actors import Actor, Backdrop
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_SAND, _MINT, _TEAL = "#FFD9A0", "#BFE3E0", "#0C7A86"
_DEEP, _CREAM = "#0B4452", "#FFF1D6"
_ORANGE, _CORAL = "#FF6B3D", "#F2545B"
_NIGHT = "#07313B"
# How far the planes drift, how long that takes, and the space that it needs.
_SHORE_PX, _DEPTH_PX, _SWAY_S, _SPARE = 14.0, 26.0, 4.4, 40.0


def _sky(paper: Paper, top: str, bottom: str) -> Image.Image:
    return planes.textured(patterns.washed(paper, ((0.0, top), (0.5, bottom))), unit=paper.unit)


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


def _drifting(paper: Paper, ground: Ground) -> Layer:
    """The planes drift, the near one farther."""
    palette, unit, bottom = planes.palette(ground), paper.unit, paper.height / paper.unit
    sky = ground.ink.extra.get("sky", ground.base)
    left, right = -_SPARE, paper.width / unit + _SPARE
    layers: list[Layer] = [Backdrop(lambda: _sky(paper, sky, ground.base))]
    for edge, colour, reach in (
        (planes.SHORE, palette.sea, _SHORE_PX),
        (planes.DEPTH, palette.deep, _DEPTH_PX),
    ):
        if edge.top < bottom:
            cut = planes.plane(edge, colour=colour, left=left, right=right, bottom=bottom, unit=unit)
            sways = idling.floats(height=0, across=reach, degrees=0, period_s=_SWAY_S)(idling.Rest(0.1))
            x, y = (left + right) / 2 * unit, (edge.top + bottom) / 2 * unit
            layers.append(Actor(cut, x=x, y=y, unit=unit, track=sways))
    return scenery.Scene(*layers)


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
            moves=_drifting,
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
            moves=_drifting,
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
            moves=_drifting,
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
    holds=idling.floats(height=6.0, across=9.0, degrees=1.25, period_s=2.6),
    card_radius=18.0,
)
