"""Written numbers in the format of their language ("1.234,5"), and numbers with nouns."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from synthesis.assembly.speech.normalization import numerals
from synthesis.assembly.speech.normalization.language import Language, Noun

# A number starts here: not inside another one. It also keeps each pattern linear in the text's length.
START = r"(?<!\d)(?<!\d[.,])"
SPACES = "\u00a0\u202f\u2009"
GAP = rf"[ {SPACES}]?"
# Between a sign and the number that it makes negative stands nothing; before it, no word and no number.
SIGN = r"(?P<sign>(?<![\w)\]%°.,…\ufffc-])[-−])?"
# Vowel signs and accents, which are no word characters although they belong to the letter before them.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
UNIT_END = rf"(?![^\W_])(?![²³{MARKS}])"
RANGE = rf"[ {SPACES}]?[-–—‒−~〜～][ {SPACES}]?"  # noqa: RUF001 - people write all of these signs
LONGEST_FRACTION = 3
WORD_BEFORE = re.compile(r"([^\W\d_]+)\s*$")
# Characters in front of a match in which the word before it is looked for.
CONTEXT = 20
# Digits that fit the arithmetic of plural rules.
LONGEST_VALUE = 12


class Figure(NamedTuple):
    """A written number, as its digits before and after the decimal mark."""

    whole: str
    decimals: str = ""
    is_foreign: bool = False
    """Whether the decimal mark is not the language's own: "Version 2.0" in German."""

    @property
    def value(self) -> Decimal:
        """A number of the same plural: its decimals count, even zeros, and of long numbers the end."""
        whole = self.whole if len(self.whole) <= LONGEST_VALUE else "1" + self.whole[-LONGEST_VALUE:]
        return Decimal(f"{whole}.{self.decimals[:LONGEST_VALUE]}" if self.decimals else whole)


@cache
def pattern(language: Language) -> str:
    """A regular expression, without groups, for a number in the language's format or another one."""
    return rf"(?:{_foreign(language)}|{_native(language)})"


@cache
def _native(language: Language) -> str:
    mark = re.escape(language.decimal_mark)
    marks = "".join(SPACES + " " if sign == " " else re.escape(sign) for sign in language.group_marks)
    grouped = rf"\d{{1,3}}(?:[{marks}]{language.groups})*[{marks}]\d{{3}}(?!\d)(?:{mark}\d+)?"
    # "1,2,3" is a list, also where the comma is the decimal mark.
    return rf"{grouped}|\d+(?:{mark}\d+(?!{mark}\d))?"


@cache
def _foreign(language: Language) -> str:
    if language.decimal_mark == ".":
        # "1.299,99" or "€5,50"
        return (
            r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?![\d,.])"
            r"|(?:(?<=€)|(?<=€ ))\d+,\d\d(?![\d,])|\d+,\d\d(?=[ \u00a0]?€)"
        )
    # "1,299.99" or "2.0"
    return r"\d{1,3}(?:,\d{3})+\.\d{1,2}(?![\d,.])|\d+\.(?:\d{1,2}|\d{4,})(?!\d)(?![.,]\d)"


@cache
def per(language: Language) -> str:
    """A regular expression for what an amount is for: "$5/month", "5 g/kg"."""
    units = one_of(language.units)
    return rf"(?P<per>/(?:(?P<each>{units}){UNIT_END}|(?=[^\W\d_])))?" if language.words.per else ""


def parse(text: str, *, language: Language) -> Figure:
    """The digits of text that ``pattern`` matches."""
    if text.startswith("."):
        return Figure("0", text[1:])
    mark = language.decimal_mark
    is_foreign = re.fullmatch(_native(language), text) is None
    if is_foreign:
        mark = "," if mark == "." else "."
    before, _, after = text.partition(mark)
    return Figure(_ascii(before), _ascii(after), is_foreign)


def say(figure: Figure, *, language: Language, gender: str = "") -> str:
    """A number in words."""
    if not figure.decimals:
        return numerals.whole(figure.whole, language=language, gender=gender)
    if language.own_decimal is not None and not figure.is_foreign:
        return language.own_decimal(figure.whole, figure.decimals)
    point = language.words.other_point if figure.is_foreign else language.words.point
    before = numerals.whole(figure.whole, language=language)
    return joined(before, point, decimals(figure.decimals, language=language), language=language)


def decimals(digits: str, *, language: Language) -> str:
    """The digits after a decimal mark: one by one, or as a number where that is the custom."""
    if not language.are_decimals_grouped or len(digits) > LONGEST_FRACTION or digits.startswith("00"):
        return numerals.one_by_one(digits, language=language)
    zeros = len(digits) - len(digits.lstrip("0"))
    parts = [numerals.one_by_one(digits[:zeros], language=language)]
    if digits[zeros:]:
        parts.append(numerals.whole(digits[zeros:], language=language))
    return joined(*parts, language=language)


def counted(figure: Figure, noun: Noun, *, language: Language, category: str = "") -> str:
    """A number with a noun that agrees with it."""
    forms = _parsed(noun, language)[1]
    form = _form(forms, category or numerals.category(language.code, figure.value), language)
    if language.after_magnitude is not None and figure.whole.endswith("000000") and "{}" not in form:
        form = language.after_magnitude(form)  # "un millón de euros"
    if form.startswith("="):
        return form[1:]
    # A quantity in a foreign format is said in the language's own: "$3.5M" in German.
    own = figure._replace(is_foreign=False)
    number = say(own, language=language, gender=gender(noun, language=language))
    return form.format(number) if "{}" in form else joined(number, form, language=language)


def gender(noun: Noun, *, language: Language) -> str:
    """The gender of a noun."""
    return _parsed(noun, language)[0]


def noun_form(noun: Noun, *, language: Language, category: str) -> str:
    """A noun without its number, in a plural form."""
    form = _form(_parsed(noun, language)[1], category, language)
    return form.removeprefix("=").replace("{}", "").strip()


def one_of(forms: Iterable[str]) -> str:
    """A regular expression for any of the written forms, the longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or "(?!)"


def word_before(match: re.Match[str]) -> str:
    """The word in front of a match, in small letters; empty if there is none."""
    found = WORD_BEFORE.search(match.string[max(0, match.start() - CONTEXT) : match.start()])
    return found[1].lower() if found else ""


def letters(text: str) -> str:
    """The letters of a text, for spelling: voices say "A-M" right, but read "AM" or "A M" as words."""
    return "-".join(text)


def joined(*parts: str, language: Language) -> str:
    """Words in a row, with the language's spaces."""
    return (" " if language.is_spaced else "").join(part for part in parts if part)


def _form(forms: tuple[str, ...], category: str, language: Language) -> str:
    if len(forms) == 1 or category not in language.categories:
        return forms[-1]
    return forms[min(language.categories.index(category), len(forms) - 1)]


@cache
def _parsed(noun: Noun, language: Language) -> tuple[str, tuple[str, ...]]:
    gender, mark, forms = noun.rpartition(":")
    return (gender if mark else language.gender), tuple(forms.split("|"))


def _ascii(text: str) -> str:
    # Digits of any script become those that int and Decimal read without surprises.
    return "".join(str(int(character)) for character in text if character.isdecimal())
