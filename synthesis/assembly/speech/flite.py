"""Debian's flite, if installed: statistical English voices, warmer than espeak-ng's.

flite does not report word times; each sentence is aligned with espeak-ng's reading of it.
"""

import re
import shutil
import tempfile
import unicodedata
import wave
from functools import cache
from pathlib import Path

from foundation import errors
from synthesis.assembly import processes
from synthesis.assembly.speech import alignment, espeak, tokens
from synthesis.assembly.speech.base import SpokenWord, Utterance, Voice
from synthesis.assembly.stopping import ShouldStop

SYSTEM = "voice"
LIMITS = processes.Limits(memory_bytes=2 * 1024**3, file_bytes=1024**3)
VOICES = {
    "slt": "Natural, higher (American)",
    "rms": "Natural, lower (American)",
    "awb": "Natural, lower (Scottish)",
}
# The voices were recorded at a careful pace; a short video is read faster.
PACE = 1.12
PAUSE_S = 0.06
SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’)]*(?=\s|$)|(?=\n)|$)", re.MULTILINE)
PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": ", ",
        "\u2014": ", ",
        "\u2026": ". ",
        "&": " and ",
    }
)


@cache
def is_installed() -> bool:
    """Whether flite is installed on this machine."""
    return shutil.which("flite") is not None


def can_read(*, text: str, language: str) -> bool:
    """Whether flite reads the whole text: it skips characters that are not English letters, without a
    warning.
    """
    if not is_installed() or not language.lower().startswith("en"):
        return False
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(character.isascii() for character in _plain("".join(letters)))


def voices(*, language: str) -> tuple[Voice, ...]:
    """The voices for a language: for English, if flite is installed."""
    if not is_installed() or not language.lower().startswith("en"):
        return ()
    return tuple(Voice(name=f"flite:{name}", title=title, language="en") for name, title in VOICES.items())


def speak(
    *, text: str, language: str, variant: str, rate: float, destination: Path, should_stop: ShouldStop
) -> Utterance:
    """Write the text as a mono WAV file of 16 kHz, sentence by sentence, with the time of every word."""
    name = variant if variant in VOICES else "slt"
    words: list[SpokenWord] = []
    with (
        tempfile.TemporaryDirectory(dir=destination.parent, prefix=".flite-") as folder,
        wave.open(str(destination), "wb") as sound,
    ):
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(alignment.RATE)
        for position, sentence in sentences(text):
            starts_s = sound.getnframes() / alignment.RATE
            recording = Path(folder) / "sentence.wav"
            _record(sentence, name=name, rate=rate, destination=recording, should_stop=should_stop)
            spoken = _words(
                sentence,
                language=language,
                rate=rate,
                recording=recording,
                folder=Path(folder),
                should_stop=should_stop,
            )
            words += [_moved(word, by=position, by_s=starts_s) for word in spoken]
            with wave.open(str(recording), "rb") as part:
                sound.writeframes(part.readframes(part.getnframes()))
            sound.writeframes(bytes(2 * int(PAUSE_S * alignment.RATE)))
    return Utterance(voice=f"flite {name}", sample_rate=alignment.RATE, words=tuple(words))


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences that make a sound, each with its position in the text."""
    found = [(match.start(), match[0]) for match in SENTENCE.finditer(text)]
    return [(position, sentence) for position, sentence in found if tokens.is_spoken(sentence)]


def _record(sentence: str, *, name: str, rate: float, destination: Path, should_stop: ShouldStop) -> None:
    script = destination.with_suffix(".txt")
    script.write_text(_plain(tokens.prepare(text=sentence, language="en").spoken).strip())
    program = shutil.which("flite")
    if program is None:
        raise errors.UpstreamError("flite is not installed.", system=SYSTEM)
    stretch = str(round(1 / (PACE * rate), 4))
    processes.run(
        [
            program,
            "-voice",
            name,
            "--setf",
            f"duration_stretch={stretch}",
            "-f",
            str(script),
            "-o",
            str(destination),
        ],
        system=SYSTEM,
        timeout_s=120,
        should_stop=should_stop,
        limits=LIMITS,
    )


def _words(
    sentence: str, *, language: str, rate: float, recording: Path, folder: Path, should_stop: ShouldStop
) -> list[SpokenWord]:
    reference = folder / "reference.wav"
    known = espeak.speak(
        text=sentence,
        language=language,
        variant="female",
        rate=rate,
        destination=reference,
        should_stop=should_stop,
    ).words
    instants_s = [word.starts_s for word in known] + [known[-1].ends_s] if known else []
    heard = alignment.warp(reference=reference, recording=recording, instants_s=instants_s) if known else []
    return [
        SpokenWord(text=word.text, position=word.position, starts_s=starts_s, ends_s=ends_s)
        for word, starts_s, ends_s in zip(known, heard, heard[1:], strict=False)
    ]


def _moved(word: SpokenWord, *, by: int, by_s: float) -> SpokenWord:
    return SpokenWord(
        text=word.text,
        position=word.position + by,
        starts_s=word.starts_s + by_s,
        ends_s=word.ends_s + by_s,
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
