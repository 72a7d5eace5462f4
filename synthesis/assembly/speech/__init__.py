"""Offline speech: the best voice installed on this machine, with the time of every word."""

from pathlib import Path

from foundation import errors
from synthesis.assembly.speech import espeak, flite
from synthesis.assembly.speech.base import Speech, Utterance, Voice
from synthesis.assembly.stopping import ShouldStop


class OfflineSpeech:
    """The Speech of an installation without API keys: flite for English if installed, else espeak-ng."""

    def voices(self, *, language: str) -> tuple[Voice, ...]:
        return flite.voices(language=language) + espeak.voices(language=language)

    def speak(
        self,
        *,
        text: str,
        language: str,
        voice: str,
        rate: float,
        destination: Path,
        should_stop: ShouldStop,
    ) -> Utterance:
        if not espeak.dialect(language):
            raise errors.UpstreamError(f"No voice is available for “{language}”.", system=espeak.SYSTEM)
        engine, _, variant = voice.partition(":")
        # A recipe from a machine with flite must also work on one without it.
        is_flite = engine != "espeak" and flite.can_read(text=text, language=language)
        speak = flite.speak if is_flite else espeak.speak
        return speak(
            text=text,
            language=language,
            variant=variant,
            rate=rate,
            destination=destination,
            should_stop=should_stop,
        )


def reader() -> Speech:
    """The Speech that reads narration."""
    return OfflineSpeech()
