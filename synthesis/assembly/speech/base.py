"""The interface of voices and of the engines behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.stopping import ShouldStop

# The name of this machine's voices in errors.
SYSTEM = "voice"


class Quality(StrEnum):
    """How a voice sounds, as users see it. ``label`` is the word on pages."""

    NATURAL = "natural"
    ONLINE = "online"
    BASIC = "basic"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that users choose.

    ``name`` is the engine's name, a colon, and the engine's own name of the voice; it never changes once
    released. ``language`` is the BCP 47 tag of what it speaks. ``gender`` is ``female``, ``male`` or empty.
    ``length`` is the time that it takes, as a share of the average of its language's voices.
    """

    name: str
    title: str
    language: str
    gender: str
    style: str
    quality: Quality
    licence: str
    credit: str = ""
    length: float = 1.0

    @property
    def engine(self) -> str:
        """The name of the engine that speaks with it."""
        return self.name.partition(":")[0]

    @property
    def variant(self) -> str:
        """The engine's own name of the voice."""
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A written word at ``position`` in the text, and the time when it is spoken, in seconds."""

    text: str
    position: int
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """The result of speaking: a description of the voice for the recipe, and the written words in order."""

    voice: str
    sample_rate: int
    words: tuple[SpokenWord, ...]


class Engine(Protocol):
    """Speaks with several voices."""

    def voices(self, *, language: str) -> Sequence[Voice]:
        """The voices that can speak the language here and now, best first."""

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """Write the passage as a mono 16-bit WAV file, with a time for each of its tokens.

        ``rate`` 1.0 is the voice's own pace, 2.0 twice as fast. Raises StoppedError, and the upstream errors
        if the voice cannot speak.
        """
