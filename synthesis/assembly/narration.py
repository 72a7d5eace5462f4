"""Narration: one scene's text as a recording that is processed for the mix, with the time of every word."""

import json
import tempfile
import wave
from pathlib import Path

from synthesis.assembly import ffmpeg, speech, workfiles
from synthesis.assembly.speech import Utterance, Voice
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE, Narration, Word

# Raised when a change here or in a voice makes different recordings of the same text.
REVISION = 1
SLOWEST_RATE, FASTEST_RATE = 0.6, 1.8
FINISH_TIMEOUT_S = 120
SILENCE_S = 0.2

# In order: high-pass against rumble; cuts at 320 Hz (boxiness) and 2.9 kHz (synthetic buzz); a boost at
# 150 Hz (warmth) and a high shelf from 6.5 kHz (presence); de-esser; compressor; short echoes as in a small
# furnished room; limiter.
FINISH = ",".join(
    [
        "highpass=f=75:p=2",
        "equalizer=f=320:t=q:w=1.0:g=-2.5",
        "equalizer=f=2900:t=q:w=1.4:g=-2",
        "equalizer=f=150:t=q:w=0.9:g=2",
        f"aresample={SAMPLE_RATE}",
        "treble=f=6500:g=2.5",
        "deesser=i=0.35:m=0.5:f=0.5",
        "acompressor=threshold=0.09:ratio=3.2:attack=6:release=140:makeup=2.2:knee=4",
        "aecho=in_gain=0.94:out_gain=0.96:delays=13|23|37:decays=0.06|0.045|0.03",
        "alimiter=limit=0.89:level=false",
    ]
)

# Characters of narration per second, for estimates before anything is spoken.
CHARACTERS_PER_S = {"ja": 6.6, "zh": 4.4, "yue": 4.4, "ko": 6.5, "th": 11.0}
OTHER_CHARACTERS_PER_S = 14.5


def voices(*, language: str) -> tuple[Voice, ...]:
    """The voices for this language, the default first."""
    return speech.voices(language=language)


def estimate_s(*, text: str, language: str) -> float:
    """Estimate the seconds that it takes to say the text."""
    pace = CHARACTERS_PER_S.get(language.lower().split("-")[0], OTHER_CHARACTERS_PER_S)
    return round(len(" ".join(text.split())) / pace, 1)


def sample(*, text: str, language: str, voice: str = "") -> bytes:
    """The text as a WAV file that is not stored, to preview a voice. Takes about a second.

    Raises the upstream errors if no voice reads the language.
    """
    with tempfile.TemporaryDirectory(prefix="ettametta-voice-") as folder:
        spoken = speak(
            key="sample",
            text=text,
            language=language,
            voice=voice,
            workdir=Path(folder),
            should_stop=lambda: False,
        )
        return spoken.audio.read_bytes()


def speak(
    *,
    key: str,
    text: str,
    language: str,
    workdir: Path,
    should_stop: ShouldStop,
    voice: str = "",
    rate: float = 1.0,
) -> Narration:
    """Speak a scene's text into ``workdir``. A recording that was made before is reused.

    An empty ``voice`` is the best one on this machine. Raises StoppedError, and the upstream errors if no
    voice reads the language.
    """
    rate = min(max(rate, SLOWEST_RATE), FASTEST_RATE)
    recording = workfiles.path_for(
        workdir=workdir,
        kind="narration",
        key=key,
        parts=(REVISION, text, language, voice, rate, FINISH),
        suffix=".wav",
    )
    notes_file = recording.with_suffix(".json")
    if not (recording.exists() and notes_file.exists()):
        workdir.mkdir(parents=True, exist_ok=True)
        utterance = _record(
            text=text,
            language=language,
            voice=voice,
            rate=rate,
            recording=recording,
            should_stop=should_stop,
        )
        workfiles.make(notes_file, lambda draft: _write_notes(draft, utterance))
    return _read(recording=recording, notes_file=notes_file)


def _record(
    *, text: str, language: str, voice: str, rate: float, recording: Path, should_stop: ShouldStop
) -> Utterance:
    if not any(character.isalnum() for character in text):
        workfiles.make(recording, _write_silence)
        return Utterance(voice="silence", sample_rate=SAMPLE_RATE, words=())
    with tempfile.TemporaryDirectory(dir=recording.parent, prefix=".voice-") as folder:
        raw = Path(folder) / "raw.wav"
        utterance = speech.speak(
            text=text,
            language=language,
            voice=voice,
            rate=rate,
            pronunciations={},
            destination=raw,
            should_stop=should_stop,
        )
        recording.unlink(missing_ok=True)
        workfiles.make(recording, lambda draft: _finish(raw, draft, should_stop))
    return utterance


def _finish(raw: Path, draft: Path, should_stop: ShouldStop) -> None:
    ffmpeg.run(
        [
            *ffmpeg.source(raw),
            *("-af", FINISH, "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le"),
            *("-fflags", "+bitexact", "-f", "wav", str(draft)),
        ],
        timeout_s=FINISH_TIMEOUT_S,
        should_stop=should_stop,
    )


def _write_silence(draft: Path) -> None:
    with wave.open(str(draft), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(bytes(2 * round(SILENCE_S * SAMPLE_RATE)))


def _write_notes(draft: Path, utterance: Utterance) -> None:
    words = [
        {"text": word.text, "starts_s": round(word.starts_s, 3), "ends_s": round(word.ends_s, 3)}
        for word in utterance.words
    ]
    draft.write_text(json.dumps({"voice": utterance.voice, "words": words}))


def _read(*, recording: Path, notes_file: Path) -> Narration:
    notes = json.loads(notes_file.read_text())
    with wave.open(str(recording), "rb") as sound:
        duration_s = sound.getnframes() / sound.getframerate()
    return Narration(
        audio=recording,
        duration_s=duration_s,
        words=tuple(Word(**word) for word in notes["words"]),
        voice=notes["voice"],
    )
