"""Validates single values of platforms' responses, so that they fit the database and are plausible.

An invalid value raises ValueError, except a text, which is made to fit.
"""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

# A hundred times the views of the most watched video.
_MOST = 10**12
_FIRST_VIDEO_AT = datetime(2005, 2, 14, tzinfo=UTC)
_CLOCKS_DIFFER_BY = timedelta(days=1)
# Marks that change the direction of surrounding text, so that a title could rearrange its page.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def document(content: bytes) -> Any:
    """Return a JSON document. Its texts may contain lone surrogates, which only ``line`` replaces."""
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def line(value: Any, *, most: int) -> str:
    """Return text in one line of at most ``most`` characters; empty for anything that is not text."""
    if not isinstance(value, str):
        return ""
    # Lone surrogates can't be stored.
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = (letter if _is_kept(letter) else " " for letter in whole if letter not in _TURNING)
    return " ".join("".join(kept).split())[:most]


def address(value: Any, *, most: int) -> str:
    """Return an http(s) URL; empty for anything else and for a longer one."""
    found = line(value, most=most + 1)
    is_usable = found.startswith(("https://", "http://")) and " " not in found and len(found) <= most
    return found if is_usable else ""


def count(value: Any) -> int | None:
    """Return a count, sent as a number or as text; None if it is missing."""
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ValueError("not a count")
    return value


def moment(value: Any) -> datetime:
    """Return the instant of a number of seconds since 1970, plausible for a publication."""
    seconds = count(value)
    if not seconds:
        raise ValueError("not an instant")
    return plausible(datetime.fromtimestamp(min(seconds, 2**33), UTC))


def plausible(instant: datetime) -> datetime:
    """Return the instant in UTC, if a video can have been published then."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    if not _FIRST_VIDEO_AT <= aware <= timezone.now() + _CLOCKS_DIFFER_BY:
        raise ValueError("not a possible date")
    return aware.astimezone(UTC)


def _is_kept(letter: str) -> bool:
    return unicodedata.category(letter) != "Cc"
