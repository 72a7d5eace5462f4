"""WAV files with 16-bit samples, as the steps of a video's sound exchange them."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

import numpy as np
import numpy.typing as npt

# float32, from -1 to 1, one channel.
Samples: TypeAlias = npt.NDArray[np.float32]


@contextmanager
def writer(file: Path | IO[bytes], *, sample_rate: int, channels: int = 1) -> Iterator[wave.Wave_write]:
    """Open a file for writing frames."""
    with wave.open(str(file) if isinstance(file, Path) else file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        yield sound


def frames_of(samples: Samples) -> bytes:
    """Samples as 16-bit frames."""
    return (samples * 32767).astype("<i2").tobytes()


def read(path: Path) -> Samples:
    """The samples of a mono file."""
    with wave.open(str(path), "rb") as sound:
        pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    return np.asarray(pcm, np.float32) / np.float32(32768)


def sample_rate(path: Path) -> int:
    """The sample rate of a file, in Hz."""
    with wave.open(str(path), "rb") as sound:
        return sound.getframerate()


def duration_s(path: Path) -> float:
    """The length of a file, in seconds."""
    with wave.open(str(path), "rb") as sound:
        return sound.getnframes() / sound.getframerate()
