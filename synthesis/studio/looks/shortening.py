"""Headlines of at most five words that do not repeat the captions."""

import re

from synthesis.studio import headlines
from synthesis.studio.looks import spacing

MOST_WORDS = 5
# Two lines of eight full-width letters.
_MOST_WIDE = 14
# A question that is cut asks something else: one of a few words more stays whole.
_MOST_WORDS_OF_QUESTION, _LONGEST_QUESTION = 7, 36
_CLAUSE = re.compile(
    r"(?<=[?])[\u201d\u2019\u00bb\"]?\s+|[,;:.!…\u2013\u2014]+[\u201d\u2019\u00bb\"]?\s+|\s+[\u2013\u2014-]\s+"
)
_QUOTATION = str.maketrans("", "", '\u201c\u201d\u201e\u00ab\u00bb"')
_WIDE_CLAUSE = re.compile(r"[\u3001\uff0c\u3002\uff01\uff1f!?\u2026\uff1a]+")
# English only: other languages keep their number words.
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip
# Of a headline that is a little too long, these words are left out.
_ARTICLES = frozenset(
    {"a", "an", "the", "your", "my", "our", "der", "die", "das", "dein", "deine", "el", "la", "le"}
)
# Words that wait for another one.
_OPEN = frozenset(
    {"too", "so", "very", "more", "most", "as", "zu", "sehr", "mehr", "trop", "très", "muy", "más"}
)
_FIGURE = re.compile(r"[$€£¥₹%]|\d[.,:]\d")
_EDGES = " ,;:\u2013\u2014-\u3001\uff0c\u3002."


def shortened(text: str, *, language: str, narration: str = "", most: int = MOST_WORDS) -> str:
    """A headline of at most ``most`` words: the text, one of its clauses, or its beginning.

    If the captions would show the same, what matters in it: "Crack three eggs into a cold pan" becomes
    "3 eggs, cold pan".
    """
    tidy = " ".join(text.split()).strip(_EDGES)
    if spacing.is_unspaced(tidy):
        return _wide(tidy)
    headline = _in_few_words(tidy, language=language, most=most)
    if narration and repeats(headline, narration=narration):
        terse = _terse(tidy, language=language, most=most)
        return terse if terse and not repeats(terse, narration=narration) else headline
    return headline


def trimmed(text: str, *, language: str) -> str:
    """The text without small words at its end: "Stir slowly for" becomes "Stir slowly"."""
    return _beginning(text.strip(_EDGES), language=language, most=MOST_WORDS) if text.strip(_EDGES) else ""


def _in_few_words(tidy: str, *, language: str, most: int) -> str:
    if len(tidy.split()) <= most:
        return tidy
    clauses = [part.strip(_EDGES) for part in _CLAUSE.split(tidy) if part.strip(_EDGES)] or [tidy]
    first, others = _whole(clauses[0]), [part for part in clauses[1:] if 2 <= len(part.split()) <= most]
    if 2 <= len(first.split()) <= _room(first, most):
        return headlines.capitalised(first)
    begun = _beginning(first, language=language, most=most)
    if len(begun.split()) > 2:
        return begun
    terse = " ".join(word for word in first.split() if word.casefold() not in _ARTICLES)
    if 2 <= len(terse.split()) <= most:
        return headlines.capitalised(terse)
    return begun if len(begun.split()) > 1 or not others else headlines.capitalised(others[0])


def _whole(clause: str) -> str:
    """The clause without marks of a quotation, which may begin or end outside it."""
    return clause.translate(_QUOTATION).strip(_EDGES)


def _room(clause: str, most: int) -> int:
    """How many words a clause may have."""
    is_short_question = clause.endswith("?") and len(clause) <= _LONGEST_QUESTION
    return _MOST_WORDS_OF_QUESTION if is_short_question else most


def _beginning(clause: str, *, language: str, most: int) -> str:
    """The first words, without small words at the end."""
    words = clause.split()[:most]
    rest = clause.split()[most:]
    while len(words) > 1 and not _may_end(words[-1], bool(rest), language=language):
        rest.insert(0, words.pop())
    return headlines.capitalised(" ".join(words).strip(_EDGES))


def _may_end(word: str, is_cut: bool, *, language: str) -> bool:
    bare = word.strip(_EDGES + "?!")
    if bare.casefold() in _OPEN:
        return False
    if is_cut and (bare.isdigit() or bare.casefold() in _NUMBERS):
        return False
    return word.endswith((",", ";")) or headlines.is_telling(bare, language=language)


def _terse(text: str, *, language: str, most: int) -> str:
    """A count and what goes with it, with digits for number words: "3 eggs, cold pan". Empty for no count."""
    if _FIGURE.search(text):
        return ""
    runs: list[list[str]] = [[]]
    for word in text.split():
        bare = word.strip(_EDGES + "?!")
        if not bare:
            continue
        if headlines.is_telling(bare, language=language) or bare.casefold() in _NUMBERS or bare.isdigit():
            runs[-1].append(_NUMBERS.get(bare.casefold(), bare))
        elif runs[-1]:
            runs.append([])
    first = runs[0] if runs[0][:1] and runs[0][0][0].isdigit() else runs[0][1:]
    several = [run for run in (first, *runs[1:]) if len(run) > 1][:2]
    is_count = bool(first) and first[0][:1].isdigit()
    if not is_count or len(several) < 2 or sum(map(len, several)) > most:
        return ""
    return headlines.capitalised(", ".join(" ".join(run) for run in several))


def _wide(text: str) -> str:
    if len(text) <= _MOST_WIDE:
        return text
    parts = [part for part in _WIDE_CLAUSE.split(text) if part]
    fitting = [part for part in parts if 3 <= len(part) <= _MOST_WIDE]
    return max(fitting, key=len) if fitting else text[: _MOST_WIDE * 2]


def repeats(headline: str, *, narration: str) -> bool:
    """True if the captions show the headline word for word, in one page."""
    words = _words(headline)
    said = _words(narration)
    if not 1 < len(words) <= 4:
        return False
    return any(said[place : place + len(words)] == words for place in range(len(said) - len(words) + 1))


def _words(text: str) -> list[str]:
    return ["".join(letter for letter in word.casefold() if letter.isalnum()) for word in text.split()]
