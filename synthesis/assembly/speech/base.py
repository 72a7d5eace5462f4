"""The interface of voices."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from synthesis.assembly.stopping import ShouldStop


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that users choose. ``language`` is a BCP 47 tag; ``name`` never changes once released."""

    name: str
    title: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A written word at ``position`` in the text, and the time when it is spoken, in seconds."""

    text: str
    position: int
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """The result of speaking. ``words`` is empty for a voice that does not report word times."""

    voice: str
    sample_rate: int
    words: tuple[SpokenWord, ...]


class Speech(Protocol):
    """Converts text to speech."""

    def voices(self, *, language: str) -> tuple[Voice, ...]:
        """The voices for this language, best first."""

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
        """Write ``text`` as a mono WAV file. ``rate`` 1.0 is the voice's own pace, 2.0 twice as fast.

        Raises StoppedError, and the upstream errors if the voice cannot speak.
        """
