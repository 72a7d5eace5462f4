"""A person's own recording of a text, in place of a voice."""

from collections.abc import Mapping
from pathlib import Path

from synthesis.assembly import ffmpeg
from synthesis.assembly.speech import passages, word_times
from synthesis.assembly.speech.base import Utterance
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE

TIMEOUT_S = 60


def use(
    *,
    recording: Path,
    name: str,
    text: str,
    language: str,
    pronunciations: Mapping[str, str],
    destination: Path,
    should_stop: ShouldStop,
) -> Utterance:
    """Write the recording as a mono WAV file of 48 kHz, and find when each word of the text is spoken.

    ``name`` describes the recording in recipes. Raises StoppedError, and the upstream errors if
    the recording cannot be read.
    """
    ffmpeg.run(
        [
            *ffmpeg.source(recording),
            *("-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le"),
            *("-fflags", "+bitexact", "-f", "wav", str(destination)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )
    passage = passages.prepare(text=text, language=language, pronunciations=pronunciations)
    words = word_times.of_recording(passage=passage, recording=destination, should_stop=should_stop)
    return Utterance(voice=name, sample_rate=SAMPLE_RATE, words=words)
