"""The input of the offline writer, read once: topic, promise, angle, hook, options and facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from synthesis.content import ScriptOptions
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.language_model.offline import angles, library, promises
from synthesis.studio.adapters.language_model.offline.angles import Angle
from synthesis.studio.adapters.language_model.offline.library import Topic
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise

VERSION = "offline-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What to write. ``topic`` is None if the library cannot keep the promise.

    ``chance`` makes the same choices for the same assignment.
    """

    promise: Promise
    angle: Angle
    topic: Topic | None
    hook: str
    options: ScriptOptions
    facts: Mapping[str, Any]
    chance: Random


def of_assignment(assignment: Assignment) -> Brief:
    """The brief that the assignment describes."""
    facts = assignment.facts
    title = str(facts.get("topic") or facts.get("source_title") or facts.get("title") or "")
    promise = promises.of_title(title)
    angle = angles.of_text(str(facts.get("angle") or ""))
    return Brief(
        promise=promise,
        angle=angle,
        topic=_topic(promise, angle),
        hook=promises.clean(str(facts.get("hook") or "")),
        options=assignment.options,
        facts=facts,
        chance=Random(f"{VERSION}:{assignment.seed}:{title}"),  # noqa: S311 - a choice of words, not a secret
    )


def _topic(promise: Promise, angle: Angle) -> Topic | None:
    topic = library.find(text=promise.text)
    if topic is None or not promise.is_advice or angle.is_contradicted(topic=topic):
        return None
    asks = promise.form in (Form.QUESTION, Form.REASON)
    return topic if not asks or topic.answers(promise.text) else None
