"""Scenes as the offline writer builds them, and the estimate of their length."""

from collections.abc import Sequence
from functools import lru_cache

from synthesis.assembly import narration
from synthesis.choices import Structure
from synthesis.content import Beat

LONGEST_HEADLINE_WORDS = 7
# The pause of a scene after its narration.
PAUSE_S = 0.6
# Words that begin sentences of the library and always have a capital letter.
_NAMES = frozenset(["I", "I'm", "Japan", "Tokyo", "Christmas"])


def beat(
    *,
    says: str,
    headline: str,
    structure: Structure = Structure.STATEMENT,
    kicker: str = "",
    items: Sequence[str] = (),
    figure: str = "",
    figure_label: str = "",
    visual: str = "",
) -> Beat:
    """A scene. Its longest word of the headline is highlighted."""
    longest = max(headline.replace(",", "").rstrip(".?!").split(), key=len, default="")
    return Beat(
        narration=says,
        structure=structure,
        kicker=kicker,
        headline=headline,
        body="",
        items=list(items),
        figure=figure,
        figure_label=figure_label,
        accent_words=[longest] if longest else [],
        visual_prompt=visual,
    )


def length_s(lines: Sequence[str]) -> float:
    """Estimate the seconds of a video whose scenes say these lines."""
    return sum(_spoken_s(line) + PAUSE_S for line in lines)


# Plans of one script share most of their lines.
@lru_cache(maxsize=1000)
def _spoken_s(line: str) -> float:
    return narration.estimate_s(text=line, language="en")


def sentence(text: str) -> str:
    """The text as a sentence: with a capital letter, and an end."""
    return text if not text or text[-1] in ".!?}" else f"{capital(text)}."


def capital(text: str) -> str:
    """The text with a capital letter first, unless its first word has one inside, such as "iPhone"."""
    if any(letter.isupper() for letter in text.split(" ", 1)[0][1:]):
        return text
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text to follow other words: without its capital letter, unless the word always has it."""
    first = text.split(" ", 1)[0]
    is_name = first in _NAMES or (len(first) > 1 and first[:2].isupper())
    return text if is_name else text[:1].lower() + text[1:]


def fits_headline(text: str) -> bool:
    """True if the text is short enough for a headline."""
    return 0 < len(text.split()) <= LONGEST_HEADLINE_WORDS
