"""Recordings from vendors: checked, and decoded to the mono 16-bit files that engines write."""

import tempfile
import wave
from pathlib import Path

import numpy as np

from foundation import errors
from synthesis.assembly import ffmpeg, wav
from synthesis.assembly.stopping import ShouldStop

TIMEOUT_S = 60
# The demuxers of the formats that vendors are asked for.
FORMATS = frozenset({"wav", "mp3"})
# A text takes at least and at most this long. Digits and ideographs stand for several letters.
SHORTEST_S, SHORTEST_S_PER_LETTER = 0.1, 0.02
LONGEST_S, LONGEST_S_PER_LETTER = 4.0, 0.7
# The loudest sample of a recording that can be heard: -40 dB.
AUDIBLE_PEAK = 0.01


def write(
    content: bytes, *, system: str, letters: int, tempo: float, destination: Path, should_stop: ShouldStop
) -> None:
    """Decode a WAV or MP3 file of a text with ``letters`` letters to ``destination``.

    ``tempo`` 2.0 doubles the pace at the same pitch. The sample rate stays. Raises UpstreamError if the file
    is not a recording of such a text, and StoppedError.
    """
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".recording-") as folder:
        received = Path(folder) / "received"
        received.write_bytes(content)
        _check_format(received, system=system)
        arguments = [
            *ffmpeg.source(received),
            *(("-af", f"atempo={tempo:.4f}") if tempo != 1.0 else ()),
            *("-vn", "-ac", "1", "-c:a", "pcm_s16le", "-fflags", "+bitexact", "-f", "wav"),
            str(destination),
        ]
        try:
            ffmpeg.run(arguments, timeout_s=TIMEOUT_S, should_stop=should_stop)
        except errors.UpstreamUnavailableError:
            raise
        except errors.UpstreamError as error:
            raise errors.UpstreamError(
                f"{system} sent a recording that cannot be decoded.", system=system
            ) from error
    _check_sound(destination, system=system, letters=letters / tempo)


def pcm_to_wav(samples: bytes, *, sample_rate: int) -> bytes:
    """Give raw mono 16-bit samples the header of a WAV file."""
    with tempfile.TemporaryFile() as file:
        with wav.writer(file, sample_rate=sample_rate) as sound:
            sound.writeframes(samples)
        file.seek(0)
        return file.read()


def _check_format(received: Path, *, system: str) -> None:
    try:
        found = ffmpeg.demuxer(received)
    except errors.UpstreamError:
        found = "nothing known"
    if found not in FORMATS:
        raise errors.UpstreamError(f"{system} sent something else than a recording.", system=system)
    if found == "wav" and _is_cut_off(received):
        raise errors.UpstreamError(f"{system} sent only a part of the recording.", system=system)


def _is_cut_off(received: Path) -> bool:
    try:
        with wave.open(str(received), "rb") as sound:
            declared = sound.getnframes() * sound.getnchannels() * sound.getsampwidth()
    except (wave.Error, EOFError):
        # Not plain PCM, or a header that ends early: ffmpeg decides.
        return False
    # A header that was written before the end was known declares the largest size.
    return received.stat().st_size < declared < 0x7FFF_0000


def _check_sound(recording: Path, *, system: str, letters: float) -> None:
    duration_s = wav.duration_s(recording)
    shortest_s = max(SHORTEST_S, SHORTEST_S_PER_LETTER * letters)
    if not shortest_s <= duration_s <= LONGEST_S + LONGEST_S_PER_LETTER * letters:
        raise errors.UpstreamError(
            f"{system} sent a recording of {duration_s:.1f} s, which cannot be this text.",
            system=system,
            duration_s=duration_s,
        )
    if float(np.abs(wav.read(recording)).max()) < AUDIBLE_PEAK:
        raise errors.UpstreamError(f"{system} sent a silent recording.", system=system)
