"""The phrases of a text that could be its headline, each with its worth."""

# Letters of other alphabets look like Latin ones.

from collections.abc import Iterator
from itertools import pairwise

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import (
    asides,
    beginnings,
    endings,
    figures,
    grammar,
    leads,
    phrases,
    reversals,
    splitting,
    starts,
    verb_first,
    wholes,
    worth,
)
from synthesis.studio.looks.shortening.phrases import Candidate, is_short
from synthesis.studio.looks.shortening.worth import QUESTIONS

_MOST_SENTENCES = 5
# What a candidate of each kind is worth.
_SENTENCE, _CLAUSE, _ASKED, _FIGURE, _PREDICATE = 10.0, 8.0, 7.4, 6.1, 6.2
_PER_WORD, _TO_THE_END, _WITHOUT_LEAD, _LATER, _LATER_CLAUSE, _BARE_FIGURE = 0.15, 0.3, 0.3, 0.5, 0.3, 1.6
_MISTAKE, _ANNOUNCED, _TOLD = 7.4, 0.4, 1.0
_HALF, _NAMED_FIGURE, _NUMBER_WORD, _TIME_ALONE, _POINTING = 2.0, 3, 1.2, 3.0, 1.0
_NO_CONDITIONS = frozenset({"are", "have", "do", "don't", "can", "were", "had", "can't", "get", "could"})


def of(texts: list[str], *, language: str, most: int) -> list[Candidate]:
    """All candidates of sentences, best first. The first sentence is the one to be shortened."""
    found = [
        candidate.less(
            number * _LATER
            + _POINTING * (number > 0 and worth.is_vague(candidate.text, language))
            + reversals.of(candidate.text, text, language=language)
        )
        for number, text in enumerate(texts[:_MOST_SENTENCES])
        for candidate in _of_sentence(text, language=language, most=most)
    ]
    found += _joined(texts, most)
    return sorted(found, key=lambda each: -each.worth)


def _joined(texts: list[str], most: int) -> Iterator[Candidate]:
    """Two short sentences, the first of them asked: "No gym? No problem"."""
    for one, other in pairwise(texts[:3]):
        if one.endswith("?") and len(one.split()) > 1 and len(f"{one} {other}".split()) <= most:
            yield Candidate(f"{one} {other}", _SENTENCE + 1)


def _of_sentence(text: str, *, language: str, most: int) -> Iterator[Candidate]:
    """The sentence, its clauses, and phrases of these."""
    several = leads.told(text, language=language)
    whole = splitting.unquoted(text).strip(splitting.EDGES)
    is_announced = len(several) < len(splitting.clauses(text, language=language))
    for candidate in wholes.of(whole, _SENTENCE, language=language, most=most):
        yield candidate.less(_ANNOUNCED * (is_announced and candidate.is_longer))
    told = ", ".join(several)
    yield from wholes.pair(told if told.casefold() in whole.casefold() else whole, language=language)
    yield from wholes.equation(text, language=language)
    yield from _asked_condition(several, language=language, most=most)
    for place, clause in enumerate(several):
        aside = asides.of(clause, place, text, language)
        base = _CLAUSE - _LATER_CLAUSE * place - aside
        if clause != whole:
            yield from wholes.valued(clause, base, language=language, most=most)
        plain = splitting.without_lead(clause, language=language)
        if plain != clause:
            yield from wholes.valued(plain, base - _WITHOUT_LEAD, language=language, most=most)
        for candidate in _phrases(plain, language=language, most=most):
            yield candidate.less(_LATER_CLAUSE * place + aside)
        for candidate in _figures(plain, language=language, most=most):
            # "Au bout de deux semaines, …": the figure of a phrase in front.
            yield candidate.less(_LATER_CLAUSE * place + aside * (aside >= asides.LED))


def _is_second(language: str) -> bool:
    return parts.primary(language) in parts.VERB_SECOND


def _asked_condition(several: list[str], *, language: str, most: int) -> Iterator[Candidate]:
    """A condition in front as a question: "If you feel anxious right now, …" is "Feel anxious right now?"."""
    words = several[0].split() if len(several) > 1 else []
    if words and verb_first.applies(several[0], language=language):
        # "Nimmst du zu viel Wasser, wird der Reis matschig"
        yield Candidate(f"{headlines.capitalised(several[0])}?", _ASKED - 0.5 - 2.0 * (len(words) > most))
    if not words or words[0].casefold() not in grammar.of(language).conditions:
        return
    rest, tag = words[1:], parts.primary(language)
    if tag == "en":
        rest = rest[1:] if rest[:1] == ["you"] and rest[1:2] and rest[1] not in _NO_CONDITIONS else []
    if 2 <= len(rest) <= most and not worth.is_unnamed(" ".join(rest), language):
        opener, mark = ("\u00bf" if tag == "es" else ""), ("\u00a0?" if tag == "fr" else "?")
        yield Candidate(f"{opener}{headlines.capitalised(' '.join(rest))}{mark}", _ASKED - 0.5)


