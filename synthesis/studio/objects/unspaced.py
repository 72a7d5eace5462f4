"""Terms in texts of scripts without spaces between words: the longest known term at each place."""

# Full-width signs look like others.
# ruff: noqa: RUF001

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from synthesis.studio.objects import grammar
from synthesis.studio.objects.lexicon import Lexicon, Meaning

# Hiragana terms shorter than this are mostly parts of other words.
_LEAST_HIRAGANA = 3
_HIRAGANA = re.compile(r"[\u3041-\u309f\u30fc]+")
# A term in one of these must not be a part of a longer word of the same script.
_WHOLE = re.compile(r"[\u30a1-\u30fa\u30fc]+|[a-z0-9]+")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]")
_CLAUSE_END = re.compile(r"[。、，！？；：.,!?;:\n]")
# So many characters around a term may negate it.
_REACH = 5


@dataclass(frozen=True)
class Part:
    """A term in a text, with its place in characters."""

    term: str
    meanings: tuple[Meaning, ...]
    start: int
    number: int
    is_struck: bool


def parts(text: str, *, words: Lexicon) -> list[Part]:
    """The terms of a text in order. They do not overlap."""
    text = unicodedata.normalize("NFKC", text).casefold()
    found: list[Part] = []
    place = free = 0
    while place < len(text):
        term, meanings = _at(text, place, free, words)
        free = place + len(term) if term else free
        if term and term not in grammar.vague(words.tag) and (meanings or term in words.senses):
            found.append(_part(text, place, term, meanings, words.tag))
        place += max(len(term), 1)
    return found


def _part(text: str, place: int, term: str, meanings: tuple[Meaning, ...], tag: str) -> Part:
    return Part(
        term=term,
        meanings=meanings,
        start=place,
        number=_number(text[:place], tag) or _number_after(text[place + len(term) :], tag),
        is_struck=_is_negated(text, place, place + len(term), tag),
    )


def _at(text: str, place: int, free: int, words: Lexicon) -> tuple[str, tuple[Meaning, ...]]:
    """The longest term at a place. Also vague ones, so that no part of them is found.

    What stands before ``free`` belongs to the term before.
    """
    vague = grammar.vague(words.tag)
    for length in range(min(_longest(text[place], words), len(text) - place), 0, -1):
        term = text[place : place + length]
        if term in vague:
            return term, ()
        if (
            words.knows(term)
            and _stands_alone(text, place, free, term, words.tag)
            and _is_certain(term, words)
        ):
            return term, words.meanings_of(term)
    return "", ()


def _longest(first: str, words: Lexicon) -> int:
    return max(words.longest.get(first, 0), _longest_vague(words.tag).get(first, 0))


@cache
def _longest_vague(tag: str) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for term in grammar.vague(tag):
        lengths[term[0]] = max(lengths.get(term[0], 0), len(term))
    return lengths


def _is_certain(term: str, words: Lexicon) -> bool:
    """Whether so short a term is a word. A single character counts only if the product lists it."""
    if term in words.senses or term in words.own:
        return True
    is_short = len(term) < _LEAST_HIRAGANA and _HIRAGANA.fullmatch(term) is not None
    return len(term) > 1 and not is_short


def _stands_alone(text: str, place: int, free: int, term: str, tag: str) -> bool:
    """Whether the term is no part of a longer word."""
    if not _WHOLE.fullmatch(term):
        # One Chinese character next to others is a part of another word or name in Japanese.
        same = _HAN if tag == "ja" and _HAN.fullmatch(term) else None
    else:
        same = _LATIN if _LATIN.match(term) else _KATAKANA
    if same is None:
        return True
    around = text[max(free, place - 1) : place] + text[place + len(term) : place + len(term) + 1]
    return not any(same.match(character) for character in around)


def _number(before: str, tag: str) -> int:
    """The number before a noun, with or without a measure word, if it is from 2 to 6; otherwise 0."""
    found = _counted(tag).search(before)
    if found is None:
        return 0
    digit = found.group(1)
    number = int(digit) if digit.isdecimal() else grammar.numbers(tag).get(digit, 0)
    return number if 2 <= number <= 6 else 0


def _number_after(after: str, tag: str) -> int:
    """The number after a noun, in languages in which it may follow: "卵3個"."""
    found = _counted_after(tag).match(after) if grammar.of(tag).counts_after else None
    if found is None:
        return 0
    digit = found.group(1)
    return int(digit) if digit.isdecimal() else grammar.numbers(tag).get(digit, 0)


@cache
def _counted_after(tag: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, grammar.numbers(tag)))
    measures = "|".join(map(re.escape, grammar.of(tag).determiners))
    return re.compile(rf"[をがは]?([2-6]|{words})(?:{measures})")


@cache
def _counted(tag: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, grammar.numbers(tag)))
    measures = "|".join(map(re.escape, grammar.of(tag).determiners))
    return re.compile(rf"(?<![\d.,])(\d{{1,2}}|{words})(?:{measures})の?$")


def _is_negated(text: str, start: int, end: int, tag: str) -> bool:
    language = grammar.of(tag)
    before = _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + _REACH + 3])[0]
    if any(word in before for word in language.negators):
        return not any(word in before for word in language.cancels)
    return any(word in after for word in language.negators_after)
