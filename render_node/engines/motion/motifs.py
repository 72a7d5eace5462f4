"""Motion behind and beside the type: quiet near words, richer elsewhere."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render_node.engines.motion import easing, layers
from render_node.engines.motion.canvas import Canvas
from render_node.engines.motion.colours import Yuv
from render_node.engines.motion.layers import Layer, Stamp
from render_node.engines.motion.stage import Stage


@dataclass(frozen=True)
class Ribbon:
    """Thin flowing lines."""

    colour: Yuv
    top: float
    height: float
    lines: int
    thickness: float
    tilt: float
    speed: float
    phase: float
    opacity: float

    def draw(self, canvas: Canvas, t: float) -> None:
        band = math.ceil(self.height)
        alpha = np.zeros((band + 8, canvas.width), np.uint8)
        columns = np.arange(canvas.width)
        xs = columns / canvas.width
        here = (t * self.speed + self.phase) * 2 * math.pi
        arrival = easing.out_cubic(easing.between(t, 0.0, 1.2))
        for number in range(self.lines):
            share = number / max(1, self.lines - 1)
            swell = 0.30 * np.sin(xs * 4.1 + here + share * 1.9) + 0.14 * np.sin(
                xs * 7.3 - here * 0.7 + share * 3.1
            )
            spread = (share - 0.5) * 0.42 * (0.35 + 0.65 * np.sin(xs * 2.6 + here * 0.5 + 0.6) ** 2)
            ys = (0.5 + swell + spread * arrival + self.tilt * (xs - 0.5)) * self.height
            weight = 255 * (0.25 + 0.75 * math.sin(math.pi * (share * 0.9 + 0.05)))
            _stroke(alpha, columns, ys, self.thickness, weight)
        canvas.lay(alpha, self.colour, x=0, y=round(self.top), opacity=self.opacity * arrival)


def _stroke(
    alpha: NDArray[np.uint8],
    columns: NDArray[np.int_],
    ys: NDArray[np.float64],
    thickness: float,
    weight: float,
) -> None:
    slope = np.gradient(ys)
    half = thickness / 2 * np.sqrt(1 + slope**2)
    first = np.floor(ys - half).astype(np.int64)
    for row in range(math.ceil(float(half.max()) * 2) + 2):
        rows = first + row
        cover = np.clip(half - np.abs(rows + 0.5 - ys) + 0.5, 0, 1) * weight
        inside = (rows >= 0) & (rows < alpha.shape[0])
        where = (rows[inside], columns[inside])
        alpha[where] = np.maximum(alpha[where], cover[inside].astype(np.uint8))


@dataclass(frozen=True)
class Halftone:
    """A field of dots that grow as a wave passes."""

    colour: Yuv
    x: int
    y: int
    cell: int
    columns: int
    rows: int
    angle: float
    opacity: float

    def draw(self, canvas: Canvas, t: float) -> None:
        ys, xs = np.mgrid[0 : self.rows, 0 : self.columns].astype(np.float32)
        along = xs * math.cos(self.angle) + ys * math.sin(self.angle)
        wave = 0.5 + 0.5 * np.sin(along * 0.55 - t * 1.5)
        fade = (ys / max(1, self.rows - 1)) ** 1.2
        arrival = easing.out_cubic(easing.between(t, 0.0, 1.0))
        radius = (self.cell * (0.07 + 0.24 * wave) * fade * arrival).astype(np.float32)
        inner = np.arange(self.cell, dtype=np.float32) + 0.5 - self.cell / 2
        distance = np.hypot(inner[:, None], inner[None, :]).astype(np.float32)
        dots = np.clip(radius[:, None, :, None] - distance[None, :, None, :] + 0.5, 0, 1)
        dots *= np.minimum(radius * 2, 1)[:, None, :, None]
        alpha = (dots * 255).astype(np.uint8).reshape(self.rows * self.cell, self.columns * self.cell)
        canvas.lay(alpha, self.colour, x=self.x, y=self.y, opacity=self.opacity)


@dataclass(frozen=True)
class Dust:
    """Soft lights at several depths that rise slowly."""

    masks: tuple[NDArray[np.uint8], ...]
    places: NDArray[np.float64]
    colours: tuple[Yuv, ...]
    opacity: float

    def draw(self, canvas: Canvas, t: float) -> None:
        for number, (x, y, depth, phase) in enumerate(self.places):
            mask = self.masks[int(depth * len(self.masks))]
            rise = (y - t * (0.012 + 0.045 * depth)) % 1.15 - 0.08
            aside = 0.012 * easing.sway(t, period_s=5 + 6 * phase, phase=phase)
            glimmer = 0.65 + 0.35 * easing.sway(t, period_s=3 + 3 * phase, phase=phase)
            canvas.lay(
                mask,
                self.colours[number % len(self.colours)],
                x=(x + aside) * canvas.width - mask.shape[1] / 2,
                y=rise * canvas.height - mask.shape[0] / 2,
                opacity=self.opacity * glimmer * (1.0 - 0.55 * depth),
            )


@dataclass(frozen=True)
class Orbits:
    """Bodies on rings around a point at the frame's edge."""

    rings: NDArray[np.uint8]
    bodies: tuple[tuple[NDArray[np.uint8], float, float, float, Yuv], ...]
    x: float
    y: float
    colour: Yuv
    opacity: float

    def draw(self, canvas: Canvas, t: float) -> None:
        half = self.rings.shape[0] / 2
        arrival = easing.out_cubic(easing.between(t, 0.0, 1.1))
        canvas.lay(
            self.rings,
            self.colour,
            x=round(self.x - half),
            y=round(self.y - half),
            opacity=self.opacity * arrival,
        )
        for mask, radius, speed, phase, colour in self.bodies:
            angle = 2 * math.pi * (phase + speed * t + 0.12 * (1 - arrival))
            canvas.lay(
                mask,
                colour,
                x=self.x + radius * math.cos(angle) - mask.shape[1] / 2,
                y=self.y + radius * math.sin(angle) - mask.shape[0] / 2,
                opacity=arrival,
            )


