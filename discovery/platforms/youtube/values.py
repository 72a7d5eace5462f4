"""Single values of YouTube's answers, checked before they go any further.

Whatever arrives must fit the database and be possible: no text that Postgres refuses, no count beyond what a
video can have, no date before YouTube. A value that does not hold raises ValueError.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

# A hundred times the most watched video of all.
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
# A year and a month by their usual lengths: ISO 8601 leaves them open, and YouTube uses neither.
_UNITS_S = (365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1)
# Marks that turn the text around them, so that a title could rearrange the page it stands on.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def text(value: Any) -> str:
    """The text as it can be kept and shown on one line or several; anything that is no text is empty."""
    if not isinstance(value, str):
        return ""
    # Halves of surrogate pairs are joined where they belong together, and replaced where they stand alone.
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(letter for letter in whole if letter in "\n\t" or _is_kept(letter)).strip()


def line(value: Any) -> str:
    """The text in one line."""
    return " ".join(text(value).split())


def texts(value: Any) -> list[str]:
    """Those of a list's texts that are not empty."""
    found = [line(each) for each in value] if isinstance(value, list) else []
    return [each for each in found if each]


def identity(value: Any) -> str:
    """An id."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("not an id")
    return value


def address(value: Any) -> str:
    """A picture's address; empty when it is none that a browser loads."""
    found = line(value)
    is_usable = found.startswith(("https://", "http://")) and " " not in found and len(found) <= 500
    return found if is_usable else ""


def pictures(value: Any) -> dict[str, str]:
    """Addresses of pictures by the name of their size."""
    if not isinstance(value, dict):
        return {}
    found = {name: address(each.get("url")) for name, each in value.items() if isinstance(each, dict)}
    return {name: url for name, url in found.items() if url}


def count(value: Any) -> int | None:
    """A count, which YouTube writes as text; None when it is not told."""
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
    """A count that may be left out when it cannot be right."""
    try:
        return count(value)
    except ValueError:
        return None


def seconds(value: Any) -> int | None:
    """An ISO 8601 duration in whole seconds; None when it is not told."""
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
    """An RFC 3339 date and time at which a video can have been published."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    if found is None:
        raise ValueError("not a date and time")
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Compared before it is converted: close to the first and the last year a conversion overflows.
    if not _FIRST_VIDEO_AT <= moment <= timezone.now() + _CLOCKS_DIFFER_BY:
        raise ValueError("not a possible date")
    return moment.astimezone(UTC)


def _is_kept(letter: str) -> bool:
    return letter not in _TURNING and unicodedata.category(letter) != "Cc"
