"""A phrase that could be a headline, and whether it is short enough for one."""

from dataclasses import dataclass, replace

from synthesis.studio.headlines import parts
from synthesis.studio.looks.shortening import splitting
from synthesis.studio.looks.shortening.worth import QUESTIONS

# A question that is cut asks something else: one of a few words more stays whole.
_MOST_WORDS_OF_QUESTION, _LONGEST_QUESTION = 10, 56
# A whole clause of a word or two more: three lines.
_MOST_WORDS_OF_WHOLE, LONGEST_WHOLE = 7, 54


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


def is_short(text: str, most: int, *, language: str) -> bool:
    """Whether a text has at most ``most`` words, or as a question two more."""
    is_question = text.endswith(QUESTIONS) and len(text) <= _LONGEST_QUESTION
    is_split = parts.primary(language) == "vi"
    words = float(sum(any(map(str.isalnum, word)) for word in text.split()))
    words = splitting.length_of(text, language=language) if is_split else words
    return 0 < words <= (max(most, _MOST_WORDS_OF_QUESTION) if is_question else most)


def is_fit(text: str, *, language: str, most_letters: int = LONGEST_WHOLE) -> bool:
    """Whether a text of a word or two more may stand as a headline, if fewer would not be whole."""
    return splitting.length_of(text, language=language) <= _MOST_WORDS_OF_WHOLE and len(text) <= most_letters
