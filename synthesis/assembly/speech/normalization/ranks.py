"""Ranks: "2nd", "1er", "3.º", and numbered things: "No. 5", "#1"."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.figures import GAP, START
from synthesis.assembly.speech.normalization.language import Language, Rule

LONGEST_RANK = 6


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for ranks and for the signs of a number."""
    found = []
    if language.words.number:
        signs = figures.one_of(language.number_signs)
        found.append(
            Rule(re.compile(rf"(?<![\w#&])(?:{signs}){GAP}(?P<number>\d{{1,6}})(?![\w])"), _numbered)
        )
    if language.ordinal_marks:
        marks = figures.one_of(language.ordinal_marks)
        number = figures.pattern(language)
        found.append(Rule(re.compile(rf"{START}(?P<number>{number})(?P<mark>{marks})(?!\w)"), _rank))
    return tuple(found)


def _numbered(match: Match[str], language: Language) -> str:
    number = numerals.whole(match["number"], language=language)
    words = language.words.number
    return words.format(number) if "{}" in words else figures.joined(words, number, language=language)


def _rank(match: Match[str], language: Language) -> str | None:
    figure = figures.parse(match["number"], language=language)
    if figure.decimals or len(figure.whole) > LONGEST_RANK:
        return None
    form = language.ordinal_marks[match["mark"]]
    return numerals.ordinal(int(figure.whole), language=language, form=form)
