"""Pixel: dithered colour, blocks and windows, objects in square cells, hard shadows, movement in steps."""

import math
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_node.engines.motion import colours, idling, objects, scenery, svg
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes.base import Ground, Look, Paper
from render_node.engines.motion.tracks import HIDDEN, REST, Pose, Track

_MINT, _PINK, _BLUE = "#8EE8D6", "#FFA9C9", "#3036E0"
_INK, _MAGENTA, _YELLOW, _WHITE = "#1B1250", "#D4116B", "#FFE74A", "#FFFFFF"
_CELL = 10.0
# The floor repeats after so many cells, and moves by so many in a second; clouds are slower.
_REPEATS, _CELLS_PER_S, _CLOUD_CELLS_PER_S = 42, 12.0, 3.0
# The frame in cells.
_ROWS = 192
_DITHER_TOP, _FLOOR = 96, 161
_THRESHOLDS = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) + 0.5
) / 16
_CLOUD = (
    "....####......",
    "..########.##.",
    ".#############",
    "##############",
)
# Stars at the edges: their places in cells and sizes, and how long they take to go on and off.
_STAR = ("..#..", "..#..", "#####", "..#..", "..#..")
_STARS = ((5, 3, 2), (79, 3, 2), (50, 6, 1), (6, 151, 1), (96, 150, 2), (26, 5, 1))
_BLINK_S = 1.1
_GRASS, _LEAF, _SOIL, _STONE = "#4FBF4B", "#2E9440", "#B5693A", "#8A4A2C"

Cells = NDArray[np.uint8]


def _rgb(colour: str) -> NDArray[np.float32]:
    return np.array(colours.rgb(colour), dtype=np.float32) * 255


def _dithered(columns: int, rows: int, *, top: str, bottom: str, start: int) -> Cells:
    """A colour that turns into another downwards, in an ordered pattern of cells."""
    ys, xs = np.mgrid[0:rows, 0:columns]
    share = np.clip((ys - start) / (rows * 0.62), 0, 0.94) * 0.9
    is_low = share > _THRESHOLDS[ys % 4, xs % 4]
    return np.where(is_low[..., None], _rgb(bottom), _rgb(top)).astype(np.uint8)


def _stamp(cells: Cells, rows: tuple[str, ...], *, x: int, y: int, colour: str) -> None:
    """Put a small drawing into the cells, as far as it lies in the frame."""
    for down, row in enumerate(rows):
        for across, mark in enumerate(row):
            if mark == "#" and 0 <= y + down < cells.shape[0] and 0 <= x + across < cells.shape[1]:
                cells[y + down, x + across] = _rgb(colour)


def _larger(rows: tuple[str, ...], times: int) -> tuple[str, ...]:
    return tuple("".join(mark * times for mark in row) for row in rows for _ in range(times))


@dataclass(frozen=True)
class _Stamped:
    """A small drawing and its place, in cells."""

    rows: tuple[str, ...]
    x: int
    y: int
    colour: str


_CLOUDS = (_Stamped(_larger(_CLOUD, 2), 74, 5, "#D8FBF2"), _Stamped(_CLOUD, 8, 9, "#C4F6EA"))


def _level(cells: Cells, ground: Ground) -> None:
    """Clouds, and a floor of grass and soil."""
    for cloud in _CLOUDS:
        _stamp(cells, cloud.rows, x=cloud.x, y=cloud.y, colour=cloud.colour)
    _meadow(cells, ground)


def _meadow(cells: Cells, ground: Ground) -> None:
    _floor(cells, (_GRASS, _LEAF, _SOIL, _STONE))


def _floor(cells: Cells, shades: tuple[str, str, str, str]) -> None:
    grass, leaf, soil, stone = (_rgb(shade) for shade in shades)
    cells[_FLOOR:] = soil
    cells[_FLOOR : _FLOOR + 3] = grass
    for x in range(cells.shape[1]):
        cells[_FLOOR + 3 : _FLOOR + 3 + (1, 2, 2, 1, 3, 2)[x % 6], x] = leaf
    for row, y in enumerate(range(_FLOOR + 10, cells.shape[0], 8)):
        for x in range((row % 2) * 7, cells.shape[1], 14):
            cells[y : y + 1, x : x + 6] = stone


