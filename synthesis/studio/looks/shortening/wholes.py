"""Whole sentences and clauses as headlines, also those of a word or two more."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF002

from collections.abc import Iterator

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import asides, cuts, leads, splitting, tightening, worth
from synthesis.studio.looks.shortening.phrases import LONGEST_WHOLE, Candidate, is_fit, is_short
from synthesis.studio.looks.shortening.worth import QUESTIONS

_LONG_QUESTION, _LONGEST_TAG = 7, 3.5
_MOST_FAULTS, _TWO = 4.0, 2
# What a pair of clauses is worth, and at most a clause that is longer than a headline.
_PAIR, LONGER = 8.3, 7.6
_MOST_TIGHTENED, _MOST_TIGHTENING, _WITHOUT_ARTICLES = 6, 2.6, 2.0
_OF_CLAUSE, _WITH_CLAUSES, _OF_ENGLISH, _LONGEST_ENGLISH, _MOST_WORDS_OF_HEADLINE = 1.4, 0.6, 2.35, 40, 5


def of(text: str, base: float, *, language: str, most: int) -> Iterator[Candidate]:
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
        yield Candidate(headlines.capitalised(text), base - faults)
    yield from valued(text, base, language=language, most=most)


def pair(text: str, *, language: str) -> Iterator[Candidate]:
    """Two clauses of which one denies the other, or two short ones: "Khen nỗ lực, đừng khen thông minh"."""
    two = splitting.at_commas(text, language=language)
    if len(two) != _TWO or parts.primary(language) == "en" or text.endswith(QUESTIONS):
        return
    denied = sum(worth.is_negated(each, language) for each in two)
    is_pair = denied == 1 or all(len(each.split()) <= parts.FEWEST_WORDS for each in two)
    if is_pair and is_fit(text, language=language):
        value = _PAIR - worth.faults(text, text, language=language)
        yield Candidate(headlines.capitalised(text), value, is_longer=True)


def equation(text: str, *, language: str) -> Iterator[Candidate]:
    """A Russian or Ukrainian sentence whose dash stands for "is": "Рыбный сэндвич у моста — ловушка"."""
    left, dash, right = text.partition(" — ")
    right = splitting.at_commas(right, language=language)[0]
    whole = f"{left} — {right}"
    is_told = parts.primary(language) in asides.DASHED and dash and not asides.goes_on(right, language)
    is_told = is_told and is_fit(whole, language=language)
    if is_told and "," not in left and not leads.is_lead(left, dash, language=language):
        value = _PAIR - worth.faults(right, right, language=language) / _TWO
        yield Candidate(headlines.capitalised(whole), value, is_longer=True)


def _is_tagged(text: str, language: str) -> bool:
    """Whether a sentence only ends with a question: "Đi ba ngày chỉ với hai triệu, có được không?"."""
    last = splitting.at_commas(text, language=language)[-1]
    is_short_tag = splitting.length_of(last, language=language) < _LONGEST_TAG
    is_tag = is_short_tag and len(text.split()) >= _TWO * len(last.split())
    return text.endswith(QUESTIONS) and last != text and is_tag


def valued(phrase: str, base: float, *, language: str, most: int) -> Iterator[Candidate]:
    """The phrase if it is short enough, or its shorter forms."""
    if len(phrase.split()) > most + _MOST_TIGHTENED:
        return
    longer = _a_little_longer(phrase, language=language, most=most)
    if longer:
        is_english = parts.primary(language) == "en"
        # One of its clauses is worth more.
        less = _OF_CLAUSE + _WITH_CLAUSES * (", " in longer)
        value = base - _OF_ENGLISH if is_english else min(base, LONGER) - less
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
    longest = _LONGEST_ENGLISH if is_english else LONGEST_WHOLE
    for form, cost in tightening.ways(phrase, language=language):
        # "did not" has a shorter form.
        is_long = cost < 1 and not (is_english and "not" in form.split())
        is_long = is_long and not is_short(form, most, language=language)
        is_long = is_long and is_fit(form, language=language, most_letters=longest)
        whole = cuts.without_particle(form, language=language)
        if is_long and not worth.faults(whole, whole if whole != form else phrase, language=language):
            return headlines.capitalised(form)
    return ""
