"""Signs between words and numbers, names with signs, and characters that no voice should read."""

import re
import unicodedata
from collections.abc import Callable
from operator import attrgetter
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.language import Language, Rule, Words
from synthesis.assembly.speech.normalization.spans import CLAIMED

# Markup characters that voices would read out by name ("asterisk").
MARKUP = "*_~`|<>\\^#{}[]="
# Symbols and emoji, control, unassigned and private-use characters.
UNSPOKEN = {"So", "Sk", "Cs", "Cn", "Co", "Cf", "Cc"}
EMOJI_PARTS = "\ufe0f\ufe0e\u20e3"
# The exceptions: they are spoken, or join the letters of Persian and Hindi.
KEPT = "\n\u00b0\u200c\u200d"
# Characters inside words: the soft hyphen, marks of direction, and joiners without width.
JOINING = {"\u00ad", "\u200e", "\u200f", "\u2060", "\ufeff"}
SUPERSCRIPTS = {"²": "2", "³": "3"}
# The lookbehind keeps long runs of spaces cheap.
SPACES_BEFORE = r"(?<![ \u00a0])[ \u00a0]*"
# What stands before the first word of a phrase. After anything else, "~" is the sign of a range.
OPENING = r"\s(\[\"'\u201c\u2018\u201e\u00ab\u300c\u300e\u3001\uff0c,:;\uff1a\uff1b"
NOTHING = re.compile(r"(?!)")
# Names whose signs are said in English everywhere.
NAMES = {
    "C++": "C plus plus",
    "C#": "C sharp",
    "F#": "F sharp",
    ".NET": "dot net",
    "Node.js": "Node JS",
    "Vue.js": "Vue JS",
    "Next.js": "Next JS",
    "D3.js": "D three JS",
    "Three.js": "Three JS",
    "Express.js": "Express JS",
    "Objective-C": "Objective C",
}


def name_rules(language: Language) -> tuple[Rule, ...]:
    """The rules for names such as "C#"."""
    names = figures.one_of(NAMES)
    return (
        Rule(re.compile(rf"(?<![\w.])(?P<name>{names})(?![\w+#])"), _name),
        Rule(re.compile(r"(?<=[A-Za-z])(?P<name>\.NET)(?!\w)"), _name),
        Rule(re.compile(rf"(?<![^{OPENING}])(?<!\d )[~≈] ?(?=[$€£]?\d)"), _about),
    )


def operator_rules(language: Language) -> tuple[Rule, ...]:
    """The rules for signs between numbers. They precede the numbers, which stay beside them."""
    before, after = rf"[\d½⅓¼¾²³πxyz)%{CLAIMED}]", rf"[\d½⅓¼¾πxyz($€£{CLAIMED}]"
    operators = _operators(language.words)
    signs = "".join(re.escape(sign) for sign in operators)
    ranges = r"(?<=\S)[~\u301c\uff5e](?=\d)" if not language.is_spaced else NOTHING.pattern
    return (
        Rule(re.compile(ranges), _said(attrgetter("to"))),
        Rule(
            re.compile(r"(?<=\d)(?:\s?[-−–]\s?)(?=\d+(?:[.,]\d+)?\s?=)"),
            _said(attrgetter("minus")),
        ),
        Rule(
            re.compile(r"(?<=\d)(?:\s?[x×]\s?)(?=\d+(?:[.,]\d+)?\s?=)|(?<=\d)\s?[*·]\s?(?=\d)"),
            _said(attrgetter("times")),
        ),
        Rule(re.compile(r"(?<=[\w)])\s?=\s?(?=[\w(])"), _said(attrgetter("equals"))),
        Rule(re.compile(r"(?<=[\w)])\^(?P<exponent>\d{1,3})(?!\d)"), _power),
        Rule(re.compile(r"(?<=[\d°²mtk])(?:\s?[x×]\s?)(?=\d)"), _said(attrgetter("by"))),
        Rule(re.compile(rf"(?<={before})\s?(?P<sign>[{signs}])\s?(?=[-−]?{after})"), _operator),
        # At the start of a line, ">" marks a quotation.
        Rule(re.compile(rf"(?<=\w )(?P<sign>[{signs}])\s?(?=[\d.])"), _operator_after_space),
        Rule(re.compile(rf"(?<![\w/.,-])(?P<sign>[+±])(?=[\d{CLAIMED}])"), _operator_after_space),
        Rule(re.compile(rf"(?<=[\w{CLAIMED}])\s?\+\s?(?=[\w{CLAIMED}])"), _said(attrgetter("plus"))),
        Rule(re.compile(r"(?<=\d)\+(?!\w)"), _plus_after),
    )


