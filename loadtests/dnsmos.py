"""DNSMOS: how natural speech sounds to a model that was trained on people's ratings, from 1 to 5.

The models come with the package ``speechmos``. Its own code needs a large audio library for the spectrogram,
which is computed here instead. Source: Reddy et al., "DNSMOS P.835", 2022.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime

RATE = 16_000
WINDOW_S = 9.01
MELS, FFT_SIZE, HOP = 120, 321, 160
# The mapping of the model's raw output to the scale of ratings.
OVERALL = np.poly1d([-0.06766283, 1.11546468, 0.04602535])

Samples = npt.NDArray[np.float32]


class Score(NamedTuple):
    """The overall quality, and the score of the older model P.808."""

    overall: float
    p808: float


def score(samples: Samples) -> Score:
    """Rate mono speech of 16 kHz, -1 to 1: the mean over windows of nine seconds, one second apart."""
    length = int(WINDOW_S * RATE)
    repeated = np.tile(samples, -(-length // max(1, samples.size)))
    windows = [repeated[at : at + length] for at in range(0, repeated.size - length + 1, RATE)]
    rated = [(_overall(window), _p808(window)) for window in windows]
    return Score(*(float(np.mean(column)) for column in zip(*rated, strict=True)))


def _overall(window: Samples) -> float:
    answer = _model("sig_bak_ovr.onnx").run(None, {"input_1": window[None].astype(np.float32)})
    return float(OVERALL(answer[0][0][2]))


def _p808(window: Samples) -> float:
    answer = _model("model_v8.onnx").run(None, {"input_1": _log_mel(window[:-160])[None]})
    return float(answer[0][0][0])


@cache
def _model(name: str) -> Any:
    package = find_spec("speechmos")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise SystemExit("DNSMOS needs the package speechmos: run make bench-quality.")
    return onnxruntime.InferenceSession(str(Path(folders[0], "dnsmos_models", name)))


def _log_mel(samples: Samples) -> npt.NDArray[np.float32]:
    padded = np.pad(samples, FFT_SIZE // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SIZE)[::HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SIZE) / FFT_SIZE)
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    mel = power @ _filters().T
    decibels = 10 * np.log10(np.maximum(mel, 1e-10))
    decibels = np.maximum(decibels - 10 * np.log10(max(mel.max(), 1e-10)), -80.0)
    return np.asarray((decibels + 40) / 40, np.float32)


@cache
def _filters() -> npt.NDArray[np.float64]:
    """Triangular filters on Slaney's mel scale: linear below 1 kHz, logarithmic above, of equal area."""
    highest = 15 + np.log(RATE / 2 / 1000) / (np.log(6.4) / 27)
    mels = np.linspace(0, highest, MELS + 2)
    hertz = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))
    bins = np.fft.rfftfreq(FFT_SIZE, 1 / RATE)
    rising = (bins - hertz[:-2, None]) / np.diff(hertz)[:-1, None]
    falling = (hertz[2:, None] - bins) / np.diff(hertz)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return np.asarray(triangles * (2 / (hertz[2:] - hertz[:-2]))[:, None])
