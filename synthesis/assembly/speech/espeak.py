"""espeak-ng from its wheel: about a hundred languages without network, with the exact time of every word."""

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from foundation import errors
from synthesis.assembly import processes, wav
from synthesis.assembly.speech.base import SYSTEM, Quality, SpokenWord, Utterance, Voice
from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.stopping import ShouldStop

CHILD = Path(__file__).with_name("espeak_child.py")
LIMITS = processes.Limits(memory_bytes=2 * 1024**3, file_bytes=1024**3)

WORDS_PER_MINUTE = 168
SLOWEST, FASTEST = 80, 400

# Languages that it only spells, character by character.
SPELLED = frozenset({"ja"})

# Languages whose tag differs from the name of espeak-ng's voice file, which is what it loads a voice by.
DIALECTS = {
    "en": "en-us",
    "en-gb": "en-gb-x-rp",
    "zh": "cmn",
    "zh-hk": "yue",
    "zh-tw": "cmn",
    "no": "nb",
    "es-mx": "es-419",
    # The old codes of Hebrew and Indonesian, which YouTube still uses.
    "iw": "he",
    "in": "id",
}
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
# Affricates are one sign in the models' alphabet; ties and palatalization have none.
_ALPHABET = {"tʃ": "ʧ", "dʒ": "ʤ", "ts": "ʦ", "dz": "ʣ", "ʲ": "", "-": ""}
_DICTIONARY = re.compile(r"^dictionary\s+(\S+)", re.MULTILINE)

# espeak-ng's voice variants that sound least tinny, with a pitch and a range that keep long texts melodic.
VARIANTS = {"female": ("f3", 52, 58), "male": ("m3", 42, 56)}
TITLES = {"female": "Basic, higher", "male": "Basic, lower"}


@cache
def _known() -> frozenset[str]:
    """The languages that can be spoken: those whose voice file and dictionary are both installed."""
    data = _data()
    files = (path for path in (data / "lang").rglob("*") if path.is_file())
    return frozenset(path.name.lower() for path in files if (data / f"{_dictionary_of(path)}_dict").exists())


def _data() -> Path:
    # The package is not imported here: its library is GPL, and only the child process loads it.
    package = find_spec("espeakng_loader")
    folders = package.submodule_search_locations if package else None
    return Path(folders[0], "espeak-ng-data") if folders else Path()


def _dictionary_of(file: Path) -> str:
    named = _DICTIONARY.search(file.read_text(encoding="utf-8", errors="replace"))
    return named[1] if named else file.name.split("-")[0]


def dialect(language: str) -> str:
    """espeak-ng's name for a BCP 47 tag; empty for a language that it does not speak."""
    tag = language.lower().replace("_", "-")
    for candidate in (tag, tag.split("-")[0]):
        name = DIALECTS.get(candidate, candidate)
        if name in _known() - SPELLED:
            return name
    return ""


class Espeak:
    """The Engine of espeak-ng: a hundred languages, intelligible but robotic."""

    def voices(self, *, language: str) -> Sequence[Voice]:
        """See Engine."""
        if not dialect(language):
            return ()
        return [_voice(variant, language) for variant in VARIANTS]

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """See Engine. The file has 22,050 Hz."""
        name = dialect(passage.language)
        if not name:
            raise errors.UpstreamError(f"No voice speaks “{passage.language}”.", system=SYSTEM)
        suffix, pitch, pitch_range = VARIANTS.get(voice.variant, VARIANTS["female"])
        with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".espeak-") as folder:
            words_file = Path(folder) / "words.json"
            request = {
                "text": passage.spoken,
                "voice": f"{name}+{suffix}",
                "rate": min(max(round(WORDS_PER_MINUTE * rate), SLOWEST), FASTEST),
                "pitch": pitch,
                "range": pitch_range,
                "wav": str(destination),
                "words": str(words_file),
            }
            processes.run(
                [sys.executable, "-I", str(CHILD)],
                system=SYSTEM,
                timeout_s=120,
                should_stop=should_stop,
                limits=LIMITS,
                stdin=json.dumps(request).encode(),
            )
            events = [(int(at), float(starts_s)) for at, _, starts_s in json.loads(words_file.read_text())]
        return Utterance(
            voice=f"espeak-ng {name}+{suffix}",
            sample_rate=wav.sample_rate(destination),
            words=_timed(passage=passage, events=events, duration_s=wav.duration_s(destination)),
        )


def phonemes(*, texts: Sequence[str], language: str, should_stop: ShouldStop) -> list[str]:
    """The phonemes of each text, in the alphabet of the packaged voice models.

    Empty for all texts if espeak-ng does not know the language.
    """
    name = dialect(language)
    if not name:
        return [""] * len(texts)
    with tempfile.TemporaryDirectory(prefix="ettametta-voice-") as folder:
        read_file = Path(folder) / "phonemes.json"
        request = {"texts": list(texts), "voice": name, "phonemes": str(read_file)}
        processes.run(
            [sys.executable, "-I", str(CHILD)],
            system=SYSTEM,
            timeout_s=60,
            should_stop=should_stop,
            limits=LIMITS,
            stdin=json.dumps(request).encode(),
        )
        return [_in_alphabet(each) for each in json.loads(read_file.read_text(encoding="utf-8"))]


def _in_alphabet(phonemes: str) -> str:
    # espeak-ng marks words of another language, as "(en)".
    plain = _LANGUAGE_SWITCH.sub("", phonemes)
    for written, sign in _ALPHABET.items():
        plain = plain.replace(written, sign)
    return plain


def _voice(variant: str, language: str) -> Voice:
    return Voice(
        name=f"espeak:{variant}",
        title=TITLES[variant],
        language=language,
        gender=variant,
        style="clear, synthetic",
        quality=Quality.BASIC,
        licence="GPL-3.0-or-later; recordings are yours",
    )


def _timed(*, passage: Passage, events: list[tuple[int, float]], duration_s: float) -> tuple[SpokenWord, ...]:
    # A written word may be spoken as several ("4.99"): it starts with its first event and lasts until the
    # next word starts. A word without events shares the time of the word before it.
    known = {0: 0.0}
    for index, token in enumerate(passage.tokens):
        own = [at_s for at, at_s in events if token.spoken_from <= at < token.spoken_to]
        # Words that are read as a whole share the time.
        is_shared = index > 0 and token.spoken_from == passage.tokens[index - 1].spoken_from
        if own and not is_shared:
            known[index] = min(own)
    known[len(passage.tokens)] = duration_s
    starts = np.interp(range(len(passage.tokens) + 1), list(known), list(known.values()))
    return tuple(
        SpokenWord(text=token.text, position=token.position, starts_s=float(starts_s), ends_s=float(ends_s))
        for token, starts_s, ends_s in zip(passage.tokens, starts[:-1], starts[1:], strict=True)
    )
