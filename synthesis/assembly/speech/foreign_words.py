"""Words of another writing system than the text's own, such as a Russian word in an English sentence."""

import unicodedata
from functools import lru_cache

# The language in which a word of each writing system is read, unless it is the text's own.
_READ_AS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "MYANMAR": "my",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}
_OWN = {"ja": {"HIRAGANA", "KATAKANA", "CJK"}, "zh": {"CJK"}, "hi": {"DEVANAGARI"}}


def language_of(word: str, *, language: str) -> str:
    """The language to read a word in: that of its text, or that of its writing system."""
    own = _OWN.get(language.lower().split("-")[0], set())
    systems = {system for system in map(_system, word) if system in _READ_AS}
    if not systems or systems & own:
        return language
    if systems & {"HIRAGANA", "KATAKANA"}:
        return "ja"
    return _READ_AS[min(systems)]


@lru_cache(maxsize=4096)
def _system(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0] if letter.isalpha() else ""
