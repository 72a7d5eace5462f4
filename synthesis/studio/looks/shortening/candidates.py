"""The phrases of a text that could be its headline, each with its worth."""

# Letters of other alphabets look like Latin ones.

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import (
    asides,
    cuts,
    endings,
    figures,
    grammar,
    leads,
    splitting,
    starts,
    tightening,
    worth,
)
from synthesis.studio.looks.shortening.worth import QUESTIONS

# A question that is cut asks something else: one of a few words more stays whole.
_LONG_QUESTION, _MOST_WORDS_OF_QUESTION, _LONGEST_QUESTION = 7, 10, 56
_MOST_TIGHTENED, _TWO, _MOST_OF_WHOLE = 6, 2, 7
_MOST_SENTENCES = 5
# What a candidate of each kind is worth.
_SENTENCE, _CLAUSE, _ASKED, _FIGURE, _PREDICATE = 10.0, 8.0, 7.4, 6.1, 6.2
_PER_WORD, _TO_THE_END, _WITHOUT_LEAD, _LATER, _LATER_CLAUSE, _BARE_FIGURE = 0.15, 0.3, 0.3, 0.5, 0.3, 1.6
_MOST_TIGHTENING = 2.6
_TIME_ALONE = 3.0
_MOST_FAULTS, _HALF, _NAMED_FIGURE = 4.0, 2.0, 3
_NUMBER_WORD = 1.2
# A whole clause of one or two words more is worth more than one that is cut before a phrase.
_CUT_FIGURE, _POINTING, _BEGUN, _LONGEST_TAG = 0.2, 1.0, 2.0, 3.5
_SHORTER, _OF_CLAUSE, _CUT_PHRASE, _PAIR, _LONGEST_WHOLE = 7.6, 1.4, 2.0, 8.3, 54
_LITTLE_LONGER, _LONGEST_PHRASE, _MOST_WORDS_OF_HEADLINE, _WITHOUT_ARTICLES = 2.35, 40, 5, 2.0
_NO_CONDITIONS = frozenset({"are", "have", "do", "don't", "can", "were", "had", "can't", "get", "could"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase and its worth: more than nothing if it can stand alone.

    ``is_longer`` is true for one of a word or two more, which is whole, for a headline and not for a label.
    """

    text: str
    worth: float
    is_longer: bool = False

    def less(self, worth: float) -> "Candidate":
        return replace(self, worth=self.worth - worth)


def of(texts: list[str], *, language: str, most: int) -> list[Candidate]:
    """All candidates of sentences, best first. The first sentence is the one to be shortened."""
    found = [
        candidate.less(
            number * _LATER + _POINTING * (number > 0 and worth.is_vague(candidate.text, language))
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
    yield from _whole(whole, language=language, most=most)
    told = ", ".join(several)
    yield from _pair(told if told.casefold() in whole.casefold() else whole, language=language, most=most)
    yield from _equation(text, language=language, most=most)
    yield from _asked_condition(several, language=language, most=most)
    for place, clause in enumerate(several):
        aside = asides.of(clause, place, text, language)
        base = _CLAUSE - _LATER_CLAUSE * place - aside
        if clause != whole:
            yield from _valued(clause, base, language=language, most=most)
        plain = splitting.without_lead(clause, language=language)
        if plain != clause:
            yield from _valued(plain, base - _WITHOUT_LEAD, language=language, most=most)
        for candidate in _phrases(plain, language=language, most=most):
            yield candidate.less(_LATER_CLAUSE * place + aside)
        for candidate in _figures(plain, language=language, most=most):
            yield candidate.less(_LATER_CLAUSE * place)


def _whole(text: str, *, language: str, most: int) -> Iterator[Candidate]:
    """The sentence. What ends with a preposition, such as "What is it for?", is whole as a sentence."""
    if is_short(text, most, language=language):
        # "Scrolling is": the rest stands in the sentence before.
        is_elliptic = (
            thoughts.words_of(text)[-1]
            in clause_words.of(language).verbs & clause_words.of(language).dangling
        )
        is_open = is_elliptic or worth.is_bare(thoughts.words_of(text), language)
        most_faults = worth.NOTHING if is_open else _MOST_FAULTS
        faults = min(worth.faults(text, text, language=language), most_faults)
        if text.endswith(QUESTIONS):
            # "Really?" and "The catch?" only lead to the next sentence.
            faults = _MOST_FAULTS / len(text.split()) if len(text.split()) < parts.FEWEST_WORDS else 0.0
        if _is_tagged(text, language):
            return
        # "Do you know why …?": what is asked inside is enough.
        is_long = text.endswith(QUESTIONS) and len(text.split()) > _LONG_QUESTION
        if is_long and any(complements.of(text, language=language)):
            return
        yield Candidate(headlines.capitalised(text), _SENTENCE - faults)
    yield from _valued(text, _SENTENCE, language=language, most=most)


def _pair(text: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Two clauses of which one denies the other, or two short ones: "Khen nỗ lực, đừng khen thông minh"."""
    two = splitting.at_commas(text, language=language)
    if len(two) != _TWO or parts.primary(language) == "en" or text.endswith(QUESTIONS):
        return
    denied = sum(worth.is_negated(each, language) for each in two)
    is_pair = denied == 1 or all(len(each.split()) <= parts.FEWEST_WORDS for each in two)
    is_fit = splitting.length_of(text, language=language) <= _MOST_OF_WHOLE and len(text) <= _LONGEST_WHOLE
    if is_pair and is_fit:
        value = _PAIR - worth.faults(text, text, language=language)
        yield Candidate(headlines.capitalised(text), value, is_longer=True)


def _equation(text: str, *, language: str, most: int) -> Iterator[Candidate]:
    """A Russian or Ukrainian sentence whose dash stands for "is": "Рыбный сэндвич у моста — ловушка"."""
    left, dash, right = text.partition(" — ")
    right = splitting.at_commas(right, language=language)[0]
    whole = f"{left} — {right}"
    is_told = parts.primary(language) in asides.DASHED and dash and not asides.goes_on(right, language)
    is_fit = splitting.length_of(whole, language=language) <= _MOST_OF_WHOLE and len(whole) <= _LONGEST_WHOLE
    if is_told and is_fit and "," not in left and not leads.is_lead(left, dash, language=language):
        value = _PAIR - worth.faults(right, right, language=language) / _TWO
        yield Candidate(headlines.capitalised(whole), value, is_longer=True)


def _is_tagged(text: str, language: str) -> bool:
    """Whether a sentence only ends with a question: "Đi ba ngày chỉ với hai triệu, có được không?"."""
    last = splitting.at_commas(text, language=language)[-1]
    is_short_tag = splitting.length_of(last, language=language) < _LONGEST_TAG
    return text.endswith(QUESTIONS) and last != text and is_short_tag


def _is_second(language: str) -> bool:
    return parts.primary(language) in parts.VERB_SECOND


def _valued(phrase: str, base: float, *, language: str, most: int) -> Iterator[Candidate]:
    """The phrase if it is short enough, or its shorter forms."""
    if len(phrase.split()) > most + _MOST_TIGHTENED:
        return
    longer = _a_little_longer(phrase, language=language, most=most)
    if longer:
        is_english = parts.primary(language) == "en"
        # One of its clauses is worth more.
        less = _OF_CLAUSE + 2 * _LATER_CLAUSE * (", " in longer)
        value = base - _LITTLE_LONGER if is_english else min(base, _SHORTER) - less
        yield Candidate(longer, value, is_longer=not is_english)
    for form, cost in tightening.ways(phrase, language=language):
        if longer and cost >= _WITHOUT_ARTICLES:
            return
        if cost <= _MOST_TIGHTENING and is_short(form, most, language=language):
            faults = worth.faults(form, phrase, language=language)
            yield Candidate(headlines.capitalised(form), base - cost - faults)
            return


def _a_little_longer(phrase: str, *, language: str, most: int) -> str:
    """A phrase of one or two words more: better whole than cut, or without its English articles."""
    if most < _MOST_WORDS_OF_HEADLINE:
        return ""
    is_english = parts.primary(language) == "en"
    longest = _LONGEST_PHRASE if is_english else _LONGEST_WHOLE
    for form, cost in tightening.ways(phrase, language=language):
        is_fit = splitting.length_of(form, language=language) <= _MOST_OF_WHOLE and len(form) <= longest
        is_fit = is_fit and not is_short(form, most, language=language)
        # "did not" has a shorter form.
        is_fit = is_fit and cost < 1 and not (is_english and "not" in form.split())
        whole = cuts.without_particle(form, language=language)
        if is_fit and not worth.faults(whole, whole if whole != form else phrase, language=language):
            return headlines.capitalised(form)
    return ""


def is_short(text: str, most: int, *, language: str) -> bool:
    """Whether a text has at most ``most`` words, or as a question two more."""
    is_question = text.endswith(QUESTIONS) and len(text) <= _LONGEST_QUESTION
    is_split = parts.primary(language) == "vi"
    words = float(sum(any(map(str.isalnum, word)) for word in text.split()))
    words = splitting.length_of(text, language=language) if is_split else words
    return 0 < words <= (max(most, _MOST_WORDS_OF_QUESTION) if is_question else most)


def _asked_condition(several: list[str], *, language: str, most: int) -> Iterator[Candidate]:
    """A condition in front as a question: "If you feel anxious right now, …" is "Feel anxious right now?"."""
    words = several[0].split() if len(several) > 1 else []
    if words and asides.is_verb_first(several[0], language):
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
    yield from _beginnings(clause, language=language, most=most)
    yield from _long_beginnings(clause, language=language, most=most)
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


def _beginnings(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
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
            less = _CUT_FIGURE if figures.holds(start, language) else _CUT_PHRASE
            # "Un chat adulte ronronne | entre 25 et 150 hertz": the figure is its point.
            is_point = (
                figures.holds(" ".join(rest), language) and len(start.split()) <= parts.FEWEST_WORDS + 1
            )
            less += _POINTING * is_point
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
    is_limited = is_narrowed or not _joins(word, language)
    return is_limited and worth.is_negated(start, language)


def _long_beginnings(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Beginnings of a word or two more that end before another clause: "Pon la lavadora al sol | o …"."""
    words = clause.split()
    if parts.primary(language) == "en" or clause.endswith(QUESTIONS):
        return
    shortest, longest = (
        splitting.most_tokens(each, language=language) for each in (most, max(most, _MOST_OF_WHOLE))
    )
    for place in range(shortest + 1, min(longest, len(words) - _TWO) + 1):
        start, rest = " ".join(words[:place]), words[place:]
        following = (thoughts.words_of(rest[0]) or [""])[0]
        is_next = following in starts.OR or (_joins(rest[0], language) and len(rest) > parts.FEWEST_WORDS)
        is_next = is_next and following not in parts.of_words(language)
        is_fit = (
            splitting.length_of(start, language=language) <= _MOST_OF_WHOLE and len(start) <= _LONGEST_WHOLE
        )
        if is_next and is_fit and worth.of_start(start, rest, language=language) > _BEGUN:
            value = _SHORTER - _OF_CLAUSE - worth.faults(start, clause, language=language)
            yield Candidate(headlines.capitalised(start), value, is_longer=True)


def _joins(word: str, language: str) -> bool:
    """Whether a word begins another clause, so that the one before it is whole: "Commencez … | que personne"."""
    known, table = clause_words.of(language), grammar.of(language)
    first = (thoughts.words_of(word) or [""])[0]
    joining = known.subordinators | known.coordinators | table.subordinating | parts.of_words(language)
    return first in joining | worth.WITHOUT


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
    is_time = thoughts.words_of(figure)[-1] in ("ago", "later", "earlier")
    yield Candidate(figure, value - _BARE_FIGURE * (size < _NAMED_FIGURE) - _TIME_ALONE * is_time)
    words = clause.split()
    place = clause.casefold().find(figure.casefold())
    longer = clause[place:].strip(splitting.EDGES)
    rest = (thoughts.words_of(longer)[size:] or [""])[0]
    is_phrase = rest in worth.WITHOUT | clause_words.of(language).dangling | parts.of_words(language)
    if place >= 0 and is_phrase and size < len(longer.split()) <= min(most, len(words) - 1):
        faults = worth.faults(longer, clause, language=language)
        value = _FIGURE + _PER_WORD * len(longer.split()) + _TO_THE_END - faults
        yield Candidate(headlines.capitalised(longer), value)


def _is_led(figure: str, clause: str, language: str) -> bool:
    """Whether two figures are cut off from the preposition of the first one."""
    before = thoughts.words_of(clause[: clause.casefold().find(figure.casefold())])[-1:]
    known = clause_words.of(language)
    is_two = sum(figures.is_figure(word, language) for word in figure.split()) > 1
    return is_two and bool(set(before) & (known.dangling | known.opening))


def _predicates(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """What is said of a subject: "Chocolate and grapes are poison for dogs" is "Poison for dogs".

    "The mistake is to wait" is "Mistake: to wait".
    """
    words, copulas = clause.split(), grammar.of(language).copulas
    place = next((number for number, word in enumerate(words) if word.casefold() in copulas and number), 0)
    rest = words[place + 1 :]
    if (
        _is_second(language)
        or not place
        # "a muscle that is pulled gets weaker"
        or words[place - 1].casefold() in parts.RELATIVES
        or clause.endswith(QUESTIONS)
        or not 2 <= len(rest) <= most
        or rest[0].casefold() in grammar.of(language).leaning | grammar.of(language).negations
        or (rest[0].casefold() in worth.leading(language) and parts.primary(language) != "en")
        or place > most + 2
    ):
        return
    text = leads.called(" ".join(rest), " ".join(words[:place]), language=language)
    value = _PREDICATE + _PER_WORD * len(rest)
    yield Candidate(headlines.capitalised(text), value - worth.faults(text, clause, language=language))
