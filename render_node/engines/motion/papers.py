"""Cards and tape in a theme's material: torn and mottled, or cut with round corners."""

import math
from dataclasses import replace

import numpy as np
from PIL import Image

from render_node.engines.motion import badges, colours, rasters, svg, textures, tracks
from render_node.engines.motion.lettering_styles import LetterStyle, Manner
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.themes.base import Edge, Ground
from render_node.engines.motion.tracks import Track

# Room for the shadow around a card.
MARGIN = 48.0
_TOOTH = 22.0


def torn(
    *, x: float, y: float, width: float, height: float, rng: np.random.Generator, depth: float = 13.0
) -> list[tuple[float, float]]:
    """The outline of a torn sheet, clockwise from its upper left corner."""
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    found: list[tuple[float, float]] = []
    for number, start in enumerate(corners):
        found += _side(start, corners[(number + 1) % 4], rng=rng, depth=depth)
    return found


def _side(
    start: tuple[float, float], end: tuple[float, float], *, rng: np.random.Generator, depth: float
) -> list[tuple[float, float]]:
    """A torn edge: slow bends with teeth on them."""
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    inwards = (-along[1], along[0])
    bends = rng.uniform(-1, 1, max(3, round(length / 170)) + 1)
    found: list[tuple[float, float]] = []
    travelled = 0.0
    while travelled < length - _TOOTH * 0.5:
        share = travelled / length
        bend = float(np.interp(share * (len(bends) - 1), range(len(bends)), bends))
        inset = depth * (0.5 + 0.75 * bend) + float(rng.uniform(-0.55, 0.55)) * depth
        found.append(
            (
                start[0] + along[0] * travelled + inwards[0] * inset,
                start[1] + along[1] * travelled + inwards[1] * inset,
            )
        )
        travelled += float(rng.uniform(0.45, 1.5)) * _TOOTH
    return found


def card(
    stage: Stage, *, width: float, height: float, colour: str, body: str = "", depth: float = 13.0
) -> Image.Image:
    """A card of the theme with a shadow, and ``MARGIN`` around it.

    ``body`` is drawn on it, with (0, 0) at the card's upper left corner.
    """
    if stage.theme.edge is Edge.TORN:
        sheet = svg.polygon(
            torn(x=0, y=0, width=width, height=height, rng=stage.rng, depth=depth), fill=colour
        )
    else:
        sheet = svg.rectangle(
            x=0, y=0, width=width, height=height, radius=stage.theme.card_radius, fill=colour
        )
    picture = stage.drawing(sheet, x=-MARGIN, y=-MARGIN, width=width + 2 * MARGIN, height=height + 2 * MARGIN)
    if stage.theme.edge is Edge.TORN:
        noise = textures.mottle(picture.width, picture.height, 3)
        strength = 0.045 if colours.saturation(colour) > 0.5 else 0.02
        picture = rasters.textured(picture, noise=noise, strength=strength)
    if body:
        ink = stage.drawing(body, x=-MARGIN, y=-MARGIN, width=width + 2 * MARGIN, height=height + 2 * MARGIN)
        picture = Image.alpha_composite(picture, ink)
    return badges.lifted(stage, picture, blur=15, dy=12, opacity=0.4)


def tape(stage: Stage, *, width: float, height: float = 62.0, turn: float = -3.0) -> Image.Image:
    """A strip of adhesive tape with ragged ends, as a square picture."""
    side = width * 1.15
    left, top = (side - width) / 2, (side - height) / 2
    teeth = 7
    ends: list[tuple[float, float]] = [(left, top), (left + width, top)]
    ends += [
        (left + width + (3 if each % 2 else -4), top + height * each / teeth) for each in range(1, teeth)
    ]
    ends += [(left + width, top + height), (left, top + height)]
    ends += [
        (left + (4 if each % 2 else -3), top + height * each / teeth) for each in range(teeth - 1, 0, -1)
    ]
    body = svg.polygon(ends, fill="#efe39a", extra='fill-opacity="0.86"')
    body += svg.rectangle(x=left, y=top + 2, width=width, height=9, fill="#ffffff", extra='opacity="0.22"')
    picture = stage.drawing(body, x=0, y=0, width=side, height=side)
    lifted = badges.lifted(stage, picture, blur=6, dy=5, opacity=0.22)
    return lifted.rotate(-turn, Image.Resampling.BICUBIC)


def accent_on(background: str, *candidates: str, least: float = 2.4) -> str:
    """The first of the colours that stands out from a background in large type; otherwise the last."""
    return next((each for each in candidates if colours.contrast(each, background) >= least), candidates[-1])


def accent(ground: Ground) -> str:
    """The ground's accent for large shapes and figures on it."""
    return accent_on(ground.base, ground.ink.accent, ground.ink.fill, least=1.7)


def taped(
    stage: Stage, *, x: float, y: float, width: float, turn: float = -3.0, leaves: Track = tracks.still
) -> None:
    """Put a strip of tape on what lies below, in themes with torn cards."""
    if stage.theme.edge is not Edge.TORN:
        return
    arrives = stage.enters(tracks.slide(0.2, y=-40, length_s=0.2))
    stage.put(tape(stage, width=width, turn=turn), x=x, y=y, track=tracks.together(arrives, leaves))


def plain(style: LetterStyle) -> LetterStyle:
    """A style for type on cards: extruded letters would be blots there."""
    return (
        style if style.manner in {Manner.FLAT, Manner.MISREGISTERED} else replace(style, manner=Manner.FLAT)
    )
