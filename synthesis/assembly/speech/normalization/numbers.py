"""Plain numbers: whole, decimal, negative, ranges, versions, years, factors, thousands."""

import re
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, figures, numerals
from synthesis.assembly.speech.normalization.figures import GAP, RANGE, SIGN, START
from synthesis.assembly.speech.normalization.language import Language, Rule

FIRST_YEAR, LAST_YEAR = 1100, 2099
YEAR_DIGITS = 4
# Characters around a number that show what it counts.
CONTEXT = 30
LETTER = re.compile("[A-Za-z]")
WORD_AFTER = re.compile(rf"{GAP}[-]?([^\W\d_]+)")
# Single letters that mean something else than a magnitude when no currency is with them.
AMBIGUOUS = {"m", "b", "t", "K.", "mil"}


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for numbers, ranges before single numbers."""
    number = figures.pattern(language)
    end = r"(?![.,]?\d)"
    magnitude = rf"{GAP}(?:{figures.one_of(_count_signs(language))})"
    # The widths of screens, in every language but English, which has more of them.
    return (
        Rule(re.compile(r"(?<![\w.,$€£¥])(?P<number>[48])K(?!\w)"), _screen),
        Rule(re.compile(r"(?<![\d.])\d{1,5}(?:\.\d{1,5}){2,3}(?!\.?\d)"), _version),
        Rule(
            re.compile(rf"{START}(?<![^\W\d_]){SIGN}(?P<number>{number})(?P<magnitude>{magnitude})(?!\w)"),
            _magnitude,
        ),
        Rule(re.compile(rf"{START}{SIGN}(?P<number>{number})[x×](?!\w)"), _factor),
        Rule(
            re.compile(rf"{START}{SIGN}(?P<first>{number}){RANGE}(?P<last>{number}){end}(?![-–]\d)"), _range
        ),
        Rule(re.compile(r"(?<![\w.,])\.(?P<decimals>\d+)(?![\d.])"), _bare_decimals),
        Rule(re.compile(rf"(?:{SIGN}|(?<=[^\W\d_])-){START}(?P<number>{number})"), _single),
        Rule(re.compile(r"\d+"), _remaining),
    )


def signed(match: Match[str], words: str, *, language: Language) -> str:
    """The words with "minus" before them if the match has the sign, and with what ends the match."""
    named = match.groupdict()
    minus = language.words.minus if match["sign"] or named.get("inner_sign") else ""
    after = "." if abbreviations.keeps_stop(match, language) else ""
    if named.get("per"):
        each = language.units.get(match["each"] or "", "")
        unit = figures.noun_form(each, language=language, category="one") if each else ""
        after = f" {language.words.per} {unit}"
    return figures.joined(minus, words, language=language) + after


def span(first: str, last: str, *, language: Language) -> str:
    """The words for a range."""
    return figures.joined(first, language.words.to, last, language=language)


def is_year(digits: str, *, before: str, after: str, language: Language) -> bool:
    """Whether a number without grouping is a year in its context."""
    if language.year is None or len(digits) != YEAR_DIGITS or not digits.isdecimal():
        return False
    if not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return False
    if language.year_cue is not None and language.year_cue.search(before):
        return True
    return language.count_after is None or not language.count_after.match(after)


def _count_signs(language: Language) -> list[str]:
    forms = {form for noun in language.magnitudes.values() for form in noun.rpartition(":")[2].split("|")}
    return [sign for sign in language.magnitude_signs if sign not in AMBIGUOUS and sign.lower() not in forms]


def _screen(match: Match[str], language: Language) -> str:
    return f"{numerals.whole(match['number'], language=language)} K"


def _version(match: Match[str], language: Language) -> str | None:
    if re.fullmatch(figures.pattern(language), match[0]):
        return None  # "1.000.000" in a language that groups digits with full stops.
    parts = [numerals.whole(part, language=language) for part in match[0].split(".")]
    point = language.words.other_point
    return (f" {point} " if language.is_spaced else point).join(parts)


def _magnitude(match: Match[str], language: Language) -> str | None:
    after = match["magnitude"]
    sign = after.strip(figures.SPACES + " ")
    if len(sign) == 1 and len(after) > 1 and sign.isascii():
        return None
    amount = figures.parse(match["number"], language=language)
    return signed(
        match,
        times_magnitude(amount, language.magnitude_signs[sign], language=language),
        language=language,
    )


def times_magnitude(amount: figures.Figure, magnitude: int, *, language: Language) -> str:
    """An amount of thousands, millions and so on, in words."""
    if language.are_magnitudes_expanded:
        value = amount.value * magnitude
        if value == int(value):
            return figures.say(figures.Figure(str(int(value))), language=language)
    return figures.counted(amount, language.magnitudes[magnitude], language=language)


def _factor(match: Match[str], language: Language) -> str | None:
    fold = language.words.fold
    figure = figures.parse(match["number"], language=language)
    number = figures.say(figure, language=language, gender=_gender(figure, fold, language))
    return signed(
        match,
        fold.format(number) if "{}" in fold else figures.joined(number, fold, language=language),
        language=language,
    )


def _range(match: Match[str], language: Language) -> str | None:
    ends = (match["first"], match["last"])
    after = match.string[match.end() : match.end() + CONTEXT]
    if all(is_year(end, before="", after="", language=language) for end in ends) and ends[0] < ends[1]:
        first, last = (numerals.year(int(end), language=language) for end in ends)
        return span(first, last, language=language)
    parsed = [figures.parse(end, language=language) for end in ends]
    first, last = (
        figures.say(figure, language=language, gender=_gender(figure, after, language)) for figure in parsed
    )
    if _is_shortened(*ends) and is_year(ends[0], before="", after="", language=language):
        first = numerals.year(int(ends[0]), language=language)
    elif _is_name(*parsed) or LETTER.match(match.string, max(0, match.start() - 1)):
        return figures.joined(first, last, language=language)
    return signed(match, span(first, last, language=language), language=language)


def _is_shortened(first: str, last: str) -> bool:
    # "1914–18"
    return len(first) == YEAR_DIGITS and len(last) == 2 and first.isdecimal() and first[2:] < last


def _is_name(first: figures.Figure, last: figures.Figure) -> bool:
    # "747-8" goes down, more than the score of a game does.
    return first.value > last.value and len(first.whole) > len(last.whole) + 1


def _single(match: Match[str], language: Language) -> str | None:
    written = match["number"]
    after = match.string[match.end() : match.end() + CONTEXT]
    if match["sign"] is None and is_year(
        written,
        before=match.string[max(0, match.start() - CONTEXT) : match.start()],
        after=after,
        language=language,
    ):
        return numerals.year(int(written), language=language)
    figure = figures.parse(written, language=language)
    gender = _gender(figure, after, language)
    return signed(match, figures.say(figure, language=language, gender=gender), language=language)


def _bare_decimals(match: Match[str], language: Language) -> str:
    after = figures.decimals(match["decimals"], language=language)
    return figures.joined(language.words.other_point, after, language=language)


def _remaining(match: Match[str], language: Language) -> str:
    return numerals.whole(match[0], language=language)


def _gender(figure: figures.Figure, after: str, language: Language) -> str:
    word = WORD_AFTER.match(after)
    if figure.decimals or language.gender_before is None or word is None:
        return ""
    return language.gender_before(word[1], int(figure.whole[-3:]))
