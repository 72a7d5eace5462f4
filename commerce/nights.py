"""When it is night in a shop: its products and orders are compared between 2 and 5 of its time zone."""

import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commerce.models import Store

# The hours over which the shops are spread, each at a minute of its own.
_FROM_HOUR, _MINUTES = 2, 180


def next_one(*, store: Store, after: datetime, at_least: timedelta = timedelta(0)) -> datetime:
    """Return the shop's next time of night that is more than ``at_least`` after that time."""
    local = after.astimezone(_zone(store.time_zone))
    minute = zlib.crc32(store.pk.encode()) % _MINUTES
    at = local.replace(hour=_FROM_HOUR + minute // 60, minute=minute % 60, second=0, microsecond=0)
    while at - local <= at_least:
        at += timedelta(days=1)
    return at


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # Unknown, malformed, or a folder's name.
        return ZoneInfo("UTC")
