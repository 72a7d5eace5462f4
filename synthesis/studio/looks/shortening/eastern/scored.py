"""Candidates for a headline, and the best of them."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# A candidate worth less than this gives way to the title.
LEAST = 3.6
# What a whole sentence is worth that is too long, where nothing else says the same.
LAST = 3.0
_NOTHING = 1.0
# What each sentence further back is worth less, and how many are read.
_LATER, _MOST_SENTENCES = 1.2, 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A phrase and its worth: ``LEAST`` or more if it is a good headline."""

    text: str
    worth: float


def headline(sentences: list[str], *, phrases: Callable[[str], Iterable[Scored]], otherwise: str = "") -> str:
    """The best phrase that ``phrases`` finds in several sentences; ``otherwise`` where none is good."""
    found = (
        Scored(each.text, each.worth - place * _LATER)
        for place, sentence in enumerate(sentences[:_MOST_SENTENCES])
        for each in phrases(sentence)
    )
    return _best(found, otherwise=otherwise)


def _best(found: Iterable[Scored], *, otherwise: str) -> str:
    """The most valuable phrase; ``otherwise`` where none is good. Empty where none is worth anything."""
    first = max(found, key=lambda each: each.worth, default=Scored("", 0.0))
    if first.worth >= LEAST or not otherwise:
        return first.text if first.worth > _NOTHING else ""
    return otherwise


def width(text: str) -> float:
    """The length in full-width letters: half for ASCII, nothing for marks above or below a letter."""
    return sum(
        0.5 if letter.isascii() else 1.0
        for letter in text
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )
