"""Background music, computed from a mood and a seed. It has no author, so nobody can claim rights to it.

The same mood, seed and length give the same samples. Bars are computed and written one by one, so memory is
constant for any length.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthesis.assembly import wav, workfiles
from synthesis.assembly.music import instruments
from synthesis.assembly.music.instruments import RATE, Samples
from synthesis.assembly.music.moods import MOODS, Mood
from synthesis.assembly.stopping import ShouldStop, StoppedError

__all__ = ["MOODS", "Mood", "write"]

# Raised when a change here makes different music from the same seed.
REVISION = 1
SIXTEENTHS = 16
TAIL_S = 4.0
WET_SHARE = 0.34
LEVEL = 0.55
FADE_IN_S = 0.35
SHIMMER = 0.55
VELOCITIES = (0.55, 0.65, 0.75, 0.85)
# One chord note each: the third inversion moves least between chords.
VOICING = (0, 2, 4, 6)


def write(*, mood: str, seed: int, duration_s: float, workdir: Path, should_stop: ShouldStop) -> Path:
    """Write a stereo WAV file of at least ``duration_s``. A file that was made before is reused."""
    duration_s = round(duration_s, 3)
    path = workfiles.path_for(
        workdir=workdir, kind="music", key=mood, parts=(REVISION, mood, seed, duration_s), suffix=".wav"
    )

    def record(draft: Path) -> None:
        with wav.writer(draft, sample_rate=RATE, channels=2) as sound:
            for block in _bars(MOODS[mood], seed=seed, duration_s=duration_s):
                if should_stop():
                    raise StoppedError
                sound.writeframes(wav.frames_of(block.T))

    return workfiles.make(path, record)


class _Mixer:
    """A mixing buffer. Finished bars are taken out; sounds that still decay stay for the next bar."""

    def __init__(self, bar_samples: int, response: Samples) -> None:
        self.bar_samples = bar_samples
        self._dry = np.zeros((2, bar_samples + round(TAIL_S * RATE)), np.float32)
        self._size = 1 << (self.bar_samples + response.shape[1] - 1).bit_length()
        self._response = np.fft.rfft(response, self._size)
        self._wet = np.zeros((2, self._size), np.float32)

    def add(self, sound: Samples, *, at: int, level: float, pan: float = 0.0) -> None:
        """Add a mono or stereo sound ``at`` a sample of the present bar. ``pan``: -1 (left) to 1 (right)."""
        stereo = np.stack([sound, sound]) if sound.ndim == 1 else sound
        at = max(0, at)
        length = min(stereo.shape[1], self._dry.shape[1] - at)
        sides = np.array([[np.cos((pan + 1) * np.pi / 4)], [np.sin((pan + 1) * np.pi / 4)]], np.float32)
        self._dry[:, at : at + length] += stereo[:, :length] * sides * np.float32(level * 1.414)

    def take_bar(self) -> Samples:
        """Return the present bar with its reverb, and advance to the next."""
        bar = self._dry[:, : self.bar_samples].copy()
        self._dry = np.roll(self._dry, -self.bar_samples, axis=1)
        self._dry[:, -self.bar_samples :] = 0
        self._wet += np.fft.irfft(np.fft.rfft(bar, self._size) * self._response, self._size)
        echo = self._wet[:, : self.bar_samples].copy()
        self._wet = np.roll(self._wet, -self.bar_samples, axis=1)
        self._wet[:, -self.bar_samples :] = 0
        return np.asarray(bar + np.float32(WET_SHARE) * echo, np.float32)


def _bars(mood: Mood, *, seed: int, duration_s: float) -> Iterator[Samples]:
    random = np.random.default_rng([seed, *mood.title.encode()])
    bar_samples = round(4 * 60 / mood.beats_per_minute * RATE)
    mixer = _Mixer(bar_samples, instruments.room(random))
    player = _Player(mood, random)
    left = round(duration_s * RATE)
    number = 0
    while left > 0:
        player.play(mixer, number)
        # Soft clipping of rare peaks.
        bar = np.tanh(mixer.take_bar() * np.float32(LEVEL))
        if number == 0:
            fade = round(FADE_IN_S * RATE)
            bar[:, :fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        yield bar[:, :left]
        left -= bar_samples
        number += 1


class _Player:
    """Plays a mood bar by bar: phrases of four bars, repeated with small changes, sometimes without drums."""

    def __init__(self, mood: Mood, random: np.random.Generator) -> None:
        self._mood = mood
        self._random = random
        self._progression = mood.chords[int(random.integers(len(mood.chords)))]
        self._steps = self._new_steps()
        self._drums = (instruments.kick(), instruments.snap(random), instruments.hat(random))
        # Chords repeat; computing each tone once saves most of the cost.
        self._pads: dict[int, Samples] = {}
        self._plucks: dict[tuple[int, float], Samples] = {}

    def play(self, mixer: _Mixer, number: int) -> None:
        """Mix the sounds of bar ``number``."""
        degree = self._progression[number % len(self._progression)]
        if number and number % 8 == 0:
            self._steps = self._new_steps()
        notes = self._chord(degree)
        self._play_pad(mixer, notes)
        self._play_bass(mixer, self._note(degree) - 24)
        self._play_plucks(mixer, notes, is_turn=number % 4 == 3)
        if number >= 2:
            self._play_drums(mixer, is_light=number % 8 < 2)

    def _new_steps(self) -> npt.NDArray[np.int64]:
        return self._random.integers(0, len(VOICING), len(self._mood.pattern))

    def _note(self, degree: int) -> int:
        octave, step = divmod(degree, len(self._mood.scale))
        return self._mood.root + 12 * octave + self._mood.scale[step]

    def _chord(self, degree: int) -> list[int]:
        # Folded into one octave around the root, so that voices move in steps.
        notes = [self._note(degree + step) for step in VOICING]
        low = self._mood.root - 5
        return sorted(low + (note - low) % 12 for note in notes)

    def _play_pad(self, mixer: _Mixer, notes: list[int]) -> None:
        voices = [*((note, 1.0) for note in notes), *((note + 12, SHIMMER) for note in notes[-2:])]
        for note, share in voices:
            if note not in self._pads:
                self._pads[note] = instruments.pad(
                    note,
                    duration_s=mixer.bar_samples / RATE,
                    brightness=self._mood.brightness,
                    phase=float(self._random.uniform(0, 6.28)),
                )
            mixer.add(self._pads[note], at=0, level=self._mood.pad_level / len(notes) * share)

    def _play_bass(self, mixer: _Mixer, note: int) -> None:
        while note < 33:
            note += 12
        sixteenth = mixer.bar_samples / SIXTEENTHS
        for at, length in ((0, 7), (10, 5)):
            tone = instruments.bass(note, duration_s=length * sixteenth / RATE)
            mixer.add(tone, at=round(at * sixteenth), level=self._mood.bass_level * (1 if at == 0 else 0.7))

    def _play_plucks(self, mixer: _Mixer, notes: list[int], *, is_turn: bool) -> None:
        for index, step in enumerate(self._mood.pattern):
            # The last bar of a phrase is sparser, and occasional rests keep a pattern from becoming
            # repetitive.
            if (is_turn and step > 8) or self._random.random() < 0.14:
                continue
            note = notes[int(self._steps[index])] + (12 if index % 3 else 0)
            velocity = 0.9 if step == 0 else float(self._random.choice(VELOCITIES))
            pan = 0.45 * (-1 if index % 2 else 1) * float(self._random.uniform(0.5, 1))
            mixer.add(
                self._pluck(note, velocity), at=self._at(mixer, step), level=self._mood.pluck_level, pan=pan
            )

    def _pluck(self, note: int, velocity: float) -> Samples:
        if (note, velocity) not in self._plucks:
            self._plucks[note, velocity] = instruments.pluck(
                note, velocity=velocity, brightness=self._mood.brightness
            )
        return self._plucks[note, velocity]

    def _play_drums(self, mixer: _Mixer, *, is_light: bool) -> None:
        kick, snap, hat = self._drums
        parts = (
            (kick, self._mood.kick, 1.0, 0.0),
            (snap, self._mood.snap, 0.55, 0.1),
            (hat, self._mood.hat, 0.45, -0.25),
        )
        for sound, steps, share, pan in parts:
            if is_light and sound is not hat:
                continue
            for step in steps:
                level = self._mood.drum_level * share * float(self._random.uniform(0.75, 1))
                mixer.add(sound, at=self._at(mixer, step), level=level, pan=pan)

    def _at(self, mixer: _Mixer, step: int) -> int:
        late = self._mood.swing if step % 2 else 0.0
        human = float(self._random.normal(0, 0.0035)) * RATE
        return round((step + late) * mixer.bar_samples / SIXTEENTHS + (human if step else abs(human)))
