"""Archive: mottled paper, torn cards and tape, halftone objects, movement in eight steps a second."""

from dataclasses import replace

import numpy as np
from PIL import Image

from render_node.engines.motion import idling, objects, rasters, scenery, textures, tracks
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Edge, Ground, Look, Paper

_PAPER, _NAVY = "#EADBBD", "#22405C"
_INK, _RED, _ORANGE = "#1D1814", "#A32A22", "#D9512C"
_CARD, _GOLD = "#F4E8CC", "#F0B04A"
# How much red, green and blue lose with age.
_BROWNING = (0.9, 1.05, 1.18)
_STEPS_PER_S = 8.0
_LAMP, _SWING, _GLARE = 640.0, 240.0, "#FFF3D6"


def _mottled(paper: Paper, ground: Ground) -> Image.Image:
    plain = patterns.drawn(paper, patterns.fill(paper, ground.base))
    noise = textures.mottle(paper.width, paper.height)
    mottled = rasters.textured(plain, noise=noise, strength=0.1 if ground.is_dark else 0.034)
    return _aged(mottled, strength=0.05 if ground.is_dark else 0.36)


def _aged(picture: Image.Image, *, strength: float) -> Image.Image:
    """The picture browned towards its upper and lower ends, most at the corners."""
    ys = np.linspace(-1, 1, picture.height, dtype=np.float32)[:, None]
    xs = np.linspace(-1, 1, picture.width, dtype=np.float32)[None, :]
    away = np.hypot(ys + 0.06, xs * 0.45)
    share = strength * np.clip((away - 0.42) / 0.72, 0, 1) ** 1.25
    rgb = np.asarray(picture, dtype=np.float32) * (
        1 - share[..., None] * np.array(_BROWNING, dtype=np.float32)
    )
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def _lit(paper: Paper, ground: Ground) -> Layer:
    """The light of a projector wanders over the paper, in steps as everything else."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    lamp = scenery.glow(
        x=width * 0.5,
        y=height * 0.36,
        reach=_LAMP,
        colour=_GLARE,
        strength=0.07 if ground.is_dark else 0.22,
        phase=0.2,
        wander=_SWING,
    )
    stepped = replace(lamp, track=tracks.stepped(lamp.track, per_s=_STEPS_PER_S))
    return scenery.trimmed(paper, lambda: ground.paint(paper, ground), [stepped])


THEME = Look(
    name="archive",
    grounds=(
        Ground(
            base=_PAPER,
            ink=Ink(fill=_INK, accent=_RED),
            label=_INK,
            card="#FBF3E0",
            card_ink=_INK,
            strong=_ORANGE,
            on_strong="#FFF6E4",
            soft="#D8C7A4",
            paint=_mottled,
            moves=_lit,
        ),
        Ground(
            base=_NAVY,
            ink=Ink(fill=_CARD, accent=_GOLD),
            label=_CARD,
            card=_CARD,
            card_ink=_INK,
            strong=_RED,
            on_strong=_CARD,
            soft="#31536F",
            paint=_mottled,
            moves=_lit,
            is_dark=True,
        ),
    ),
    headline=LetterStyle(face="EttamettaFat-Regular.ttf", leading=0.96),
    numeral=LetterStyle(face="EttamettaFat-Regular.ttf", leading=0.96),
    label=LetterStyle(face="SpecialElite-Regular.ttf", leading=1.1),
    finish=objects.Finish(
        treatment=Treatment.HALFTONE,
        rim=8,
        rim_colour="#F7EFDD",
        ink=_INK,
        shadow="#1a1008",
        shadow_opacity=0.42,
        darkness=0.66,
        pitch=9.0,
    ),
    steps_per_s=_STEPS_PER_S,
    holds=idling.wobbles(),
    card_radius=4.0,
    edge=Edge.TORN,
)
