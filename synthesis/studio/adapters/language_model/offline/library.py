"""The library of the offline writer: what it knows, by subject and topic."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from synthesis.choices import HookKind
from synthesis.studio.adapters.language_model.offline import vocabulary

FOLDER = Path(__file__).parent / "knowledge"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tip(_Entry):
    """A piece of advice.

    ``text`` begins with an imperative, ``because`` is its reason, and ``myth`` the common belief that it
    corrects. ``fact`` corrects it before the advice is given; if empty, ``because`` does. ``wink`` is the
    aside of a playful script. ``suits`` names the viewers it helps most.
    """

    headline: str
    text: str
    because: str
    myth: str
    wink: str
    visual: str
    words: tuple[str, ...]
    suits: tuple[str, ...] = ()
    fact: str = ""

    @property
    def correction(self) -> str:
        """What is true instead of the myth, as a sentence that stands alone."""
        return self.fact or self.because


class Topic(_Entry):
    """What the library knows about one topic.

    Each hook is its narration and its headline; "{count}" and "{Count}" stand for the number of tips. The
    story is the hook of that kind, then ``turn``, the tips, and ``after``. ``payoff`` answers every hook;
    ``core`` are the numbers of the tips that it sums up.
    """

    name: str
    core: tuple[int, ...]
    title: str
    words: tuple[str, ...]
    knows: tuple[str, ...] = ()
    hooks: Mapping[HookKind, tuple[str, str]]
    turn: str
    after: str
    payoff: str
    payoff_headline: str
    ask: str
    dare: str
    joke: str
    tips: tuple[Tip, ...]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The stems of the words that a title about the topic may use, and the promises it may make."""
        texts = [self.name, *self.words, *self.knows, *(word for tip in self.tips for word in tip.words)]
        return vocabulary.stems_of(" ".join(texts)) | vocabulary.promises_in(" | ".join(self.knows))

    def answers(self, text: str) -> bool:
        """True if a tip is about what the text says of the topic."""
        return any(hits(tip.words, text) for tip in self.tips)


class Subject(_Entry):
    """The library's entry for one subject."""

    topics: tuple[Topic, ...]


@cache
def subjects() -> dict[str, Subject]:
    """Every subject, by the name of its page."""
    return {
        path.stem: Subject.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    }


def find(*, text: str) -> Topic | None:
    """The topic that covers every word of the text; None if a word is outside the library's knowledge."""
    wanted = vocabulary.content_stems(text)
    known = [
        topic
        for subject in subjects().values()
        for topic in subject.topics
        if hits(topic.words, text) and wanted <= topic.vocabulary
    ]
    return max(known, key=lambda topic: _longest(topic.words, text), default=None)


def related(*, text: str) -> list[str]:
    """The names of the topics that the text touches, the closest first."""
    touched = [
        topic for subject in subjects().values() for topic in subject.topics if hits(topic.words, text)
    ]
    return [topic.words[0] for topic in sorted(touched, key=lambda topic: -_longest(topic.words, text))]


def ranked(*, topic: Topic, text: str, suits: Iterable[str], random: Random) -> list[Tip]:
    """The tips by importance: they match the text, suit the viewers, or belong to the payoff."""
    wanted = set(suits)
    keys = {
        place: (
            -hits(tip.words, text),
            -len(wanted & set(tip.suits)),
            place + 1 not in topic.core,
            random.random(),
        )
        for place, tip in enumerate(topic.tips)
    }
    return [topic.tips[place] for place in sorted(keys, key=lambda place: keys[place])]


def hits(words: Sequence[str], text: str) -> int:
    """How many of the words or phrases are in the text, in any form."""
    stems = f" {' '.join(vocabulary.stem_list(text))} "
    return sum(1 for word in words if f" {' '.join(vocabulary.stem_list(word))} " in stems)


def _longest(words: Sequence[str], text: str) -> int:
    return max(len(word) for word in words if hits([word], text))
