"""Quantities with units: "20 °C", "5 kg", "50%", "100 km/h"."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numbers
from synthesis.assembly.speech.normalization.figures import GAP, RANGE, SIGN, START, UNIT_END
from synthesis.assembly.speech.normalization.language import Language, Rule

# Characters before a quantity that show how it is used.
CONTEXT = 20


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for quantities."""
    if not language.units:
        return ()
    number = figures.pattern(language)
    units = figures.one_of(language.units)
    # After a sign a word may follow at once: "20%OFF".
    signs = figures.one_of(unit for unit in language.units if not unit[-1].isalnum() and unit[-1] != ".")
    unit = rf"(?P<unit>(?:{units}){UNIT_END}|{signs})"
    per = figures.per(language)
    many = rf"(?P<first>{number})(?:{GAP}(?:{units})?{RANGE}[-]?(?P<last>{number}))?"
    return (
        Rule(re.compile(rf"{SIGN}(?<!\w)%(?P<number>{number})"), _percent_before),
        Rule(re.compile(rf"{START}{SIGN}{many}{GAP}[-]?{unit}{per}"), _quantity),
    )


def rules_after_numbers(language: Language) -> tuple[Rule, ...]:
    """The rule for compound units that stand alone."""
    compound = [unit for unit in language.units if re.search(r"[/²³°]", unit)]
    return (Rule(re.compile(rf"(?<![\w/])(?P<unit>{figures.one_of(compound)})(?![\w/])"), _unit_alone),)


def _percent_before(match: Match[str], language: Language) -> str | None:
    # Turkish writes "%50".
    if "%" not in language.units:
        return None
    number = figures.parse(match["number"], language=language)
    return numbers.signed(
        match, figures.counted(number, language.units["%"], language=language), language=language
    )


def _quantity(match: Match[str], language: Language) -> str | None:
    noun = language.units[match["unit"]]
    category = _category(match, language)
    first = figures.parse(match["first"], language=language)
    if not match["last"]:
        return numbers.signed(
            match, figures.counted(first, noun, language=language, category=category), language=language
        )
    last = figures.parse(match["last"], language=language)
    words = figures.counted(last, noun, language=language, category=category)
    low = figures.say(first, language=language, gender=figures.gender(noun, language=language))
    return numbers.signed(match, numbers.span(low, words, language=language), language=language)


def _category(match: Match[str], language: Language) -> str:
    """The singular before another noun: "a 10 km run"."""
    before = match.string[max(0, match.start() - CONTEXT) : match.start()]
    is_before_noun = match.string[match.end() : match.end() + 2].strip().isalpha()
    is_attributive = language.attributive is not None and language.attributive.search(before) is not None
    return "one" if is_attributive and is_before_noun else ""


def _unit_alone(match: Match[str], language: Language) -> str:
    return figures.noun_form(language.units[match["unit"]], language=language, category="other")
