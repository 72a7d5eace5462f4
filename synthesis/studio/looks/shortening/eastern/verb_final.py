"""Headlines of languages that have spaces and put the verb last: its end says the point, with its object."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from synthesis.studio.looks.shortening.eastern.scored import LAST, Scored, headline

_WHOLE, _MAIN, _LED_MAIN, _TOPIC, _ENDING = 10.0, 8.0, 8.7, 7.4, 6.6
_PER_WORD, _LOST_FIGURE, _LOST_FAULT, _POOR, _ASKING, _TRIMMED, _BRIEF = (
    0.2,
    1.2,
    6.0,
    4.0,
    2.0,
    0.7,
    0.8,
)
# Less than the title.
_PART_OF_QUESTION = 2.4
_LACKS, _LONGEST_OF_ALL = 0.9, 48
_MOST_WORDS, _MOST_WORDS_OF_TITLE, _LONGEST, _FEWEST_LETTERS = 5, 7, 44, 4
_FEWEST_WORDS = 3
# What a headline of more words loses.
_TOO_LONG = {6: 2.6, 7: 4.6}
_SIGNS = " .,!।॥…·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the headlines of a language need to know of its words.

    ``begins`` tells whether a phrase begins at a place of a list of words, and ``trims`` whether only a
    description stands before it. ``is_named`` tells whether words name something beside their verb, ``topic``
    how many words at the front say what the sentence is about, and ``size`` how many words count. ``split``
    gives the clauses of a sentence, and ``plain`` a sentence without what a headline leaves out. ``stands``
    matches the last word of a first clause that can stand alone, and ``carries`` a clause with a subject
    or object.
    """

    begins: Callable[[list[str], int], bool]
    trims: Callable[[list[str], int], bool]
    is_named: Callable[[list[str]], bool]
    topic: Callable[[list[str]], int]
    size: Callable[[list[str]], int]
    split: Callable[[str], list[str]]
    plain: Callable[[str], str]
    leads: re.Pattern[str]
    faults: re.Pattern[str]
    conditions: re.Pattern[str]
    calls: re.Pattern[str]
    counted: re.Pattern[str]
    stands: re.Pattern[str]
    carries: re.Pattern[str]


def shortened(texts: list[str], *, rules: Rules, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    title = otherwise.strip(_SIGNS)
    is_fit = len(title.split()) <= _MOST_WORDS_OF_TITLE and len(title) <= _LONGEST
    phrases = partial(_of_sentence, rules=rules)
    return headline(texts, phrases=phrases, otherwise=title if is_fit else "")


def _of_sentence(text: str, *, rules: Rules) -> Iterator[Scored]:
    """The phrases of a sentence that could be its headline."""
    source = rules.plain(_without_leads(text.strip(_SIGNS), rules))
    called = _ASKING * bool(rules.calls.search(text))
    for each in _phrases(source, rules):
        lost = _LOST_FIGURE * (bool(rules.counted.search(source)) and not rules.counted.search(each.text))
        lost += _LOST_FAULT * (bool(rules.faults.search(source)) and not rules.faults.search(each.text))
        yield Scored(each.text, each.worth - lost - called)


def _without_leads(text: str, rules: Rules) -> str:
    while (found := rules.leads.match(text)) and found.end() < len(text) - _FEWEST_LETTERS:
        text = text[found.end() :].strip(_SIGNS)
    return text


def _phrases(text: str, rules: Rules) -> Iterator[Scored]:
    clauses = [clause.split() for clause in rules.split(text)]
    clauses = [clause for clause in clauses if clause]
    if not clauses:
        return
    yield from _valued(text.split(), _WHOLE, rules)
    if rules.size(text.split()) > max(_TOO_LONG) and len(text) <= _LONGEST_OF_ALL:
        yield Scored(text, LAST)
    if text.endswith("?"):
        yield from _of_question(text.split(), clauses, rules)
        return
    main, first = clauses[-1], clauses[0]
    led = first[: rules.topic(first)] if len(clauses) > 1 else []
    if len(clauses) > 1:
        # "에어컨은 껐다 켰다 하면 전기를 더 먹습니다": its subject stands in front.
        lacks = _LACKS * (bool(led) and not rules.topic(main))
        lacks += _LACKS * (not rules.carries.search(" ".join(main)))
        is_bound = any(rules.conditions.search(clause[-1]) for clause in clauses[:-1])
        yield from _valued(main, _MAIN - lacks - _LACKS * is_bound, rules)
        if rules.stands.search(first[-1]):
            yield from _valued(first, _MAIN, rules)
        if led and not is_bound and not rules.topic(main):
            yield from _valued([*led, *main], _LED_MAIN, rules)
        is_free = len(clauses) == 2 or not rules.conditions.search(clauses[-3][-1])
        if is_free:
            yield from _valued([*clauses[-2], *main], _LED_MAIN, rules)
    yield from _endings(main, rules)


def _of_question(words: list[str], clauses: list[list[str]], rules: Rules) -> Iterator[Scored]:
    """A part of a question asks something else, unless it is its last clause."""
    if len(clauses) > 1:
        yield from _valued(clauses[-1], _MAIN - _TRIMMED, rules)
    for place in range(1, len(words) - 2):
        if rules.begins(words, place) and rules.is_named(words[place:]):
            yield from _valued(words[place:], _PART_OF_QUESTION, rules)


def _endings(words: list[str], rules: Rules) -> Iterator[Scored]:
    """The ends of a clause that begin with a phrase, alone and behind what the clause is about."""
    about = rules.topic(words)
    for place in range(1, len(words)):
        rest, before = words[place:], words[place - 1]
        if rules.begins(words, place):
            yield from _valued(rest, _ENDING, rules)
            is_free = about and place > about and not rules.conditions.search(before) and rules.is_named(rest)
            if is_free:
                yield from _valued([*words[:about], *rest], _TOPIC, rules)
        elif rules.trims(words, place):
            yield from _valued(rest, _ENDING - _TRIMMED, rules)


def _valued(words: list[str], base: float, rules: Rules) -> Iterator[Scored]:
    """The words as a candidate if they are few; less if they are many, or name nothing."""
    text, size = " ".join(words).strip(_SIGNS), rules.size(words)
    if not text or size > max(_TOO_LONG) or len(text) > _LONGEST or len(text) < _FEWEST_LETTERS:
        return
    poor = _POOR * (not text.endswith("?") and not rules.is_named(text.split()))
    poor += _BRIEF * (size < _FEWEST_WORDS and base < _WHOLE)
    yield Scored(text, base - _TOO_LONG.get(size, 0.0) - poor + _PER_WORD * min(size, _MOST_WORDS))
