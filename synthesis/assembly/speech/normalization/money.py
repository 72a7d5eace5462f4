"""Amounts of money: "$3.5M", "€20", "5 zł", "£3bn", "$5–10"."""

import re
from collections.abc import Mapping
from re import Match

from synthesis.assembly.speech.normalization import figures, numbers
from synthesis.assembly.speech.normalization.figures import GAP, RANGE, SIGN, START, Figure
from synthesis.assembly.speech.normalization.language import Language, Rule

SYMBOLS = {
    "US$": "USD",
    "R$": "BRL",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "￥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₿": "BTC",
}
MINOR_DIGITS = 2
THOUSAND = 1000
# Characters before an amount that show how it is used.
CONTEXT = 20


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for money: the sign before the amount, or after it."""
    if not language.currencies:
        return ()
    number, end = figures.pattern(language), r"(?![.,]?\d)"
    sign = figures.one_of(_codes(language))
    magnitude = f"(?:{GAP}(?P<magnitude>{figures.one_of(language.magnitude_signs)})(?!\\w))?"
    per = figures.per(language)
    codes = figures.one_of(language.currencies)
    edge = r"(?<![^\W\d_])"
    before = rf"{SIGN}{edge}(?P<code>{sign}){GAP}(?P<inner_sign>[-−])?(?P<first>{number}|\.\d\d)"
    own_code = rf"(?:{GAP}(?P<own_code>{codes})(?!\w))?"
    last = rf"(?:{RANGE}(?:{sign})?{GAP}(?P<last>{number}))?{end}{magnitude}{own_code}"
    after = rf"{START}{SIGN}(?P<first>{number})(?:{GAP}(?:{sign})?{RANGE}(?P<last>{number}))?"
    return (
        Rule(re.compile(before + last + per), _amount),
        Rule(re.compile(rf"{after}{magnitude}{GAP}[-]?(?P<code>{sign})(?![^\W_]){per}"), _amount),
    )


def _codes(language: Language) -> Mapping[str, str]:
    signs = SYMBOLS | {code: code for code in language.currencies} | dict(language.symbols)
    return {sign: code for sign, code in signs.items() if code in language.currencies}


def _amount(match: Match[str], language: Language) -> str | None:
    # "$20 MXN" are pesos.
    code = match.groupdict().get("own_code") or _codes(language)[match["code"]]
    major, minor = language.currencies[code]
    first = figures.parse(match["first"], language=language)
    last = figures.parse(match["last"], language=language) if match["last"] else None
    if match["magnitude"]:
        noun = figures.noun_form(
            major, language=language, category=_category(match, language) or language.magnitude_category
        )
        words = _in_magnitudes(first, last, match["magnitude"], noun, language)
    elif last is not None:
        words = _range(first, last, (major, minor), language)
    else:
        words = _exact(first, (major, minor), language, _category(match, language))
    return numbers.signed(match, words, language=language)


def _category(match: Match[str], language: Language) -> str:
    before = match.string[max(0, match.start() - CONTEXT) : match.start()]
    return "one" if language.attributive and language.attributive.search(before) else ""


def _exact(amount: Figure, nouns: tuple[str, str], language: Language, category: str = "") -> str:
    major, minor = nouns
    if len(amount.decimals) != MINOR_DIGITS or not minor:
        return figures.counted(amount, major, language=language, category=category)
    units, hundredths = Figure(amount.whole), Figure(str(int(amount.decimals)))
    if hundredths.value == 0:
        return figures.counted(units, major, language=language, category=category)
    if units.value == 0:
        return figures.counted(hundredths, minor, language=language)
    change = (
        figures.counted(hundredths, minor, language=language)
        if language.is_minor_named
        else figures.say(hundredths, language=language)
    )
    whole = figures.counted(units, major, language=language)
    return figures.joined(whole, language.money_joiner, change, language=language)


def _range(first: Figure, last: Figure, nouns: tuple[str, str], language: Language) -> str:
    if first.decimals or last.decimals:
        low = _exact(first, nouns, language)
    else:
        low = figures.say(first, language=language)
    return numbers.span(low, _exact(last, nouns, language), language=language)


def _in_magnitudes(first: Figure, last: Figure | None, sign: str, noun: str, language: Language) -> str:
    magnitude = language.magnitude_signs[sign]
    words = numbers.times_magnitude(last or first, magnitude, language=language)
    if last is not None:
        words = numbers.span(figures.say(first, language=language), words, language=language)
    if language.after_magnitude is not None and magnitude > THOUSAND:
        noun = language.after_magnitude(noun)
    return figures.joined(words, noun, language=language)
