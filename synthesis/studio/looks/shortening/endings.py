"""The ends of a clause whose language puts the verb last, and its point with it."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001, RUF003

import re
from collections.abc import Iterator

from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar
from synthesis.studio.looks.shortening.worth import QUESTIONS, is_negated

_ENDING, _PER_WORD, _AT_BOUNDARY, _WITHIN_PHRASE = 6.5, 0.15, 1.0, 1.3
_DENIED, _FAR = 2.0, 4.5
_FEWEST, _MOST_WORDS_OF_QUESTION = 3, 10
_KOREAN_NUMBERS = frozenset({"한", "두", "세", "네", "다섯", "여섯", "몇"})
# By language: the endings of words that end a phrase, of verbs that join a clause to the next one, and of
# words that belong to the next noun.
_PHRASE_END = {
    "ko": re.compile(r"(?:은|는|에|에서|로|도|면|고)$"),
    "tr": re.compile(
        r"(?:[dt][ae]n?|[^aeıioöuü][yn][ae]|\wy?l[ae]|ken|[ıiuü]p|[ıiuü]nc[ae]|[ae]r[ae]k|s[ae]|,)$"
    ),
}
_JOINING = {
    "ko": re.compile(r"(?:면|면서|고|지만|는데|니까|아서|어서|해서|려고)$"),
    "tr": re.compile(r"(?:[ıiuü]p|[ıiuü]nc[ae]|[ae]r[ae]k|ken|m[ae]d[ae]n|s[ae])$"),
}
_OWNING = {"hi": re.compile(r"(?:का|के|की)$"), "tr": re.compile(r"\w{3}[ıiuü]n$")}
_ONE = "bir"
_ACCUSATIVE, _MOST_LEFT_OUT = ("ı", "i", "u", "ü"), 3
_THAN = re.compile(r"[dt][ae]n$")
_NEVER = re.compile(r"(?!)")


def of(clause: str, *, language: str, most: int) -> Iterator[tuple[str, float]]:
    """The ends of at least three words, each with its worth."""
    words = clause.split()
    longest = max(most, _MOST_WORDS_OF_QUESTION) if clause.endswith(QUESTIONS) else most
    for size in range(min(longest, len(words) - 1), _FEWEST - 1, -1):
        place = len(words) - size
        if _is_cut(words, place, language):
            continue
        value = _ENDING + _PER_WORD * size
        value += _AT_BOUNDARY if _is_boundary(words, place, language) else -_WITHIN_PHRASE
        text = " ".join(words[-size:])
        yield text, value - _FAR * _is_far(words, place, language) - _DENIED * is_negated(text, language)


def _word(words: list[str], place: int) -> str:
    return (thoughts.words_of(words[place]) or [""])[0]


def _is_boundary(words: list[str], place: int, language: str) -> bool:
    """Whether a phrase ends before a place: with a postposition or a particle, or before a figure."""
    tag, table = parts.primary(language), grammar.of(language)
    first, before = _word(words, place), _word(words, place - 1)
    # "bir buçuk bardak"
    is_one = first == _ONE and place + 1 < len(words) and figures.is_figure(words[place + 1], language)
    is_counted = (is_one or figures.is_figure(words[place], language)) and before != _ONE
    if tag == "tr" and is_counted and not before.endswith(_ACCUSATIVE):
        return True
    pattern = _PHRASE_END.get(tag, _NEVER)
    is_end = before in table.postpositions or pattern.search(before) or words[place - 1].endswith(",")
    return bool(is_end) or first in table.quantifiers


def _is_far(words: list[str], place: int, language: str) -> bool:
    """Whether more than a phrase of time or place is left out: "रात भर चार्जिंग पर छोड़ने से | बैटरी खराब …"."""
    tag, before = parts.primary(language), _word(words, place - 1)
    is_figure = tag != "tr" and figures.is_figure(words[place], language)
    if is_figure or before in clause_words.of(language).coordinators or before in grammar.of(language).vague:
        return False
    is_short = tag != "tr" or before in grammar.of(language).postpositions
    is_short |= figures.is_figure(words[place], language) or _word(words, place) == _ONE
    return place > (_MOST_LEFT_OUT if is_short else _MOST_LEFT_OUT - 1)


def _is_cut(words: list[str], place: int, language: str) -> bool:
    """Whether an end begins within a phrase: "Gün | doğumunu", "तीन महीने का | खर्च", "쌀뜨물 두 | 컵을"."""
    tag, table, known = parts.primary(language), grammar.of(language), clause_words.of(language)
    first, before = _word(words, place), _word(words, place - 1)
    is_boundary = _is_boundary(words, place, language)
    is_counted = figures.is_figure(words[place - 1], language) or before in _KOREAN_NUMBERS
    is_limited = before in known.dangling | table.quantifiers and not is_boundary
    is_limited |= " ".join(words[max(0, place - 2) : place]).casefold() in table.quantifiers
    # "water, a lamp and | a whistle": half of a list.
    is_listed = before in known.coordinators and any(word.endswith(",") for word in words[: place - 1])
    is_small = first in known.dangling and not figures.is_figure(words[place + 1], language)
    # "büyüdü ki sınırlarını koruyamaz oldu"
    is_so = place + 1 < len(words) and _word(words, place + 1) == "ki"
    # "सोने से | तीन घंटे पहले"
    is_so |= tag == "tr" and bool(_THAN.search(before)) and "daha" in words[place:]
    is_so |= any(f"{before} {word}" in table.correlatives for word in words[place : place + 3])
    is_joining = (
        is_so or first in table.postpositions | table.leaning or bool(_JOINING.get(tag, _NEVER).search(first))
    )
    is_within = bool(_OWNING.get(tag, _NEVER).search(before)) or (tag == "tr" and not is_boundary)
    return not first or is_counted or is_limited or is_listed or is_small or is_joining or is_within
