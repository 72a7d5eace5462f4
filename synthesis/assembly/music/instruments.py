"""The instruments of the music: recorded notes, played at any pitch, velocity and length.

``sounds/`` holds one FLAC file per instrument and the place of every note in it. Notes are float32 at 48 kHz.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, TypeAdapter

from synthesis.assembly import ffmpeg
from synthesis.assembly.stopping import ShouldStop

RATE = 48_000
Samples: TypeAlias = npt.NDArray[np.float32]

FOLDER = Path(__file__).parent / "sounds"
DRUMS = "drums"
_STORED_RATE = 32_000
_TIMEOUT_S = 60
# A recorded pitch is kept for this long; longer notes are cut.
_LONGEST_S = 7.0
_MINIMUM_RELEASE_S = 0.09
_CLICKLESS_S = 0.002
_SILENCE_DB = -100.0
# The shape of loudness over velocity: soft notes are softer than their share.
_DYNAMICS = 1.5


class Zone(BaseModel):
    """One recorded note. Positions are samples of the file; ``root`` is its pitch as a MIDI note number.

    ``gain`` makes all notes equally loud. The envelope is that of a SoundFont: decay and release are the
    times of 100 dB.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    root: float
    start: int
    length: int
    loop_start: float
    loop_length: float
    gain: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain: float
    release_s: float


@cache
def zones() -> dict[str, tuple[Zone, ...]]:
    """The notes of every instrument."""
    return TypeAdapter(dict[str, tuple[Zone, ...]]).validate_json((FOLDER / "zones.json").read_bytes())


class Instrument:
    """One instrument with its decoded notes. Pitches that were played before are kept."""

    def __init__(self, name: str, samples: Samples) -> None:
        self._zones = zones()[name]
        self._samples = samples
        self._pitched: dict[tuple[float, int], tuple[Zone, Samples]] = {}

    def note(
        self, key: float, *, velocity: float, duration_s: float, attack_s: float = 0.0, side: int = 0
    ) -> Samples:
        """A note until it has faded. ``velocity``: 0 to 1. ``side`` 1 is the same note from another
        recording, for the other channel of a wide sound.
        """
        zone, pitched = self._pitch(key, side)
        release_s = max(zone.release_s, _MINIMUM_RELEASE_S)
        # A release of the SoundFont is 100 dB; 60 of them are heard.
        count = min(len(pitched), round((duration_s + min(0.6 * release_s, 2.5)) * RATE))
        envelope = _envelope(zone, count, duration_s=duration_s, attack_s=attack_s, release_s=release_s)
        return np.asarray(pitched[:count] * envelope * np.float32(velocity**_DYNAMICS), np.float32)

    def hit(self, name: str, *, velocity: float) -> Samples:
        """A drum."""
        index = next(index for index, zone in enumerate(self._zones) if zone.name == name)
        if (index, -1) not in self._pitched:
            zone = self._zones[index]
            self._pitched[index, -1] = (zone, _resampled(self._samples, zone, _STORED_RATE / RATE))
        return self._pitched[index, -1][1] * np.float32(velocity**_DYNAMICS)

    def _pitch(self, key: float, side: int) -> tuple[Zone, Samples]:
        if (key, side) not in self._pitched:
            near = sorted(self._zones, key=lambda zone: abs(zone.root - key))
            zone = near[min(side, len(near) - 1)]
            step = 2 ** ((key - zone.root) / 12) * _STORED_RATE / RATE
            self._pitched[key, side] = (zone, _resampled(self._samples, zone, step))
        return self._pitched[key, side]


def load(names: Iterable[str], *, workdir: Path, should_stop: ShouldStop) -> dict[str, Instrument]:
    """Decode these instruments. Raises StoppedError."""
    wanted = sorted(set(names))
    workdir.mkdir(parents=True, exist_ok=True)
    inputs = [part for name in wanted for part in ffmpeg.source(FOLDER / f"{name}.flac")]
    with TemporaryDirectory(dir=workdir) as folder:
        raw = {name: Path(folder) / f"{name}.pcm" for name in wanted}
        outputs = [
            part
            for index, name in enumerate(wanted)
            for part in ("-map", f"{index}:a", "-f", "s16le", str(raw[name]))
        ]
        ffmpeg.run([*inputs, *outputs], timeout_s=_TIMEOUT_S, should_stop=should_stop)
        return {name: Instrument(name, _decoded(raw[name])) for name in wanted}


def _decoded(path: Path) -> Samples:
    return np.fromfile(path, "<i2").astype(np.float32) / np.float32(32768)


def _resampled(samples: Samples, zone: Zone, step: float) -> Samples:
    """The note, read in steps of ``step`` samples, by cubic interpolation; a loop is followed."""
    sound = np.pad(samples[zone.start : zone.start + zone.length] * np.float32(zone.gain), (1, 3))
    if zone.loop_length:
        at = np.arange(round(_LONGEST_S * RATE)) * step
        loop_end = zone.loop_start + zone.loop_length
        at = np.where(at < loop_end, at, zone.loop_start + (at - zone.loop_start) % zone.loop_length)
    else:
        at = np.arange(min(round(_LONGEST_S * RATE), int(zone.length / step))) * step
    index = at.astype(np.int64)
    share = (at - index).astype(np.float32)
    before, here, after, beyond = (sound[index + offset] for offset in range(4))
    # Catmull-Rom.
    first = (after - before) / 2
    second = before - 2.5 * here + 2 * after - beyond / 2
    third = (beyond - before) / 2 + 1.5 * (here - after)
    return np.asarray(here + share * (first + share * (second + share * third)), np.float32)


def _envelope(zone: Zone, count: int, *, duration_s: float, attack_s: float, release_s: float) -> Samples:
    time = np.arange(count, dtype=np.float32) / np.float32(RATE)
    attack_s = max(attack_s or zone.attack_s, _CLICKLESS_S)
    floor_db = max(20 * np.log10(max(zone.sustain, 1e-5)), _SILENCE_DB)
    held = np.clip(time - attack_s - zone.hold_s, 0, None)
    level_db = np.maximum(_SILENCE_DB * held / max(zone.decay_s, 0.05), floor_db)
    level_db += _SILENCE_DB * np.clip(time - duration_s, 0, None) / release_s
    envelope = np.minimum(time / attack_s, 1) * np.exp(level_db * np.float32(np.log(10) / 20))
    fade = min(count, round(0.01 * RATE))
    envelope[count - fade :] *= np.linspace(1, 0, fade)
    return np.asarray(envelope, np.float32)