def sign_rules(language: Language) -> tuple[Rule, ...]:
    """The rules for signs between words."""
    found = [
        Rule(re.compile(rf"(?<=[\w){CLAIMED}])(?P<exponent>[²³])"), _power),
        Rule(re.compile(rf"(?<={CLAIMED})\+(?!\w)"), _plus_after),
        Rule(re.compile(r"(?<![\w&])(?P<first>[A-Z]{1,3})&(?P<last>[A-Z]{1,3})(?![\w&])"), _initials),
        Rule(
            re.compile(r"(?<!&)\s?&\s?(?!&)"),
            _said(attrgetter("and_")),
        ),
        Rule(re.compile(rf"(?<={CLAIMED})[-–](?={CLAIMED})"), _said(attrgetter("to"))),
    ]
    if language.is_spaced:
        found.append(Rule(re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])"), lambda _, __: " "))
    return tuple(found)


def unspoken_rule(text: str) -> Rule:
    """The rule that turns the text's emoji, markup and control characters into spaces."""
    signs = "".join(re.escape(character) for character in sorted(set(text)) if _is_unspoken(character))
    if not signs:
        return Rule(NOTHING, space)
    # Joiners belong to the emoji that they are between.
    return Rule(re.compile(rf"{SPACES_BEFORE}(?:[{signs}](?:\u200d(?=[{signs}]))?[ \u00a0]*)+"), space)


def _operators(words: Words) -> dict[str, str]:
    operators = {
        "+": words.plus,
        "=": words.equals,
        "<": words.less,
        ">": words.more,
        "×": words.times,
        "÷": words.divided,
        "≤": words.at_most,
        "≥": words.at_least,
        "≠": words.unequal,
        "±": words.plus_minus,
    }
    return {sign: word for sign, word in operators.items() if word}


def _said(word: Callable[[Words], str]) -> Callable[[Match[str], Language], str]:
    return lambda _, language: _spaced(word(language.words), language)


def _operator(match: Match[str], language: Language) -> str:
    return _spaced(_operators(language.words).get(match["sign"], ""), language)


def _operator_after_space(match: Match[str], language: Language) -> str:
    return _operator(match, language).lstrip()


def _name(match: Match[str], language: Language) -> str:
    return NAMES[match["name"]]


def _about(match: Match[str], language: Language) -> str:
    return _spaced(language.words.about, language).lstrip()


def _plus_after(match: Match[str], language: Language) -> str:
    return _spaced(language.words.plus, language).rstrip()


def _power(match: Match[str], language: Language) -> str | None:
    words = language.words
    exponent = SUPERSCRIPTS.get(match["exponent"], match["exponent"])
    known = {"2": words.squared, "3": words.cubed}.get(exponent)
    if known or not words.power:
        return f" {known}" if known else None
    return f" {words.power} {numerals.whole(exponent, language=language)}"


def _initials(match: Match[str], language: Language) -> str:
    first, last = figures.letters(match["first"]), figures.letters(match["last"])
    return f"{first} {language.words.and_} {last}"


def _spaced(word: str, language: Language) -> str:
    return f" {word} " if language.is_spaced and word else word or " "


def space(match: Match[str], language: Language) -> str:
    """A space in place of the match, where words would run together without it."""
    if set(match[0]) <= JOINING:
        return ""
    before = match.string[match.start() - 1 : match.start()] or "\n"
    after = match.string[match.end() : match.end() + 1] or "\n"
    return "" if before == "\n" or after == "\n" or after in ".,!?…;:)" else " "


def _is_unspoken(character: str) -> bool:
    if character in KEPT or character == CLAIMED:
        return False
    return character in MARKUP or character in EMOJI_PARTS or unicodedata.category(character) in UNSPOKEN
