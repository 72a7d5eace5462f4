"""Riso: two inks printed over each other and out of register, objects in dots, ramps of dots."""

from PIL import Image

from render_node.engines.motion import idling, objects, printing
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_PAPER, _YELLOW, _PINK = "#F3EFE4", "#FFD60A", "#FF4F7E"
_NAVY, _BLUE, _ORANGE = "#17205E", "#2746D8", "#FF4A0C"
# Paper without ink, and the pink ink on it.
_FREE = "#FFFDF6"
_DISC = "#F64B77"
_RAMP_TOP, _RAMP_END = 1215, 1920
_RAMPS = {_PAPER: _YELLOW, _YELLOW: _ORANGE, _PINK: _BLUE}
_PITCH = 25.0


def _printed(paper: Paper, ground: Ground) -> Image.Image:
    plain = patterns.drawn(paper, patterns.fill(paper, ground.base))
    share = paper.height / 1920
    dotted = printing.ramp(
        plain,
        ink=_RAMPS[ground.base],
        top=round(_RAMP_TOP * share),
        height=round((_RAMP_END - _RAMP_TOP) * share),
        pitch=max(3.0, _PITCH * paper.unit),
    )
    return patterns.mottled(dotted, paper=paper, strength=0.013)


def _print(ink: str, *, paper: str) -> objects.Finish:
    """Ink on paper that is left free of the ground's colour, so that dark objects stay legible."""
    return objects.Finish(
        treatment=Treatment.PRINT, rim=7, rim_colour=paper, ink=ink, shadow_opacity=0, shadow_y=0
    )


THEME = Look(
    name="riso",
    grounds=(
        Ground(
            base=_PAPER,
            ink=Ink(fill=_BLUE, accent=_PINK),
            label=_NAVY,
            card="#FFFDF6",
            card_ink=_NAVY,
            strong=_YELLOW,
            on_strong=_NAVY,
            soft="#E4DECB",
            paint=_printed,
            finish=_print(_BLUE, paper=_FREE),
            disc=_DISC,
        ),
        Ground(
            base=_YELLOW,
            ink=Ink(fill=_NAVY, accent=_BLUE, extra={"outline": _ORANGE}),
            label=_NAVY,
            card=_PAPER,
            card_ink=_NAVY,
            strong=_BLUE,
            on_strong="#ffffff",
            soft="#F2C500",
            paint=_printed,
            finish=_print(_NAVY, paper=_FREE),
            disc=_ORANGE,
        ),
        Ground(
            base=_PINK,
            ink=Ink(fill=_PAPER, accent=_YELLOW, extra={"drop": "#2B1A66"}),
            label=_NAVY,
            card=_PAPER,
            card_ink=_NAVY,
            strong=_YELLOW,
            on_strong=_NAVY,
            soft="#F03F70",
            paint=_printed,
            finish=_print(_NAVY, paper=_FREE),
            disc=_YELLOW,
        ),
    ),
    headline=LetterStyle(face="EttamettaBlock-Regular.ttf", manner=Manner.MISREGISTERED, leading=0.95),
    numeral=LetterStyle(face="EttamettaBlock-Regular.ttf", leading=0.95),
    label=LetterStyle(face="ArchivoBlack-Regular.ttf", leading=1.05),
    finish=_print(_BLUE, paper=_FREE),
    holds=idling.floats(height=7.0, across=7.0, degrees=0.0, period_s=2.0),
    card_radius=6.0,
    stretch=1.3,
)
