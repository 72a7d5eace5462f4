"""The background of a scene: a moving gradient mesh, without banding."""

import math

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from render_node.engines.motion import colours
from render_node.engines.motion.canvas import Canvas
from render_node.engines.motion.colours import Palette

_COARSE_PX = 64
_GRAIN_TILES = 4
_POINTS = 6


class Ground:
    """Colours around slowly moving points, drawn at low resolution with 16 bits, then enlarged with grain."""

    def __init__(
        self, *, palette: Palette, canvas: Canvas, rng: np.random.Generator, turn: float, grain: float
    ) -> None:
        self._canvas = canvas
        aspect = canvas.height / canvas.width
        small_w = _COARSE_PX if aspect > 1 else round(_COARSE_PX / aspect)
        small_h = max(2, round(small_w * aspect))
        ys, xs = np.mgrid[0:small_h, 0:small_w]
        self._xs = (xs + 0.5) / small_w
        self._ys = (ys + 0.5) / small_h
        stops = [palette.ground[i % len(palette.ground)] for i in range(_POINTS)]
        self._colours = colours.oklab(np.array([colours.rgb(stop) for stop in stops]))
        angles = turn + 2 * math.pi * np.arange(_POINTS) / _POINTS + rng.uniform(-0.3, 0.3, _POINTS)
        reach = rng.uniform(0.30, 0.62, _POINTS)
        self._centre = np.stack([0.5 + reach * np.cos(angles), 0.5 + reach * np.sin(angles)], axis=1)
        self._swing = rng.uniform(0.10, 0.22, (_POINTS, 2))
        self._period_s = rng.uniform(9, 17, (_POINTS, 2))
        self._phase = rng.uniform(0, 1, (_POINTS, 2))
        self._sharp = rng.uniform(3.2, 6.0, _POINTS)
        # A slight vignette keeps the focus on the type.
        distance = ((self._xs - 0.46) / 0.9) ** 2 + ((self._ys - 0.42) / 0.85) ** 2
        self._shade = (-0.035 if palette.is_light else -0.075) * np.clip(distance, 0, 1.4)
        shape = (canvas.height + _COARSE_PX, canvas.width + _COARSE_PX)
        self._grain = [_grain(rng, shape, grain) for _ in range(_GRAIN_TILES)]
        self._offsets = rng.integers(0, _COARSE_PX, (997, 2))
        self._wide = np.empty((canvas.height, canvas.width), np.uint16)
        self._scalers = [VideoReformatter() for _ in range(3)]

    def paint(self, t: float, frame: int) -> None:
        small = self._coarse(t)
        canvas = self._canvas
        dy, dx = self._offsets[frame % len(self._offsets)]
        tile = self._grain[frame % _GRAIN_TILES]
        bright = self._enlarged(0, small[..., 0], canvas.width, canvas.height)
        np.add(bright, tile[dy : dy + canvas.height, dx : dx + canvas.width], out=self._wide)
        np.right_shift(self._wide, 8, out=self._wide)
        np.copyto(canvas.y, self._wide, casting="unsafe")
        half_w, half_h = canvas.width // 2, canvas.height // 2
        fine = self._grain[0][dy : dy + half_h, dx : dx + half_w]
        for index, plane in ((1, canvas.u), (2, canvas.v)):
            tint = self._enlarged(index, small[..., index], half_w, half_h)
            # Chroma is only dithered: coloured grain looks like a defect.
            np.copyto(plane, (tint + (fine & 0xFF)) >> 8, casting="unsafe")

    def _coarse(self, t: float) -> NDArray[np.float64]:
        """Y'CbCr in 8-bit steps with fractions, (height, width, 3)."""
        where = self._centre + self._swing * np.sin(2 * math.pi * (t / self._period_s + self._phase))
        dx = self._xs[..., None] - where[:, 0]
        dy = self._ys[..., None] - where[:, 1]
        weight = np.exp(-self._sharp * (dx**2 + dy**2)) + 1e-6
        weight /= weight.sum(axis=-1, keepdims=True)
        lab = weight @ self._colours
        lab[..., 0] += self._shade
        return colours.planes(colours.from_oklab(lab))

    def _enlarged(
        self, index: int, values: NDArray[np.float64], width: int, height: int
    ) -> NDArray[np.uint16]:
        coarse = np.ascontiguousarray(np.clip(values, 1, 254) * 256, dtype=np.uint16)
        frame = av.VideoFrame.from_ndarray(coarse, format="gray16le")
        wide = self._scalers[index].reformat(
            frame, width=width, height=height, format="gray16le", interpolation="BICUBIC"
        )
        if wide is None:
            raise RuntimeError("the scaler returned nothing")
        plane = wide.planes[0]
        rows: NDArray[np.uint16] = np.frombuffer(plane, np.uint16).reshape(height, plane.line_size // 2)  # type: ignore[call-overload]
        part: NDArray[np.uint16] = rows[:, :width]
        return part


def _grain(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> NDArray[np.uint16]:
    """Noise in 1/256 of a step, with an offset of about half a step, so that truncation rounds."""
    noise = rng.standard_normal(shape, dtype=np.float32) * (strength * 256)
    bounded: NDArray[np.float32] = np.clip(noise + 128, -1200, 1456)
    return bounded.astype(np.int16).astype(np.uint16)
