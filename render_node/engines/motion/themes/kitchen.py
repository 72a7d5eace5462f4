"""Kitchen: warm colours, rays and dots, a checked cloth, stickers and extruded letters."""

import math
from functools import partial

from PIL import Image

from render_node.engines.motion import idling, objects, scenery, svg
from render_node.engines.motion.actors import Backdrop
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_RED, _YELLOW, _GREEN = "#E5432D", "#FFC22E", "#2F7A4B"
_DARK, _CREAM = "#2A120C", "#FFF2DA"
_CLOTH_TOP = 1560
_RAYS_X, _RAYS_Y = 540.0, 860.0
_PITCH = 200.0
_GRAIN = 0.02


def _cloth(paper: Paper) -> str:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    return patterns.gingham(
        top=_cloth_top(paper), width=width, height=height, cell=90, colour=_RED, white=_CREAM
    )


def _cloth_top(paper: Paper) -> float:
    return min(_CLOTH_TOP, paper.height / paper.unit * 0.8125)


def _rays(paper: Paper, ground: Ground) -> Image.Image:
    beams = patterns.rays(x=_RAYS_X, y=_RAYS_Y, colour=ground.soft, twist=paper.rng.random())
    cloth = _cloth(paper) if ground.base != _GREEN else ""
    return patterns.grained(
        patterns.drawn(paper, patterns.fill(paper, ground.base) + beams + cloth), paper=paper, strength=_GRAIN
    )


def _turning(paper: Paper, ground: Ground) -> Layer:
    """The rays turn behind the cloth."""
    foot = paper.height / paper.unit if ground.base == _GREEN else _cloth_top(paper)
    below = partial(_laid, paper, ground)
    return scenery.beams(paper, ground, x=_RAYS_X, y=_RAYS_Y, foot=foot, grain=_GRAIN, below=below)


def _laid(paper: Paper, ground: Ground, top: int) -> Image.Image:
    """The cloth alone, from a height in pixels down."""
    part = Paper(paper.width, paper.height - top, paper.unit, paper.rng)
    width, height = part.width / paper.unit, part.height / paper.unit
    body = patterns.fill(paper, ground.base) + _cloth(paper)
    drawn = svg.draw(body, x=0, y=top / paper.unit, width=width, height=height, scale=paper.unit)
    fitted = drawn.resize((part.width, part.height)).convert("RGB")
    return patterns.grained(fitted, paper=part, strength=_GRAIN)


def _dots(paper: Paper, ground: Ground) -> Image.Image:
    dots = _polka(width=1080, height=_CLOTH_TOP, colour=ground.soft)
    return patterns.grained(
        patterns.drawn(paper, patterns.fill(paper, ground.base) + dots + _cloth(paper)),
        paper=paper,
        strength=_GRAIN,
    )


def _polka(*, width: float, height: float, colour: str) -> str:
    return patterns.polka(width=width, height=height, colour=colour, radius=25, pitch=_PITCH)


def _drifting(paper: Paper, ground: Ground) -> Layer:
    """The dots drift behind the cloth."""
    foot = round(_cloth_top(paper) * paper.unit / 2) * 2
    across, down = _PITCH * paper.unit, 2 * _PITCH * patterns.POLKA_ROW * paper.unit
    larger = Paper(paper.width + math.ceil(across), foot + math.ceil(down), paper.unit, paper.rng)

    def paint() -> Image.Image:
        dots = _polka(width=larger.width / paper.unit, height=larger.height / paper.unit, colour=ground.soft)
        drawn = patterns.drawn(larger, patterns.fill(larger, ground.base) + dots)
        return patterns.grained(drawn, paper=larger, strength=_GRAIN)

    return scenery.Scene(
        Backdrop(lambda: _laid(paper, ground, foot), top=foot),
        scenery.Scrolled(paint, width=paper.width, height=foot, across=across, down=down, stride=paper.unit),
    )


THEME = Look(
    name="kitchen",
    grounds=(
        Ground(
            base=_RED,
            ink=Ink(fill=_CREAM, accent=_YELLOW),
            label=_CREAM,
            card=_CREAM,
            card_ink=_DARK,
            strong=_GREEN,
            on_strong=_CREAM,
            soft="#d43925",
            paint=_rays,
            moves=_turning,
        ),
        Ground(
            base=_YELLOW,
            ink=Ink(fill=_CREAM, accent=_RED),
            label=_DARK,
            card=_CREAM,
            card_ink=_DARK,
            strong=_RED,
            on_strong=_CREAM,
            soft="#f3b318",
            paint=_dots,
            moves=_drifting,
        ),
        Ground(
            base=_GREEN,
            ink=Ink(fill=_CREAM, accent=_YELLOW),
            label=_CREAM,
            card=_CREAM,
            card_ink=_DARK,
            strong=_RED,
            on_strong=_CREAM,
            soft="#2b7043",
            paint=_rays,
            moves=_turning,
        ),
    ),
    headline=LetterStyle(
        face="EttamettaPoster-Regular.ttf", manner=Manner.EXTRUDED, rim_colour=_DARK, leading=0.98
    ),
    numeral=LetterStyle(
        face="EttamettaPoster-Regular.ttf", manner=Manner.EXTRUDED, rim_colour=_DARK, rim=0.025, depth=0.05
    ),
    label=LetterStyle(face="EttamettaLabel-Regular.ttf", leading=1.0),
    finish=objects.Finish(treatment=Treatment.STICKER, rim=16),
    holds=idling.bounces(),
)
