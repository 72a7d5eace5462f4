"""The letters of captions: what can be drawn, and capitals by the rules of each language."""

import re
import unicodedata

from synthesis.assembly import fonts
from synthesis.assembly.fonts import scripts

# Stands for characters that are left out, until the spaces around them are.
_LEFT_OUT = "\ue000"
_JOINERS = "".join(sorted(fonts.INVISIBLE))
# With the space before them, and with the joiners of an emoji sequence.
_LEFT_OUT_WITH_SPACE = re.compile(rf"\s*{_LEFT_OUT}[{_LEFT_OUT}{_JOINERS}]*(?:\s+(?=[.,…]))?")

_DOTTED_I = str.maketrans({"i": "İ", "\u0131": "I"})
_DOTTED_I_LANGUAGES = frozenset({"az", "crh", "kk", "tr", "tt"})
# Accents and breathings; the dialytika stays.
_GREEK_ACCENTS = re.compile("[\u0300\u0301\u0304\u0306\u0313\u0314\u0342]")
_GREEK_HIATUS = re.compile("([αεηου])\u0301([\u03b9\u03c5])(?!\u0308)", re.IGNORECASE)
_GREEK_OR = re.compile(r"\bή\b")


def drawable(text: str) -> str:
    """The part of a word that can be drawn: without control characters and emoji, which would be boxes.

    The space before a character that is left out goes with it: "Great 🎉." becomes "Great.".
    """
    kept = "".join(
        character if _is_kept(character) else _LEFT_OUT for character in unicodedata.normalize("NFC", text)
    )
    return _LEFT_OUT_WITH_SPACE.sub("", kept).strip(_JOINERS + " ")


def _is_kept(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Cs", "Co"}
    return fonts.is_drawable(character) and not is_control


def upper(text: str, *, language: str) -> str:
    """Capitals as the language writes them.

    Turkish keeps the dot of i; Greek loses its accents; German ß becomes ẞ, which keeps "Maße" and "Masse"
    apart; Armenian և becomes ԵՎ. Georgian stays as it is, because its capitals are not in use.
    """
    primary = scripts.primary_of(language)
    if primary in _DOTTED_I_LANGUAGES:
        text = text.translate(_DOTTED_I)
    if any(scripts.of_character(character) == "Grek" for character in text):
        text = _without_greek_accents(text)
    text = text.replace("ß", "ẞ").replace("և", "ԵՎ")
    return "".join(_capital(character) for character in text)


def _capital(character: str) -> str:
    return character if scripts.of_character(character) == "Geor" else character.upper()


def _without_greek_accents(text: str) -> str:
    # The word for "or" keeps its accent, because without it it is the article.
    protected = _GREEK_OR.sub(_LEFT_OUT, text)
    apart = unicodedata.normalize("NFD", protected)
    # Without the accent, the two vowels would read as one: the dialytika separates them.
    apart = _GREEK_HIATUS.sub("\\1\\2\u0308", apart)
    return unicodedata.normalize("NFC", _GREEK_ACCENTS.sub("", apart)).replace(_LEFT_OUT, "Ή")
