"""What the rules know about a language. Each language is one table in ``languages``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from re import Match, Pattern
from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern, and the words for what it matches; None leaves the match to later rules."""

    pattern: Pattern[str]
    read: Callable[[Match[str], "Language"], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words for signs. An empty word leaves the sign to the voice."""

    point: str
    """The decimal mark of the language."""
    other_point: str
    """The other decimal mark, as in version numbers."""
    minus: str
    to: str
    """Between the ends of a range: "3–4". Empty where the numbers just follow each other."""
    number: str
    """Before a number: "No. 5", "#1"."""
    plus: str
    equals: str
    less: str
    more: str
    times: str
    by: str
    """Between the sides of an area: "4×6"."""
    fold: str
    """After a factor: "3x". ``{}`` stands for the number if the word is attached to it."""
    about: str
    and_: str
    at: str
    dot: str
    slash: str
    dash: str
    underscore: str
    hashtag: str
    ratio: str
    """Between the parts of a ratio: "16:9"."""
    out_of: str
    """Between the parts of a score: "8/10"."""
    plus_minus: str = ""
    at_most: str = ""
    at_least: str = ""
    unequal: str = ""
    divided: str = ""
    per: str = ""
    """Between an amount and what it is for: "€5/month"."""
    squared: str = ""
    cubed: str = ""
    power: str = ""
    """Between a number and its exponent: "10^6"."""
    around_the_clock: str = ""
    """For "24/7"."""


class Day(NamedTuple):
    """A calendar day as it is written, and the word before it. The year may be absent."""

    year: int | None
    month: int
    day: int
    before: str = ""


class Time(NamedTuple):
    """A time of day as it is written, and the word before it."""

    hour: int
    minute: int
    before: str = ""


class Numeral(NamedTuple):
    """A Roman numeral, the mark after it ("XIXe", "XIV."), and the words around it."""

    roman: str
    value: int
    mark: str
    before: str
    after: str


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order. Long lists are easier to read in rows."""
    return tuple(text.split())


# A noun is written as its plural forms in the order of ``Language.categories``, with "|" between them and,
# if it differs from the language's usual one, the gender in front: "f:tonne|tonnes". A single form serves
# all numbers. A form with "{}" surrounds the number.
Noun = str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language's number format, grammar and vocabulary."""

    code: str
    """The language's name in unicode-rbnf."""
    words: Words
    is_spaced: bool = True
    """Whether words are separated by spaces."""

    pause: str = ", "
    """Between groups that are said apart, as in telephone numbers."""

    # Numerals: rulesets of unicode-rbnf by gender or case ("" counts without a noun).
    cardinals: Mapping[str, str] = field(default_factory=lambda: {"": "spellout-numbering"})
    ordinals: Mapping[str, str] = field(default_factory=lambda: {"": "spellout-ordinal"})
    own_cardinal: Callable[[int, str], str] | None = None
    own_ordinal: Callable[[int, str], str] | None = None
    own_decimal: Callable[[str, str], str] | None = None
    """Whole and decimal digits to words, where the point isn't simply said."""
    respelled: Callable[[str], str] | None = None
    """Corrects what the library returns."""
    year: Callable[[int], str] | None = None
    are_decimals_grouped: bool = True
    """Whether "3.14" is said "three point fourteen", not "three point one four"."""
    count_after: Pattern[str] | None = None
    """The text after four digits that makes them a count instead of a year."""
    year_cue: Pattern[str] | None = None
    """The text before four digits that makes them a year all the same."""
    ordinal_marks: Mapping[str, str] = field(default_factory=dict)
    """What follows the digits of a rank ("2nd"), to the form of the ordinal."""
    gender_before: Callable[[str, int], str] | None = None
    """The gender of a number, guessed from the word that follows it."""

    # Number format.
    decimal_mark: str = ","
    group_marks: str = ". "
    groups: str = r"\d{3}"

    # Nouns with numbers.
    categories: tuple[str, ...] = ("one", "other")
    gender: str = ""
    units: Mapping[str, Noun] = field(default_factory=dict)
    currencies: Mapping[str, tuple[Noun, Noun]] = field(default_factory=dict)
    """ISO 4217 code to the noun of the unit and of its hundredth."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """The language's own signs for currencies, to ISO 4217 codes."""
    money_joiner: str = ""
    is_minor_named: bool = True
    magnitudes: Mapping[int, Noun] = field(default_factory=dict)
    magnitude_signs: Mapping[str, int] = field(default_factory=dict)
    are_magnitudes_expanded: bool = False
    """Whether "3.5M" is said as the whole number, because the language counts in ten thousands."""
    after_magnitude: Callable[[str], str] | None = None
    """The noun after a round million: "de dólares"."""
    magnitude_category: str = "other"
    """The plural form of a noun after a magnitude."""
    attributive: Pattern[str] | None = None
    """The text before an amount that describes a noun: "a $5 bill" has the singular "dollar"."""

    # Calendar.
    months: tuple[str, ...] = ()
    """As said in a date."""
    month_names: Mapping[str, int] = field(default_factory=dict)
    """As written in a date, in lower case; abbreviations with their full stop are matched as well."""
    date_order: str = "dmy"
    date_separators: tuple[str, ...] = (".", "/", "-")
    day_mark: str = r"(?:\.º|\.|er|º|°|ª|:e|th|st|nd|rd)?"
    """A pattern for what may follow the day before the month's name."""
    date_suffix: str = ""
    """A pattern for what may follow the year and is said by ``date``."""
    date: Callable[[Day], str] | None = None
    clock: Callable[[Time], str] | None = None
    clock_suffix: str = ""
    """A pattern for what may follow "14:05" and is said by ``clock``."""
    clock_signs: str = ":"
    day_lead: str | None = None
    """A pattern for what stands before a month and a day: "11/28" is a fraction otherwise."""
    duration_units: tuple[str, str, str] = ("h", "min", "s")

    # Texts.
    phone_group: Callable[[str], str] | None = None
    fraction: Callable[[int, int], str | None] | None = None
    mixed: str = ""
    """Between a whole number and its fraction."""
    half: str = ""
    """After a whole number: "2½"."""
    half_after: Callable[[str], str] | None = None
    """After a whole number and its noun, where that is the order: "2½ heures"."""
    half_before: Callable[[str], str] | None = None
    """Half of a noun: "½ taza"."""
    number_signs: tuple[str, ...] = ("#", "№")
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations that never end a sentence."""
    closing_abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations that may end a sentence, whose full stop then stays."""
    sentence_starters: tuple[str, ...] = ()
    """Words that start a sentence after initials such as "U.S."."""
    are_nouns_capitalised: bool = False
    """Whether only ``sentence_starters``, not every capital, show that a sentence has ended."""
    roman: Callable[[Numeral], str | None] | None = None
    """A Roman numeral in its context; None if it is none."""
    own_rules: Callable[["Language"], tuple[Rule, ...]] | None = None
    """Rules of this language only. They precede those for numbers."""
