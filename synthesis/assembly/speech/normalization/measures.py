"""Quantities with units: "20 °C", "5 kg", "50%", "100 km/h"."""

import re
from collections.abc import Iterable
from re import Match

from synthesis.assembly.speech.normalization import figures, numbers
from synthesis.assembly.speech.normalization.figures import GAP, PER, RANGE, SIGN, START
from synthesis.assembly.speech.normalization.language import Language, Rule
from synthesis.assembly.speech.normalization.spans import CLAIMED

UNIT_END = r"(?![^\W_])(?![²³/])"


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for quantities: with a number, after a fraction, and units that stand alone."""
    if not language.units:
        return ()
    number = figures.pattern(language)
    units = _one_of(language.units)
    unit = rf"(?P<unit>{units}){UNIT_END}"
    per = PER if language.words.per else ""
    many = rf"(?P<first>{number})(?:{GAP}(?:{units})?{RANGE}[-]?(?P<last>{number}))?"
    found = [
        Rule(re.compile(rf"{START}{SIGN}{many}{GAP}[-]?{unit}{per}"), _quantity),
    ]
    if "%" in language.units:
        found.insert(
            0, Rule(re.compile(rf"(?<!\w)(?P<unit>%)(?P<first>{number})(?P<last>)(?P<sign>(?!))?"), _quantity)
        )
    return tuple(found)


def rules_after_numbers(language: Language) -> tuple[Rule, ...]:
    """The rules for units after a fraction, and for units that stand alone."""
    if not language.units:
        return ()
    unit = rf"(?P<unit>{_one_of(language.units)}){UNIT_END}"
    compound = [unit for unit in language.units if re.search(r"[/²³°]", unit)]
    return (
        Rule(re.compile(rf"(?<={CLAIMED}){GAP}{unit}"), _unit_of_part),
        Rule(re.compile(rf"(?<![\w/])(?P<unit>{_one_of(compound)})(?![\w/])"), _unit_alone),
    )


def _one_of(units: Iterable[str]) -> str:
    longest_first = sorted(units, key=len, reverse=True)
    return "|".join(re.escape(unit) for unit in longest_first) or r"(?!)"


def _quantity(match: Match[str], language: Language) -> str | None:
    noun = language.units[match["unit"]]
    first = figures.parse(match["first"], language=language)
    if not match["last"]:
        return numbers.signed(match, figures.counted(first, noun, language=language), language=language)
    last = figures.parse(match["last"], language=language)
    words = figures.counted(last, noun, language=language)
    low = figures.say(first, language=language, gender=figures.gender(noun, language=language))
    return numbers.signed(match, numbers.span(low, words, language=language), language=language)


def _unit_of_part(match: Match[str], language: Language) -> str:
    noun = figures.noun_form(language.units[match["unit"]], language=language, category="one")
    return f" {noun}" if language.is_spaced else noun


def _unit_alone(match: Match[str], language: Language) -> str:
    return figures.noun_form(language.units[match["unit"]], language=language, category="other")
