"""Capital letters by the rules of each language."""

import re
import unicodedata

_DOTTED_I = str.maketrans({"i": "İ", "\u0131": "I"})
_DOTTED_I_LANGUAGES = frozenset({"az", "crh", "kk", "tr", "tt"})
# Accents and breathings; the dialytika stays.
_GREEK_ACCENTS = re.compile("[\u0300\u0301\u0304\u0306\u0313\u0314\u0342]")
_GREEK_HIATUS = re.compile("([αεηου])\u0301([\u03b9\u03c5])(?!\u0308)", re.IGNORECASE)
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")


def of(text: str, *, language: str) -> str:
    """Capitals: Turkish keeps the dot of i, Greek loses its accents, ß becomes ẞ, and Georgian stays as it
    is, because its capitals are not in use.
    """
    if language.lower().split("-")[0] in _DOTTED_I_LANGUAGES:
        text = text.translate(_DOTTED_I)
    text = _GREEK_WORD.sub(lambda word: _without_accents(word[0]), unicodedata.normalize("NFC", text))
    return "".join(_capital(letter) for letter in text.replace("ß", "ẞ").replace("և", "ԵՎ"))


def _without_accents(word: str) -> str:
    # The word for "or" keeps its accent, because without it it is the article.
    if word == "ή":
        return word
    # Without the accent, the two vowels would read as one: the dialytika separates them.
    apart = _GREEK_HIATUS.sub("\\1\\2\u0308", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", _GREEK_ACCENTS.sub("", apart))


def _capital(letter: str) -> str:
    return letter if "\u10d0" <= letter <= "\u10ff" else letter.upper()
