"""Words of a text, and their stems."""

# Signs and letters of other scripts look like Latin ones.
# ruff: noqa: RUF001

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from synthesis.studio.objects import grammar
from synthesis.studio.objects.grammar import Language

# Letters, and the signs that some scripts write above, below or after them.
_SIGNS = r"\u0300-\u036f\u0591-\u05bd\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0962\u0963\u0e31-\u0e4e"
_LETTER = rf"(?:[^\W\d_]|[{_SIGNS}])"
# "4K" is one word: it is no number of what follows.
_NUMBER = r"\d+(?:[.,]\d+)*[A-Za-z]{0,3}"
_WORD = re.compile(rf"{_NUMBER}|{_LETTER}(?:{_LETTER}|\d)*")
_WORD_WITH_APOSTROPHES = re.compile(rf"{_NUMBER}|{_LETTER}(?:{_LETTER}|\d)*(?:['’ʼ]{_LETTER}+)*")
_CLAUSE_END = re.compile(r"[.,;:!?…。、，！？；：()\n\"“”«»।؟،–—]|\s-\s")
_SENTENCE_END = re.compile(r"[.!?:…\n\"“”«»؟¿¡]")
_APOSTROPHES = ("'", "’")
_POSSESSIVE = re.compile(r"['’]s?$")
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0591-\u05bd]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, in lower case. ``clause`` counts the clauses before it.

    ``is_first`` is True for the first word of a clause, and ``is_opening`` for the first one of a sentence.
    ``is_suffixed`` is True for a name with an ending behind an apostrophe, which Turkish writes, and
    ``is_counter`` for what is written directly behind a number: "250도".
    """

    text: str
    clause: int
    is_capital: bool
    is_first: bool
    is_opening: bool
    is_suffixed: bool = False
    is_counter: bool = False


def of_text(text: str, *, tag: str) -> list[Token]:
    """The words of a text that has spaces between them."""
    language = grammar.of(tag)
    pattern = _WORD if language.splits_apostrophes else _WORD_WITH_APOSTROPHES
    tokens: list[Token] = []
    clause = end = 0
    last = -1
    for found in pattern.finditer(unicodedata.normalize("NFC", text)):
        between = found.string[end : found.start()]
        clause += len(_CLAUSE_END.findall(between))
        end = found.end()
        word = found.group()
        tokens.append(
            Token(
                lower(word, tag=tag),
                clause,
                is_capital=word[0].isupper(),
                is_first=clause != last,
                is_opening=last < 0 or _SENTENCE_END.search(between) is not None,
                is_suffixed=tag == "tr" and word[0].isupper() and found.string[end : end + 1] in _APOSTROPHES,
                is_counter=not between and bool(tokens) and tokens[-1].text[-1:].isdecimal(),
            )
        )
        last = clause
    return tokens


@lru_cache(maxsize=20_000)
def lower(word: str, *, tag: str) -> str:
    """The word in lower case, without a possessive ending and without optional vowel signs."""
    if tag == "tr":
        word = word.replace("İ", "i").replace("I", "ı")
    plain = _VOWEL_SIGNS.sub("", word.lower().replace("\u0307", "").replace("’", "'"))
    return _POSSESSIVE.sub("", plain) if tag == "en" else plain


def key_of(term: str, *, tag: str) -> str:
    """The term as its words are compared with those of a text."""
    if not grammar.of(tag).is_spaced:
        return unicodedata.normalize("NFKC", term).casefold().strip()
    return " ".join(token.text for token in of_text(term, tag=tag))


@lru_cache(maxsize=50_000)
def stem(word: str, *, tag: str) -> str:
    """The word without its inflection. Related words may share a stem."""
    language = grammar.of(tag)
    if word in language.irregular:
        return language.irregular[word]
    for _ in range(language.rounds):
        word = _without_suffix(word, language, tag)
    return word.translate(_letters(tag))


def stem_of_key(key: str, *, tag: str) -> str:
    """The stems of the words of a key."""
    return " ".join(stem(word, tag=tag) for word in key.split(" "))


@lru_cache(maxsize=20_000)
def forms(word: str, *, tag: str) -> tuple[str, ...]:
    """The word, and what it may be without particles that are written together with it."""
    language = grammar.of(tag)
    least = min(language.least_letters, 2)
    without = [word[len(part) :] for part in language.prefixes if word.startswith(part)]
    without += [
        word[: -len(part)] for part in (*language.particles, *language.without) if word.endswith(part)
    ]
    return (word, *sorted((form for form in without if len(form) >= least), key=len, reverse=True))


def _without_suffix(word: str, language: Language, tag: str) -> str:
    for suffix, replacement in _suffixes(tag):
        if word.endswith(suffix) and len(word) - len(suffix) >= language.least_letters:
            return word[: len(word) - len(suffix)] + replacement
    return word


@cache
def _suffixes(tag: str) -> list[tuple[str, str]]:
    pairs = [(rule.partition(">")[0], rule.partition(">")[2]) for rule in grammar.of(tag).suffixes]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


@cache
def _letters(tag: str) -> dict[int, str]:
    return str.maketrans(grammar.of(tag).letters)
