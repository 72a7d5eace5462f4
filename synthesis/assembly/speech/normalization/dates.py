"""Calendar days: "2026-11-28", "11/28/2026", "28. November 2026"."""

import re
from re import Match

from synthesis.assembly.speech.normalization import abbreviations, figures, numerals
from synthesis.assembly.speech.normalization.language import Day, Language, Rule

MONTHS, DAYS = 12, 31
CENTURY_TURN = 50
YEAR = r"(?P<year>1\d{3}|20\d{2})(?!\d)"


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for days, in figures and with the month's name."""
    if language.date is None:
        return ()
    separators = "".join(re.escape(sign) for sign in language.date_separators)
    suffix = language.date_suffix
    numeric = (
        rf"(?P<first>\d{{1,2}})(?P<mark>[{separators}])(?P<second>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d\d)"
    )
    found = [
        Rule(
            re.compile(
                rf"(?<![\w./-])(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)"
                rf"(?:T(?=\d\d:)|(?![\w/-])){suffix}"
            ),
            _iso,
        ),
        Rule(
            re.compile(
                r"(?<![\w./-])(?P<year>\d{4})(?P<mark>[./])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\w/-])"
            ),
            _iso,
        ),
        Rule(re.compile(rf"(?<![\w./-]){numeric}(?![\d/-])(?!\.\d){suffix}"), _numeric),
        Rule(re.compile(r"(?<![\w/.,])(?:19|20)\d\d/\d\d(?![\w/])"), _season),
    ]
    if language.month_names:
        found += _named_rules(language)
    if language.day_lead is not None:
        day = r"(?P<month>1[0-2]|0?[1-9])/(?P<day>1[3-9]|2\d|3[01])(?![\d/]|[.,]\d)"
        found.append(Rule(re.compile(rf"(?<![\d/.,]){language.day_lead}{day}"), _without_year))
    return tuple(found)


def _named_rules(language: Language) -> list[Rule]:
    names = figures.one_of(language.month_names)
    month = rf"(?P<month>(?i:{names}))(?!\w)\.?"
    first = rf"(?<![\w.,:/-])(?P<day>\d{{1,2}}){language.day_mark} (?:(?:de|of|di) )?{month}"
    found = [
        Rule(re.compile(rf"{first}(?:,? (?:de |del |of )?{YEAR}{language.date_suffix})?"), _named),
    ]
    if language.date_order == "mdy" or language.code == "en":
        # "may" and "march" are words as well; as months they have a capital.
        capital = figures.one_of(map(str.capitalize, language.month_names))
        last = rf"(?<!\w)(?P<month>{capital})\.? (?P<day>\d{{1,2}})(?:th|st|nd|rd)?(?![\w/:–-])(?![.,]\d)"
        found.append(Rule(re.compile(rf"{last}(?:,? {YEAR})?"), _named))
    return found


def _iso(match: Match[str], language: Language) -> str | None:
    return _said(int(match["year"]), int(match["month"]), int(match["day"]), match=match, language=language)


def _numeric(match: Match[str], language: Language) -> str | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == 2:
        if match["mark"] == "-":
            return None
        year += 2000 if year < CENTURY_TURN else 1900
    month, day = (first, second) if language.date_order == "mdy" else (second, first)
    if month > MONTHS:
        month, day = day, month
    return _said(year, month, day, match=match, language=language)


def _named(match: Match[str], language: Language) -> str | None:
    year = int(match["year"]) if match["year"] else None
    month = language.month_names[match["month"].lower()]
    return _said(year, month, int(match["day"]), match=match, language=language)


def _without_year(match: Match[str], language: Language) -> str | None:
    return _said(None, int(match["month"]), int(match["day"]), match=match, language=language)


def _season(match: Match[str], language: Language) -> str:
    first, last = match[0].split("/")
    return figures.joined(
        numerals.year(int(first), language=language),
        numerals.whole(last, language=language),
        language=language,
    )


def _said(year: int | None, month: int, day: int, *, match: Match[str], language: Language) -> str | None:
    if language.date is None or not 1 <= month <= MONTHS or not 1 <= day <= DAYS or year == 0:
        return None
    words = language.date(Day(year, month, day, figures.word_before(match)))
    return f"{words}." if _ends_with_stop(match, language) else words


def _ends_with_stop(match: Match[str], language: Language) -> bool:
    # The full stop of "Nov." may be the sentence's as well; that of "November." always is.
    last_word = match[0].rstrip(".").rpartition(" ")[2]
    is_whole_word = match[0].endswith(".") and last_word in language.months
    return is_whole_word or abbreviations.keeps_stop(match, language)
