"""Lower the music under the voice, and bring it up in pauses: smoothly, and before the voice begins."""

import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from synthesis.assembly import wav
from synthesis.assembly.storyboard import SAMPLE_RATE

# How much louder the music is in pauses and without a voice.
LIFT_DB = 4.5
# Shorter gaps between words are not pauses: the music stays down.
PAUSE_S = 0.6
RISE_S = 0.4
FALL_S = 0.3
# The music is down this long before a word begins, and this long after it ends.
AHEAD_S = 0.04
AFTER_S = 0.04
# Room for the lift; the mix applies its own gain afterwards.
HEADROOM_DB = -6.0
_WINDOW = SAMPLE_RATE // 50
_BLOCK = SAMPLE_RATE
# Below this share of the loud parts of a voice, there is only breath and noise.
_FLOOR_DB = -34.0
_SILENCE = 10 ** (-56 / 20)

Spans: TypeAlias = tuple[tuple[float, float], ...]


def spoken_spans(voice: Path) -> Spans:
    """When the voice speaks, in seconds: pauses of more than ``PAUSE_S`` separate the spans."""
    levels = np.array(list(_levels(voice)))
    if not levels.size:
        return ()
    loud = max(float(np.percentile(levels, 95)), float(levels.max()) / 4)
    speaking = levels > max(loud * 10 ** (_FLOOR_DB / 20), _SILENCE)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], speaking, [False]]).astype(np.int8)))
    spans: list[tuple[float, float]] = []
    for start, end in edges.reshape(-1, 2) * (_WINDOW / SAMPLE_RATE):
        if spans and start - spans[-1][1] <= PAUSE_S:
            spans[-1] = (spans[-1][0], float(end))
        else:
            spans.append((float(start), float(end)))
    return tuple(spans)


def duck(*, bed: Path, spans: Spans, ducked: Path, under_voice: Path) -> None:
    """Write the bed with its level by ``spans``, and in ``under_voice`` only what is heard with the voice.

    Both are ``HEADROOM_DB`` quieter than the bed; without spans, nothing is ducked.
    """
    with (
        wave.open(str(bed), "rb") as source,
        wav.writer(ducked, sample_rate=SAMPLE_RATE, channels=2) as whole,
        wav.writer(under_voice, sample_rate=SAMPLE_RATE, channels=2) as under,
    ):
        at = 0
        while frames := source.readframes(_BLOCK):
            block = np.frombuffer(frames, "<i2").reshape(-1, 2).astype(np.float32) / 32768
            time = np.arange(at, at + len(block)) / SAMPLE_RATE
            gain_db = LIFT_DB * _lift(spans, time) + HEADROOM_DB
            block *= (10 ** (gain_db / 20)).astype(np.float32)[:, None]
            heard = np.asarray(block[_is_within(spans, time)], np.float32)
            whole.writeframes(wav.frames_of(np.asarray(block, np.float32)))
            under.writeframes(wav.frames_of(heard))
            at += len(block)


def _levels(voice: Path) -> Iterator[float]:
    """The root mean square of each window of a mono file."""
    with wave.open(str(voice), "rb") as source:
        while frames := source.readframes(_WINDOW * 50):
            samples = np.frombuffer(frames, "<i2").astype(np.float32) / 32768
            samples = np.pad(samples, (0, -len(samples) % _WINDOW)).reshape(-1, _WINDOW)
            yield from np.sqrt((samples**2).mean(axis=1)).tolist()


def _is_within(spans: Spans, time: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    within = np.zeros(len(time), bool)
    for start, end in spans:
        within |= (time >= start) & (time < end)
    return within


def _lift(spans: Spans, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The share of the lift at each time: 0 under the voice, 1 in pauses, in curves without corners."""
    if not spans:
        return np.zeros(len(time))
    share = np.zeros(len(time))
    gaps = [
        (-np.inf, spans[0][0]),
        *((one[1], two[0]) for one, two in pairwise(spans)),
        (spans[-1][1], np.inf),
    ]
    for start, end in gaps:
        rising = (time - start - AFTER_S) / RISE_S
        falling = (end - AHEAD_S - time) / FALL_S
        here = np.clip(np.minimum(rising, falling), 0, 1)
        share = np.maximum(share, here * here * (3 - 2 * here))
    return share
