"""The instruments of background music, computed: float32 samples at 48 kHz, mono unless stated otherwise."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RATE = 48_000
Samples: TypeAlias = npt.NDArray[np.float32]


def frequency(note: float) -> float:
    """The pitch of a MIDI note number in Hz."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def pad(note: float, *, duration_s: float, brightness: float, phase: float) -> Samples:
    """A slow, soft string-like tone: (2, n), with the two channels slightly detuned."""
    release_s = 1.4
    time = _time(duration_s + release_s)
    rise = np.clip(time / 0.7, 0, 1)
    fall = np.clip((duration_s + release_s - time) / release_s, 0, 1)
    envelope = (np.sin(rise * np.pi / 2) * np.sin(fall * np.pi / 2)) ** 2
    base = frequency(note)
    sides = []
    for detune in (-0.0016, 0.0016):
        voice = np.zeros_like(time)
        drift = 0.0009 * np.sin(2 * np.pi * 0.23 * time + phase + detune * 900)
        for harmonic in range(1, 7):
            if base * harmonic > 4_000 * brightness:
                break
            weight = harmonic ** (-2.1 + 0.4 * (brightness - 1))
            turn = 2 * np.pi * base * harmonic * (1 + detune) * time
            voice += weight * np.sin(turn + harmonic * (phase + 2 * np.pi * base * drift / 0.23 * 0.02))
        sides.append(voice * envelope)
    return np.stack(sides).astype(np.float32)


def pluck(note: float, *, velocity: float, brightness: float) -> Samples:
    """An electric-piano-like tone: frequency modulation with a decaying index."""
    time = _time(2.2)
    base = frequency(note)
    decay = np.exp(-time * (1.7 + base / 420))
    bend = brightness * velocity * (1.3 * np.exp(-time * 7) + 0.25 * np.exp(-time * 1.5))
    turn = 2 * np.pi * base * time
    tone = np.sin(turn + bend * np.sin(turn)) + 0.12 * np.sin(4 * turn) * np.exp(-time * 14)
    return (tone * decay * np.clip(time / 0.004, 0, 1) * velocity * _ending(time)).astype(np.float32)


def bass(note: float, *, duration_s: float) -> Samples:
    """A round, low tone."""
    time = _time(duration_s)
    turn = 2 * np.pi * frequency(note) * time
    tone = np.sin(turn) + 0.28 * np.sin(2 * turn) + 0.08 * np.sin(3 * turn)
    envelope = np.clip(time / 0.018, 0, 1) * (0.35 + 0.65 * np.exp(-time * 2.2))
    return (tone * envelope * np.clip((duration_s - time) / 0.08, 0, 1)).astype(np.float32)


def kick() -> Samples:
    """A soft low thump."""
    time = _time(0.34)
    # The phase is the integral of a pitch falling from 105 to 45 Hz.
    turn = 2 * np.pi * (45 * time + 60 * (1 - np.exp(-time * 32)) / 32)
    return (np.sin(turn) * np.exp(-time * 11) * np.clip(time / 0.002, 0, 1) * _ending(time)).astype(
        np.float32
    )


def snap(random: np.random.Generator) -> Samples:
    """A short, airy finger snap."""
    time = _time(0.16)
    noise = _band(random.standard_normal(len(time)), low_hz=1_300, high_hz=6_500)
    bursts = np.exp(-time * 55) + 0.6 * np.exp(-np.clip(time - 0.011, 0, None) * 42) * (time > 0.011)
    return (noise * bursts * _ending(time)).astype(np.float32)


def hat(random: np.random.Generator) -> Samples:
    """A soft shaker."""
    time = _time(0.09)
    noise = _band(random.standard_normal(len(time)), low_hz=5_500, high_hz=13_000)
    return (noise * np.exp(-time * 48) * np.clip(time / 0.006, 0, 1) * _ending(time)).astype(np.float32)


def room(random: np.random.Generator, *, duration_s: float = 1.9) -> Samples:
    """The reverb of a soft hall as an impulse response: (2, n)."""
    time = _time(duration_s)
    sides = [
        _band(random.standard_normal(len(time)), low_hz=180, high_hz=5_200) * np.exp(-time * 3.3)
        for _ in range(2)
    ]
    response = np.stack(sides) * np.clip(time / 0.012, 0, 1)
    energy = np.sqrt((response**2).sum(axis=1, keepdims=True))
    return np.asarray(response / energy, np.float32)


def _time(duration_s: float) -> npt.NDArray[np.float64]:
    return np.arange(round(duration_s * RATE)) / RATE


def _ending(time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.clip((time[-1] - time) / 0.02, 0, 1))


def _band(noise: npt.NDArray[np.float64], *, low_hz: float, high_hz: float) -> npt.NDArray[np.float64]:
    spectrum = np.fft.rfft(noise)
    pitches = np.fft.rfftfreq(len(noise), 1 / RATE)
    spectrum *= 1 / (1 + (low_hz / np.maximum(pitches, 1)) ** 4) / (1 + (pitches / high_hz) ** 4)
    band = np.fft.irfft(spectrum, len(noise))
    return np.asarray(band / (band.std() + 1e-9) * 0.5)
