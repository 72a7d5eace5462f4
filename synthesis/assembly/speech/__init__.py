"""Speech: the voices of this installation, and text to a recording with the time of every word."""

from collections.abc import Mapping
from pathlib import Path

from foundation import errors
from synthesis.assembly.speech import engines, pace, passages, resident
from synthesis.assembly.speech.base import SYSTEM, Quality, SpokenWord, Utterance, Voice
from synthesis.assembly.speech.elevenlabs.listing import REFRESH, refresh
from synthesis.assembly.speech.normalization import normalise
from synthesis.assembly.speech.packaged import Packaged
from synthesis.assembly.stopping import ShouldStop

__all__ = [
    "REFRESH",
    "Quality",
    "SpokenWord",
    "Utterance",
    "Voice",
    "estimate_s",
    "find",
    "has_natural",
    "refresh",
    "release",
    "speak",
    "voices",
    "warm_up",
]


def voices(*, language: str) -> tuple[Voice, ...]:
    """The voices offered for a language, the default first; empty for a language that nothing speaks.

    Basic voices are offered only for languages without a natural one. Online voices, which cost money, come
    last.
    """
    found = [voice for engine in engines.ALL.values() for voice in engine.voices(language=language)]
    natural, basic, online = (
        [voice for voice in found if voice.quality is each]
        for each in (Quality.NATURAL, Quality.BASIC, Quality.ONLINE)
    )
    return (*(natural or basic), *online)


def has_natural(*, language: str) -> bool:
    """True if a natural voice of this machine speaks the language. Does not look up online voices."""
    local = (engine for name, engine in engines.ALL.items() if name in engines.LOCAL)
    return any(
        voice.quality is Quality.NATURAL for engine in local for voice in engine.voices(language=language)
    )


def find(*, name: str, language: str) -> Voice | None:
    """The voice with this name, also one that is no longer offered; the default voice for an empty name.

    None if this installation does not have the voice, or it does not speak the language. An online voice,
    which costs money, is never the default.
    """
    if not name:
        local = (voice for voice in voices(language=language) if voice.quality is not Quality.ONLINE)
        return next(local, None)
    engine = engines.ALL.get(name.partition(":")[0])
    known = engine.voices(language=language) if engine is not None else ()
    return next((voice for voice in known if voice.name == name), None)


def warm_up(*, name: str, language: str) -> None:
    """Load what a voice needs, without waiting. Does nothing for a voice that needs nothing."""
    voice = find(name=name, language=language)
    engine = engines.ALL[voice.engine] if voice is not None else None
    if isinstance(engine, Packaged):
        engine.warm_up(language=language)


def estimate_s(*, text: str, language: str, voice: str) -> float:
    """Estimate the seconds that a voice takes to say the text. An empty ``voice`` is the default voice."""
    found = find(name=voice, language=language)
    spoken = normalise(text=text, language=language).spoken
    return pace.estimate_s(spoken, language=language) * (found.length if found else 1.0)


def release() -> None:
    """Free the memory of the voice models, which are loaded again when they are needed."""
    resident.release()


def speak(
    *,
    text: str,
    language: str,
    voice: str,
    rate: float,
    pronunciations: Mapping[str, str],
    destination: Path,
    should_stop: ShouldStop,
) -> Utterance:
    """Write ``text`` as a mono WAV file. An empty ``voice`` is the default voice.

    Raises StoppedError, and the upstream errors if the voice is missing or cannot speak.
    """
    found = find(name=voice, language=language)
    if found is None:
        raise errors.UpstreamError(
            f"The voice “{voice}” is not available." if voice else f"No voice speaks “{language}”.",
            system=SYSTEM,
        )
    passage = passages.prepare(text=text, language=language, pronunciations=pronunciations)
    return engines.ALL[found.engine].speak(
        passage=passage, voice=found, rate=rate, destination=destination, should_stop=should_stop
    )
