"""Narration: a scene's text as a recording that is processed for the mix, with the time of every word."""

import json
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.assembly import ffmpeg, speech, wav, workfiles
from synthesis.assembly.speech import Quality, Utterance, Voice, recorded
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE, Narration, Word

# Raised when a change here or in a voice makes different recordings of the same text.
REVISION = 3
SLOWEST_RATE, FASTEST_RATE = 0.6, 1.8
FINISH_TIMEOUT_S = 120
SILENCE_S = 0.2
# Scenes that are spoken at the same time. The voices' process limits the sentences.
AT_ONCE = 4
# Recordings are kept for later versions of a video, and for previews that become renders.
KEPT_FOR_S = 3 * 24 * 3600

# In order: high-pass against rumble; cuts at 320 Hz (boxiness) and 2.9 kHz (synthetic buzz); a boost at
# 150 Hz (warmth) and a high shelf from 6.5 kHz (presence); de-esser; compressor; short echoes as in a small
# furnished room; limiter.
_BASIC_FINISH = ",".join(
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
# Voices that sound natural need only the high-pass, a light compressor and the limiter.
_NATURAL_FINISH = ",".join(
    [
        "highpass=f=70:p=2",
        f"aresample={SAMPLE_RATE}",
        "acompressor=threshold=0.12:ratio=2.2:attack=8:release=160:makeup=1.6:knee=4",
        "alimiter=limit=0.89:level=false",
    ]
)


def voices(*, language: str) -> tuple[Voice, ...]:
    """The voices for this language, the default first."""
    return speech.voices(language=language)


def has_natural_voice(*, language: str) -> bool:
    """True if a voice of this machine speaks the language naturally and without a charge."""
    return speech.has_natural(language=language)


def find(*, voice: str, language: str) -> Voice | None:
    """The voice of this name, or the default voice for an empty one; None if it cannot speak the language."""
    return speech.find(name=voice, language=language)


def estimate_s(*, text: str, language: str, voice: str = "") -> float:
    """Estimate the seconds that it takes to say the text. An empty ``voice`` is the default voice."""
    return round(speech.estimate_s(text=text, language=language, voice=voice), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the narrator says in a scene. ``key`` identifies the scene; an empty ``voice`` is the default.

    ``rate`` 1.0 is the voice's own pace. ``pronunciations`` maps written words to how they are to be said.
    ``recording`` is a person's own recording of the text, used instead of the voice.
    """

    key: str
    text: str
    language: str
    voice: str = ""
    rate: float = 1.0
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    recording: Path | None = None


class NotSpokenError(UpstreamError):
    """Some lines could not be spoken; the recordings of the others are kept. ``reasons`` is by key."""

    code = "not_spoken"

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(next(iter(reasons.values())), system="voice")
        self.reasons = reasons


def sample(*, line: Line, recordings: Path) -> bytes:
    """A recording of the line as a WAV file, to preview a voice.

    Raises the upstream errors if no voice reads the language.
    """
    return speak(line=line, recordings=recordings, should_stop=lambda: False).audio.read_bytes()


def speak_all(*, lines: Sequence[Line], recordings: Path, should_stop: ShouldStop) -> dict[str, Narration]:
    """Speak several lines at the same time. Returns the narrations by key.

    If some lines fail, the others are spoken nevertheless: then raises NotSpokenError, or
    UpstreamUnavailableError if a retry may help.
    """

    def attempt(line: Line) -> Narration | UpstreamError:
        try:
            return speak(line=line, recordings=recordings, should_stop=should_stop)
        except UpstreamError as error:
            return error

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        results = dict(zip((line.key for line in lines), pool.map(attempt, lines), strict=True))
    failed = {key: result for key, result in results.items() if isinstance(result, UpstreamError)}
    for error in failed.values():
        if isinstance(error, UpstreamUnavailableError):
            raise error
    if failed:
        raise NotSpokenError({key: error.message for key, error in failed.items()})
    return {key: result for key, result in results.items() if isinstance(result, Narration)}


def speak(*, line: Line, recordings: Path, should_stop: ShouldStop) -> Narration:
    """Speak a line into the folder ``recordings``. A recording that was made before is reused.

    Raises StoppedError, and the upstream errors if no voice reads the language.
    """
    name, finish = _source_of(line)
    rate = min(max(line.rate, SLOWEST_RATE), FASTEST_RATE)
    said = tuple(sorted(line.pronunciations.items()))
    recording = workfiles.path_for(
        workdir=recordings,
        kind="narration",
        key="",
        parts=(REVISION, line.text, line.language, name, rate, said, finish),
        suffix=".wav",
    )
    notes_file = recording.with_suffix(".json")
    if not (recording.exists() and notes_file.exists()):
        recordings.mkdir(parents=True, exist_ok=True)
        utterance = _record(line, rate=rate, finish=finish, recording=recording, should_stop=should_stop)
        workfiles.make(notes_file, lambda draft: _write_notes(draft, utterance))
    _mark_used(recording, notes_file)
    return _read(recording=recording, notes_file=notes_file)


def _source_of(line: Line) -> tuple[str, str]:
    """The name of the line's voice or recording, and the filters for it."""
    if line.recording is not None:
        return _name_of(line.recording), _NATURAL_FINISH
    found = speech.find(name=line.voice, language=line.language)
    if found is None:
        return line.voice, _NATURAL_FINISH
    return found.name, _BASIC_FINISH if found.quality == Quality.BASIC else _NATURAL_FINISH


def _name_of(recording: Path) -> str:
    return f"recording {workfiles.content_of(recording)[:16]}"


def _mark_used(*files: Path) -> None:
    """Renew the age of files that are half as old as they may become."""
    for file in files:
        if time.time() - file.stat().st_mtime > KEPT_FOR_S / 2:
            file.touch()


def warm_up(*, voice: str, language: str) -> None:
    """Prepare a voice, so that its first recording takes less time. Returns at once."""
    speech.warm_up(name=voice, language=language)


def release() -> None:
    """Free the memory of the voices, before work that needs it. The next recording takes a second longer."""
    speech.release()


def remove_old(*, recordings: Path) -> None:
    """Delete the recordings that were not used for some days, and what killed workers left."""
    before = time.time() - KEPT_FOR_S
    for path in recordings.glob("*"):
        # Another worker may delete it at the same time.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= before:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _record(line: Line, *, rate: float, finish: str, recording: Path, should_stop: ShouldStop) -> Utterance:
    if line.recording is None and not any(character.isalnum() for character in line.text):
        workfiles.make(recording, _write_silence)
        return Utterance(voice="silence", sample_rate=SAMPLE_RATE, words=())
    with tempfile.TemporaryDirectory(dir=recording.parent, prefix=".voice-") as folder:
        raw = Path(folder) / "raw.wav"
        utterance = _say(line, rate=rate, destination=raw, should_stop=should_stop)
        recording.unlink(missing_ok=True)
        workfiles.make(recording, lambda draft: _finish(raw, draft, finish, should_stop))
    return utterance


def _say(line: Line, *, rate: float, destination: Path, should_stop: ShouldStop) -> Utterance:
    if line.recording is not None:
        return recorded.use(
            recording=line.recording,
            name=_name_of(line.recording),
            text=line.text,
            language=line.language,
            pronunciations=line.pronunciations,
            destination=destination,
            should_stop=should_stop,
        )
    return speech.speak(
        text=line.text,
        language=line.language,
        voice=line.voice,
        rate=rate,
        pronunciations=line.pronunciations,
        destination=destination,
        should_stop=should_stop,
    )


def _finish(raw: Path, draft: Path, finish: str, should_stop: ShouldStop) -> None:
    ffmpeg.run(
        [
            *ffmpeg.source(raw),
            *("-af", finish, "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le"),
            *("-fflags", "+bitexact", "-f", "wav", str(draft)),
        ],
        timeout_s=FINISH_TIMEOUT_S,
        should_stop=should_stop,
    )


def _write_silence(draft: Path) -> None:
    with wav.writer(draft, sample_rate=SAMPLE_RATE) as sound:
        sound.writeframes(bytes(2 * round(SILENCE_S * SAMPLE_RATE)))


def _write_notes(draft: Path, utterance: Utterance) -> None:
    words = [
        {"text": word.text, "starts_s": round(word.starts_s, 3), "ends_s": round(word.ends_s, 3)}
        for word in utterance.words
    ]
    draft.write_text(json.dumps({"voice": utterance.voice, "words": words}))


def _read(*, recording: Path, notes_file: Path) -> Narration:
    notes = json.loads(notes_file.read_text())
    return Narration(
        audio=recording,
        duration_s=wav.duration_s(recording),
        words=tuple(Word(**word) for word in notes["words"]),
        voice=notes["voice"],
    )
