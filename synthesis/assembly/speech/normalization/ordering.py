"""The order of the rules. Each one sees only the text that no earlier one has read."""

import re
from functools import cache

from synthesis.assembly.speech.normalization import (
    abbreviations,
    clocks,
    dates,
    fractions,
    markup,
    measures,
    money,
    numbers,
    phones,
    ranks,
    romans,
    signs,
    web,
)
from synthesis.assembly.speech.normalization.language import Language, Rule


@cache
def rules(language: Language) -> tuple[Rule, ...]:
    """The language's rules in order, specific ones before general ones."""
    if not language.code:
        return (*markup.rules(), *web.readable_rules())
    found = _in_order(language)
    if language.is_spaced:
        return found
    # Without spaces, "5kg" ends a word although a letter of the language follows. In ASCII patterns, such
    # letters are not word characters.
    return tuple(
        Rule(re.compile(rule.pattern.pattern, rule.pattern.flags & ~re.UNICODE | re.ASCII), rule.read)
        for rule in found
    )


def _in_order(language: Language) -> tuple[Rule, ...]:
    own = language.own_rules(language) if language.own_rules else ()
    return (
        *markup.rules(),
        *web.rules(language),
        *signs.name_rules(language),
        *own,
        *dates.rules(language),
        *clocks.rules(language),
        *phones.rules(language),
        *money.rules(language),
        *ranks.rules(language),
        *fractions.rules(language),
        *measures.rules(language),
        *signs.operator_rules(language),
        *romans.rules(language),
        *numbers.rules(language),
        *measures.rules_after_numbers(language),
        *abbreviations.rules(language),
        *signs.sign_rules(language),
    )


def last_rule(text: str) -> Rule:
    """The rule for what no voice should read. It depends on the text, which seldom has such characters."""
    return signs.unspoken_rule(text)
