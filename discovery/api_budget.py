"""A platform's daily API allowance. It belongs to the installation and counts by the platform's own days."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from discovery import platforms, schedule
from discovery.errors import BudgetExhaustedError, QuotaExceededError
from discovery.models import ApiBudget, SourceChannel
from discovery.platforms.base import Bucket, Platform
from foundation.vendors import Mode

# The rest is for requests in between: new niches, new channels, manual scans.
_PLANNED_SHARE = 0.8
_SHOWN_FOR_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One bucket of today. ``unit`` is the counted unit, in the plural."""

    unit: str
    used: int
    limit: int
    resets_at: datetime
    is_exhausted: bool


def today(*, platform: Platform) -> dict[str, Allowance]:
    """Return each bucket of the platform's current day, by name. The one that ends a round comes first."""
    now = timezone.now()
    rows = ApiBudget.objects.filter(
        platform=platform.key, day_on=_day(platform, now), livemode=platform.mode is Mode.LIVE
    )
    by_bucket = {row.bucket: row for row in rows}
    return {
        bucket.name: _allowance(platform, bucket, by_bucket.get(bucket.name), now)
        for bucket in platform.buckets
    }


def today_shown(*, platform: Platform) -> dict[str, Allowance]:
    """Return the same for display, up to half a minute old: the rows belong to the whole installation."""
    found = cache.get_or_set(_shown_key(platform), lambda: today(platform=platform), timeout=_SHOWN_FOR_S)
    return cast(dict[str, Allowance], found)


def resets_at(at: datetime, *, platform: Platform) -> datetime:
    """Return the platform's next midnight."""
    zone = platform.time_zone
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(at.tzinfo)


def spend(*, platform: Platform, bucket: str, livemode: bool, at: datetime, units: int = 1) -> None:
    """Count a call before it is made.

    Raises BudgetExhaustedError, and then counts nothing, if it exceeds the allowance.
    """
    rows = _rows(platform, bucket, livemode, at)
    affordable = rows.filter(used__lte=_limit(platform, bucket) - units, refused_at__isnull=True)
    # Checking and counting are one statement, so that two workers can't both get the last unit.
    if affordable.update(used=F("used") + units):
        return
    _, is_new = ApiBudget.objects.get_or_create(
        platform=platform.key, bucket=bucket, day_on=_day(platform, at), livemode=livemode
    )
    if is_new and affordable.update(used=F("used") + units):
        return
    raise _exhausted(platform, bucket, at)


def spend_elsewhere(*, platform_key: str, livemode: bool, units: int = 1) -> None:
    """Count a call by another app before it is made, in units of the platform's first bucket, if it has one.

    Raises BudgetExhaustedError, and then counts nothing, if it exceeds the allowance.
    """
    platform = platforms.named(platform_key)
    if platform.buckets:
        bucket = platform.buckets[0].name
        spend(platform=platform, bucket=bucket, livemode=livemode, at=timezone.now(), units=units)


def close_day(*, platform: Platform, bucket: str, livemode: bool, at: datetime) -> None:
    """Record that the platform itself reports the day's allowance as used up."""
    _rows(platform, bucket, livemode, at).update(refused_at=at)
    transaction.on_commit(lambda: cache.delete(_shown_key(platform)), robust=True)


def pace(*, platform: Platform) -> float:
    """Return the factor that stretches all intervals, so that the day's allowance lasts. 1.0 if it does.

    Up to half a minute old.
    """
    key = f"api_budget:{platform.key}:{platform.mode}:pace"
    return cast(float, cache.get_or_set(key, lambda: _pace(platform), timeout=_SHOWN_FOR_S))


def _pace(platform: Platform) -> float:
    days_units = platform.buckets[0].daily_limit * _PLANNED_SHARE
    return max(1.0, planned_units(platform=platform) / max(days_units, 1))


def planned_units(*, platform: Platform) -> float:
    """Return what collecting every watched channel would cost a day with the shortest intervals."""
    units, reads = _planned(platform)
    return units + schedule.unfilled_calls(reads=reads, ids_per_call=platform.ids_per_call)


def _planned(platform: Platform) -> tuple[float, float]:
    """Return the units of full calls and the reads of videos a day."""
    collected = SourceChannel.objects.filter(
        platform=platform.key, livemode=platform.mode is Mode.LIVE, due_at__isnull=False
    )
    total = collected.aggregate(units=Sum("units_a_day"), reads=Sum("reads_a_day"))
    return total["units"] or 0.0, total["reads"] or 0.0


def units_a_day(*, platform: Platform, planned: float, reads: float) -> int:
    """Return the units per day of channels with that planned cost and reads of videos, for display.

    Calls that are not full are divided among all channels by their reads. Up to half a minute old.
    """
    key = f"api_budget:{platform.key}:{platform.mode}:by_read"
    by_read = cache.get_or_set(key, lambda: _unfilled_by_read(platform), timeout=_SHOWN_FOR_S)
    return math.ceil((planned + reads * cast(float, by_read)) / pace(platform=platform))


def _unfilled_by_read(platform: Platform) -> float:
    _, reads = _planned(platform)
    return schedule.unfilled_calls(reads=reads, ids_per_call=platform.ids_per_call) / max(reads, 1)


class Meter:
    """Counts a platform's calls before they are made. ``units`` is the total of its first bucket so far."""

    def __init__(self, platform: Platform, *, at: datetime | None = None) -> None:
        self.units = 0
        self._platform = platform
        self._livemode = platform.mode is Mode.LIVE
        self._at = at

    @contextmanager
    def call(self, bucket: str, *, units: int = 1) -> Iterator[None]:
        """Count one call before it is made. If the platform refuses it for the day, record that."""
        at = self._at or timezone.now()
        spend(platform=self._platform, bucket=bucket, livemode=self._livemode, at=at, units=units)
        if bucket == self._platform.buckets[0].name:
            self.units += units
        try:
            yield
        except QuotaExceededError as error:
            close_day(platform=self._platform, bucket=bucket, livemode=self._livemode, at=at)
            raise _exhausted(self._platform, bucket, at) from error


def _allowance(platform: Platform, bucket: Bucket, row: ApiBudget | None, at: datetime) -> Allowance:
    used, is_refused = (row.used, row.refused_at is not None) if row else (0, False)
    return Allowance(
        unit=bucket.name,
        used=used,
        limit=bucket.daily_limit,
        resets_at=resets_at(at, platform=platform),
        is_exhausted=is_refused or used >= bucket.daily_limit,
    )


def _rows(platform: Platform, bucket: str, livemode: bool, at: datetime) -> QuerySet[ApiBudget]:
    return ApiBudget.objects.filter(
        platform=platform.key, bucket=bucket, day_on=_day(platform, at), livemode=livemode
    )


def _shown_key(platform: Platform) -> str:
    return f"api_budget:{platform.key}:{platform.mode}:{_day(platform, timezone.now())}"


def _day(platform: Platform, at: datetime) -> date:
    return at.astimezone(platform.time_zone).date()


def _limit(platform: Platform, bucket: str) -> int:
    return next(each.daily_limit for each in platform.buckets if each.name == bucket)


def _exhausted(platform: Platform, bucket: str, at: datetime) -> BudgetExhaustedError:
    back_at = resets_at(at, platform=platform)
    wait_s = max(1, round((back_at - at).total_seconds()))
    return BudgetExhaustedError(
        platform=platform.name,
        day_ends=platform.day_ends,
        bucket=bucket,
        resets_at=back_at,
        retry_after_s=wait_s,
    )
