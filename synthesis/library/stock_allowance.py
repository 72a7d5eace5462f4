"""The requests that a provider of stock allows its key, which all workspaces share."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from synthesis.library.errors import StockLimitError
from synthesis.models import StockUse

HOUR, MONTH = "hour", "month"
_KEPT_FOR = timedelta(days=70)


@transaction.atomic
def spend(*, provider: str, livemode: bool, at: datetime | None = None) -> None:
    """Count a request before it is sent.

    Raises StockLimitError, and then counts nothing, if the hour's or the month's requests are used up.
    """
    now = at or timezone.now()
    # The month first in each transaction, so that two of them cannot wait for each other.
    for period in (MONTH, HOUR):
        _count(provider, period, livemode, now)


def close_hour(*, provider: str, livemode: bool, at: datetime | None = None) -> StockLimitError:
    """Record that the provider itself refused a request. Returns the refusal for the rest of the hour."""
    now = at or timezone.now()
    row = _row(provider, HOUR, livemode, now)
    StockUse.objects.update_or_create(**row, defaults={"is_closed": True})
    return _refusal(provider, HOUR, now)


def left(*, provider: str, livemode: bool) -> int:
    """The requests that can still be sent this hour."""
    now = timezone.now()
    rows = StockUse.objects.filter(provider=provider, livemode=livemode)
    counts = [
        _limit(period) - (row.used if row else 0) if not (row and row.is_closed) else 0
        for period in (HOUR, MONTH)
        for row in [rows.filter(period=period, starts_at=_start(period, now)).first()]
    ]
    return max(0, min(counts))


def _count(provider: str, period: str, livemode: bool, now: datetime) -> None:
    row = _row(provider, period, livemode, now)
    # Checking and counting are one statement, so that two workers can't both get the last request.
    affordable = StockUse.objects.filter(**row, used__lt=_limit(period), is_closed=False)
    if affordable.update(used=F("used") + 1):
        return
    _, is_new = StockUse.objects.get_or_create(**row)
    if is_new:
        StockUse.objects.filter(starts_at__lt=now - _KEPT_FOR).delete()
    if not affordable.update(used=F("used") + 1):
        raise _refusal(provider, period, now)


def _row(provider: str, period: str, livemode: bool, now: datetime) -> dict[str, Any]:
    return {
        "provider": provider,
        "period": period,
        "starts_at": _start(period, now),
        "livemode": livemode,
    }


def _limit(period: str) -> int:
    limit: int = settings.PEXELS_HOURLY_REQUESTS if period == HOUR else settings.PEXELS_MONTHLY_REQUESTS
    return limit


def _start(period: str, now: datetime) -> datetime:
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour if period == HOUR else hour.replace(day=1, hour=0)


def _refusal(provider: str, period: str, now: datetime) -> StockLimitError:
    started = _start(period, now)
    next_month = (started + timedelta(days=32)).replace(day=1)
    ends_at = started + timedelta(hours=1) if period == HOUR else next_month
    wait_s = max(1, round((ends_at - now).total_seconds()))
    return StockLimitError(provider=provider, retry_after_s=wait_s, period=period)
