"""Badges, tags, stamps, plates and cards, in the colours of a ground."""

import math

from PIL import Image

from render_node.engines.motion import cards, colours, rasters, svg
from render_node.engines.motion.stage import Stage


def starburst(
    *, x: float, y: float, radius: float, colour: str, points: int = 18, depth: float = 0.12
) -> str:
    """A badge with a jagged rim."""
    corners: list[tuple[float, float]] = []
    for number in range(points * 2):
        reach = radius * (1 - (depth if number % 2 else 0))
        angle = math.pi * number / points
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return svg.polygon(
        corners, fill=colour, extra=f'stroke="{colour}" stroke-width="6" stroke-linejoin="round"'
    )


def lifted(
    stage: Stage, picture: Image.Image, *, blur: float = 14.0, dy: float = 14.0, opacity: float = 0.3
) -> Image.Image:
    """The picture with a soft shadow. It needs a transparent margin."""
    unit = stage.unit
    if stage.theme.hard_shadow:
        fall = min(stage.theme.hard_shadow, max(4.0, dy)) * unit
        return rasters.shadowed(
            picture, blur=0, dx=fall, dy=fall, colour=stage.theme.finish.shadow, opacity=0.85
        )
    return rasters.shadowed(
        picture, blur=blur * unit, dx=0, dy=dy * unit, colour=stage.theme.finish.shadow, opacity=opacity
    )


def badge(stage: Stage, *, radius: float) -> Image.Image:
    """The scene's promise on a jagged badge, as a square of 2.6 radii."""
    ground, spec = stage.ground, stage.spec
    side = radius * 2.6
    middle = side / 2
    body = starburst(x=middle, y=middle, radius=radius, colour=ground.strong)
    inner = radius * 1.5
    top = middle - radius * (0.5 if spec.badge_detail else 0.55)
    body += cards.words(
        stage,
        spec.badge,
        style=stage.theme.label,
        colour=ground.on_strong,
        x=middle - inner / 2,
        y=top,
        width=inner,
        height=radius * (0.6 if spec.badge_detail else 1.1),
        largest=radius * 0.5,
    )
    if spec.badge_detail:
        body += cards.words(
            stage,
            spec.badge_detail,
            style=stage.theme.label,
            colour=_detail(stage),
            x=middle - inner / 2,
            y=middle + radius * 0.1,
            width=inner,
            height=radius * 0.36,
            largest=radius * 0.28,
        )
    drawn = stage.drawing(body, x=0, y=0, width=side, height=side)
    return lifted(stage, drawn)


def _detail(stage: Stage) -> str:
    """The accent, where it is legible on a badge."""
    ground = stage.ground
    is_legible = colours.contrast(ground.ink.accent, ground.strong) >= 3
    return ground.ink.accent if is_legible else ground.on_strong
