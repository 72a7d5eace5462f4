"""People's recordings of a narration, in the form in which they are stored."""

from pathlib import Path

from synthesis.assembly import ffmpeg
from synthesis.assembly.speech.packaged import HIGHEST_PEAK, LEVEL
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE

TIMEOUT_S = 30
SUFFIX = ".flac"
# Beyond this, a faint recording is mostly noise.
HIGHEST_GAIN = 20.0
# Silence at both ends delays a scene. A tenth of a second of it is kept.
_TRIM = "silenceremove=start_periods=1:start_duration=0.02:start_silence=0.1:start_threshold=-46dB"


def convert(
    *, recording: Path, level: float, peak: float, destination: Path, should_stop: ShouldStop
) -> None:
    """Write a recording as mono FLAC of 48 kHz at the loudness of the voices, without silence at its ends.

    ``level`` and ``peak`` are those of ``foundation.media.Sound``. Raises StoppedError and the upstream
    errors.
    """
    gain = min(LEVEL / level, HIGHEST_PEAK / peak, HIGHEST_GAIN)
    filters = ["highpass=f=40", f"volume={gain:.4f}", _TRIM, "areverse", _TRIM, "areverse"]
    ffmpeg.run(
        [
            *ffmpeg.source(recording),
            *("-vn", "-af", ",".join(filters), "-ac", "1", "-ar", str(SAMPLE_RATE)),
            *("-c:a", "flac", "-sample_fmt", "s16", "-map_metadata", "-1"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "flac", str(destination)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )
