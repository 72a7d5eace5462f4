"""Bubble: blurred fields of colour, cards of glass, speech bubbles and springy movement."""

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

_LILAC, _DARK, _VIOLET, _YELLOW, _PINK, _BLUE = (
    "#E9DFFF",
    "#1E1140",
    "#6B3BFF",
    "#FFE14D",
    "#FF4F8B",
    "#3D2BFF",
)
_WHITE = "#ffffff"
_GRAIN = 0.011
# Blurred colour has no detail: it is painted small.
_COARSE = 8
_SPOT_WANDER = 140.0
_SPOT, _SPOT_STRENGTH = 460.0, 0.8


@dataclass(frozen=True)
class _Glow:
    """A blurred spot: its centre and deviations as shares of the frame's width and height."""

    x: float
    y: float
    across: float
    down: float
    colour: str
    strength: float = 1.0


_Bands = tuple[tuple[float, str], ...]


def _paint(paper: Paper, ground: Ground, *, bands: _Bands, glows: tuple[_Glow, ...]) -> Image.Image:
    width, height = max(8, paper.width // _COARSE), max(8, paper.height // _COARSE)
    ys, xs = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    parts = [colours.rgb(colour) for _, colour in bands]
    heights = [at for at, _ in bands]
    field = np.stack([np.interp(ys, heights, [part[plane] for part in parts]) for plane in range(3)], axis=-1)
    for glow in glows:
        reach = np.exp(-(((xs - glow.x) / glow.across) ** 2) - ((ys - glow.y) / glow.down) ** 2)
        share = (reach * glow.strength)[..., None]
        field = field * (1 - share) + np.array(colours.rgb(glow.colour)) * share
    small = Image.fromarray((np.clip(field, 0, 1) * 255).astype(np.uint8))
    large = small.resize((paper.width, paper.height), Image.Resampling.BICUBIC)
    return patterns.grained(large, paper=paper, strength=_GRAIN)


def _wandering(paper: Paper, ground: Ground, *, glows: tuple[_Glow, ...]) -> Layer:
    """Spots of the same colours wander over the ground."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    spots = [
        scenery.glow(
            x=glow.x * width,
            y=glow.y * height,
            reach=_SPOT,
            colour=glow.colour,
            strength=glow.strength * _SPOT_STRENGTH,
            phase=number / 3,
            wander=_SPOT_WANDER,
        )
        for number, glow in enumerate(glows[:2])
    ]
    return scenery.trimmed(paper, lambda: ground.paint(paper, ground), spots)


_HAZE = (
    _Glow(x=0.06, y=0.1, across=0.42, down=0.22, colour="#FFC4E4"),
    _Glow(x=1.0, y=0.42, across=0.5, down=0.22, colour="#C2D5FF"),
    _Glow(x=0.1, y=0.8, across=0.5, down=0.26, colour="#D4BAFF"),
)
_SUNSET: _Bands = (
    (0.0, "#FF875C"),
    (0.22, "#F7667A"),
    (0.4, "#F0509A"),
    (0.55, "#DC4AB0"),
    (0.66, "#AC42D4"),
    (0.775, "#7336EB"),
    (0.89, "#4D25AE"),
    (1.0, "#2A1270"),
)
_DUSK = (
    _Glow(x=0.88, y=0.12, across=0.44, down=0.2, colour="#FFC07F", strength=0.8),
    _Glow(x=0.98, y=0.6, across=0.4, down=0.16, colour="#8A3CE6", strength=0.6),
)
_CANDY: _Bands = ((0.0, "#FF5A92"), (0.42, _PINK), (0.62, "#A63CD0"), (0.8, _BLUE), (1.0, "#2C1CC8"))
_SHINE = (
    _Glow(x=0.02, y=0.08, across=0.5, down=0.24, colour="#FF9A8C", strength=0.8),
    _Glow(x=1.0, y=0.5, across=0.36, down=0.16, colour="#FF7AC0", strength=0.5),
)

THEME = Look(
    name="bubble",
    grounds=(
        Ground(
            base=_LILAC,
            ink=Ink(fill=_DARK, accent=_VIOLET),
            label="#4B3B7A",
            card=_WHITE,
            card_ink=_DARK,
            strong=_VIOLET,
            on_strong=_WHITE,
            soft="#C6B0FF",
            paint=partial(_paint, bands=((0.0, _LILAC), (1.0, _LILAC)), glows=_HAZE),
            moves=partial(_wandering, glows=_HAZE),
        ),
        Ground(
            base="#F0509A",
            ink=Ink(fill=_WHITE, accent=_YELLOW),
            label="#FFF1EC",
            card=_WHITE,
            card_ink=_DARK,
            strong=_VIOLET,
            on_strong=_WHITE,
            soft="#C83C93",
            paint=partial(_paint, bands=_SUNSET, glows=_DUSK),
            moves=partial(_wandering, glows=_DUSK),
        ),
        Ground(
            base=_PINK,
            ink=Ink(fill=_WHITE, accent=_YELLOW),
            label="#FFF1EC",
            card=_WHITE,
            card_ink=_DARK,
            strong=_BLUE,
            on_strong=_WHITE,
            soft="#D93A86",
            paint=partial(_paint, bands=_CANDY, glows=_SHINE),
            moves=partial(_wandering, glows=_SHINE),
        ),
    ),
    headline=LetterStyle(
        face="BricolageGrotesque-ExtraBold.ttf", tracking=-0.018, leading=1.02, marker=_YELLOW
    ),
    numeral=LetterStyle(face="InterDisplay-ExtraBold.ttf", tracking=0.0, leading=1.0),
    label=LetterStyle(face="InterDisplay-ExtraBold.ttf", leading=1.08),
    text=LetterStyle(face="Inter-SemiBold.ttf", leading=1.12),
    finish=objects.Finish(
        treatment=Treatment.STICKER,
        rim=10,
        shadow="#1E1140",
        shadow_opacity=0.28,
        shadow_blur=14,
        shadow_y=12,
    ),
    card_radius=44,
    card_opacity=0.93,
    holds=idling.floats(height=10.0, across=6.0, period_s=2.0),
)
