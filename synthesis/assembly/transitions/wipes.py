"""Wipe: a band of the theme's material crosses the frame from below and takes the outgoing picture away."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import materials, sheets
from synthesis.assembly.transitions.materials import Palette, Plane
from synthesis.assembly.transitions.sheets import Sheet, Style

SHADOW_PX = 110
# The band rises towards one side by this share of its length.
SLOPE = 0.115
DROP_PX = SLOPE * WIDTH_PX


@dataclass(frozen=True, slots=True)
class _Strip:
    """One layer of a band: its material, where its edges are in the band, and how they are shaped."""

    fabric: str
    palette: Palette
    top_px: float
    bottom_px: float
    edge: str = "straight"


def draw(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a wipe."""
    band, cut_px = _band(style)
    for number in range(count):
        at = sheets.smooth(sheets.share(number, count))
        y_px = sheets.even(HEIGHT_PX - at * (HEIGHT_PX + band.size[1]))
        frame = sheets.blank()
        # The edge of the outgoing picture is hidden behind the band.
        kept_px = min(HEIGHT_PX, y_px + cut_px)
        if kept_px > 0:
            sheets.lay(frame, outgoing.crop((0, 0, WIDTH_PX, kept_px)), 0, 0)
        sheets.put(frame, band, 0, y_px)
        yield frame


def _strips(palette: Palette) -> list[_Strip]:
    if palette.fabric == "waves":
        shades = (palette.accent, palette.light, palette.ink)
        return [
            _Strip("plane", _of(palette, shade), 190.0 * number, 430 + 190.0 * number, "wave")
            for number, shade in enumerate(shades)
        ]
    if palette.fabric == "gingham":
        return [_Strip("gingham", palette, 0, 610)]
    if palette.fabric == "hazard":
        return [_Strip("plane", _of(palette, palette.ink), 60, 430), _Strip("hazard", palette, 0, 190)]
    if palette.fabric == "paper":
        return [_Strip("paper", palette, 0, 520, "torn")]
    second = palette.ink if palette.fabric != "plane" or palette is materials.NEUTRAL else palette.light
    return [_Strip("plane", _of(palette, second), 90, 560), _Strip(palette.fabric, palette, 0, 470)]


def _of(palette: Palette, colour: str) -> Palette:
    return Palette(ground=palette.ground, light=palette.light, ink=palette.ink, accent=colour)


# The wipes of a video have the same band, in one direction or the other.
@lru_cache(maxsize=2)
def _band(style: Style) -> tuple[Sheet, int]:
    """The whole band with its shadows, and a row of it that all of its columns cover."""
    strips = _strips(style.palette)
    waves_px = 60 if strips[0].edge != "straight" else 2
    height = sheets.even(max(strip.bottom_px for strip in strips) + DROP_PX + 2 * (SHADOW_PX + waves_px))
    band = Image.new("RGBA", (WIDTH_PX, height))
    # The lower layers lie on the higher ones, as paper that is pushed up does.
    for seed, strip in enumerate(strips):
        band.alpha_composite(_drawn(strip, style, height=height, offset_px=SHADOW_PX + waves_px, seed=seed))
    cut_px = SHADOW_PX + waves_px + round((DROP_PX + min(strip.bottom_px for strip in strips)) / 2)
    if len(strips) > 1:
        cut_px = SHADOW_PX + waves_px + round(DROP_PX + waves_px + 20)
    return Sheet.of(band), sheets.even(cut_px)


def _drawn(strip: _Strip, style: Style, *, height: int, offset_px: float, seed: int) -> Image.Image:
    across_columns = sheets.columns()
    # Not mirrored, the right end is higher.
    rising = across_columns if style.is_mirrored else WIDTH_PX - across_columns
    line = offset_px + SLOPE * rising
    top = line + strip.top_px + _edge(strip, seed=seed)
    bottom = line + strip.bottom_px + _edge(strip, seed=seed + 11)
    down = sheets.rows(height)
    cover = np.clip(down - top + 0.5, 0, 1) * np.clip(bottom - down + 0.5, 0, 1)
    outside = np.maximum(top - down, down - bottom)
    shadow = sheets.shadow_before(outside, reach_px=SHADOW_PX, strength=0.42)
    slope = SLOPE if style.is_mirrored else -SLOPE
    along = (across_columns + down * slope).astype(np.float32)
    across = (down - line - strip.top_px).astype(np.float32)
    colours = materials.texture(strip.fabric, palette=strip.palette, along=along, across=across)
    if strip.edge == "torn":
        fibre = np.clip(14 - np.minimum(down - top, bottom - down), 0, 1)
        colours = colours + (255 - colours) * fibre[..., None]
    return sheets.sheet(colours, cover=cover.astype(np.float32), shadow=shadow)


def _edge(strip: _Strip, *, seed: int) -> Plane:
    x_px = sheets.columns()
    if strip.edge == "wave":
        wave = 38 * np.sin(x_px / (118 + 17 * (seed % 5)) + 1.9 * seed)
        return np.asarray(wave + 16 * np.sin(x_px / 61 + seed), np.float32)
    if strip.edge == "torn":
        return sheets.jagged(WIDTH_PX, seed=seed, step_px=16, height_px=40)
    return np.zeros_like(x_px)
