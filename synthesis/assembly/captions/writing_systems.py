"""Properties of writing systems for captions: ends of sentences, missing spaces, right-to-left direction."""

import re
from collections.abc import Sequence
from unicodedata import bidirectional

from bidi import get_display

ENDINGS = tuple(".!?…。؟।\uff01\uff1f")
BREAKS = tuple(",;:،、؛\uff0c")

# Chinese and Japanese: Han, kana, and their punctuation and full-width forms. Korean has spaces.
UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


def is_unspaced(text: str) -> bool:
    """Whether the text contains characters that are written without spaces between words."""
    return UNSPACED.search(text) is not None


# Languages that are written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})

# A variation selector takes the direction of the character before it, so it marks a word without reordering.
_MARKS = [chr(0xE0100 + number) for number in range(240)]
_MARK = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]")
_STRONG = frozenset({"L", "R", "AL", "EN", "AN"})


def is_right_to_left(text: str, *, language: str) -> bool:
    """Whether lines of the text run right to left: by its language, or by two thirds of its letters."""
    if language.lower().split("-")[0] in RIGHT_TO_LEFT:
        return True
    directions = [bidirectional(character) for character in text]
    return directions.count("R") + directions.count("AL") > 2 * directions.count("L")


def visual_order(words: Sequence[str], *, rtl: bool) -> list[int]:
    """The indexes of a line's words from left to right, by Unicode's bidirectional algorithm.

    Words beyond the first 240, which no line has, keep the line's direction.
    """
    marked = " ".join(_marked(word, mark) for word, mark in zip(words, _MARKS, strict=False))
    displayed = str(get_display(marked, base_dir="R" if rtl else "L"))
    seen = [ord(mark) - ord(_MARKS[0]) for mark in _MARK.findall(displayed)]
    rest = list(range(len(_MARKS), len(words)))
    return [*reversed(rest), *seen] if rtl else [*seen, *rest]


def _marked(word: str, mark: str) -> str:
    """Mark the first letter or digit: a bracket before it may have another direction."""
    plain = _MARK.sub("", word)
    letters = (number for number, letter in enumerate(plain, start=1) if bidirectional(letter) in _STRONG)
    at = next(letters, 1)
    return plain[:at] + mark + plain[at:]
