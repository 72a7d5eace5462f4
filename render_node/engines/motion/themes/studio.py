"""Studio: one hue, a cove lit from the top left, plinths, and objects without an outline."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from render_node.engines.motion import colours, idling, objects, scenery
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_WHITE = "#ffffff"
_GRAIN = 0.014
# The cove is painted small: it has no detail.
_COARSE = 6
_LAMP, _LIGHT, _SHADE, _SWING = 640.0, 0.17, 0.36, 210.0


@dataclass(frozen=True)
class _Cove:
    """A wall that bends into a floor: its colour above, where the light falls, and on the floor."""

    wall: str
    light: str
    floor: str

    @property
    def stops(self) -> tuple[tuple[float, str], ...]:
        """Colours by height, as shares of the frame's."""
        return (
            (0.0, self.wall),
            (0.335, self.light),
            (0.45, self.light),
            (0.556, colours.mixed(self.light, self.floor, 0.5)),
            (0.667, self.floor),
            (0.78, colours.lighter(self.floor, -0.06)),
            (1.0, colours.lighter(self.floor, -0.23)),
        )


def _paint(paper: Paper, ground: Ground, *, cove: _Cove) -> Image.Image:
    width, height = max(8, paper.width // _COARSE), max(8, paper.height // _COARSE)
    ys, xs = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    places = [at for at, _ in cove.stops]
    parts = [colours.rgb(colour) for _, colour in cove.stops]
    wall = np.stack([np.interp(ys, places, [part[plane] for part in parts]) for plane in range(3)], axis=-1)
    lit = 0.16 * np.exp(-(((xs - 0.16) / 0.5) ** 2) - ((ys - 0.24) / 0.3) ** 2)
    dim = 1 - 0.03 * np.clip(xs - 0.55, 0, 1) * np.clip(1 - ys, 0, 1)
    shaded = (wall + (1 - wall) * lit[..., None]) * dim[..., None]
    small = Image.fromarray((np.clip(shaded, 0, 1) * 255).astype(np.uint8))
    large = small.resize((paper.width, paper.height), Image.Resampling.BICUBIC)
    return patterns.grained(large, paper=paper, strength=_GRAIN)


def _lit(paper: Paper, ground: Ground) -> Layer:
    """The light on a dark wall wanders, as if a lamp were moved. On a bright wall, a soft shade does."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    colour, strength = (_WHITE, _LIGHT) if ground.is_dark else (ground.soft, _SHADE)
    lamp = scenery.glow(
        x=width * 0.3,
        y=height * 0.3,
        reach=_LAMP,
        colour=colour,
        strength=strength,
        phase=0.2,
        wander=_SWING,
    )
    return scenery.trimmed(paper, lambda: ground.paint(paper, ground), [lamp])


_VIOLET = _Cove(wall="#4A49E0", light="#8886F6", floor="#3F3FCF")
_PEACH = _Cove(wall="#F6A27C", light="#FFDAC4", floor="#F08E66")
_SEA = _Cove(wall="#9ADBC6", light="#DDF5EA", floor="#79C8B0")

THEME = Look(
    name="studio",
    grounds=(
        Ground(
            base=_VIOLET.wall,
            ink=Ink(fill=_WHITE, accent="#D2FB45"),
            label="#E4E3FF",
            card=_WHITE,
            card_ink="#17124A",
            strong="#FF3F5C",
            on_strong=_WHITE,
            soft="#7371F3",
            paint=partial(_paint, cove=_VIOLET),
            moves=_lit,
            is_dark=True,
        ),
        Ground(
            base=_PEACH.light,
            ink=Ink(fill="#47170C", accent="#C23317"),
            label="#6B2A18",
            card="#FFF6EE",
            card_ink="#47170C",
            strong="#D8401F",
            on_strong="#FFF6EE",
            soft="#FD9166",
            paint=partial(_paint, cove=_PEACH),
            moves=_lit,
        ),
        Ground(
            base=_SEA.light,
            ink=Ink(fill="#0E3F37", accent="#0E8A6E"),
            label="#1D5A4D",
            card=_WHITE,
            card_ink="#0E3F37",
            strong="#FF5638",
            on_strong=_WHITE,
            soft="#5FBDA2",
            paint=partial(_paint, cove=_SEA),
            moves=_lit,
        ),
    ),
    headline=LetterStyle(face="Unbounded-ExtraBold.ttf", tracking=-0.016, leading=1.12, marker="#D2FB45"),
    numeral=LetterStyle(face="Unbounded-ExtraBold.ttf", tracking=-0.03, leading=1.0),
    label=LetterStyle(face="Unbounded-ExtraBold.ttf", tracking=-0.02, leading=1.1),
    text=LetterStyle(face="Inter-SemiBold.ttf", leading=1.12),
    finish=objects.Finish(
        treatment=Treatment.SOLID, rim=0, shadow="#120a38", shadow_opacity=0.28, shadow_blur=20, shadow_y=18
    ),
    align="centre",
    holds=idling.floats(height=10.0, degrees=1.0, period_s=3.2),
    card_radius=40,
)