def _waves(stage: Stage) -> list[Layer]:
    flip = 1 if stage.index % 2 else -1
    return [
        Ribbon(
            colour=colour,
            top=stage.height * top,
            height=stage.height * 0.36,
            lines=lines,
            thickness=1.7 * stage.unit,
            tilt=0.22 * flip,
            speed=0.045 * flip,
            phase=float(stage.rng.random()) + offset,
            opacity=opacity,
        )
        for colour, top, lines, offset, opacity in (
            (stage.second, 0.60, 12, 0.35, 0.50),
            (stage.accent, 0.58, 16, 0.0, 0.75),
        )
    ]


def _discs(stage: Stage) -> list[Layer]:
    u = stage.unit
    flip = stage.index % 2
    spots = (
        (0.92 if not flip else 0.06, 0.80, 330 * u, stage.accent, 0.60, 2.4),
        (0.20 if not flip else 0.80, 0.94, 240 * u, stage.second, 0.55, -0.6),
        (1.00 if flip else 0.98, 0.10, 190 * u, stage.second, 0.34, 1.2),
    )
    return [
        Stamp(
            layers.glass(radius, angle + stage.index * 0.7),
            stage.width * x - radius,
            stage.height * y - radius,
            colour,
            start_s=0.08 * number,
            length_s=1.4,
            opacity=opacity,
            come_y=160 * u,
            sway_px=22 * u,
            period_s=9 + 2 * number,
            phase=0.3 * number,
        )
        for number, (x, y, radius, colour, opacity, angle) in enumerate(spots)
    ]


def _orbits(stage: Stage) -> list[Layer]:
    u = stage.unit
    radii = [radius * u for radius in (230, 370, 520)]
    side = layers.ring(radii[-1], 2.2 * u).shape[0]
    rings = np.zeros((side, side), np.uint8)
    for radius in radii:
        part = layers.ring(radius, 2.2 * u)
        start = (side - part.shape[0]) // 2
        inner = rings[start : start + part.shape[0], start : start + part.shape[0]]
        np.maximum(inner, part, out=inner)
    sizes = ((26, 0, 0.050, stage.accent), (15, 1, -0.035, stage.second), (34, 2, 0.022, stage.accent))
    bodies = tuple(
        (layers.disc(size * u), radii[orbit], speed, float(stage.rng.random()), colour)
        for size, orbit, speed, colour in (*sizes, (11, 2, 0.022, stage.second))
    )
    x = stage.width * (0.84 if stage.index % 2 == 0 else 0.16)
    return [Orbits(rings, bodies, x, stage.height * 0.86, stage.ink, 0.34)]


def _grid(stage: Stage) -> list[Layer]:
    cell = max(6, round(46 * stage.unit))
    columns, rows = stage.width // cell + 1, round(stage.height * 0.42) // cell
    angle = (0.5, 2.5, 1.2, 1.9)[stage.index % 4]
    return [Halftone(stage.accent, 0, stage.height - rows * cell, cell, columns, rows, angle, 0.62)]


def _blocks(stage: Stage) -> list[Layer]:
    """Quarter discs on a grid in the lower corner, as on a Swiss poster."""
    tile = round(stage.width / 5) if stage.width < stage.height else round(stage.height / 5)
    result: list[Layer] = []
    shades = ((stage.accent, 0.92), (stage.second, 0.88), (stage.ink, 0.14))
    rows = 2
    for row in range(rows):
        count = 3 if row == rows - 1 else 2
        for column in range(count):
            colour, opacity = shades[int(stage.rng.integers(3))]
            turns = int(stage.rng.integers(4))
            x = column * tile if stage.index % 2 else stage.width - (column + 1) * tile
            result.append(
                Stamp(
                    layers.quarter(tile, turns),
                    x,
                    stage.height - (rows - row) * tile,
                    colour,
                    start_s=0.07 * (row + column),
                    length_s=1.1,
                    opacity=opacity,
                    come_y=tile * 0.8,
                    sway_px=5 * stage.unit,
                    period_s=7.0 + row + column,
                    phase=0.2 * column,
                )
            )
    return result


def _dust(stage: Stage) -> list[Layer]:
    sizes = [size * stage.unit for size in (5, 8, 14, 30, 64)]
    masks = tuple(layers.glow(max(2.0, size)) for size in sizes)
    places = stage.rng.random((64, 4))
    places[:, 2] **= 2.2
    return [Dust(masks, places, (stage.accent, stage.second, stage.ink), 0.95)]


_MOTIFS: dict[str, Callable[[Stage], list[Layer]]] = {
    "waves": _waves,
    "discs": _discs,
    "orbits": _orbits,
    "grid": _grid,
    "blocks": _blocks,
    "dust": _dust,
}


def build(stage: Stage) -> list[Layer]:
    """Build the motif of this scene, one of its video's two."""
    return _MOTIFS[stage.look.motifs[stage.index % 2]](stage)
