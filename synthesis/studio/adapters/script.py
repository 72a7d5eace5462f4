"""A script as it travels to and from a writer.

No field has a default: the strict schemas of language models demand every field, and an omission would go
unnoticed. Lengths are checked afterwards, because those schemas cannot say them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict


class BeatLayout(StrEnum):
    """How a scene is arranged; the render node draws each of these."""

    TITLE = "title"
    STATEMENT = "statement"
    NUMBER = "number"
    LIST = "list"
    STEPS = "steps"
    QUOTE = "quote"
    COMPARE = "compare"
    OUTRO = "outro"


class Beat(BaseModel):
    """One scene: what is said, and what stands on the screen."""

    model_config = ConfigDict(extra="forbid")

    narration: str
    layout: BeatLayout
    kicker: str
    headline: str
    body: str
    items: list[str]
    figure: str
    figure_label: str
    accent_words: list[str]
    visual_prompt: str


class Script(BaseModel):
    """A whole script: its title, other ways to open it, its scenes, and the text for the post."""

    model_config = ConfigDict(extra="forbid")

    title: str
    hook_alternatives: list[str]
    scenes: list[Beat]
    post_text: str


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
