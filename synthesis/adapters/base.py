"""What synthesis asks of systems outside, in its own words."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from foundation.errors import UpstreamError
from render_node.contract import Model, Video, VideoRequest
from synthesis.adapters.script import Assignment, Script

ShouldStop: TypeAlias = Callable[[], bool]


class StoppedError(Exception):
    """``should_stop`` said yes: what was running has been ended, and nothing half done was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice somebody can pick. ``language`` is a BCP 47 tag; ``name`` never changes once released."""

    name: str
    title: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A written word as it stands at ``position`` in the text, and when it is heard, in seconds."""

    text: str
    position: int
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What a voice said. ``words`` is empty for a voice that does not tell when it says what."""

    voice: str
    sample_rate: int
    words: tuple[SpokenWord, ...]


class Speech(Protocol):
    """Words to sound."""

    def voices(self, *, language: str) -> tuple[Voice, ...]:
        """The voices that can read this language, best first."""

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

        Raises StoppedError, and the upstream errors when the voice cannot speak.
        """


class Engine(Model):
    """A model that scenes are drawn with. ``microusd_per_s`` is what a second of it costs us, if anything."""

    microusd_per_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeHealth:
    """What a render node says of itself. ``slots`` is how many attempts it may hold at a time.

    ``queued`` is what waits on it, also of others; None where it does not say. ``note`` is what keeps it from
    drawing, in a sentence.
    """

    is_ready: bool
    slots: int
    engines: tuple[Engine, ...]
    device: str = ""
    queued: int | None = None
    note: str = ""


class UnconfirmedError(Exception):
    """What was sent may have been accepted, and nobody can say. Sending it again could make it twice."""


class Renderer(Protocol):
    """Whatever draws scenes. Every call may raise the two upstream errors.

    Where ``finds_by_key`` is False, submitting the same key again would draw a second time. ``look_every_s``
    is how often it wants to be asked at most.
    """

    @property
    def finds_by_key(self) -> bool: ...

    @property
    def look_every_s(self) -> float: ...

    def health(self) -> NodeHealth:
        """Whether it would draw what it is given, and with what."""

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """Have it drawn under our own key.

        With ``finds_by_key`` the same key and request again finds the first. Without, an upstream error
        means that nothing was accepted, and UnconfirmedError is raised where that is not known.
        """

    def look(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """How far it is with what was asked for; None when nothing is known of it any more."""

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """Write the finished file to ``destination``, whole or not at all, and return its SHA-256."""

    def cancel(self, *, key: str, job_id: str) -> None:
        """Stop what was submitted under the key; with ``finds_by_key`` also what will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A script, who wrote it, and what that took. ``livemode`` is False for a stand-in's work."""

    script: Script
    writer: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    livemode: bool = True


class RefusedError(Exception):
    """The language model declined; another one must not be asked instead. ``reason`` is the vendor's code."""

    def __init__(self, reason: str, *, system: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.system = system


class UnusableAnswerError(UpstreamError):
    """The language model answered, and what it answered is no script that can be used. It was paid for."""

    code = "unusable_answer"


class LanguageModel(Protocol):
    """Facts to a script."""

    def write(self, *, assignment: Assignment) -> Written:
        """A script as assigned. Raises RefusedError, UnusableAnswerError and the upstream errors."""
