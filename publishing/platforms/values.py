"""Validates single values of platforms' responses, so that they fit the database and are plausible.

An invalid value raises ValueError.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from foundation import foreign_texts
from foundation.errors import UpstreamError

# A hundred times the views of the most watched video.
_MOST = 10**12
_FIRST_VIDEO_AT = datetime(2005, 2, 14, tzinfo=UTC)
_CLOCKS_DIFFER_BY = timedelta(days=1)


def document(content: bytes) -> Any:
    """Return a JSON document whose texts can be stored."""
    try:
        return json.loads(foreign_texts.storable_json(content))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def refused_with(error: UpstreamError) -> bytes:
    """Return the body of a refusal, whose texts can be stored if it is a JSON document."""
    return foreign_texts.storable_json(str(error.context.get("upstream_body", "")).encode("utf-8", "replace"))


def address(value: Any, *, most: int) -> str:
    """Return an http(s) URL; empty for anything else and for a longer one."""
    found = foreign_texts.line(value, most=most + 1)
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


def count_or_none(value: Any) -> int | None:
    """Return a count; None if it is missing or not plausible."""
    try:
        return count(int(value) if isinstance(value, float) and value.is_integer() else value)
    except ValueError:
        return None


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