def _desktop(cells: Cells, ground: Ground) -> None:
    """A bar of a desktop with raised buttons."""
    face, light, dark = _rgb("#E7D9F5"), _rgb(_WHITE), _rgb("#8B6FB0")
    top = _FLOOR + 3
    cells[top:] = face
    cells[top : top + 1] = light
    for left, wide in ((3, 22), (27, 30), (59, 30), (91, 14)):
        _button(cells, x=left, y=top + 4, wide=wide, tall=10, light=light, dark=dark)
    cells[top + 6 : top + 12, 6:12] = _rgb(_MAGENTA)
    cells[top + 8 : top + 11, 14:22] = _rgb(_INK)


def _button(
    cells: Cells,
    *,
    x: int,
    y: int,
    wide: int,
    tall: int,
    light: NDArray[np.float32],
    dark: NDArray[np.float32],
) -> None:
    cells[y : y + tall, x : x + wide] = light
    cells[y + 1 : y + tall, x + 1 : x + wide] = dark
    cells[y + 1 : y + tall - 1, x + 1 : x + wide - 1] = _rgb("#F3EAFB")


def _space(cells: Cells, ground: Ground) -> None:
    """Stars, and a floor of blocks."""
    rng = np.random.default_rng(5)
    for number in range(34):
        x, y = int(rng.integers(0, 108)), int(rng.integers(0, 20 if number % 2 else 160))
        is_clear = y < 18 or y > 151
        if is_clear and x < cells.shape[1] and y < cells.shape[0]:
            cells[y, x] = _rgb(_WHITE if number % 3 else _YELLOW)
    _stamp(cells, _STAR, x=92, y=7, colour=_YELLOW)
    _floor(cells, ("#5CE0E6", "#2B9CC9", "#2A1C9E", "#4A3BD0"))


