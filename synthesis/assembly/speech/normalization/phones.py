"""Telephone numbers, said digit by digit with a pause between groups."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.language import Language, Rule

SHORTEST, LONGEST, SHORTEST_UNEVEN = 7, 15, 9
PART = re.compile(r"\d+")
# With a country code, with the area code in parentheses, in groups that start with zero, or with hyphens.
INTERNATIONAL = r"\+\d{1,3}(?:[ \u00a0.-]?\(?\d{1,5}\)?){2,6}"
AREA = r"\(\d{2,5}\)[ \u00a0-]?\d{3,5}[ \u00a0.-]?\d{3,5}"
NATIONAL = r"0\d{1,4}(?:[ \u00a0/-]\d{2,8}){1,5}"
# Groups of two and three digits, which no grouping of thousands has.
UNEVEN = r"\d{2,3}(?:[ \u00a0]\d{3}){0,1}(?:[ \u00a0]\d{2}){2,4}"
HYPHENATED = r"(?:1-)?\d{3}-\d{3}-\d{4}|\d{3}-\d{4}|\d{3}-\d{4}-\d{4}"
DOTTED = r"0\d(?:\.\d\d){4}|\d{3}\.\d{3}\.\d{4}"


def rules(language: Language) -> tuple[Rule, ...]:
    """The rule for telephone numbers."""
    numbers = "|".join((INTERNATIONAL, AREA, NATIONAL, HYPHENATED, DOTTED, UNEVEN))
    return (Rule(re.compile(rf"(?<![\w+($€£])(?<!\d[-.,/])(?:{numbers})(?![\w/]|[-.,]\d)"), _phone),)


def _phone(match: Match[str], language: Language) -> str | None:
    groups = PART.findall(match[0])
    if not SHORTEST <= sum(map(len, groups)) <= LONGEST:
        return None
    if re.fullmatch(UNEVEN, match[0]) and sum(map(len, groups)) < SHORTEST_UNEVEN and match[0][0] != "0":
        return None
    say = language.phone_group
    words = [say(group) if say else numerals.one_by_one(group, language=language) for group in groups]
    if match[0].startswith("+"):
        words[0] = figures.joined(language.words.plus, words[0], language=language)
    return language.pause.join(words)
