"""What a reading is: a layout that fits a scene, why, and the fields that it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from synthesis.choices import Layout
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen

Fields: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A layout for a scene. ``reason`` completes "because …". ``fields`` are those of the node's spec."""

    layout: Layout
    score: float
    reason: str
    fields: Callable[[Cue], Fields]


Reader: TypeAlias = Callable[[Subject], Reading | None]


def pictured(thing: Chosen, cue: Cue) -> Fields:
    """An object for the node, with the time of its word."""
    return {
        "name": thing.name,
        "count": thing.count,
        "is_struck": thing.is_struck,
        "cue_s": cue(thing.word) if thing.word else None,
    }


def all_pictured(subject: Subject, cue: Cue, most: int = 3) -> list[Fields]:
    """The objects of the scene."""
    return [pictured(thing, cue) for thing in subject.things[:most]]
