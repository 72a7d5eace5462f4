"""The layers of a scene. A layer is prepared once and drawn over the background for each frame."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from render_node.engines.motion import easing
from render_node.engines.motion.canvas import Canvas
from render_node.engines.motion.colours import Yuv
from render_node.engines.motion.lettering import Lettering, Placed

_OVERSAMPLING = 4


class Layer(Protocol):
    """Something on the canvas at ``t`` seconds."""

    def draw(self, canvas: Canvas, t: float) -> None: ...


@dataclass(frozen=True)
class Drift:
    """The slow motion of a layer through its scene: pixels per second, slowest at the end."""

    x: float = 0.0
    y: float = 0.0

    def at(self, t: float) -> tuple[float, float]:
        return self.x * t, self.y * t


STILL = Drift()


@dataclass(frozen=True)
class Words:
    """Set type that appears word by word."""

    lettering: Lettering
    x: float
    y: float
    colour: Yuv
    start_s: float
    stagger_s: float
    entrance: str = "rise"
    length_s: float = 0.75
    accents: tuple[bool, ...] = ()
    accent_colour: Yuv = (235, 128, 128)
    marker_colour: Yuv | None = None
    drift: Drift = STILL

    def draw(self, canvas: Canvas, t: float) -> None:
        dx, dy = self.drift.at(t)
        for number, placed in enumerate(self.lettering.words):
            begin = self.start_s + self.stagger_s * number
            if t < begin:
                continue
            marked = bool(self.accents) and self.accents[number]
            if marked and self.marker_colour is not None:
                self._mark(canvas, placed, easing.out_quint(easing.between(t, begin, 0.55)), dx, dy)
                # The marker appears first: the word is only legible on it.
                begin += 0.16
            moved = easing.out_expo(easing.between(t, begin, self.length_s))
            shown = easing.between(t, begin, self.length_s * 0.45)
            colour = self.accent_colour if marked else self.colour
            self._word(canvas, placed, colour, moved, shown, dx, dy)

    def _word(
        self, canvas: Canvas, placed: Placed, colour: Yuv, moved: float, shown: float, dx: float, dy: float
    ) -> None:
        x, y = self.x + placed.x + dx, self.y + placed.y + dy
        line_height = placed.line_bottom - placed.line_top
        if self.entrance == "rise":
            bottom = math.ceil(self.y + placed.line_bottom + dy + line_height * 0.16)
            clip = (0, 0, canvas.width, bottom) if moved < 1 else None
            canvas.lay(placed.mask, colour, x=x, y=y + (1 - moved) * line_height * 1.15, clip=clip)
        elif self.entrance == "slide":
            canvas.lay(placed.mask, colour, x=x - (1 - moved) * line_height * 0.9, y=y, opacity=shown)
        else:
            canvas.lay(placed.mask, colour, x=x, y=y + (1 - moved) * line_height * 0.45, opacity=shown)

    def _mark(self, canvas: Canvas, placed: Placed, grown: float, dx: float, dy: float) -> None:
        if self.marker_colour is None or grown <= 0:
            return
        size = self.lettering.size_px
        x0 = self.x + placed.x - size * 0.10 + dx
        width = placed.mask.shape[1] + size * 0.20
        top = self.y + placed.line_top + size * 0.08 + dy
        bottom = self.y + placed.line_bottom - size * 0.18 + dy
        canvas.box(self.marker_colour, x0=x0, y0=top, x1=x0 + width * grown, y1=bottom)


@dataclass(frozen=True)
class Bar:
    """A rectangle that grows from one side."""

    x: float
    y: float
    width: float
    height: float
    colour: Yuv
    start_s: float
    length_s: float = 0.8
    upright: bool = False
    opacity: float = 1.0
    drift: Drift = STILL

    def draw(self, canvas: Canvas, t: float) -> None:
        grown = easing.out_expo(easing.between(t, self.start_s, self.length_s))
        if grown <= 0:
            return
        dx, dy = self.drift.at(t)
        x, y = self.x + dx, self.y + dy
        width = self.width if self.upright else self.width * grown
        height = self.height * grown if self.upright else self.height
        canvas.box(self.colour, x0=x, y0=y, x1=x + width, y1=y + height, opacity=self.opacity)


@dataclass(frozen=True)
class Stamp:
    """A mask that pops, rises or slides into place, and may sway there."""

    mask: NDArray[np.uint8]
    x: float
    y: float
    colour: Yuv
    start_s: float = 0.0
    length_s: float = 0.9
    opacity: float = 1.0
    come_x: float = 0.0
    come_y: float = 0.0
    sway_px: float = 0.0
    period_s: float = 8.0
    phase: float = 0.0
    drift: Drift = STILL

    def draw(self, canvas: Canvas, t: float) -> None:
        share = easing.between(t, self.start_s, self.length_s)
        if share <= 0:
            return
        left = 1 - easing.out_expo(share)
        dx, dy = self.drift.at(t)
        dx += self.come_x * left
        dy += self.come_y * left
        dx += self.sway_px * easing.sway(t, period_s=self.period_s, phase=self.phase)
        dy += self.sway_px * easing.sway(t, period_s=self.period_s * 1.3, phase=self.phase + 0.3)
        canvas.lay(
            self.mask,
            self.colour,
            x=self.x + dx,
            y=self.y + dy,
            opacity=self.opacity * easing.out_cubic(min(1.0, share * 2)),
        )


@dataclass(frozen=True)
class Arc:
    """A ring that closes to a share of the full turn, clockwise from the top."""

    turn: NDArray[np.float32]
    ring: NDArray[np.uint8]
    x: float
    y: float
    colour: Yuv
    share: float
    start_s: float
    length_s: float

    def draw(self, canvas: Canvas, t: float) -> None:
        now = self.share * easing.out_cubic(easing.between(t, self.start_s, self.length_s))
        if now <= 0:
            return
        edge = np.clip((now - self.turn) * self.ring.shape[0] * 2.5 + 0.5, 0, 1)
        canvas.lay((self.ring * edge).astype(np.uint8), self.colour, x=self.x, y=self.y)


@dataclass(frozen=True)
class Counter:
    """A figure that counts up to its value; each state is set type of the same size."""

    states: tuple[Lettering, ...]
    x: float
    y: float
    colour: Yuv
    start_s: float
    length_s: float
    drift: Drift = STILL

    def draw(self, canvas: Canvas, t: float) -> None:
        share = easing.between(t, self.start_s, self.length_s)
        shown = easing.between(t, self.start_s, 0.25)
        if shown <= 0:
            return
        state = self.states[round(easing.out_cubic(share) * (len(self.states) - 1))]
        dx, dy = self.drift.at(t)
        dy += (1 - easing.out_expo(easing.between(t, self.start_s, 0.9))) * state.size_px * 0.35
        for placed in state.words:
            canvas.lay(
                placed.mask, self.colour, x=self.x + placed.x + dx, y=self.y + placed.y + dy, opacity=shown
            )


# --- masks ------------------------------------------------------------------------------------------


def disc(radius: float) -> NDArray[np.uint8]:
    """A filled circle with a smooth edge."""
    side = math.ceil(radius) * 2 + 2
    ys, xs = np.mgrid[0:side, 0:side]
    distance = np.hypot(xs + 0.5 - side / 2, ys + 0.5 - side / 2)
    return np.asarray(np.clip(radius - distance + 0.5, 0, 1) * 255, dtype=np.uint8)


def glow(radius: float) -> NDArray[np.uint8]:
    """A soft round light."""
    side = math.ceil(radius) * 2
    ys, xs = np.mgrid[0:side, 0:side]
    distance = np.hypot(xs + 0.5 - side / 2, ys + 0.5 - side / 2) / radius
    return np.asarray(np.clip(1 - distance, 0, 1) ** 2.2 * 255, dtype=np.uint8)


def glass(radius: float, angle: float) -> NDArray[np.uint8]:
    """A disc lit from one side: full at the edge towards ``angle``, fading across."""
    side = math.ceil(radius) * 2 + 2
    ys, xs = np.mgrid[0:side, 0:side]
    dx, dy = xs + 0.5 - side / 2, ys + 0.5 - side / 2
    edge = np.clip(radius - np.hypot(dx, dy) + 0.5, 0, 1)
    across = (dx * math.cos(angle) + dy * math.sin(angle)) / radius
    return np.asarray(edge * np.clip(0.5 + across / 2, 0, 1) ** 1.8 * 255, dtype=np.uint8)


def ring(radius: float, thickness: float) -> NDArray[np.uint8]:
    side = math.ceil(radius + thickness) * 2 + 2
    ys, xs = np.mgrid[0:side, 0:side]
    distance = np.hypot(xs + 0.5 - side / 2, ys + 0.5 - side / 2)
    return np.asarray(np.clip(thickness / 2 - np.abs(distance - radius) + 0.5, 0, 1) * 255, dtype=np.uint8)


def turn_of(side: int) -> NDArray[np.float32]:
    """The angle of each pixel of a square around its centre: 0 at the top, 1 after a full turn."""
    ys, xs = np.mgrid[0:side, 0:side]
    angle = np.arctan2(xs + 0.5 - side / 2, -(ys + 0.5 - side / 2))
    return np.asarray((angle / (2 * math.pi)) % 1.0, dtype=np.float32)


def rounded(width: float, height: float, radius: float) -> NDArray[np.uint8]:
    """A rectangle with rounded corners."""
    size = (max(1, round(width)), max(1, round(height)))
    large = Image.new("L", (size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * _OVERSAMPLING, fill=255)
    return np.asarray(large.resize(size, Image.Resampling.BOX), dtype=np.uint8)


def quarter(radius: float, turns: int) -> NDArray[np.uint8]:
    """A quarter of a disc; ``turns`` rotates its square corner by quarter turns."""
    side = math.ceil(radius)
    ys, xs = np.mgrid[0:side, 0:side]
    distance = np.hypot(xs + 0.5, ys + 0.5)
    mask = np.asarray(np.clip(radius - distance + 0.5, 0, 1) * 255, dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(mask, turns))