def _phrases(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Phrases of one clause: its beginning, its predicate, or in some languages its end."""
    if parts.primary(language) in parts.VERB_LAST:
        if is_short(clause, most, language=language) and not clause.endswith(QUESTIONS):
            return
        for text, value in endings.of(clause, language=language, most=most):
            yield Candidate(
                headlines.capitalised(text), value - worth.faults(text, clause, language=language)
            )
        return
    yield from beginnings.of(clause, language=language, most=most)
    yield from beginnings.longer(clause, language=language, most=most)
    yield from _predicates(clause, language=language, most=most)
    if clause.endswith(QUESTIONS):
        for asked in complements.of(clause, language=language):
            yield from _asked(asked, clause[-1], language=language, most=most)


def _asked(text: str, mark: str, *, language: str, most: int) -> Iterator[Candidate]:
    """What a long question is about: "Do you know why athletes eat dates?"."""
    several = [text, *(start for start, _ in starts.of(text, language=language, most=most))]
    fitting = [start for start in several if 2 < len(start.split()) <= most]
    if fitting:
        yield Candidate(f"{headlines.capitalised(max(fitting, key=len))}{mark}", _ASKED)


def _figures(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Each figure with what it counts, and with all that follows it."""
    if parts.primary(language) in parts.VERB_LAST:
        return
    several = figures.phrases(clause, language=language, most=most)
    for number, figure in enumerate(several):
        # One of two figures is not the point.
        is_half = len(several) > 1 and len(figure.split()) < _NAMED_FIGURE
        for candidate in _figure(figure, clause, language=language, most=most):
            yield candidate.less(_LATER * number + _HALF * is_half)


def _figure(figure: str, clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    size = len(figure.split())
    is_end = clause.casefold().endswith(figure.casefold())
    value = (
        _FIGURE + _PER_WORD * size + _TO_THE_END * is_end - worth.faults(figure, clause, language=language)
    )
    # "Two scientists" has no figure to be shown.
    is_word = size < _NAMED_FIGURE and not any(map(str.isdigit, figure))
    value -= _NUMBER_WORD * is_word
    # "bei | 30 Grad statt bei 60"
    value -= _HALF * (size > _NAMED_FIGURE and _is_led(figure, clause, language))
    # "Kneed het deeg | minstens tien minuten"
    is_told = phrases.is_fit(clause, language=language) and not clause.casefold().startswith(
        figure.casefold()
    )
    value -= _TOLD * (is_told and parts.primary(language) != "en")
    # "na | drie uur geen koffie meer"
    is_cut = not is_end and parts.primary(language) in ("de", "nl") and _is_behind(figure, clause, language)
    value -= _HALF * (is_cut and size > _NAMED_FIGURE)
    is_date = len(figure.split()) == _NAMED_FIGURE and figures.is_year(figure.split()[-1])
    is_time = is_date or thoughts.words_of(figure)[-1] in ("ago", "later", "earlier")
    yield Candidate(figure, value - _BARE_FIGURE * (size < _NAMED_FIGURE) - _TIME_ALONE * is_time)
    words = clause.split()
    place = clause.casefold().find(figure.casefold())
    longer = clause[place:].strip(splitting.EDGES)
    rest = (thoughts.words_of(longer)[size:] or [""])[0]
    is_phrase = rest in grammar.of(language).without | clause_words.of(language).dangling | parts.of_words(
        language
    )
    if place >= 0 and is_phrase and size < len(longer.split()) <= min(most, len(words) - 1):
        faults = worth.faults(longer, clause, language=language)
        value = _FIGURE + _PER_WORD * len(longer.split()) + _TO_THE_END - faults
        yield Candidate(headlines.capitalised(longer), value)


def _is_led(figure: str, clause: str, language: str) -> bool:
    """Whether two figures are cut off from the preposition of the first one."""
    is_two = sum(figures.is_figure(word, language) for word in figure.split()) > 1
    return is_two and _is_behind(figure, clause, language)


def _is_behind(figure: str, clause: str, language: str) -> bool:
    """Whether a preposition stands before a figure."""
    before = thoughts.words_of(clause[: clause.casefold().find(figure.casefold())])[-1:]
    known = clause_words.of(language)
    return bool(set(before) & (known.dangling | known.opening))


def _predicates(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """What is said of a subject: "Chocolate and grapes are poison for dogs" is "Poison for dogs".

    "The mistake is to wait" is "Mistake: to wait".
    """
    words, copulas = clause.split(), grammar.of(language).copulas
    place = next((number for number, word in enumerate(words) if word.casefold() in copulas and number), 0)
    rest, lead = words[place + 1 :], " ".join(words[:place])
    mistake = grammar.mistake_in(lead, language)
    if (
        _is_second(language)
        or not place
        # "a muscle that is pulled gets weaker"
        or words[place - 1].casefold() in parts.RELATIVES
        or clause.endswith(QUESTIONS)
        or not 2 <= len(rest) <= most + bool(mistake)
        or rest[0].casefold() in grammar.of(language).leaning | grammar.of(language).negations
        or (rest[0].casefold() in worth.leading(language) and parts.primary(language) != "en")
        or place > most + 2
    ):
        return
    text = leads.called(" ".join(rest), lead, language=language)
    # "Suhu kamar ideal adalah | 22 derajat"
    is_bare = len(rest) < _NAMED_FIGURE and figures.holds(text, language)
    value = (_MISTAKE if mistake else _PREDICATE) + _PER_WORD * len(rest) - _BARE_FIGURE * is_bare
    value -= worth.faults(text, clause, language=language)
    yield Candidate(headlines.capitalised(text), value, is_longer=len(text.split()) > most)
