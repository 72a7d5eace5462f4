"""The leases of a batch of due channels: claimed, held, and released with their next times."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from discovery import api_budget, coverage, schedule, skipped_videos, states
from discovery.models import ChannelOrigin, Niche, SourceChannel
from discovery.platforms.base import Platform
from foundation import leases
from foundation.vendors import Mode

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

LEASE = timedelta(seconds=90)
# Channels in one batch. With one due video each, they fill a call that reads fifty videos.
SIZE = 50
_TERMS = leases.Terms(rows=SourceChannel.objects.all, lasts=LEASE)
# Backoff of a channel whose collection crashed the worker: the first delay, and the maximum.
_BACKOFF = timedelta(minutes=5), timedelta(hours=24)
_MOST_FAILURES = 16
# A channel of which something could not be read is due again after this time at the earliest.
_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Claimed channels of one platform.

    ``pace`` stretches the intervals, see ``api_budget.pace``. ``at`` is set when the sandbox is queried as of
    an earlier moment.
    """

    platform: Platform
    channels: Sequence[SourceChannel]
    claim: leases.Batch[SourceChannel]
    claimed_at: datetime
    pace: float
    at: datetime | None = None

    def in_calls(self, items: Sequence[Item], *, less: int = 0) -> Iterator[Sequence[Item]]:
        """Split the items into parts of the size that one call to the platform accepts, ``less`` a few."""
        size = self.platform.ids_per_call - less
        return (items[start : start + size] for start in range(0, len(items), size))

    def now(self) -> datetime:
        """The time that counts as the time of observation."""
        return self.at or timezone.now()


def claim(
    *, platform: Platform, niche: Niche | None = None, at: datetime | None = None, most: int = SIZE
) -> Batch | None:
    """Claim due channels, only those of the niche if given; None if there are none.

    With ``at``, an earlier moment of the sandbox, channels are claimed that were never collected. A channel
    whose last collection crashed is claimed alone, with backoff.
    """
    now = timezone.now()
    if not states.is_open(platform=platform, at=now):
        return None

    def due(rows: QuerySet[SourceChannel]) -> QuerySet[SourceChannel]:
        rows = _due(rows, platform, now).order_by("due_at", "pk")
        if at is not None:
            rows = rows.filter(collected_at__isnull=True)
        if niche is not None:
            watched = niche.channels.filter(livemode=niche.livemode).exclude(pk__in=_left_out(niche))
            rows = rows.filter(pk__in=watched.values("source"))
        return rows

    def take() -> leases.Batch[SourceChannel] | None:
        held = leases.claim_batch(terms=_TERMS, due=lambda rows: due(rows).filter(failures=0), most=most)
        return held or leases.claim_batch(
            terms=_TERMS, due=lambda rows: due(rows).filter(failures__gt=0), most=1
        )

    # Others may be due behind a batch that no plan covers.
    while (held := take()) is not None:
        batch = _claimed(platform, held, now, at)
        if batch is not None:
            return batch
    return None


def count_due(*, platform: Platform) -> int:
    """Return how many channels could be claimed now."""
    now = timezone.now()
    if not states.is_open(platform=platform, at=now):
        return 0
    return _due(SourceChannel.objects.filter(leases.free()), platform, now).count()


def _due(rows: QuerySet[SourceChannel], platform: Platform, now: datetime) -> QuerySet[SourceChannel]:
    # Sample data is never requested from the real platform, nor live data from the sandbox.
    return rows.filter(
        platform=platform.key,
        livemode=platform.mode is Mode.LIVE,
        owner__isnull=True,
        origin=ChannelOrigin.COLLECTED,
        due_at__lte=now,
    )


def _claimed(
    platform: Platform, held: leases.Batch[SourceChannel], now: datetime, at: datetime | None
) -> Batch | None:
    """Count an attempt of each channel, and release those that no workspace's plan covers."""
    with transaction.atomic():
        for channel in held.rows().filter(failures__gt=0):
            # If this attempt crashes as well, the next one waits.
            wait = min(_BACKOFF[1], _BACKOFF[0] * (1 << (channel.failures - 1)))
            held.rows().filter(pk=channel.pk).update(due_at=now + wait)
        held.rows().filter(failures__lt=_MOST_FAILURES).update(failures=F("failures") + 1)
        channels = list(held.rows().order_by("pk"))
        covered = coverage.collected(channels=channels)
        idle = [channel.pk for channel in channels if channel.pk not in covered]
        # A request that was committed meanwhile stays due.
        held.rows().filter(pk__in=idle).exclude(due_at__gt=now).update(due_at=None)
        held.rows().filter(pk__in=idle).update(lease_until=None, failures=0)
    channels = [channel for channel in channels if channel.pk in covered]
    if not channels:
        return None
    return Batch(
        platform=platform,
        channels=channels,
        claim=leases.Batch(terms=_TERMS, pks=frozenset(covered), fence=held.fence),
        claimed_at=now,
        pace=api_budget.pace(platform=platform),
        at=at,
    )


@contextmanager
def holding(batch: Batch) -> Iterator[None]:
    """Run one transaction as the batch's holder. Raises LostLeaseError if another worker holds one of it."""
    with transaction.atomic():
        leases.write_batch(batch=batch.claim)
        yield


def end(batch: Batch, *, published: Collection[int]) -> None:
    """Release the channels, each with the time at which it is due again.

    Those that are not ``published`` keep the time of their last complete collection.
    """
    now = timezone.now()
    # Read before, so that a person who requests a scan does not wait for all of it.
    plans = [(channel, _due_at(channel), _cost(batch, channel, now)) for channel in batch.channels]
    with holding(batch):
        for channel, next_at, cost in plans:
            mine = batch.claim.rows().filter(pk=channel.pk)
            # Requests made meanwhile, say by a person, are served next.
            due_at = max(next_at, now + _PAUSE)
            mine.filter(due_at__lte=batch.claimed_at).update(due_at=due_at)
            mine.exclude(due_at__lte=now).filter(failures__gt=1).update(due_at=due_at)
            complete = {"collected_at": now} if channel.pk in published else {}
            mine.update(failures=0, lease_until=None, **complete, **cost)
    logger.info("channels collected", extra={"channels": len(batch.channels)})


def release(batch: Batch) -> None:
    """Release the channels before the end of their collection. They stay due."""
    batch.claim.rows().update(lease_until=None, failures=0)
    batch.claim.rows().filter(due_at__gt=timezone.now()).update(due_at=batch.claimed_at)


def _left_out(niche: Niche) -> frozenset[str]:
    return coverage.CHANNELS.paused(workspace=niche.workspace)


def _due_at(channel: SourceChannel) -> datetime:
    videos = channel.videos.aggregate(first=Min("look_at"))["first"]
    fresh = SourceChannel.objects.only("list_at", "retry_at").get(pk=channel.pk)
    list_at = max(fresh.list_at, fresh.retry_at or fresh.list_at)
    return min(list_at, videos) if videos is not None else list_at


def _cost(batch: Batch, channel: SourceChannel, now: datetime) -> dict[str, float]:
    """Return the columns with the planned cost of the channel's collection."""
    rows = channel.videos.filter(published_at__gte=now - schedule.BASELINE_FOR)
    published = list(rows.values_list("published_at", flat=True))
    waiting, size = skipped_videos.waiting(channel=channel), batch.platform.ids_per_call
    return {
        "units_a_day": schedule.units_a_day(
            published=published,
            at=now,
            ids_per_call=size,
            waiting=waiting,
            is_behind=bool(channel.next_page),
        ),
        "reads_a_day": schedule.reads_a_day(published=published, at=now, waiting=waiting),
    }
