"""Single cells of an imported file. Each function returns a value or raises RowRefusedError."""

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from discovery.imports.refusals import RowRefusedError
from foundation import foreign_texts

LONGEST_CELL = 5_000
# No video has more views.
_MOST = 10**12
_LONGEST_S = 48 * 3600
_UNKNOWN = frozenset({"", "-", "–", "—", "n/a", "na", "k.a.", "k. a.", "null", "none"})
# Three zeros after a point are thousands, as in 1.000 beside 1.234, except after more than three digits.
_PLAIN = re.compile(r"\d{1,20}(\.0{1,2})?|\d{4,20}\.0+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([,. '\u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})", re.ASCII)
_SECONDS = re.compile(
    r"(\d{1,9}(?:[.,]\d{1,9})?) ?(?:s|sec|sek|seconds|sekunden)?\.?", re.ASCII | re.IGNORECASE
)
_FORMULA = re.compile(r"=|[+\-@]\w+\(|[+\-@].*\|.*!")
_OTHER_DATES = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
_FIRST_DAY = datetime(2005, 2, 14, tzinfo=UTC)
# Clocks and time zones differ.
_TOLERANCE = timedelta(days=1)


def require_text(column: str, text: str) -> str:
    """Return the text in one line if it is short enough and not hostile."""
    if len(text) > LONGEST_CELL:
        raise RowRefusedError(f"{column} has more than {LONGEST_CELL:,} characters", text)
    line = foreign_texts.line(text)
    if _FORMULA.match(line):
        raise RowRefusedError(f"{column} begins like a formula of a spreadsheet", text)
    return line


def count(column: str, text: str) -> int | None:
    """Return a count; None if the cell is empty."""
    if text.casefold() in _UNKNOWN:
        return None
    plain = _PLAIN.fullmatch(text)
    digits = text.partition(".")[0] if plain else re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else ""
    if not digits:
        raise RowRefusedError(f"{column} is not a whole number of 0 or more", text)
    value = int(digits)
    if value > _MOST:
        raise RowRefusedError(f"{column} is more than any video has", text)
    return value


def moment(column: str, text: str) -> datetime | None:
    """Return a date or time, in UTC if it has no zone; None if the cell is empty."""
    if text.casefold() in _UNKNOWN:
        return None
    found = _parsed(text)
    if found is None:
        reason = f"{column} is not a date such as 2026-02-28, 28.02.2026 or 2026-02-28 14:30"
        raise RowRefusedError(reason, text)
    if found < _FIRST_DAY:
        raise RowRefusedError(f"{column} is before the first online videos", text)
    if found > timezone.now() + _TOLERANCE:
        raise RowRefusedError(f"{column} is in the future", text)
    return min(found, timezone.now())


def duration(column: str, text: str) -> int:
    """Return a length in whole seconds, from seconds or a clock such as 1:05; 0 if the cell is empty."""
    if text.casefold() in _UNKNOWN:
        return 0
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    elif (counted := _SECONDS.fullmatch(text)) is not None:
        seconds = round(float(counted[1].replace(",", ".")))
    else:
        raise RowRefusedError(f"{column} is not a length such as 65, 65 s or 1:05", text)
    if seconds > _LONGEST_S:
        raise RowRefusedError(f"{column} is more than 48 hours", text)
    return seconds


def _parsed(text: str) -> datetime | None:
    text = text.strip().replace("/", "-") if re.match(r"\d{4}/", text, re.ASCII) else text.strip()
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None else None
    except (ValueError, OverflowError):
        return None
    if found is None and day is not None:
        found = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = found or _written_out(text)
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _written_out(text: str) -> datetime | None:
    for pattern in _OTHER_DATES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
