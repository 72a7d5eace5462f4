"""The voices that ship with the product: hibari and Kokoro, one sentence at a time in the models' process."""

import re
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from foundation import errors
from synthesis.assembly import wav
from synthesis.assembly.speech import catalogue, espeak, foreign_words, resident
from synthesis.assembly.speech.base import SYSTEM, SpokenWord, Utterance, Voice
from synthesis.assembly.speech.passages import Passage, Unit
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.synthesizer.dividing import divide
from synthesis.assembly.wav import Samples

SAMPLE_RATE = 24_000
TIMEOUT_S = 120
AT_ONCE = 4
# Beyond these the models slur or stretch.
SLOWEST, FASTEST = 0.75, 1.35
PAUSE_S = 0.28
# The loudness of speech, as the root of the mean square of its louder half. Voices differ by 12 dB.
LEVEL = 0.12
HIGHEST_PEAK = 0.95
# The models' process derives the phonemes of these; espeak-ng those of all others.
READ_BY_MODELS = frozenset({"en", "ja", "zh"})


@dataclass(frozen=True, slots=True)
class Packaged:
    """The Engine of one model: ``hibari`` or ``kokoro``."""

    model: str

    def voices(self, *, language: str) -> Sequence[Voice]:
        """See Engine."""
        return catalogue.voices(engine=self.model, language=language)

    def warm_up(self, *, language: str) -> None:
        """Load the model and the dictionaries of a language, without waiting."""
        read = language if _is_read_by_models(language) else "en"
        resident.warm_up({"model": self.model, "units": ["a"], "languages": [read], "phonemes": [None]})

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """See Engine. The file has 24,000 Hz."""
        sentences = passage.sentences()
        language = _language_for(voice, passage.language)
        asked = [_request(sentence, language, voice, self.model, rate) for sentence in sentences]
        _add_phonemes(asked, should_stop=should_stop)
        with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".voice-") as folder:
            for number, request in enumerate(asked):
                request["wav"] = str(Path(folder, f"{number}.wav"))
            with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
                answers = list(pool.map(lambda request: _spoken(request, should_stop), asked))
            parts = [wav.read(Path(request["wav"])) for request in asked]
        if not any(part.size for part in parts):
            raise errors.UpstreamError(
                f"The voice {voice.title} cannot read “{passage.text[:40]}”.", system=SYSTEM
            )
        with wav.writer(destination, sample_rate=SAMPLE_RATE) as sound:
            sound.writeframes(wav.frames_of(_leveled(_joined(parts))))
        return Utterance(
            voice=f"{self.model} {voice.variant}",
            sample_rate=SAMPLE_RATE,
            words=_words(sentences, answers, _offsets_s(parts)),
        )


def _language_for(voice: Voice, language: str) -> str:
    """An English voice reads with its own accent; other voices read the text's language."""
    return voice.language if voice.language.startswith("en") else language


def _is_read_by_models(language: str) -> bool:
    return language.lower().split("-")[0] in READ_BY_MODELS


def _request(sentence: list[Unit], language: str, voice: Voice, model: str, rate: float) -> dict[str, Any]:
    units = [unit.spoken for unit in sentence]
    return {
        "model": model,
        "voice": voice.variant,
        "speed": min(max(rate, SLOWEST), FASTEST),
        "units": units,
        "languages": [foreign_words.language_of(unit, language=language) for unit in units],
        "phonemes": [None] * len(units),
    }


def _spoken(request: dict[str, Any], should_stop: ShouldStop) -> resident.Answer:
    return resident.request(request, timeout_s=TIMEOUT_S, should_stop=should_stop)


# --- phonemes by espeak-ng ---------------------------------------------------------------------------


def _add_phonemes(requests: list[dict[str, Any]], *, should_stop: ShouldStop) -> None:
    """Add the phonemes of the languages that the models' process does not read."""
    needed = {language for request in requests for language in request["languages"]}
    for language in sorted(needed):
        if not _is_read_by_models(language):
            _add_phonemes_of(language, requests, should_stop)


