"""The phrases of a text that could be its headline, each with its worth."""

# Letters of other alphabets look like Latin ones.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, splitting, starts, tightening, worth
from synthesis.studio.looks.shortening.worth import QUESTIONS

# A question that is cut asks something else: one of a few words more stays whole.
_LONG_QUESTION, _MOST_WORDS_OF_QUESTION, _LONGEST_QUESTION = 7, 10, 48
_MOST_TIGHTENED = 6
_MOST_SENTENCES = 5
# What a candidate of each kind is worth.
_SENTENCE, _CLAUSE, _ASKED, _FIGURE, _PREDICATE, _ENDING = 10.0, 8.0, 7.4, 6.1, 6.2, 6.5
_PER_WORD, _TO_THE_END, _WITHOUT_LEAD, _LATER, _LATER_CLAUSE, _BARE_FIGURE = 0.15, 0.3, 0.3, 0.5, 0.3, 1.6
_AT_BOUNDARY, _MOST_TIGHTENING = 1.0, 2.6
_MOST_FAULTS, _HALF, _NAMED_FIGURE = 4.0, 2.0, 3
_NUMBER_WORD = 1.2
_LITTLE_LONGER, _LONGEST_PHRASE, _MOST_WORDS_OF_HEADLINE, _WITHOUT_ARTICLES = 2.35, 40, 5, 2.0
_ANNOUNCING, _LED, _HANGING, _WAITING = 3.0, 4.5, 4.0, 5.5
# Turkish "not this, …": the next clause says what instead.
_NOT_THIS = "değil"
# "Wer früh bucht, …": the main clause follows.
_THAT = frozenset({"dass", "что", "that"})
_WHOEVER = frozenset(
    {"wer", "whoever", "quien", "quienes", "wie", "chi", "quem", "celui", "ceux", "kto", "кто"}
)
_GERMAN_SUBJECTS = frozenset({"ich", "du", "er", "sie", "es", "wir", "ihr", "man", "ik", "je", "hij", "we"})
_KOREAN_NUMBERS = frozenset({"한", "두", "세", "네", "다섯", "여섯", "몇"})
_KOREAN_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|에|에서|로|도|면|고)$")
_NO_CONDITIONS = frozenset({"are", "have", "do", "don't", "can", "were", "had", "can't", "get", "could"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase and its worth: more than nothing if it can stand alone."""

    text: str
    worth: float


def of(texts: list[str], *, language: str, most: int) -> list[Candidate]:
    """All candidates of sentences, best first. The first sentence is the one to be shortened."""
    found = [
        Candidate(candidate.text, candidate.worth - number * _LATER)
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
    several = splitting.clauses(text, language=language)
    whole = splitting.unquoted(text).strip(splitting.EDGES)
    yield from _whole(whole, language=language, most=most)
    yield from _asked_condition(several, language=language, most=most)
    for place, clause in enumerate(several):
        aside = _aside(clause, place, text, language)
        base = _CLAUSE - _LATER_CLAUSE * place - aside
        if len(several) > 1:
            yield from _valued(clause, base, language=language, most=most)
        plain = splitting.without_lead(clause)
        if plain != clause:
            yield from _valued(plain, base - _WITHOUT_LEAD, language=language, most=most)
        for candidate in _phrases(plain, language=language, most=most):
            yield Candidate(candidate.text, candidate.worth - _LATER_CLAUSE * place - aside)
        for candidate in _figures(plain, language=language, most=most):
            yield Candidate(candidate.text, candidate.worth - _LATER_CLAUSE * place)


def _whole(text: str, *, language: str, most: int) -> Iterator[Candidate]:
    """The sentence. What ends with a preposition, such as "What is it for?", is whole as a sentence."""
    if is_short(text, most):
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
        # "Do you know why …?": what is asked inside is enough.
        is_long = text.endswith(QUESTIONS) and len(text.split()) > _LONG_QUESTION
        if is_long and any(complements.of(text, language=language)):
            return
        yield Candidate(headlines.capitalised(text), _SENTENCE - faults)
    yield from _valued(text, _SENTENCE, language=language, most=most)


def _leads_on(words: list[str], rest: str, language: str) -> bool:
    """Whether a clause is half of a thought: "Schnarchen entsteht, wenn …", "So dark, that …"."""
    following = (thoughts.words_of(rest[:40]) or [""])[0]
    known = clause_words.of(language).subordinators
    is_bare = len(words) < parts.FEWEST_WORDS and following in known - parts.RELATIVES
    is_degree = following in _THAT and any(word == "so" or word.startswith("так") for word in words)
    return rest.startswith(",") and (is_bare or is_degree)


def _has_verb(words: list[str], language: str) -> bool:
    return thoughts.has_verb(words, language=language)


def _aside(clause: str, place: int, text: str, language: str) -> float:
    """How much less a clause is worth that announces the next one, or only hangs on the one before it."""
    words, known = thoughts.words_of(clause), clause_words.of(language)
    if place == 0:
        if f"{clause}," in text and (words[-1] == _NOT_THIS or words[0] in _WHOEVER):
            return _WAITING
        if _leads_on(words, text[text.find(clause) + len(clause) :], language):
            return _HANGING
        has_verb = thoughts.has_verb(words, language=language) if known.verbs else len(words) > 3
        if has_verb or clause.endswith(QUESTIONS):
            return 0.0
        is_english = parts.primary(language) == "en"
        is_name = is_english or words[0] in known.dangling
        # "Back then, the queen could …"
        is_adverb = is_english and len(words) < parts.FEWEST_WORDS and f"{clause}," in text
        plain = thoughts.words_of(splitting.without_lead(clause))
        is_led = plain[0] in worth.leading(language) or is_adverb
        return _ANNOUNCING * (is_name and f"{clause}:" in text) + _LED * is_led
    is_inverted = _is_second(language) and thoughts.words_of(text)[0] in _WHOEVER
    is_contrast = words[0] in grammar.of(language).negations and bool(known.verbs)
    if is_inverted or (is_contrast and not _has_verb(words, language)):
        # "…, not from outside"
        return _HANGING
    is_relative = parts.primary(language) in ("de", "nl") and words[0] in known.dangling | known.subordinators
    if is_relative and (words[-1] in known.verbs or (words[1:2] and words[1] in _GERMAN_SUBJECTS)):
        return _HANGING
    is_announced = f": {clause[:12]}" in text
    has_verb = thoughts.has_verb(words, language=language)
    if len(words) < parts.FEWEST_WORDS and known.verbs and not has_verb and not is_announced:
        # "Mark what is text in, text out."
        return _LED
    is_led = not is_announced and not has_verb and words[0] in worth.leading(language)
    return _LED * is_led + _HANGING * (
        bool(known.verbs) and not parts.has_subject(clause, language) and _is_second(language)
    )


def _is_second(language: str) -> bool:
    return parts.primary(language) in parts.VERB_SECOND


def _valued(phrase: str, base: float, *, language: str, most: int) -> Iterator[Candidate]:
    """The phrase if it is short enough, or its shorter forms."""
    if len(phrase.split()) > most + _MOST_TIGHTENED:
        return
    longer = _a_little_longer(phrase, language=language, most=most)
    if longer:
        yield Candidate(longer, base - _LITTLE_LONGER)
    for form, cost in tightening.ways(phrase, language=language):
        if longer and cost >= _WITHOUT_ARTICLES:
            return
        if cost <= _MOST_TIGHTENING and is_short(form, most):
            faults = worth.faults(form, phrase, language=language)
            yield Candidate(headlines.capitalised(form), base - cost - faults)
            return


def _a_little_longer(phrase: str, *, language: str, most: int) -> str:
    """An English phrase of one or two words more: better whole than without its articles."""
    if parts.primary(language) != "en" or most < _MOST_WORDS_OF_HEADLINE:
        return ""
    for form, cost in tightening.ways(phrase, language=language):
        is_fit = most < len(form.split()) <= most + 2 and len(form) <= _LONGEST_PHRASE
        # "did not" has a shorter form.
        is_fit = is_fit and cost < 1 and "not" not in form.split()
        if is_fit and not worth.faults(form, phrase, language=language):
            return headlines.capitalised(form)
    return ""


def is_short(text: str, most: int) -> bool:
    """Whether a text has at most ``most`` words, or as a question two more."""
    is_question = text.endswith(QUESTIONS) and len(text) <= _LONGEST_QUESTION
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return 0 < words <= (max(most, _MOST_WORDS_OF_QUESTION) if is_question else most)


def _asked_condition(several: list[str], *, language: str, most: int) -> Iterator[Candidate]:
    """A condition in front as a question: "If you feel anxious right now, …" is "Feel anxious right now?"."""
    words = several[0].split() if len(several) > 1 else []
    if not words or words[0].casefold() not in grammar.of(language).conditions:
        return
    rest, tag = words[1:], parts.primary(language)
    if tag == "en":
        rest = rest[1:] if rest[:1] == ["you"] and rest[1:2] and rest[1] not in _NO_CONDITIONS else []
    if 2 <= len(rest) <= most:
        opener, mark = ("\u00bf" if tag == "es" else ""), ("\u00a0?" if tag == "fr" else "?")
        yield Candidate(f"{opener}{headlines.capitalised(' '.join(rest))}{mark}", _ASKED - 0.5)


def _phrases(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Phrases of one clause: its beginning, its predicate, or in some languages its end."""
    if parts.primary(language) in parts.VERB_LAST:
        yield from _endings(clause, language=language, most=most)
        return
    yield from _beginnings(clause, language=language, most=most)
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
    for form, cost in tightening.ways(clause, language=language):
        for start, rest in starts.of(form, language=language, most=most):
            value = worth.of_start(start, rest, language=language) + _PER_WORD * len(start.split())
            faults = worth.faults(start, clause, language=language)
            # "Which is the lie | that surprised you?" asks something else without its end.
            faults += _MOST_FAULTS * (bool(mark) and rest[0].casefold() in parts.RELATIVES)
            yield Candidate(headlines.capitalised(start) + mark, value - cost - faults)


def _figures(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """Each figure with what it counts, and with all that follows it."""
    if parts.primary(language) in parts.VERB_LAST:
        return
    several = figures.phrases(clause, language=language, most=most)
    for number, figure in enumerate(several):
        # One of two figures is not the point.
        is_half = len(several) > 1 and len(figure.split()) < _NAMED_FIGURE
        for candidate in _figure(figure, clause, language=language, most=most):
            yield Candidate(candidate.text, candidate.worth - _LATER * number - _HALF * is_half)


def _figure(figure: str, clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    size = len(figure.split())
    is_end = clause.casefold().endswith(figure.casefold())
    value = (
        _FIGURE + _PER_WORD * size + _TO_THE_END * is_end - worth.faults(figure, clause, language=language)
    )
    # "Two scientists" has no figure to be shown.
    is_word = size < _NAMED_FIGURE and not any(map(str.isdigit, figure))
    value -= _NUMBER_WORD * is_word
    is_time = thoughts.words_of(figure)[-1] in ("ago", "later", "earlier")
    yield Candidate(figure, value - _BARE_FIGURE * (size < _NAMED_FIGURE) - _ANNOUNCING * is_time)
    words = clause.split()
    place = clause.casefold().find(figure.casefold())
    longer = clause[place:].strip(splitting.EDGES)
    rest = (thoughts.words_of(longer)[size:] or [""])[0]
    is_phrase = rest in clause_words.of(language).dangling | parts.OF
    if place >= 0 and is_phrase and size < len(longer.split()) <= min(most, len(words) - 1):
        faults = worth.faults(longer, clause, language=language)
        value = _FIGURE + _PER_WORD * len(longer.split()) + _TO_THE_END - faults
        yield Candidate(headlines.capitalised(longer), value)


def _predicates(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """What is said of a subject: "Chocolate and grapes are poison for dogs" is "Poison for dogs"."""
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
        or place > most + 2
    ):
        return
    text = " ".join(rest)
    value = _PREDICATE + _PER_WORD * len(rest)
    yield Candidate(headlines.capitalised(text), value - worth.faults(text, clause, language=language))


def _endings(clause: str, *, language: str, most: int) -> Iterator[Candidate]:
    """The ends of a clause whose language puts the verb last, and its point with it."""
    words, known = clause.split(), clause_words.of(language)
    longest = max(most, _MOST_WORDS_OF_QUESTION) if clause.endswith(QUESTIONS) else most
    for size in range(min(longest, len(words) - 1), 1, -1):
        before, rest = words[-size - 1], words[-size:]
        first = (thoughts.words_of(rest[0]) or [""])[0]
        ends = (thoughts.words_of(before) or [""])[0]
        is_boundary = _ends_phrase(ends, language)
        is_cut = ends in _KOREAN_NUMBERS or (
            (ends in known.dangling or ends in grammar.of(language).quantifiers) and not is_boundary
        )
        # "water, a lamp and | a whistle": half of a list.
        is_cut |= ends in known.coordinators and any(word.endswith(",") for word in words[: -size - 1])
        is_small = first in known.dangling and not figures.is_figure(rest[1], language)
        if not first or is_small or is_cut or figures.is_figure(before, language):
            continue
        is_turkic = parts.primary(language) == "tr" and figures.is_figure(rest[0], language)
        is_boundary = is_boundary or is_turkic or first in grammar.of(language).quantifiers
        text = " ".join(rest)
        value = (
            _ENDING
            + _PER_WORD * size
            + _AT_BOUNDARY * is_boundary
            - worth.faults(text, clause, language=language)
        )
        yield Candidate(headlines.capitalised(text), value)


def _ends_phrase(word: str, language: str) -> bool:
    """Whether a word ends a phrase: a postposition, or a Korean word with its particle."""
    if parts.primary(language) == "ko":
        return _KOREAN_PARTICLE.search(word) is not None
    return word in grammar.of(language).postpositions
