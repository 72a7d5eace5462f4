"""Times of day and durations: "14:05", "9.30 Uhr", "24/7", "2:05:13"."""

import re
from re import Match

from synthesis.assembly.speech.normalization import figures
from synthesis.assembly.speech.normalization.figures import Figure
from synthesis.assembly.speech.normalization.language import Language, Rule, Time

LAST_HOUR = 24


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for times of day, and for "24/7"."""
    found = []
    if language.words.around_the_clock:
        found.append(Rule(re.compile(r"(?<![\w/.])24/7(?![\w/])"), _around_the_clock))
    if set(language.duration_units) <= set(language.units):
        # With two digits of hours, it is rather a time of day.
        pattern = r"(?<![\d:.,])(?P<hours>\d):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![:\d]|[.,]\d)"
        found.append(Rule(re.compile(pattern), _duration))
    if language.clock is not None:
        start, hour, minute = r"(?<![\d:.,])", r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
        end, suffix = r"(?![:\d]|[.,]\d)", language.clock_suffix
        if suffix:
            found.append(Rule(re.compile(rf"{start}{hour}(?:[:.]{minute}){end}{suffix}"), _time))
        signs = rf"[{language.clock_signs}]"
        found.append(Rule(re.compile(rf"{start}{hour}{signs}{minute}(?::[0-5]\d)?{end}(?![^\W\d_])"), _time))
    return tuple(found)


def _around_the_clock(match: Match[str], language: Language) -> str:
    return language.words.around_the_clock


def _duration(match: Match[str], language: Language) -> str | None:
    amounts = zip(match.group("hours", "minutes", "seconds"), language.duration_units, strict=True)
    parts = [
        figures.counted(Figure(str(int(number))), language.units[unit], language=language)
        for number, unit in amounts
        if int(number)
    ]
    return figures.joined(*parts, language=language) or None


def _time(match: Match[str], language: Language) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if language.clock is None or hour > LAST_HOUR:
        return None
    return language.clock(Time(hour, minute, figures.word_before(match)))
