"""The text of a passage as it is sent to an online voice."""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from synthesis.assembly.speech.passages import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text, and the span of each of the passage's tokens in it."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def letters(self) -> int:
        """The number of letters and digits."""
        return sum(map(str.isalnum, self.text))


def of(passage: Passage) -> Line:
    """The text to send: what is spoken, without the spaces between words of scripts that have none.

    A voice would pause there.
    """
    spoken = passage.spoken
    kept = [not _is_between_ideographs(spoken, at) for at in range(len(spoken))]
    places = [0, *accumulate(kept)]
    return Line(
        text="".join(character for character, keep in zip(spoken, kept, strict=True) if keep),
        spans=tuple((places[token.spoken_from], places[token.spoken_to]) for token in passage.tokens),
    )


def _is_between_ideographs(text: str, at: int) -> bool:
    if not text[at].isspace():
        return False
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return any(
        unicodedata.east_asian_width(each) == "W" and unicodedata.category(each) != "So" for each in around
    )
