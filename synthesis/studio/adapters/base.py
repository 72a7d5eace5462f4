"""The interface of language models that write scripts."""

from dataclasses import dataclass
from typing import Protocol

from foundation.errors import UpstreamError
from synthesis.content import Script
from synthesis.studio.adapters.assignment import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A script, its writer, and its tokens.

    ``livemode`` is False for the sandbox's output. ``is_outline``: the narration has blanks to fill.
    """

    script: Script
    writer: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    livemode: bool = True
    is_outline: bool = False


class RefusedError(Exception):
    """The language model refused the prompt; no other model may get it. ``reason`` is the vendor's code."""

    def __init__(self, reason: str, *, system: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.system = system


class UnusableAnswerError(UpstreamError):
    """The language model's answer is not a usable script. It was paid for."""

    code = "unusable_answer"


class LanguageModel(Protocol):
    """Writes scripts from facts."""

    def write(self, *, assignment: Assignment) -> Written:
        """Write a script as assigned. Raises RefusedError, UnusableAnswerError and the upstream errors."""
