"""The advice that the offline writer has on its shelf, by subject."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent / "knowledge"
# What is said about a subject that nobody wrote a page on.
GENERAL = "anything"
# How it is spoken of when the title does not name a thing either.
NAMELESS = "this"


class Tip(BaseModel):
    """One piece of advice: how it is said, what stands on the screen, and the words it answers to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: str
    text: str
    visual: str
    words: tuple[str, ...]


class Subject(BaseModel):
    """What the library knows of one subject."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    words: tuple[str, ...]
    topics: dict[str, str]
    tips: tuple[Tip, ...]


@cache
def subjects() -> dict[str, Subject]:
    """Every subject, by the name of its page."""
    return {
        path.stem: Subject.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    }


def find(*, title: str, surroundings: Iterable[str]) -> Subject:
    """The subject that title and surroundings speak of most; the general one when they speak of none."""
    title_text, around = _plain(title), _plain(" ".join(surroundings))
    scored = [
        (3 * _hits(subject.words, title_text) + _hits(subject.words, around), name)
        for name, subject in subjects().items()
    ]
    score, name = max(scored)
    return subjects()[name if score else GENERAL]


def choose(*, subject: Subject, title: str, count: int, random: Random) -> list[Tip]:
    """The tips that answer the title best; among equals, whichever the dice like."""
    text = _plain(title)
    ranked = sorted(subject.tips, key=lambda tip: (_hits(tip.words, text), random.random()), reverse=True)
    return ranked[:count]


def spoken_of(*, subject: Subject, title: str) -> str | None:
    """What the title is about, by the longest of the subject's words that it has; None when it has none."""
    text = _plain(title)
    for word in sorted(subject.topics, key=len, reverse=True):
        if _hits([word], text):
            return subject.topics[word]
    return None


def _hits(words: Iterable[str], text: str) -> int:
    return sum(1 for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
