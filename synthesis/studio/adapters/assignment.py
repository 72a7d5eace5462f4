"""What a writer is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a writer is asked for.

    ``instructions`` are ours; ``facts`` come from people and platforms and are data, whatever they say.
    ``seed`` makes the offline writer's choices repeatable.
    """

    instructions: str
    facts: Mapping[str, Any]
    language: str
    target_s: int
    seed: int
