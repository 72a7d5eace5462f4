"""Simulated speech: vowel-like tones in the rhythm of a text, in the format of real speech."""

import re

import numpy as np
from numpy.typing import NDArray

from sandbox.world import chance

SAMPLES_PER_S = 24_000
_FORMANTS_HZ = {"a": (760, 1250), "e": (520, 1850), "i": (320, 2250), "o": (490, 900), "u": (350, 780)}


def pcm(text: str, *, voice: str) -> bytes:
    """Signed 16-bit little-endian mono samples."""
    pitch_hz = chance.generator("voice", voice).uniform(105, 210)
    pieces = [np.zeros(SAMPLES_PER_S // 10)]
    for word in re.findall(r"\w+|[.,;:!?]", text[:5000]):
        if not word[0].isalnum():
            pieces.append(np.zeros(int(SAMPLES_PER_S * (0.14 if word in ",;:" else 0.28))))
            continue
        vowels = re.findall("[aeiou]", word.lower())[:5] or ["a"]
        pieces += [_syllable(vowel, pitch_hz * (1 - 0.03 * place)) for place, vowel in enumerate(vowels)]
        pieces.append(np.zeros(int(SAMPLES_PER_S * 0.045)))
    wave = np.concatenate(pieces)
    loud: NDArray[np.int16] = (wave / max(1e-9, np.abs(wave).max()) * 20_000).astype("<i2")
    return loud.tobytes()


def _syllable(vowel: str, pitch_hz: float) -> NDArray[np.float64]:
    time_s = np.arange(int(SAMPLES_PER_S * 0.13)) / SAMPLES_PER_S
    wave = np.zeros_like(time_s)
    for harmonic in range(1, 24):
        at_hz = harmonic * pitch_hz
        gain = (
            sum(np.exp(-(((at_hz - formant) / 140) ** 2)) for formant in _FORMANTS_HZ[vowel])
            + 0.05 / harmonic
        )
        wave += gain * np.sin(2 * np.pi * at_hz * time_s)
    return np.asarray(wave * np.sin(np.pi * time_s / time_s[-1]) ** 0.6)
