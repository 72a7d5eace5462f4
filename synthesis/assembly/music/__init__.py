"""Background music: two beds in each of five moods, played on recorded instruments.

A bed is composed for the length of its video and ends with it. The same mood, seed and length give the same
samples. Bars are played and written one by one, so memory is constant for any length. The compositions are
the product's own; the instruments' licence is in ``sounds/LICENSE``.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from synthesis.assembly import wav, workfiles
from synthesis.assembly.music import forms, instruments
from synthesis.assembly.music.beds import BEDS
from synthesis.assembly.music.instruments import RATE, Samples
from synthesis.assembly.music.mixing import Desk
from synthesis.assembly.music.moods import MOODS, Mood
from synthesis.assembly.music.notation import Bed
from synthesis.assembly.music.playing import Player
from synthesis.assembly.stopping import ShouldStop, StoppedError

__all__ = ["MOODS", "Mood", "write"]

# Raised when a change here makes different music from the same seed.
REVISION = 2
_LEVEL_DB = 0.5
_FADE_IN_S = 0.01
_FADE_OUT_S = (0.8, 2.5)
# Keys around the written one, in semitones.
_KEYS = (-2, -1, 0, 1, 2)


def write(*, mood: str, seed: int, duration_s: float, workdir: Path, should_stop: ShouldStop) -> Path:
    """Write a stereo WAV file of ``duration_s``. A file that was made before is reused.

    Raises StoppedError.
    """
    duration_s = round(duration_s, 3)
    path = workfiles.path_for(
        workdir=workdir, kind="music", key=mood, parts=(REVISION, mood, seed, duration_s), suffix=".wav"
    )

    def record(draft: Path) -> None:
        beds = BEDS[mood]
        blocks = _blocks(
            beds[seed % len(beds)], seed=seed, duration_s=duration_s, workdir=workdir, should_stop=should_stop
        )
        with wav.writer(draft, sample_rate=RATE, channels=2) as sound:
            for block in blocks:
                sound.writeframes(wav.frames_of(block.T))

    return workfiles.make(path, record)


def _blocks(
    bed: Bed, *, seed: int, duration_s: float, workdir: Path, should_stop: ShouldStop
) -> Iterator[Samples]:
    random = np.random.default_rng([seed, *bed.name.encode()])
    form = forms.form_of(duration_s=duration_s, beats_per_minute=bed.beats_per_minute)
    names = {part.instrument for part in bed.parts} | ({instruments.DRUMS} if bed.drums else set())
    player = Player(
        bed=bed,
        form=form,
        key=bed.key + int(random.choice(_KEYS)),
        variant=int(random.integers(2)),
        band=instruments.load(names, workdir=workdir, should_stop=should_stop),
        random=random,
    )
    desk = Desk(bar_samples=round(form.bar_s * RATE), random=random, brightness_hz=bed.brightness_hz)
    level = np.float32(10 ** ((_LEVEL_DB + bed.gain_db) / 20))
    total = round(duration_s * RATE)
    for number, at in enumerate(range(0, total, desk.bar_samples)):
        if should_stop():
            raise StoppedError
        if number < len(form.bars):
            player.play_bar(desk, number)
        elif number == len(form.bars):
            player.play_end(desk)
        # Soft clipping of rare peaks.
        block = np.tanh(desk.take_bar()[:, : total - at] * level)
        yield np.asarray(block * _fades(at, block.shape[1], total=total, ring_s=form.ring_s), np.float32)


def _fades(at: int, count: int, *, total: int, ring_s: float) -> Samples:
    """The gain of ``count`` samples from ``at``: a click-free start, and silence at the very end."""
    time = np.arange(at, at + count)
    fade_out_s = min(max(ring_s * 0.6, _FADE_OUT_S[0]), _FADE_OUT_S[1], total / RATE)
    left = np.clip((total - time) / (fade_out_s * RATE), 0, 1)
    rise = np.clip(time / (_FADE_IN_S * RATE), 0, 1)
    return np.asarray(rise * np.sin(left * np.pi / 2) ** 2, np.float32)
