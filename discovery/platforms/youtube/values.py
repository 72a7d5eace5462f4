"""Validates single values of YouTube's responses.

A value must fit the database and be plausible: no impossibly large count, no date before YouTube existed. An
invalid value raises ValueError. ``foundation.foreign_texts`` does the same for texts.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from foundation import foreign_texts

# A hundred times the views of the most watched video.
_MOST = 10**12
# The longest streams run for years.
_LONGEST_S = 10 * 366 * 86_400
_FIRST_VIDEO_AT = datetime(2005, 2, 14, tzinfo=UTC)
_CLOCKS_DIFFER_BY = timedelta(days=1)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
_DURATION = re.compile(
    rf"P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.ASCII,
)
# A year and a month of usual length: ISO 8601 leaves them undefined, and YouTube uses neither.
_UNITS_S = (365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1)


def texts(value: Any) -> list[str]:
    """Return the list's non-empty texts."""
    found = [foreign_texts.line(each) for each in value] if isinstance(value, list) else []
    return [each for each in found if each]


def countries(value: Any) -> list[str]:
    """Return the list's country codes, sorted; anything else is left out."""
    return sorted({each.upper() for each in texts(value) if re.fullmatch(r"[A-Za-z]{2}", each, re.ASCII)})


def countries_or_none(value: Any) -> list[str] | None:
    """Return the same; None if there is no list."""
    return countries(value) if isinstance(value, list) else None


def mapping(value: Any) -> Any:
    """Return the object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def identity(value: Any) -> str:
    """Return an id."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("not an id")
    return value


def address(value: Any) -> str:
    """Return a thumbnail's URL; empty if a browser would not load it."""
    found = foreign_texts.line(value)
    is_usable = found.startswith(("https://", "http://")) and " " not in found and len(found) <= 500
    return found if is_usable else ""


def pictures(value: Any) -> dict[str, str]:
    """Return URLs of thumbnails by size name."""
    if not isinstance(value, dict):
        return {}
    found = {name: address(each.get("url")) for name, each in value.items() if isinstance(each, dict)}
    return {name: url for name, url in found.items() if url}


def count(value: Any) -> int | None:
    """Return a count, which YouTube sends as text; None if it is missing."""
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ValueError("not a count")
    return value


def count_or_none(value: Any) -> int | None:
    """Return a count, or None if it is invalid."""
    try:
        return count(value)
    except ValueError:
        return None


def seconds(value: Any) -> int | None:
    """Return an ISO 8601 duration in whole seconds; None if it is missing."""
    if value is None:
        return None
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not an ISO 8601 duration")
    parts = [float((part or "0").replace(",", ".")) for part in found.groups()]
    total = sum(part * unit for part, unit in zip(parts, _UNITS_S, strict=True))
    if total > _LONGEST_S:
        raise ValueError("longer than any video")
    return round(total)


def instant(value: Any) -> datetime:
    """Return an RFC 3339 date and time that is plausible for a publication."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    if found is None:
        raise ValueError("not a date and time")
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Compare before converting: close to the first and the last year a conversion overflows.
    if not _FIRST_VIDEO_AT <= moment <= timezone.now() + _CLOCKS_DIFFER_BY:
        raise ValueError("not a possible date")
    return moment.astimezone(UTC)


def instant_or_none(value: Any) -> datetime | None:
    """Return a date and time, or None if it is invalid."""
    try:
        return instant(value)
    except ValueError:
        return None