def _add_phonemes_of(language: str, requests: list[dict[str, Any]], should_stop: ShouldStop) -> None:
    runs = [(request, run) for request in requests for run in _runs(request["languages"], language)]
    texts: list[str] = []
    for request, (first, last) in runs:
        texts += [" ".join(request["units"][first:last]), *request["units"][first:last]]
    read = iter(espeak.phonemes(texts=texts, language=language, should_stop=should_stop))
    for request, (first, last) in runs:
        whole = next(read)
        apart = [f"{next(read)} " for _ in range(last - first)]
        # In a sentence words fuse and change; the phonemes of the words alone show where each begins.
        for index, phonemes in enumerate(divide(whole, parts=apart), start=first):
            request["phonemes"][index] = _punctuated(request["units"][index], phonemes)


def _runs(languages: list[str], language: str) -> list[tuple[int, int]]:
    own = [-1, *(index for index, each in enumerate(languages) if each != language), len(languages)]
    return [(before + 1, after) for before, after in pairwise(own) if after > before + 1]


def _punctuated(unit: str, phonemes: str) -> str:
    """The phonemes with the punctuation around the word, which sets the melody."""
    marks = re.search(r"[^\w\s]*$", unit)
    kept = "".join(mark for mark in (marks[0] if marks else "").translate(_MARKS) if mark in ",;:.!?…—")
    return f"{phonemes.strip()}{kept}"


_MARKS = str.maketrans({"।": ".", "–": "—", "؟": "?", "،": ","})


# --- sound -------------------------------------------------------------------------------------------


def _joined(parts: list[Samples]) -> Samples:
    pause = np.zeros(round(PAUSE_S * SAMPLE_RATE), np.float32)
    return np.concatenate([piece for part in parts for piece in (part, pause)][:-1])


def _offsets_s(parts: list[Samples]) -> list[float]:
    lengths = (part.size / SAMPLE_RATE + PAUSE_S for part in parts)
    return list(accumulate(lengths, initial=0.0))[:-1]


def _leveled(samples: Samples) -> Samples:
    """The samples at the common loudness of all voices."""
    squares = np.square(samples)
    loud = squares[squares > squares.mean()]
    gain = LEVEL / np.sqrt(loud.mean()) if loud.size else 1.0
    return samples * np.float32(min(gain, HIGHEST_PEAK / max(float(np.abs(samples).max()), 1e-6)))


# --- times -------------------------------------------------------------------------------------------


def _words(
    sentences: list[list[Unit]], answers: list[resident.Answer], offsets_s: list[float]
) -> tuple[SpokenWord, ...]:
    words: list[SpokenWord] = []
    for sentence, answer, offset_s in zip(sentences, answers, offsets_s, strict=True):
        starts_s, ends_s = _complete(answer["starts_s"], answer["ends_s"])
        for unit, start_s, end_s in zip(sentence, starts_s, ends_s, strict=True):
            words += _shared(unit, start_s + offset_s, end_s + offset_s)
    return tuple(words)


def _complete(starts_s: list[float | None], ends_s: list[float | None]) -> tuple[list[float], list[float]]:
    """Times for every unit: one without sound is at the end of the one before it."""
    complete: tuple[list[float], list[float]] = ([], [])
    last_s = 0.0
    for start_s, end_s in zip(starts_s, ends_s, strict=True):
        complete[0].append(last_s if start_s is None else start_s)
        last_s = last_s if end_s is None else end_s
        complete[1].append(last_s)
    return complete


def _shared(unit: Unit, start_s: float, end_s: float) -> list[SpokenWord]:
    """The written words of a unit, which share its time by their lengths."""
    letters = [0, *accumulate(len(token.text) for token in unit.tokens)]
    bounds_s = [start_s + (end_s - start_s) * count / letters[-1] for count in letters]
    return [
        SpokenWord(text=token.text, position=token.position, starts_s=from_s, ends_s=to_s)
        for token, (from_s, to_s) in zip(unit.tokens, pairwise(bounds_s), strict=True)
    ]
