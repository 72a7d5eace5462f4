"""The order of a line's words from left to right, by Unicode's bidirectional algorithm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from unicodedata import bidirectional

from bidi import get_display

from synthesis.assembly.fonts import scripts

# A variation selector takes the direction of the character before it, so it marks a place without reordering.
_MARKS = [chr(0xE0100 + number) for number in range(240)]
_MARK = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]")
_STRONG = frozenset({"L", "R", "AL", "EN", "AN"})
_LEFTWARD = frozenset({"R", "AL", "AN"})


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a line, or the part of it that stands together. ``word`` is its index; None for a space."""

    word: int | None
    text: str
    is_rtl: bool


def is_right_to_left(text: str, *, language: str) -> bool:
    """Whether lines run right to left: by the language, or by two thirds of the letters if it is unknown."""
    if scripts.states_direction(language):
        return scripts.of_language(language) in scripts.RIGHT_TO_LEFT
    directions = [bidirectional(character) for character in text]
    return directions.count("R") + directions.count("AL") > 2 * directions.count("L")


def in_order(words: Sequence[str], *, spaced: Sequence[bool], rtl: bool) -> list[Part]:
    """The words of a line and the spaces between them, from left to right.

    ``spaced`` tells which words have a space before them. A word is in parts only where its punctuation
    stands apart from it, such as a quote around several words of the other direction.
    """
    is_plain = not rtl and not any(has_leftward(word) for word in words)
    parts = _parts(words, spaced=spaced, whole=is_plain)
    if is_plain:
        return parts
    if len(parts) > len(_MARKS):
        return parts[::-1] if rtl else parts
    order = _visual_order([part.text for part in parts], rtl=rtl)
    leftward = _leftward(order, rtl=rtl)
    return _joined([parts[number] for number in order], [leftward[number] for number in order])


def has_leftward(text: str) -> bool:
    """Whether the text has letters or digits of a right-to-left script."""
    return any(bidirectional(letter) in _LEFTWARD for letter in text)


def _parts(words: Sequence[str], *, spaced: Sequence[bool], whole: bool) -> list[Part]:
    found: list[Part] = []
    for number, (word, is_spaced) in enumerate(zip(words, spaced, strict=True)):
        if number and is_spaced:
            found.append(Part(None, " ", is_rtl=False))
        found += [Part(number, text, is_rtl=False) for text in ([word] if whole else _in_three(word))]
    return found


def _in_three(word: str) -> list[str]:
    """The signs before the first letter or digit, the word, and the signs after its last."""
    strong = [number for number, letter in enumerate(word) if bidirectional(letter) in _STRONG]
    if not strong:
        return [word]
    first, last = strong[0], strong[-1] + 1
    while last < len(word) and bidirectional(word[last]) == "NSM":
        last += 1
    return [part for part in (word[:first], word[first:last], word[last:]) if part]


def _visual_order(texts: Sequence[str], *, rtl: bool) -> list[int]:
    marked = "".join(_marked(text, mark) for text, mark in zip(texts, _MARKS, strict=False))
    displayed = str(get_display(marked, base_dir="R" if rtl else "L"))
    return [ord(mark) - ord(_MARKS[0]) for mark in _MARK.findall(displayed)]


def _marked(text: str, mark: str) -> str:
    """Mark the first letter or digit: a bracket before it may have another direction."""
    plain = _MARK.sub("", text) or " "
    letters = (number for number, letter in enumerate(plain, start=1) if bidirectional(letter) in _STRONG)
    at = next(letters, 1)
    return plain[:at] + mark + plain[at:]


def _leftward(order: Sequence[int], *, rtl: bool) -> list[bool]:
    """Whether each part runs right to left: where it and its neighbour in reading order are reversed."""
    leftward = [rtl] * len(order)
    for left, right in pairwise(order):
        if abs(left - right) == 1:
            leftward[left] = leftward[right] = right < left
    return leftward


def _joined(parts: Sequence[Part], leftward: Sequence[bool]) -> list[Part]:
    """Join the parts of a word that stand next to each other."""
    found: list[Part] = []
    numbered = list(zip(parts, leftward, strict=True))
    for (word, is_rtl), group in groupby(numbered, key=lambda item: (item[0].word, item[1])):
        texts = [part.text for part, _ in group]
        found.append(Part(word, "".join(reversed(texts) if is_rtl else texts), is_rtl=is_rtl))
    return found
