"""Slip: the printing plates of the outgoing picture slip sideways, one to each side."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.sheets import Sheet, Style

# How far each plate has slipped at each frame, in widths of the picture.
_SLIPPED = (0.015, 0.04, 0.09, 0.2, 0.4, 0.66, 0.9, 1.02)
_SHADOW_PX = 40


def draw(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a slip."""
    sheet, ink = _plates(outgoing.picture(), style)
    edge = _shadow(style)
    for slipped in _SLIPPED[:count]:
        moved_px = sheets.even(slipped * WIDTH_PX) * style.sign
        # The ink is only seen on the paper, not on the incoming scene.
        printed = sheets.copy(sheet)
        sheets.put(printed, ink, moved_px * 1.8, 0)
        frame = sheets.blank()
        sheets.lay(frame, printed, -moved_px, 0)
        beside_px = WIDTH_PX - moved_px if style.sign > 0 else -moved_px - _SHADOW_PX
        sheets.put(frame, edge, beside_px, 0)
        yield frame


def _plates(outgoing: Image.Image, style: Style) -> tuple[Sheet, Sheet]:
    """The paper with the warm ink, opaque; and the cool ink, as dense as the picture lacks red."""
    paper, ink = materials.rgb(style.palette.ground), materials.rgb(style.palette.ink)
    red, green, blue = outgoing.convert("RGB").split()
    warm = Image.merge("RGB", (red.point([max(value, paper[0]) for value in range(256)]), green, blue))
    cool = Image.new("RGB", outgoing.size, ink)
    cool.putalpha(red.point([255 - value for value in range(256)]))
    return Sheet.of(warm), Sheet.of(cool)


def _shadow(style: Style) -> Sheet:
    distance = sheets.columns(_SHADOW_PX) if style.sign > 0 else sheets.columns(_SHADOW_PX)[::-1]
    shadow = sheets.shadow_before(distance, reach_px=_SHADOW_PX, strength=0.35)
    dark = np.broadcast_to(shadow, (HEIGHT_PX, _SHADOW_PX)).astype(np.float32)
    colours = np.zeros((HEIGHT_PX, _SHADOW_PX, 3), np.float32)
    return Sheet.of(sheets.sheet(colours, cover=np.zeros_like(dark), shadow=dark))
