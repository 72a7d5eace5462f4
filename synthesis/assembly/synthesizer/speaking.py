"""One request: the units of a sentence to sound, with the time of each unit."""

import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from synthesis.assembly.synthesizer import models, phonemes

# The models report a phoneme about this much later than it is heard.
LATENESS_S = 0.09
PUNCTUATION = frozenset(';:,.!?—…"()“” ')
# Sound below this is the silence before and after the words.
SILENCE = 0.006
MARGIN_S = 0.04


@dataclass(frozen=True, slots=True)
class _Times:
    """When each unit is heard, in seconds; equal for a unit without phonemes."""

    starts_s: list[float]
    ends_s: list[float]


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    """Write the WAV file that a request asks for.

    A request has ``model``, ``voice``, ``speed``, the ``units`` (the spoken text, word by word), their
    ``languages``, and ``wav``, a path. ``phonemes`` has, for each unit, its phonemes, or None to derive them
    here. The answer has the ``starts_s`` and ``ends_s`` of the units; both are None for a unit without sound.
    Without ``wav``, the model and the dictionaries are loaded only. A request whose folder is gone was
    stopped while it waited, and is not spoken.
    """
    if "wav" in request and not Path(request["wav"]).parent.is_dir():
        return {}
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The first request loads the model and the dictionaries at the same time.
        model = beside.submit(models.named, request["model"])
        units = phonemes.of_units(
            units=request["units"], languages=request["languages"], given=request["phonemes"]
        )
        model.result()
    if "wav" not in request:
        return {}
    parts: list[npt.NDArray[np.float32]] = []
    starts: list[float | None] = []
    ends: list[float | None] = []
    for chunk in _chunks(units):
        samples, times = _speak(chunk, request)
        offset_s = sum(part.size for part in parts) / models.SAMPLE_RATE
        for unit, starts_s, ends_s in zip(chunk, times.starts_s, times.ends_s, strict=True):
            is_heard = bool(_letters(unit))
            starts.append(round(offset_s + starts_s, 3) if is_heard else None)
            ends.append(round(offset_s + ends_s, 3) if is_heard else None)
        parts.append(samples)
    _write(request["wav"], np.concatenate(parts) if parts else np.zeros(0, np.float32))
    return {"starts_s": starts, "ends_s": ends}


def _chunks(units: Sequence[str]) -> list[list[str]]:
    """Units in runs that a model can take, cut at punctuation if a run has any in its second half."""
    chunks: list[list[str]] = []
    chunk: list[str] = []
    for unit in units:
        if chunk and len(" ".join([*chunk, unit])) > models.MOST_PHONEMES:
            at = next(
                (n for n in range(len(chunk), len(chunk) // 2, -1) if _pauses(chunk[n - 1])), len(chunk)
            )
            chunks.append(chunk[:at])
            chunk = chunk[at:]
        chunk.append(unit[: models.MOST_PHONEMES])
    return [*chunks, chunk] if chunk else chunks


def _pauses(unit: str) -> bool:
    return unit[-1:] in ",;:—.!?…"


def _letters(unit: str) -> str:
    return "".join(letter for letter in unit if letter not in PUNCTUATION)


def _speak(units: list[str], request: dict[str, Any]) -> tuple[npt.NDArray[np.float32], _Times]:
    known = models.alphabet()
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    for unit in units:
        if ids and unit:
            ids.append(known[" "])
        first = len(ids)
        ids += [known[letter] for letter in unit if letter in known]
        spans.append((first, first + len(_letters(unit))))
    if not any(_letters(unit) for unit in units):
        return np.zeros(0, np.float32), _Times([0.0] * len(units), [0.0] * len(units))
    sound = models.named(request["model"]).speak(ids=ids, voice=request["voice"], speed=request["speed"])
    samples, cut_s = _trimmed(sound.samples)
    # The first step is the pad before the first phoneme.
    bounds_s = np.cumsum(sound.steps)[: len(ids) + 1] * models.STEP_S - LATENESS_S - cut_s
    bounds_s = np.clip(bounds_s, 0, samples.size / models.SAMPLE_RATE)
    return samples, _Times(
        [float(bounds_s[first]) for first, _ in spans],
        [float(bounds_s[min(last, len(bounds_s) - 1)]) for _, last in spans],
    )


def _trimmed(samples: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], float]:
    """The samples without silence at both ends, and the seconds that were cut from the beginning."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    if not loud.size:
        return samples[:0], 0.0
    margin = round(MARGIN_S * models.SAMPLE_RATE)
    first, last = max(0, int(loud[0]) - margin), int(loud[-1]) + margin
    return samples[first:last], first / models.SAMPLE_RATE


def _write(path: str, samples: npt.NDArray[np.float32]) -> None:
    with wave.open(path, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(models.SAMPLE_RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
