"""What the words of a language picture: the product's own words first, then those of the index.

``building`` makes the lexicons, and ``packing`` stores them in ``lexicons``.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from synthesis.studio.objects import grammar, tokens

_FOLDER = Path(__file__).with_name("lexicons")
# Words of so many letters lose none in their forms.
_SHORT = 4


class Reason(StrEnum):
    """Why a word pictures an object."""

    SENSE = "sense"
    THING = "thing"
    NAME = "name"
    HEAD = "head"
    ACTION = "action"
    KEYWORD = "keyword"
    IDEA = "idea"
    FACE = "face"


STRENGTHS = {
    Reason.SENSE: 12.0,
    Reason.THING: 12.0,
    Reason.NAME: 12.0,
    Reason.HEAD: 7.0,
    Reason.ACTION: 5.5,
    Reason.KEYWORD: 2.5,
    Reason.IDEA: 4.2,
    Reason.FACE: 5.0,
}


class Meaning(NamedTuple):
    """An object that a word pictures. ``is_name`` is True if the object is what the word says."""

    object: str
    reason: Reason
    is_name: bool = False


# An object, a reason, and 1 if the object is what the word says.
Stored = tuple[str, str, int]
# A term with its meanings. A term of several senses has none yet.
Known = tuple[str, tuple[Meaning, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The meanings of the product's own terms and of the index; the terms by stem; and the senses of terms.

    A sense is a line: an object, and after a colon words of its topic. ``longest`` is the number of words of
    the longest term by the stem of its first word; in scripts without spaces, the number of characters by the
    first one. ``actions`` are the terms for what someone does. ``names`` are the words that are proper names
    too, with the object of the name or an empty text.
    """

    tag: str
    own: Mapping[str, Sequence[Stored]]
    own_stems: Mapping[str, Sequence[str]]
    indexed: Mapping[str, Sequence[Stored]]
    indexed_stems: Mapping[str, Sequence[str]]
    senses: Mapping[str, Sequence[str]]
    names: Mapping[str, str]
    longest: Mapping[str, int]
    actions: Sequence[str]

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The terms for what someone does."""
        return frozenset(self.actions)

    def knows(self, term: str) -> bool:
        """Whether the term is in the lexicon as it is written."""
        return term in self.senses or term in self.own or term in self.indexed

    def meanings_of(self, term: str) -> tuple[Meaning, ...]:
        """The meanings of a term as it is written. None if it has several senses."""
        if term in self.senses:
            return ()
        return tuple(
            Meaning(name, Reason(reason), bool(is_name))
            for name, reason, is_name in self.own.get(term) or self.indexed.get(term, ())
        )

    def find(self, words: tuple[str, ...]) -> Known | None:
        """The term that the words are, perhaps inflected, and its meanings."""
        for key in self._keys(words):
            if term := self._term(key):
                return term, self.meanings_of(term)
        return None

    def _keys(self, words: tuple[str, ...]) -> Iterator[str]:
        """The words as they are, and without what is written together with the first or the last one."""
        first, *others = tokens.forms(words[0], tag=self.tag)
        yield " ".join((first, *words[1:]))
        for form in others:
            yield " ".join((form, *words[1:]))
        if len(words) > 1:
            for form in tokens.forms(words[-1], tag=self.tag)[1:]:
                yield " ".join((*words[:-1], form))

    def _term(self, key: str) -> str | None:
        stem = tokens.stem_of_key(key, tag=self.tag)
        is_form = not grammar.of(self.tag).only_grows or _is_grown(stem, key)
        if key in self.senses or key in self.own:
            return key
        return (
            (stem if stem in self.senses else None)
            or self._nearest(key, self.own_stems.get(stem))
            or (stem if stem in self.own and is_form else None)
            or next((known for known in (key, stem if is_form else key) if known in self.indexed), None)
            or self._nearest(key, self.indexed_stems.get(stem))
        )

    def _nearest(self, key: str, terms: Sequence[str] | None) -> str | None:
        """Of the terms with the stem that may be the same word, that which is written most like it."""
        alike = [term for term in terms or () if self._may_be(term, key)]
        return max(alike, key=lambda term: _shared_letters(term, key)) if alike else None

    def _may_be(self, term: str, key: str) -> bool:
        """False if the last letters are those of different words: "panno" is no form of "panna"."""
        if grammar.of(self.tag).only_grows:
            return _is_grown(term, key)
        if self.tag == "de" and not _is_german_form(term, key):
            return False
        pairs = grammar.of(self.tag).endings
        letters = {term[-1], key[-1]}
        if len(letters) == 1 or any(not any(letter in pair for pair in pairs) for letter in letters):
            return True
        return any(letters <= set(pair) for pair in pairs)


# A last letter, and what it is before an ending: "kitap", "kitaba".
_SOFTENED = frozenset({"pb", "çc", "td", "kğ", "kg"})
_LOST = ("lar", "ler", "mak", "mek")


def _is_grown(term: str, key: str) -> bool:
    """Whether the key is the term with endings, or a listed plural or verb without its own.

    "koyu" is no form of "koyun".
    """
    size = len(term)
    is_softened = key.startswith(term[:-1]) and f"{term[-1]}{key[size - 1 : size]}" in _SOFTENED
    # "şehir" is "şehri" with an ending.
    is_shortened = size > _SHORT and key.startswith(term[:-2] + term[-1])
    return key.startswith(term) or is_softened or is_shortened or term in (key + end for end in _LOST)


def _is_german_form(term: str, key: str) -> bool:
    """Whether the key may be a form of the term: "Bäume" of "Baum", but not "Rolle" of "Roller"."""
    has_umlauts = all(
        letter not in "äöü" or letter == other for letter, other in zip(term, key, strict=False)
    )
    is_person = term.endswith("er") and not key.startswith((term, term.replace("a", "ä", 1)))
    return has_umlauts and not is_person


def _shared_letters(one: str, other: str) -> int:
    """The number of letters that both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def file_of(tag: str) -> Path:
    """Where the lexicon of a language is stored."""
    return _FOLDER / f"{tag}.json.gz"


@cache
def of(tag: str) -> Lexicon:
    """The lexicon of a language of the index."""
    return Lexicon(tag=tag, **json.loads(gzip.decompress(file_of(tag).read_bytes())))
