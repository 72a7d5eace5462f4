"""The lexicon of a language, made from the product's own terms and the index."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from synthesis.studio.objects import grammar, groups, index, terms, tokens
from synthesis.studio.objects.lexicon import STRENGTHS, Reason, Stored
from synthesis.studio.objects.terms import Terms

# The main noun of a name, or a keyword, of more objects than this says too little.
_MOST_HEADS = 3
_MOST_KEYWORDS = 5
# What follows the main noun in English names.
_AFTER_HEAD = frozenset({"with", "of", "in", "on", "behind", "and", "for", "at", "without", "showing"})

Table = dict[str, list[Stored]]


def lexicon(tag: str) -> dict[str, Any]:
    """The fields of the lexicon of a language, except its tag."""
    own_terms = terms.of(tag)
    own, indexed = _own(own_terms, tag), _indexed(tag)
    senses = {tokens.key_of(term, tag=tag): list(lines) for term, lines in own_terms.senses.items()}
    senses |= {phrase: [""] for phrase in _phrases(own_terms.nothing, tag)}
    return {
        "own": own,
        "own_stems": _by_stem(own, tag),
        "indexed": indexed,
        "indexed_stems": _by_stem(indexed, tag),
        "senses": senses,
        "names": {tokens.key_of(name, tag=tag): shown for name, shown in own_terms.names.items()},
        "longest": _longest([*own, *indexed, *senses], tag),
        "actions": sorted({key for _, key in _keys_of(own_terms.actions, tag)}),
    }


def _phrases(listed: str, tag: str) -> Iterator[str]:
    """The keys of phrases, and their stems, so that inflected ones are found too."""
    for phrase in filter(None, map(str.strip, listed.replace("\n", " ").split(","))):
        first, *others = tokens.key_of(phrase, tag=tag).split(" ")
        for form in _inflected(first) if tag == index.DEFAULT and others else [first]:
            key = " ".join((form, *others))
            yield from (key, tokens.stem_of_key(key, tag=tag))


def _inflected(word: str) -> Iterator[str]:
    """The word, and its forms if it is an English verb."""
    base = word.removesuffix("e")
    yield from (word, f"{word}s", f"{base}ed", f"{base}ing")
    if word[-1] in "bdgmnpt":
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")


def _own(own_terms: Terms, tag: str) -> Table:
    found: Table = defaultdict(list)
    kinds = (
        (Reason.THING, own_terms.things),
        (Reason.ACTION, own_terms.actions),
        (Reason.IDEA, own_terms.ideas),
        (Reason.FACE, own_terms.faces),
    )
    for reason, listed in kinds:
        for name, key in _keys_of(listed, tag):
            found[key].append((name, str(reason), int(_is_name(key, name, tag))))
    return {key: _strongest(meanings) for key, meanings in found.items()}


def _keys_of(listed: Mapping[str, str], tag: str) -> Iterator[tuple[str, str]]:
    """Each object with each of its terms."""
    for name, words in listed.items():
        for term in words.split(","):
            yield name, tokens.key_of(term, tag=tag)


def _is_name(key: str, name: str, tag: str) -> bool:
    """Whether the object is the thing itself, so that it may stand there several times."""
    own_name = tokens.key_of(index.entries(tag)[name][0], tag=tag)
    if not grammar.of(tag).is_spaced:
        return key.endswith(own_name)
    parts = own_name.split(" ") if tag == index.DEFAULT else [_head(own_name, tag)]
    names = {tokens.stem_of_key(part, tag=tag) for part in (own_name, *parts)}
    return tokens.stem_of_key(key, tag=tag) in names


def _strongest(meanings: Iterable[Stored]) -> list[Stored]:
    """A word that pictures a thing does not also picture an action or an idea."""
    listed = list(meanings)
    best = max(STRENGTHS[Reason(reason)] for _, reason, _ in listed)
    kept: dict[str, Stored] = {}
    for meaning in listed:
        if STRENGTHS[Reason(meaning[1])] == best:
            kept.setdefault(meaning[0], meaning)
    return list(kept.values())


def _indexed(tag: str) -> Table:
    found: Table = defaultdict(list)
    entries = {name: _keys(words, tag) for name, words in index.entries(tag).items()}
    entries = {name: keys for name, keys in entries.items() if name not in groups.listed_only()}
    heads = Counter(_head(keys[0], tag) for keys in entries.values())
    keywords = Counter(key for keys in entries.values() for key in set(keys[1:]))
    for name, keys in entries.items():
        found[keys[0]].append((name, str(Reason.NAME), 1))
        if name in groups.named_only() or name in groups.faces():
            continue
        if _is_telling(head := _head(keys[0], tag), heads, tag):
            found[head].append((name, str(Reason.HEAD), 1))
        for key in keys[1:]:
            if keywords[key] <= _MOST_KEYWORDS:
                found[key].append((name, str(Reason.KEYWORD), 0))
    return {key: _strongest(meanings) for key, meanings in found.items() if key}


def _is_telling(head: str, heads: Counter[str], tag: str) -> bool:
    """Whether the main noun of a name says by itself what the object is.

    English only: in other languages its place is less certain, and it is often a verb as well.
    """
    return tag == index.DEFAULT and heads[head] <= _MOST_HEADS


def _keys(words: list[str], tag: str) -> list[str]:
    return [tokens.key_of(word, tag=tag) for word in words]


def _head(key: str, tag: str) -> str:
    words = key.split(" ")
    if tag == index.DEFAULT:
        cut = next((place for place, word in enumerate(words) if word in _AFTER_HEAD and place), len(words))
        words = words[:cut]
    return words[0] if grammar.of(tag).head == "first" else words[-1]


def _by_stem(table: Table, tag: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if grammar.of(tag).is_spaced:
        for key, meanings in table.items():
            if tag == index.DEFAULT or meanings[0][1] != Reason.HEAD:
                found[tokens.stem_of_key(key, tag=tag)].append(key)
    return dict(found)


def _longest(keys: Iterable[str], tag: str) -> dict[str, int]:
    longest: dict[str, int] = defaultdict(int)
    is_spaced = grammar.of(tag).is_spaced
    for key in keys:
        words = key.split(" ") if is_spaced else [*key]
        first = tokens.stem(words[0], tag=tag) if is_spaced else words[0]
        longest[first] = max(longest[first], len(words))
    return dict(longest)
