"""The input of a writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.content import ScriptOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The input of a writer.

    ``instructions`` are ours. ``facts`` come from people and platforms, and are data whatever they contain.
    ``seed`` makes the offline writer's choices repeatable.
    """

    instructions: str
    facts: Mapping[str, Any]
    language: str
    options: ScriptOptions
    seed: int
