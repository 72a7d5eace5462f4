"""Objects by a creator's words, to pick another one."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from synthesis.studio.objects import grammar, index, lexicon, tokens

MOST_FOUND = 24


class Found(NamedTuple):
    """An object, with its name in the language of the search."""

    name: str
    title: str


class _Terms(NamedTuple):
    """What an object is found by: its name, the product's own words for it, and its keywords."""

    name: str
    own: tuple[str, ...]
    keywords: tuple[str, ...]


def candidates(*, query: str, language: str) -> tuple[Found, ...]:
    """The objects whose words begin with those of the query, the best first, at most 24.

    Names come before keywords, and whole terms before their beginnings. Languages without an index are
    searched in English.
    """
    tag = index.tag_of(language) or index.DEFAULT
    wanted = tokens.key_of(query.strip(), tag=tag)
    if not wanted:
        return ()
    scored = [(_score(wanted, terms, tag), name) for name, terms in _terms(tag).items()]
    best = sorted((-score, name) for score, name in scored if score)[:MOST_FOUND]
    return tuple(Found(name, index.entries(tag)[name][0]) for _, name in best)


def _score(wanted: str, terms: _Terms, tag: str) -> int:
    """From 6 for the name itself to 1 for the beginning of a keyword; 0 if nothing fits."""
    groups = ((terms.name,), terms.own, terms.keywords)
    for rank, group in enumerate(groups):
        if wanted in group:
            return 6 - rank
    for rank, group in enumerate(groups):
        if any(_begins(wanted, term, tag) for term in group):
            return 3 - rank
    return 0


def _begins(wanted: str, term: str, tag: str) -> bool:
    """Whether each word of the query begins a word of the term."""
    if not grammar.of(tag).is_spaced:
        return wanted in term
    padded = f" {term}"
    return all(f" {word}" in padded for word in wanted.split(" "))


@cache
def _terms(tag: str) -> dict[str, _Terms]:
    own: dict[str, list[str]] = defaultdict(list)
    for term, meanings in lexicon.of(tag).own.items():
        for name, *_ in meanings:
            own[name].append(term)
    keys = {
        name: tuple(tokens.key_of(term, tag=tag) for term in terms)
        for name, terms in index.entries(tag).items()
    }
    return {name: _Terms(first, tuple(own[name]), tuple(rest)) for name, (first, *rest) in keys.items()}
