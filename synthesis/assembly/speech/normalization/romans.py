"""Roman numerals: "Henry VIII", "XIX century"."""

import re
from re import Match

from synthesis.assembly.speech.normalization.language import Language, Numeral, Rule, words

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
VALID = r"(?=[IVXLCDM])(?:M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
MARK = r"\.(?=\s\w)|er|re|ème|e"
PATTERN = rf"(?:(?<![\w.'’&-])|(?<=\b[lLdD]['’]))(?P<roman>{VALID})(?P<mark>{MARK})?(?![\w'’&]|\.\w)"
SHORTEST_LARGE = 3
# Names of rulers, which may have a numeral of a single letter: "Charles V".
RULERS = words(
    """
    Afonso Alexander Alexandre Alfonso Carl Carlo Carlos Carol Catarina Caterina Catherine Charles Elisabeth
    Elisabetta Enrico Federico Felipe Fernando Filip Filipe Filippo Filips Francesco François Frans Franz
    Frederik Friedrich Georg George Giorgio Giovanni Guglielmo Guilherme Gustav Hendrik Henri Henrik
    Heinrich Isabel Jan Jean Johan Johann Jorge João Juan Karel Karl Karol Katharina Leopold Lodewijk Louis
    Ludwig Luigi Luís Luis Napoleon Napoleone Napoléon Nicolas Nikolaus Olav Paolo Paul Paulo Paulus Pedro
    Peter Philipp Philippe Pie Pierre Pietro Pio Pius Wilhelm Willem Zygmunt
    """
)
WORD_BEFORE = re.compile(r"([^\W\d_][\w'’.-]*)\s$")
WORD_AFTER = re.compile(r"\.?\s([^\W\d_]+)")


def rules(language: Language) -> tuple[Rule, ...]:
    """The rule for Roman numerals in capitals."""
    if language.roman is None:
        return ()
    return (Rule(re.compile(PATTERN), _numeral),)


def value(roman: str) -> int:
    """The number of a valid Roman numeral."""
    numbers = [VALUES[letter] for letter in roman]
    following = [*numbers[1:], 0]
    return sum(-here if here < after else here for here, after in zip(numbers, following, strict=True))


def is_name(numeral: Numeral) -> bool:
    """Whether the numeral belongs to the name of a ruler, or of something with a capital."""
    if not numeral.before[:1].isupper():
        return False
    if len(numeral.roman) == 1:
        return numeral.before in RULERS and numeral.roman in "IVX"
    # "CD", "DC" and "MC" are seldom numerals.
    return set(numeral.roman) <= set("IVX") or len(numeral.roman) > SHORTEST_LARGE


def _numeral(match: Match[str], language: Language) -> str | None:
    if language.roman is None:
        return None
    before = WORD_BEFORE.search(match.string[max(0, match.start() - 30) : match.start()])
    after = WORD_AFTER.match(match.string[match.end() : match.end() + 30])
    return language.roman(
        Numeral(
            roman=match["roman"],
            value=value(match["roman"]),
            mark=match["mark"] or "",
            before=before[1] if before else "",
            after=after[1] if after else "",
        )
    )
