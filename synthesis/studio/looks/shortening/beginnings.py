"""Beginnings of a clause that end before another phrase or clause, each with its worth."""

# Letters of other alphabets look like Latin ones.

from collections.abc import Iterator

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, splitting, starts, tightening, wholes, worth
from synthesis.studio.looks.shortening.phrases import Candidate, is_fit
from synthesis.studio.looks.shortening.worth import QUESTIONS

_PER_WORD, _MOST_FAULTS, _TWO, _MOST_WORDS = 0.15, 4.0, 2, 7
# How much less one is worth that ends before a phrase: with its figure, and without the figure that is its
# point.
_CUT_PHRASE, _CUT_FIGURE, _CUT_POINT = 2.0, 0.2, 1.0
_LEAST, _LESS_THAN_WHOLE = 2.0, 1.4


def of(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Beginnings that end before another phrase."""
    mark = clause[-1] if clause.endswith(QUESTIONS) else ""
    is_english = parts.primary(language) == "en"
    for form, cost in tightening.ways(clause, language=language):
        longest = splitting.most_tokens(most, language=language)
        for start, rest in starts.of(form, language=language, most=longest):
            value = worth.of_start(start, rest, language=language) + _PER_WORD * len(start.split())
            faults = worth.faults(start, clause, language=language)
            # "Which is the lie | that surprised you?" asks something else without its end.
            faults += _MOST_FAULTS * (bool(mark) and _asks_else(rest[0], language))
            is_joined = _joins(rest[0], language)
            faults += _MOST_FAULTS * _denies_more(start, rest[0], language)
            # "Use 10 gramas de café | para cada 100 ml" has its figure.
            has_figure = figures.holds(start, language) and (
                bool(clause_words.of(language).verbs) or any(map(str.isdigit, start))
            )
            less = _CUT_FIGURE if has_figure else _CUT_PHRASE
            # "Un chat adulte ronronne | entre 25 et 150 hertz": the figure is its point.
            is_point = (
                figures.holds(" ".join(rest), language) and len(start.split()) <= parts.FEWEST_WORDS + 1
            )
            less += _CUT_POINT * is_point
            faults += less * (not is_joined and not is_english)
            yield Candidate(headlines.capitalised(start) + mark, value - cost - faults)


def _asks_else(word: str, language: str) -> bool:
    """Whether half of a question follows: "Вы спите восемь часов | и просыпаетесь разбитым?"."""
    is_and = parts.primary(language) != "en" and word.casefold() in clause_words.of(language).coordinators
    return is_and or word.casefold() in parts.RELATIVES


def _denies_more(start: str, word: str, language: str) -> bool:
    """Whether a beginning denies more than its clause: "Nunca guarde o café | na geladeira"."""
    is_english = parts.primary(language) == "en"
    is_narrowed = word in worth.limiting(language) | parts.RELATIVES and not is_english
    # Arabic writes "and" together with the next word.
    is_and = parts.primary(language) == "ar" and word.startswith("\u0648")
    is_limited = is_narrowed or not (is_and or _joins(word, language))
    return is_limited and worth.is_negated(start, language)


def longer(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Beginnings of a word or two more that end before another clause: "Pon la lavadora al sol | o …"."""
    words = clause.split()
    if parts.primary(language) == "en" or clause.endswith(QUESTIONS):
        return
    shortest, longest = (
        splitting.most_tokens(each, language=language) for each in (most, max(most, _MOST_WORDS))
    )
    for place in range(shortest + 1, min(longest, len(words) - _TWO) + 1):
        start, rest = " ".join(words[:place]), words[place:]
        following = (thoughts.words_of(rest[0]) or [""])[0]
        is_next = following in starts.OR or (_joins(rest[0], language) and len(rest) > parts.FEWEST_WORDS)
        # "mặt bằng, nhân viên | và chỗ ngồi": half of a list.
        is_list = "," in start and following in clause_words.of(language).coordinators
        is_next = is_next and not is_list and following not in parts.of_words(language)
        is_next = is_next and is_fit(start, language=language)
        if is_next and worth.of_start(start, rest, language=language) > _LEAST:
            value = wholes.LONGER - _LESS_THAN_WHOLE - worth.faults(start, clause, language=language)
            yield Candidate(headlines.capitalised(start), value, is_longer=True)


def _joins(word: str, language: str) -> bool:
    """Whether a word begins another clause, so that the one before it is whole: "Commencez | que …"."""
    known, table = clause_words.of(language), grammar.of(language)
    first = (thoughts.words_of(word) or [""])[0]
    joining = known.subordinators | known.coordinators | table.subordinating | parts.of_words(language)
    return first in joining | table.without
