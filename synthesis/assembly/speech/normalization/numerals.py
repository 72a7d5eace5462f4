"""Whole numbers in words, from the Unicode consortium's number rules."""

from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from synthesis.assembly.speech.normalization.language import Language

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

# Longer numbers are read digit by digit: beyond trillions, no listener counts along.
LONGEST = 15


def cardinal(number: int, *, language: Language, gender: str = "") -> str:
    """A number of up to fifteen digits in words."""
    if language.own_cardinal is not None:
        return language.own_cardinal(number, gender)
    ruleset = language.cardinals.get(gender) or language.cardinals[""]
    return _respelled(_spelled(language.code, number, ruleset), language)


def ordinal(number: int, *, language: Language, form: str = "") -> str:
    """A rank in words; of numbers that the rules have no rank for, the number itself."""
    if language.own_ordinal is not None:
        return language.own_ordinal(number, form)
    ruleset = language.ordinals.get(form) or language.ordinals[""]
    spelled = _spelled(language.code, number, ruleset)
    return _respelled(spelled, language) if spelled else cardinal(number, language=language)


def year(number: int, *, language: Language) -> str:
    """A year as it is said in a sentence."""
    return language.year(number) if language.year else cardinal(number, language=language)


def whole(digits: str, *, language: Language, gender: str = "") -> str:
    """The number that a string of digits stands for. Codes such as "007" are read digit by digit."""
    if len(digits) > LONGEST or (len(digits) > 1 and int(digits[0]) == 0):
        return one_by_one(digits, language=language)
    return cardinal(int(digits), language=language, gender=gender)


def one_by_one(digits: str, *, language: Language) -> str:
    """Each digit in words."""
    joint = " " if language.is_spaced else ""
    return joint.join(cardinal(int(digit), language=language) for digit in digits)


@lru_cache(maxsize=4096)
def category(code: str, value: Decimal) -> str:
    """The plural category of a number (Unicode CLDR): "one", "few", "other" and so on."""
    from unicode_rbnf.plural_rules import get_plural_category

    return get_plural_category(code.split("_")[0], value)


@lru_cache(maxsize=8192)
def _spelled(code: str, number: int, ruleset: str) -> str:
    from unicode_rbnf.engine import RbnfError

    try:
        return _engine(code).format_number(number, ruleset_names=[ruleset]).text
    except RbnfError:
        return ""


def _respelled(spelled: str, language: Language) -> str:
    return language.respelled(spelled) if language.respelled else spelled


@cache
def _engine(code: str) -> "RbnfEngine":
    # The import parses the plural rules of all languages, which costs 0.1 s; texts without numbers don't
    # need it.
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language(code)
