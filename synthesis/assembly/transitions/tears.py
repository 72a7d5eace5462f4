"""Tear: the outgoing picture is torn in two, and the halves move apart up and down."""

from collections.abc import Iterator

import numpy as np

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions import sheets
from synthesis.assembly.transitions.materials import Plane
from synthesis.assembly.transitions.sheets import Sheet, Style

WHERE = 0.5
SHADOW_PX = 60
FIBRE_PX = 15.0
FIBRE = np.array((253, 251, 246), np.float32)
_REACH_PX = 150
_SIDEWAYS_PX = 70


def draw(outgoing: Sheet, style: Style, count: int) -> Iterator[Sheet]:
    """Draw the frames of a tear."""
    at_px = round(HEIGHT_PX * WHERE)
    line = sheets.jagged(WIDTH_PX, seed=5 + style.is_mirrored, step_px=22, height_px=52)
    line = line + style.sign * np.linspace(-22, 22, WIDTH_PX, dtype=np.float32)
    top_px, bottom_px = at_px - _REACH_PX, at_px + _REACH_PX
    strip = outgoing.crop((0, top_px, WIDTH_PX, bottom_px)).picture().convert("RGB")
    pixels = np.asarray(strip, np.float32)
    above, beneath = (
        outgoing.crop((0, top, WIDTH_PX, bottom)) for top, bottom in ((0, top_px), (bottom_px, HEIGHT_PX))
    )
    upper = _edge(pixels, below=sheets.rows(2 * _REACH_PX) - _REACH_PX - line, seed=1)
    lower = _edge(pixels, below=line + _REACH_PX - sheets.rows(2 * _REACH_PX), seed=2)
    for number in range(count):
        passed = sheets.share(number, count)
        gap_px = sheets.even(22 + (at_px + _REACH_PX) * passed**2.1)
        aside_px = sheets.even(style.sign * _SIDEWAYS_PX * passed)
        frame = sheets.blank()
        sheets.lay(frame, above, -aside_px, -gap_px)
        sheets.put(frame, upper, -aside_px, top_px - gap_px)
        sheets.lay(frame, beneath, aside_px, bottom_px + gap_px)
        sheets.put(frame, lower, aside_px, top_px + gap_px)
        yield frame


def _edge(pixels: Plane, *, below: Plane, seed: int) -> Sheet:
    """The strip of a half at the tear: its picture, a rim of white fibres, and its shadow.

    ``below`` is how far each pixel is outside of the half's picture.
    """
    rim = FIBRE_PX + sheets.jagged(WIDTH_PX, seed=seed, step_px=7, height_px=9)
    fibre = np.clip(below + 0.5, 0, 1)
    cover = np.clip(rim - below + 0.5, 0, 1)
    shadow = sheets.shadow_before(below - rim, reach_px=SHADOW_PX, strength=0.5)
    colours = pixels + (FIBRE - pixels) * fibre[..., None]
    return Sheet.of(sheets.sheet(colours, cover=cover.astype(np.float32), shadow=shadow))
