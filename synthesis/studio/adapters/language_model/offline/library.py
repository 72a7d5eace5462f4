"""The library of advice of the offline writer, by subject."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent / "knowledge"
# The subject for titles that no other subject matches.
GENERAL = "anything"
# The topic's name if the title contains no noun either.
NAMELESS = "this"


class Tip(BaseModel):
    """A piece of advice: narration, text on the screen, and the words that it matches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: str
    text: str
    visual: str
    words: tuple[str, ...]


class Subject(BaseModel):
    """The library's entry for one subject."""

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
    """The subject that title and context match best; the general one if they match none."""
    title_text, around = _plain(title), _plain(" ".join(surroundings))
    scored = [
        (3 * _hits(subject.words, title_text) + _hits(subject.words, around), name)
        for name, subject in subjects().items()
    ]
    score, name = max(scored)
    return subjects()[name if score else GENERAL]


def choose(*, subject: Subject, title: str, count: int, random: Random) -> list[Tip]:
    """The tips that match the title best, in random order among equals."""
    text = _plain(title)
    ranked = sorted(subject.tips, key=lambda tip: (_hits(tip.words, text), random.random()), reverse=True)
    return ranked[:count]


def spoken_of(*, subject: Subject, title: str) -> str | None:
    """The topic of the longest of the subject's words that is in the title; None if it contains none."""
    text = _plain(title)
    for word in sorted(subject.topics, key=len, reverse=True):
        if _hits([word], text):
            return subject.topics[word]
    return None


def _hits(words: Iterable[str], text: str) -> int:
    return sum(1 for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
