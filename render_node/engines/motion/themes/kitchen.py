"""Kitchen: warm colours, rays and dots, a checked cloth, stickers and extruded letters."""

from PIL import Image

from render_node.engines.motion import objects
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_RED, _YELLOW, _GREEN = "#E5432D", "#FFC22E", "#2F7A4B"
_DARK, _CREAM = "#2A120C", "#FFF2DA"
_CLOTH_TOP = 1560


def _cloth(paper: Paper) -> str:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    return patterns.gingham(
        top=min(_CLOTH_TOP, height * 0.8125), width=width, height=height, cell=90, colour=_RED, white=_CREAM
    )


def _rays(paper: Paper, ground: Ground) -> Image.Image:
    beams = patterns.rays(x=540, y=860, colour=ground.soft, twist=paper.rng.random())
    cloth = _cloth(paper) if ground.base != _GREEN else ""
    return patterns.grained(
        patterns.drawn(paper, patterns.fill(paper, ground.base) + beams + cloth), paper=paper, strength=0.02
    )


def _dots(paper: Paper, ground: Ground) -> Image.Image:
    dots = patterns.polka(width=1080, height=1560, colour=ground.soft, radius=25, pitch=200)
    return patterns.grained(
        patterns.drawn(paper, patterns.fill(paper, ground.base) + dots + _cloth(paper)),
        paper=paper,
        strength=0.02,
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
)
