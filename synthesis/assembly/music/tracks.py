"""People's own music: the form in which it is stored, and a bed of the video's length made from it."""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthesis.assembly import ffmpeg, wav, workfiles
from synthesis.assembly.music.instruments import RATE, Samples
from synthesis.assembly.stopping import ShouldStop, StoppedError

# Raised when a change here makes different beds from the same track.
REVISION = 1
SUFFIX = ".flac"
TIMEOUT_S = 60
# A repeated track fades from its end into its beginning.
CROSSFADE_S = 2.0
FADE_OUT_S = 2.5
_SILENCE = 10 ** (-50 / 20)
_BLOCK = RATE
# Silence before the first note delays the music.
_TRIM = "silenceremove=start_periods=1:start_duration=0.02:start_silence=0.05:start_threshold=-50dB"
_Pcm = npt.NDArray[np.int16]


def convert(*, track: Path, destination: Path, should_stop: ShouldStop) -> None:
    """Write a track as stereo FLAC of 48 kHz, without pictures and metadata.

    Raises StoppedError and the upstream errors.
    """
    ffmpeg.run(
        [
            *ffmpeg.source(track),
            *("-map", "0:a:0", "-vn", "-af", _TRIM, "-ac", "2", "-ar", str(RATE)),
            *("-c:a", "flac", "-sample_fmt", "s16", "-map_metadata", "-1"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "flac", str(destination)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )


def fit(*, track: Path, duration_s: float, workdir: Path, should_stop: ShouldStop) -> Path:
    """Write a stereo WAV file of ``duration_s`` from a track, cut or repeated, and faded out at its end.

    A file that was made before is reused. Raises StoppedError and the upstream errors.
    """
    duration_s = round(duration_s, 3)
    parts = (REVISION, workfiles.content_of(track), duration_s)
    path = workfiles.path_for(workdir=workdir, kind="music", key="own", parts=parts, suffix=".wav")

    def write(draft: Path) -> None:
        decoded = draft.with_suffix(".decoded.wav")
        try:
            _decode(track, decoded, duration_s=duration_s, should_stop=should_stop)
            with wav.writer(draft, sample_rate=RATE, channels=2) as sound:
                for block in _blocks(_samples(decoded), total=round(duration_s * RATE)):
                    if should_stop():
                        raise StoppedError
                    sound.writeframes(wav.frames_of(block))
        finally:
            decoded.unlink(missing_ok=True)

    return workfiles.make(path, write)


def _decode(track: Path, decoded: Path, *, duration_s: float, should_stop: ShouldStop) -> None:
    ffmpeg.run(
        [
            *ffmpeg.source(track),
            *("-map", "0:a:0", "-t", f"{duration_s + CROSSFADE_S:.3f}", "-ac", "2", "-ar", str(RATE)),
            *("-c:a", "pcm_s16le", "-fflags", "+bitexact", "-f", "wav", str(decoded)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )


def _samples(decoded: Path) -> _Pcm:
    """The samples on the disk, without the silence after the last note: (n, 2)."""
    with wave.open(str(decoded), "rb") as file:
        count = file.getnframes()
    size = decoded.stat().st_size
    samples = np.memmap(decoded, "<i2", "r", offset=size - count * 4, shape=(count, 2))
    end = count
    while end > _BLOCK and np.abs(samples[end - _BLOCK : end].astype(np.int32)).max() < _SILENCE * 32768:
        end -= _BLOCK
    return samples[:end]


def _blocks(samples: _Pcm, *, total: int) -> Iterator[Samples]:
    """The bed in blocks of a second, (n, 2): the track, repeated with crossfades, and faded out."""
    fade = min(round(CROSSFADE_S * RATE), len(samples) // 4)
    period = len(samples) - fade
    fade_out = min(round(FADE_OUT_S * RATE), total // 3)
    for at in range(0, total, _BLOCK):
        time = np.arange(at, min(at + _BLOCK, total))
        turn, place = np.divmod(time, period)
        block = samples[place].astype(np.float32) / np.float32(32768)
        joins = (turn > 0) & (place < fade)
        if joins.any():
            share = place[joins, None] / fade * (np.pi / 2)
            ending = samples[place[joins] + period].astype(np.float32) / np.float32(32768)
            block[joins] = block[joins] * np.sin(share) + ending * np.cos(share)
        left = np.clip((total - time) / fade_out, 0, 1)
        block *= np.sin(left * np.pi / 2)[:, None] ** 2
        yield np.asarray(np.clip(block, -1, 1), np.float32)
