"""Headlines of languages with grammars of their own: Japanese, Chinese, Korean, Hindi, Arabic and Thai."""

import re
from collections.abc import Callable

from synthesis.studio.headlines import unspaced
from synthesis.studio.looks.shortening.eastern import arabic, chinese, hindi, japanese, korean, thai
from synthesis.studio.looks.shortening.eastern.scored import width

__all__ = ["applies", "is_short", "shortened"]

_KANA = re.compile(r"[\u3040-\u30ff]")
_THAI = re.compile(r"[\u0e01-\u0e5b]")
_LETTERS = {
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}
_WRITERS = {"ko": korean.shortened, "hi": hindi.shortened, "ar": arabic.shortened}
_MOST_WORDS, _MOST_WIDE, _MOST_THAI = 5, 14.0, 24


def applies(text: str, *, language: str) -> bool:
    """Whether a text is in one of these languages."""
    return _writer(text, language) is not None


def is_short(text: str, *, language: str) -> bool:
    """Whether a text of one of these languages has the length of a headline."""
    if _THAI.search(text):
        return thai.letters(text) <= _MOST_THAI
    if unspaced.applies(text):
        return width(text) <= _MOST_WIDE
    return len(text.split()) <= _MOST_WORDS


def shortened(sentences: list[str], *, language: str, otherwise: str = "") -> str:
    """The best headline of several sentences without full stops, or the title where none is good.

    Empty where no part of them can be one and the title is empty or too long.
    """
    writer = _writer(sentences[0] if sentences else "", language)
    return writer(sentences, otherwise=otherwise) if writer else ""


def _writer(text: str, language: str) -> Callable[..., str] | None:
    tag = language.lower().split("-")[0]
    if _THAI.search(text):
        return thai.shortened
    if unspaced.applies(text):
        return japanese.shortened if _KANA.search(text) or tag == "ja" else chinese.shortened
    return _WRITERS[tag] if tag in _WRITERS and _LETTERS[tag].search(text) else None
