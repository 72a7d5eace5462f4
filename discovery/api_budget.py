"""What asking may cost today: YouTube grants an installation so many units a day, by Californian days.

Searching has a bucket of its own, which holds a hundred calls. Everything else that is asked here costs one
unit a call; ``batchGetStats`` is counted with the rest although YouTube seems to grant it apart, because its
documentation does not say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from discovery import adapters
from discovery.adapters.base import CountBatch, SeenChannel, Source, VideoBatch
from discovery.errors import BudgetExhaustedError, QuotaExceededError
from discovery.models import ApiBudget, Niche, Platform

PACIFIC = ZoneInfo("America/Los_Angeles")
SHORTEST_INTERVAL = timedelta(hours=1)
LONGEST_INTERVAL = timedelta(hours=24)
# The rest is for what people ask for in between: new niches, new channels, another look now.
_PLANNED_SHARE = 0.8
_SHOWN_FOR_S = 30


class Bucket(StrEnum):
    """What is counted apart."""

    UNITS = "units"
    SEARCHES = "searches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One bucket of today."""

    used: int
    limit: int
    resets_at: datetime
    is_exhausted: bool


def today() -> dict[str, Allowance]:
    """Each bucket of the present day, by its name."""
    now = timezone.now()
    rows = ApiBudget.objects.filter(platform=Platform.YOUTUBE, day_on=_day(now), livemode=adapters.is_live())
    by_bucket = {row.bucket: row for row in rows}
    return {bucket.value: _allowance(bucket, by_bucket.get(bucket.value), now) for bucket in Bucket}


def today_shown() -> dict[str, Allowance]:
    """The same for display, up to half a minute old: the rows belong to the whole installation."""
    return cast(dict[str, Allowance], cache.get_or_set(_shown_key(), today, timeout=_SHOWN_FOR_S))


def can_ask() -> bool:
    """False when there is neither a key nor a sandbox."""
    return adapters.mode() is not adapters.Mode.OFF


def resets_at(at: datetime) -> datetime:
    """The next midnight in California."""
    tomorrow = at.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PACIFIC).astimezone(at.tzinfo)


def spend(*, bucket: Bucket, livemode: bool, at: datetime, units: int = 1) -> None:
    """Count a call before it is made. Raises BudgetExhaustedError, counting nothing, when it does not fit."""
    affordable = _rows(bucket, livemode, at).filter(used__lte=_limit(bucket) - units, refused_at__isnull=True)
    # One statement decides and counts, so that two workers cannot both have the last unit.
    if affordable.update(used=F("used") + units):
        return
    _, is_new = ApiBudget.objects.get_or_create(
        platform=Platform.YOUTUBE, bucket=bucket.value, day_on=_day(at), livemode=livemode
    )
    if is_new and affordable.update(used=F("used") + units):
        return
    raise _exhausted(bucket, at)


def close_day(*, bucket: Bucket, livemode: bool, at: datetime) -> None:
    """Note that the platform itself says the day is over."""
    _rows(bucket, livemode, at).update(refused_at=at)
    transaction.on_commit(lambda: cache.delete(_shown_key()), robust=True)


def interval() -> timedelta:
    """How long a niche rests between two rounds, so that a day of all niches fits into the day's units."""
    asked_about = Niche.objects.filter(livemode=adapters.is_live())
    units = asked_about.aggregate(total=Sum("round_units"))["total"] or 0
    days_units = settings.YOUTUBE_DAILY_UNITS * _PLANNED_SHARE
    return min(LONGEST_INTERVAL, max(SHORTEST_INTERVAL, LONGEST_INTERVAL * (units / max(days_units, 1))))


def units_a_day(*, round_units: int) -> int:
    """What rounds of that cost come to in a day, for display: the interval is up to half a minute old."""
    shown = cast(timedelta, cache.get_or_set("api_budget:interval", interval, timeout=_SHOWN_FOR_S))
    return round(round_units * (timedelta(days=1) / shown))


class Metered:
    """A Source whose calls are counted before they are made."""

    def __init__(self, source: Source, *, at: datetime | None = None) -> None:
        self.livemode = source.livemode
        self.units = 0
        self._source = source
        self._at = at

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """Costs one search."""
        with self._counted(Bucket.SEARCHES):
            return self._source.search_channels(words=words, region=region, language=language, since=since)

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """Costs one unit, as all that follow."""
        with self._counted():
            return self._source.channels(ids=ids)

    def channel_by_handle(self, *, handle: str) -> SeenChannel | None:
        """See Source."""
        with self._counted():
            return self._source.channel_by_handle(handle=handle)

    def channel_by_user_name(self, *, name: str) -> SeenChannel | None:
        """See Source."""
        with self._counted():
            return self._source.channel_by_user_name(name=name)

    def uploads(self, *, uploads_id: str, limit: int) -> Sequence[str] | None:
        """See Source."""
        with self._counted():
            return self._source.uploads(uploads_id=uploads_id, limit=limit)

    def videos(self, *, ids: Sequence[str]) -> VideoBatch:
        """See Source."""
        with self._counted():
            return self._source.videos(ids=ids)

    def counts(self, *, ids: Sequence[str]) -> CountBatch:
        """See Source."""
        with self._counted():
            return self._source.counts(ids=ids)

    def _counted(self, bucket: Bucket = Bucket.UNITS) -> "_Call":
        return _Call(self, bucket, self._at or timezone.now())


class _Call:
    """One call: counted on the way in; a refusal for the day is remembered on the way out."""

    def __init__(self, metered: Metered, bucket: Bucket, at: datetime) -> None:
        self._metered, self._bucket, self._at = metered, bucket, at

    def __enter__(self) -> None:
        spend(bucket=self._bucket, livemode=self._metered.livemode, at=self._at)
        self._metered.units += self._bucket is Bucket.UNITS

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, QuotaExceededError):
            close_day(bucket=self._bucket, livemode=self._metered.livemode, at=self._at)
            raise _exhausted(self._bucket, self._at) from error


def _allowance(bucket: Bucket, row: ApiBudget | None, at: datetime) -> Allowance:
    used, is_refused = (row.used, row.refused_at is not None) if row else (0, False)
    limit = _limit(bucket)
    return Allowance(
        used=used, limit=limit, resets_at=resets_at(at), is_exhausted=is_refused or used >= limit
    )


def _rows(bucket: Bucket, livemode: bool, at: datetime) -> QuerySet[ApiBudget]:
    return ApiBudget.objects.filter(
        platform=Platform.YOUTUBE, bucket=bucket.value, day_on=_day(at), livemode=livemode
    )


def _shown_key() -> str:
    return f"api_budget:{adapters.mode()}:{_day(timezone.now())}"


def _day(at: datetime) -> date:
    return at.astimezone(PACIFIC).date()


def _limit(bucket: Bucket) -> int:
    limits = {Bucket.UNITS: settings.YOUTUBE_DAILY_UNITS, Bucket.SEARCHES: settings.YOUTUBE_DAILY_SEARCHES}
    return limits[bucket]


def _exhausted(bucket: Bucket, at: datetime) -> BudgetExhaustedError:
    back_at = resets_at(at)
    wait_s = max(1, round((back_at - at).total_seconds()))
    return BudgetExhaustedError(bucket=bucket.value, resets_at=back_at, retry_after_s=wait_s)