def _paint(paper: Paper, ground: Ground, *, bottom: str, furnish: object) -> Image.Image:
    cell = max(1, round(_CELL * paper.unit))
    columns = -(-paper.width // cell)
    rows = max(-(-paper.height // cell), 1)
    cells = _dithered(columns, max(rows, _ROWS), top=ground.base, bottom=bottom, start=_DITHER_TOP)
    if callable(furnish):
        furnish(cells, ground)
    small = Image.fromarray(cells[:rows])
    large = small.resize((columns * cell, rows * cell), Image.Resampling.NEAREST)
    return large.crop((0, 0, paper.width, paper.height))


def _twinkling(paper: Paper, ground: Ground, *, bottom: str, furnish: object) -> Layer:
    """Stars at the edges that go on and off."""
    paint = partial(_paint, paper, ground=ground, bottom=bottom, furnish=furnish)
    return scenery.trimmed(paper, paint, _stars(_WHITE))


def _stars(colour: str) -> list[scenery.Trim]:
    return [
        _trim(_Stamped(_larger(_STAR, size), x, y, colour), track=_blinks(number * 0.29))
        for number, (x, y, size) in enumerate(_STARS)
    ]


def _blinks(phase: float) -> Track:
    def track(t: float) -> Pose:
        return REST if math.floor((t / _BLINK_S + phase) * 2) % 2 else HIDDEN

    return track


def _running(
    paper: Paper,
    ground: Ground,
    *,
    bottom: str,
    furnish: object,
    clouds: tuple[_Stamped, ...] = (),
    stars: str = "",
) -> Layer:
    """The floor runs by as in a game, and the clouds slowly behind it. ``stars`` is their colour."""
    cell = max(1, round(_CELL * paper.unit))
    wider = Paper(paper.width + _REPEATS * cell, paper.height, paper.unit, paper.rng)
    top = min(paper.height - 2, _FLOOR * cell)
    paint = partial(_paint, ground=ground, bottom=bottom, furnish=furnish)
    floor = scenery.Scrolled(
        partial(paint, wider),
        width=paper.width,
        height=paper.height,
        across=_REPEATS * cell,
        top=top - top % 2,
        per_s=_CELLS_PER_S,
        stride=cell,
    )
    trims = [_trim(cloud, track=_by_cells(number / 2)) for number, cloud in enumerate(clouds)]
    trims += _stars(stars) if stars else []
    return scenery.Scene(scenery.trimmed(paper, partial(paint, paper), trims), floor)


def _trim(cloud: _Stamped, *, track: Track) -> scenery.Trim:
    body = "".join(
        svg.rectangle(
            x=(cloud.x + x) * _CELL, y=(cloud.y + y) * _CELL, width=_CELL, height=_CELL, fill=cloud.colour
        )
        for y, row in enumerate(cloud.rows)
        for x, mark in enumerate(row)
        if mark == "#"
    )
    width, height = len(cloud.rows[0]) * _CELL, len(cloud.rows) * _CELL
    return scenery.Trim(body, cloud.x * _CELL, cloud.y * _CELL, width + _CELL, height + _CELL, track=track)


def _by_cells(phase: float) -> Track:
    """To the left by a cell, again and again."""

    def track(t: float) -> Pose:
        return Pose(x=-_CELL * math.floor(t * _CLOUD_CELLS_PER_S + phase))

    return track


@lru_cache(maxsize=1)
def _dark() -> objects.Finish:
    return objects.Finish(
        treatment=Treatment.PIXEL,
        rim=0,
        rim_colour=_WHITE,
        shadow="#120A5A",
        shadow_opacity=0.8,
        shadow_blur=0,
        shadow_x=14,
        shadow_y=14,
    )


_FACE = "EttamettaPixel-Regular.ttf"

THEME = Look(
    name="pixel",
    grounds=(
        Ground(
            base=_MINT,
            ink=Ink(fill=_INK, accent=_MAGENTA, extra={"drop": "#F4FFFB"}),
            label=_INK,
            card=_WHITE,
            card_ink=_INK,
            strong=_MAGENTA,
            on_strong=_WHITE,
            soft="#62CDBD",
            paint=partial(_paint, bottom="#4FC3C9", furnish=_level),
            moves=partial(_running, bottom="#4FC3C9", furnish=_meadow, clouds=_CLOUDS),
        ),
        Ground(
            base=_PINK,
            ink=Ink(fill=_INK, accent="#5A1FD6", extra={"drop": "#FFE3EE"}),
            label=_INK,
            card=_WHITE,
            card_ink=_INK,
            strong="#5A1FD6",
            on_strong=_WHITE,
            soft="#F27FAE",
            paint=partial(_paint, bottom="#F27FB5", furnish=_desktop),
            moves=partial(_twinkling, bottom="#F27FB5", furnish=_desktop),
        ),
        Ground(
            base=_BLUE,
            ink=Ink(fill=_WHITE, accent=_YELLOW, extra={"drop": "#15106E"}),
            label=_WHITE,
            card=_WHITE,
            card_ink=_INK,
            strong=_YELLOW,
            on_strong=_INK,
            soft="#5A60F0",
            paint=partial(_paint, bottom="#241CA6", furnish=_space),
            moves=partial(_running, bottom="#241CA6", furnish=_space, stars=_YELLOW),
            is_dark=True,
            finish=_dark(),
        ),
    ),
    headline=LetterStyle(face=_FACE, manner=Manner.DROPPED, leading=0.98),
    numeral=LetterStyle(face=_FACE, leading=0.96),
    label=LetterStyle(face=_FACE, leading=1.0),
    text=LetterStyle(face="SpaceMono-Bold.ttf", leading=1.06, tracking=-0.03),
    finish=objects.Finish(
        treatment=Treatment.PIXEL,
        rim=0,
        rim_colour=_INK,
        shadow=_INK,
        shadow_opacity=0.3,
        shadow_blur=0,
        shadow_x=14,
        shadow_y=14,
    ),
    steps_per_s=12,
    holds=idling.hops(),
    card_radius=0.0,
    snap_px=10.0,
    hard_shadow=12.0,
    stretch=1.5,
)
