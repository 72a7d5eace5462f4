"""Badges, tags, stamps, plates and cards, in the colours of a ground."""

import math

from PIL import Image

from render_node.engines.motion import colours, lettering_styles, rasters, svg
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
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


def words(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    colour: str,
    x: float,
    y: float,
    width: float,
    height: float,
    largest: float,
    smallest: float = 24.0,
    align: str = "centre",
    accent: str = "",
) -> str:
    """A text as part of a drawing, centred vertically in the box with its corner at (x, y)."""
    found = stage.set(
        text, style=style, width=width, height=height, largest=largest, smallest=smallest, align=align
    )
    down = y + (height - found.height) / 2
    moved = [
        lettering_styles.Glyphs(
            outline=glyphs.outline, x=glyphs.x + x, baseline=glyphs.baseline + down, width=glyphs.width
        )
        for line in stage.lines(found, style=style)
        for glyphs in line
    ]
    ink = Ink(fill=colour, accent=accent or colour)
    return lettering_styles.body(moved, style=style, size=found.size_px, ink=ink)


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
    body += words(
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
        body += words(
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
