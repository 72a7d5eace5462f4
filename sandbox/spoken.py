"""Simulated speech: the rhythm and the formants of a text, with the time of every character.

Vowels are voiced, other letters are short noises, words and sentences end in pauses. Nobody could understand
it, but programs that align speech with text can be tested with it.
"""

import io
import wave
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from sandbox.world import chance

SAMPLES_PER_S = 24_000
MP3_SAMPLES_PER_S = 44_100
LONGEST_TEXT = 10_000
_FORMANTS_HZ = {"a": (760, 1250), "e": (520, 1850), "i": (320, 2250), "o": (490, 900), "u": (350, 780)}
_BEFORE_S, _VOWEL_S, _NOISE_S, _SPACE_S = 0.1, 0.11, 0.05, 0.045
_PAUSES_S = {**dict.fromkeys(",;:、，", 0.14), **dict.fromkeys(".!?。！？\n", 0.3)}  # noqa: RUF001 - as written
_LOUDEST = 0.6


@dataclass(frozen=True, slots=True)
class Spoken:
    """Samples from -1 to 1 at 24 kHz; when each character starts and ends, in seconds."""

    samples: NDArray[np.float64]
    starts_s: list[float]
    ends_s: list[float]


def speak(text: str, *, voice: str, pace: float = 1.0) -> Spoken:
    """Speak a text. The same text and voice give the same samples."""
    pitch_hz = chance.generator("voice", voice).uniform(105, 210)
    pieces = [np.zeros(round(_BEFORE_S * SAMPLES_PER_S))]
    ends_at = [len(pieces[0])]
    for place, character in enumerate(text[:LONGEST_TEXT]):
        pieces.append(_piece(character, place, pitch_hz=pitch_hz, pace=pace))
        ends_at.append(ends_at[-1] + len(pieces[-1]))
    wave_form = np.concatenate(pieces)
    loudest = max(1e-9, float(np.abs(wave_form).max()))
    at_s = [at / SAMPLES_PER_S for at in ends_at]
    return Spoken(wave_form / loudest * _LOUDEST, at_s[:-1], at_s[1:])


def pcm(samples: NDArray[np.float64]) -> bytes:
    """Signed 16-bit little-endian mono samples."""
    return (samples * 32767).astype("<i2").tobytes()


def wav(samples: NDArray[np.float64]) -> bytes:
    """A WAV file at 24 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLES_PER_S)
        sound.writeframes(pcm(samples))
    return file.getvalue()


def mp3(samples: NDArray[np.float64]) -> bytes:
    """An MP3 file at 44.1 kHz."""
    at = np.arange(0, len(samples), SAMPLES_PER_S / MP3_SAMPLES_PER_S)
    resampled = np.interp(at, np.arange(len(samples)), samples)
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=MP3_SAMPLES_PER_S, layout="mono", format="s16p")
        stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(pcm(resampled), "<i2").reshape(1, -1), format="s16p", layout="mono"
        )
        frame.sample_rate = MP3_SAMPLES_PER_S
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def _piece(character: str, place: int, *, pitch_hz: float, pace: float) -> NDArray[np.float64]:
    letter = character.lower()
    if letter in _PAUSES_S or not letter.isalnum():
        return np.zeros(round(_PAUSES_S.get(letter, _SPACE_S) / pace * SAMPLES_PER_S))
    if letter in _FORMANTS_HZ:
        # The pitch falls and rises a little, as in speech.
        return _vowel(letter, pitch_hz * (1 + 0.05 * np.sin(place / 5)), _VOWEL_S / pace)
    noise = _noise(letter, _NOISE_S / pace)
    if letter.isascii():
        return noise
    # A letter of another script may be a whole syllable.
    vowel = "aeiou"[ord(letter) % 5]
    return np.concatenate([noise, _vowel(vowel, pitch_hz, _VOWEL_S / pace)])


def _vowel(vowel: str, pitch_hz: float, seconds: float) -> NDArray[np.float64]:
    time_s = np.arange(round(seconds * SAMPLES_PER_S)) / SAMPLES_PER_S
    wave_form = np.zeros_like(time_s)
    for harmonic in range(1, 24):
        at_hz = harmonic * pitch_hz
        gain = (
            sum(np.exp(-(((at_hz - formant) / 140) ** 2)) for formant in _FORMANTS_HZ[vowel])
            + 0.05 / harmonic
        )
        wave_form += gain * np.sin(2 * np.pi * at_hz * time_s)
    return np.asarray(wave_form * np.sin(np.pi * time_s / time_s[-1]) ** 0.6)


def _noise(letter: str, seconds: float) -> NDArray[np.float64]:
    """A short noise; how sharp it is depends on the letter."""
    count = round(seconds * SAMPLES_PER_S)
    noise = np.random.default_rng(ord(letter)).normal(size=count)
    sharp = np.diff(noise, prepend=0.0)
    share = chance.share("letter", letter)
    return np.asarray((sharp * share + noise * (1 - share)) * 0.25 * np.sin(np.pi * np.arange(count) / count))
