"""When a text is spoken: positions of words in a narration whose times are known."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeAlias

from synthesis.assembly.storyboard import Word

Cue: TypeAlias = Callable[[str], float | None]


def unknown(_text: str) -> None:
    """Nothing is spoken yet."""
    return


def spoken(words: Sequence[Word]) -> Cue:
    """A function that gives the time at which a text is first said in full, or its longest word alone."""
    joined, places = _joined(words)

    def at(text: str) -> float | None:
        wanted = _folded(text)
        place = joined.find(wanted) if wanted else -1
        if place < 0:
            place = next((joined.find(each) for each in _by_length(text) if each in joined), -1)
        return None if place < 0 else round(words[places[place]].starts_s, 2)

    return at


def _joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    """All words as one text without spaces, and the number of the word at each of its letters."""
    parts = [_folded(word.text) for word in words]
    return "".join(parts), [number for number, part in enumerate(parts) for _ in part]


def _by_length(text: str) -> list[str]:
    words = sorted((_folded(word) for word in text.split()), key=len, reverse=True)
    return [word for word in words if len(word) > 1]


def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
