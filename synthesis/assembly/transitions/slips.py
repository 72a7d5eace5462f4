"""Slip: the printing plates of the outgoing picture slip sideways, one to each side."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.sheets import Style

# How far each plate has slipped at each frame, in widths of the picture.
_SLIPPED = (0.015, 0.04, 0.09, 0.2, 0.4, 0.66, 0.9, 1.02)
_SHADOW_PX = 40


def draw(outgoing: Image.Image, style: Style, count: int) -> Iterator[Image.Image]:
    """Draw the frames of a slip."""
    sheet, ink = _plates(outgoing, style)
    edge = _shadow(style)
    for slipped in _SLIPPED[:count]:
        moved_px = round(slipped * WIDTH_PX) * style.sign
        # The ink is only seen on the paper, not on the incoming scene.
        printed = sheet.copy()
        sheets.put(printed, ink, round(moved_px * 1.8), 0)
        frame = sheets.blank()
        sheets.lay(frame, printed, -moved_px, 0)
        beside_px = WIDTH_PX - moved_px if style.sign > 0 else -moved_px - _SHADOW_PX
        sheets.put(frame, edge, beside_px, 0)
        yield frame


def _plates(outgoing: Image.Image, style: Style) -> tuple[Image.Image, Image.Image]:
    """The paper with the warm ink, opaque; and the cool ink, as dense as the picture lacks red."""
    pixels = np.asarray(outgoing)
    warm = pixels.copy()
    paper = materials.rgb(style.palette.ground)
    warm[..., 0] = np.maximum(pixels[..., 0], paper[0])
    cool = np.empty((*pixels.shape[:2], 4), np.uint8)
    cool[..., :3] = materials.rgb(style.palette.ink)
    cool[..., 3] = 255 - pixels[..., 0]
    return Image.fromarray(warm).convert("RGBA"), Image.fromarray(cool)


def _shadow(style: Style) -> Image.Image:
    distance = sheets.columns(_SHADOW_PX) if style.sign > 0 else sheets.columns(_SHADOW_PX)[::-1]
    shadow = sheets.shadow_before(distance, reach_px=_SHADOW_PX, strength=0.35)
    dark = np.broadcast_to(shadow, (HEIGHT_PX, _SHADOW_PX)).astype(np.float32)
    colours = np.zeros((HEIGHT_PX, _SHADOW_PX, 3), np.float32)
    return sheets.sheet(colours, cover=np.zeros_like(dark), shadow=dark)
