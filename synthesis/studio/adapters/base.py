"""What the studio asks of language models, in its own words."""

from dataclasses import dataclass
from typing import Protocol

from foundation.errors import UpstreamError
from synthesis.content import Script
from synthesis.studio.adapters.assignment import Assignment


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
