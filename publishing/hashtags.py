"""Hashtags: how they are typed, found in a text, and placed below it."""

import re
import unicodedata
from collections.abc import Iterable

# A word after a number sign that no word touches. Marks belong to letters in many writing systems.
_TAG = re.compile(r"(?<![\w#&])[#\uff03]([\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d]+)")


def found_in(text: str) -> list[str]:
    """Return the hashtags in a text, without the number sign, in order, each as often as it stands there."""
    return [tag for tag in _TAG.findall(text) if not tag.isdecimal()]


def typed(text: str) -> list[str]:
    """Return the hashtags of a line that people type, with or without number signs and commas."""
    words = re.split(r"[\s,;.#\uff03\u3001\uff0c\uff1b]+", text)
    return unlike("".join(letter for letter in word if _belongs(letter)) for word in words)


def unlike(tags: Iterable[str]) -> list[str]:
    """Return the hashtags without those that differ from an earlier one only in case."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())


def placed(text: str, tags: Iterable[str]) -> str:
    """Return the text with the hashtags that it lacks in a last paragraph."""
    known = {tag.casefold() for tag in found_in(text)}
    line = " ".join(f"#{tag}" for tag in tags if tag.casefold() not in known)
    return "\n\n".join(part for part in (text.rstrip() if line else text, line) if part)


def _belongs(letter: str) -> bool:
    return letter == "_" or unicodedata.category(letter)[0] in "LMN"
