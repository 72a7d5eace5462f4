"""When the products of shops are read: every night of the shop, after a failure, and when somebody asks."""

import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commerce.models import Store
from foundation.errors import UpstreamError, UpstreamUnavailableError

# The night hours, in the shop's time zone, over which the shops are spread.
_FROM_HOUR, _MINUTES = 2, 180
_AFTER_OUTAGE, _LONGEST_OUTAGE = timedelta(seconds=30), timedelta(hours=1)
_AFTER_REFUSAL = timedelta(hours=1)


def next_night(*, store: Store, after: datetime) -> datetime:
    """Return the shop's time of night at least six hours ``after`` a reading."""
    local = after.astimezone(_zone(store.time_zone))
    minute = zlib.crc32(store.pk.encode()) % _MINUTES
    at = local.replace(hour=_FROM_HOUR + minute // 60, minute=minute % 60, second=0, microsecond=0)
    while at - local < timedelta(hours=6):
        at += timedelta(days=1)
    return at


def after(*, error: UpstreamError, failures: int, at: datetime) -> datetime:
    """Return when to retry after the error, the ``failures``-th in a row.

    A refusal lasts until somebody acts. Reconnecting makes the shop due at once.
    """
    if not isinstance(error, UpstreamUnavailableError):
        return at + _AFTER_REFUSAL
    wait = min(_AFTER_OUTAGE * (1 << min(max(failures - 1, 0), 10)), _LONGEST_OUTAGE)
    return at + error.wait(at_least=wait)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # Unknown, malformed, or a folder's name.
        return ZoneInfo("UTC")
