"""One round of asking: find channels, list their videos, look at the numbers, compare.

A round belongs to whoever holds the niche's lease. Each write is one short transaction that first renews the
lease under the holder's fence, so that of two holders only the later one writes; no transaction is open while
the platform is asked. A round whose holder died is gone on with, not begun again: what it has seen is known
by the time it was seen.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from discovery import adapters, addresses, api_budget, candidates, coverage, niches
from discovery.adapters.base import Counts, SeenChannel
from discovery.api_budget import Bucket, Metered
from discovery.errors import BudgetExhaustedError, LeaseLostError, SourceOffError
from discovery.models import Candidate, ChannelStatus, Niche, Outcome, WatchedChannel

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
LIST_EVERY = timedelta(hours=2)
# A round that nobody could finish in this time is begun again instead of gone on with.
_STALE_AFTER = timedelta(hours=2)
_ASK_GONE_AGAIN_AFTER = timedelta(days=1)
_LOOK_FOR_KEY_AFTER = timedelta(minutes=10)
_SEARCHED_DAYS = timedelta(days=30)
_MOST_SEARCHES = 3
_PER_CALL = 50
_PER_WRITE = 200
_LISTED_AT_FIRST = 50
_LISTED_LATER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The right to work on a niche. ``left_out`` are ids of channels that the plan does not cover.

    ``at`` is set when the sandbox is asked about an earlier moment.
    """

    niche: Niche
    fence: int
    claimed_at: datetime
    started_at: datetime
    left_out: frozenset[str] = frozenset()
    at: datetime | None = None

    def now(self) -> datetime:
        """When what is seen now counts as seen."""
        return self.at or timezone.now()

    def channels(self) -> QuerySet[WatchedChannel]:
        """Those of the niche that are watched, in a steady order."""
        found: QuerySet[WatchedChannel] = self.niche.channels.exclude(pk__in=self.left_out)
        return found.order_by("pk")


@transaction.atomic
def claim(*, niche_id: str) -> Round | None:
    """Take the niche's round; None when it is not due, paused, or somebody else is at it."""
    niche = Niche.objects.select_for_update(skip_locked=True).filter(pk=niche_id).first()
    now = timezone.now()
    if niche is None or niche.is_scanning or niche.next_round_at > now:
        return None
    reach = coverage.reach_of(workspace=niche.workspace)
    if coverage.is_paused(niche=niche, reach=reach):
        return None
    begun = niche.round_started_at
    niche.round_started_at = begun if begun and begun > now - _STALE_AFTER else now
    niche.fence += 1
    niche.lease_until = now + LEASE
    niche.save(update_fields=["round_started_at", "fence", "lease_until"])
    return Round(
        niche=niche,
        fence=niche.fence,
        claimed_at=now,
        started_at=niche.round_started_at,
        left_out=coverage.paused_channels(workspace=niche.workspace, reach=reach),
    )


def run(round_: Round) -> None:
    """Carry the round to its end. When the day's allowance is gone, it goes on after midnight Pacific.

    Raises UpstreamUnavailableError and UpstreamError, after which ``postpone`` says when to try again.
    """
    try:
        source = Metered(adapters.source())
        gather(round_, source)
        _compare(round_)
        _end(round_, units=source.units)
    except BudgetExhaustedError as refusal:
        postpone(round_, outcome=Outcome.BUDGET, problem=refusal.message, until=refusal.resets_at)
    except SourceOffError as refusal:
        postpone(
            round_, outcome=Outcome.OFF, problem=refusal.message, until=timezone.now() + _LOOK_FOR_KEY_AFTER
        )
    except LeaseLostError:
        logger.warning("collection overtaken", extra={"niche_id": round_.niche.pk, "fence": round_.fence})


def look_back(round_: Round, *, at: datetime) -> None:
    """See what a round at an earlier moment of the sandbox would have seen. The niche stays held."""
    gather(replace(round_, started_at=at, at=at), Metered(adapters.source(at=at), at=at))


def gather(round_: Round, source: Metered) -> None:
    """Everything of a round that asks the platform."""
    _look_up_added(round_, source)
    _find_channels(round_, source)
    for channel in _to_list(round_):
        _list(round_, source, channel)
    found = candidates.to_observe(niche=round_.niche, since=round_.started_at)
    waiting = list(found.exclude(channel__in=round_.left_out))
    for start in range(0, len(waiting), _PER_WRITE):
        _look(round_, source, waiting[start : start + _PER_WRITE])


def postpone(round_: Round, *, outcome: Outcome, problem: str, until: datetime) -> None:
    """Give the lease back before the end; whoever comes after ``until`` goes on from here."""
    Niche.objects.filter(pk=round_.niche.pk, fence=round_.fence).update(
        lease_until=None, outcome=outcome, problem=problem[:300], next_round_at=until
    )
    logger.info("collection postponed", extra={"niche_id": round_.niche.pk, "outcome": outcome.value})


def _look_up_added(round_: Round, source: Metered) -> None:
    for channel in round_.channels().filter(status=ChannelStatus.PENDING):
        found = _find_by_address(source, channel.address)
        with _holding(round_):
            niches.settle(channel=channel, found=found, livemode=source.livemode)


def _find_by_address(source: Metered, address: str) -> SeenChannel | None:
    if address.startswith("@"):
        return source.channel_by_handle(handle=address)
    if addresses.is_video(address):
        videos = source.videos(ids=[address])
        if not videos:
            return None
        address = videos[0].channel_id
    return next(iter(source.channels(ids=[address])), None)


def _find_channels(round_: Round, source: Metered) -> None:
    """Search once for who publishes on the niche's words; from then on, their lists are followed."""
    niche = round_.niche
    if niche.searched_at is not None:
        return
    try:
        ids = _search(round_, source)
    except BudgetExhaustedError as refusal:
        # Searching has a bucket of its own; the channels that are known can still be followed.
        if refusal.context["bucket"] != Bucket.SEARCHES:
            raise
        return
    found = source.channels(ids=ids) if ids else []
    by_id = {channel.platform_id: channel for channel in found}
    with _holding(round_):
        best_first = [by_id[channel_id] for channel_id in ids if channel_id in by_id]
        niches.adopt(niche=niche, found=best_first, livemode=source.livemode)
        niche.searched_at = round_.now()
        niche.save(update_fields=["searched_at"])


def _search(round_: Round, source: Metered) -> list[str]:
    """Ids of the channels that came up most often, best first."""
    niche = round_.niche
    hits: Counter[str] = Counter()
    for words in list(niche.keywords or [niche.name])[:_MOST_SEARCHES]:
        hits.update(
            source.search_channels(
                words=words,
                region=niche.region,
                language=niche.language,
                since=round_.now() - _SEARCHED_DAYS,
            )
        )
    return [channel_id for channel_id, _ in hits.most_common(_PER_CALL)]


def _to_list(round_: Round) -> list[WatchedChannel]:
    """The channels whose list is old, but not those that this round has listed already."""
    listed_before = round_.started_at - LIST_EVERY
    gone_before = round_.started_at - _ASK_GONE_AGAIN_AFTER
    return [
        channel
        for channel in round_.channels().exclude(uploads_id="")
        if (channel.listed_at is None or channel.listed_at <= listed_before)
        and (channel.status != ChannelStatus.GONE or channel.status_changed_at < gone_before)
    ]


def _list(round_: Round, source: Metered, channel: WatchedChannel) -> None:
    limit = _LISTED_AT_FIRST if channel.listed_at is None else _LISTED_LATER
    ids = source.uploads(uploads_id=channel.uploads_id, limit=limit)
    if ids is None:
        with _holding(round_):
            niches.mark_gone(channel=channel)
        return
    new = candidates.unknown(channel=channel, ids=ids)
    seen = source.videos(ids=new) if new else []
    with _holding(round_):
        if seen:
            candidates.meet(channel=channel, seen=seen, at=round_.now())
        WatchedChannel.objects.filter(pk=channel.pk).update(
            listed_at=round_.now(), status=ChannelStatus.WATCHED
        )


def _look(round_: Round, source: Metered, rows: Sequence[Candidate]) -> None:
    ids = [row.platform_id for row in rows]
    counts: dict[str, Counts] = {}
    for start in range(0, len(ids), _PER_CALL):
        counts.update(source.counts(ids=ids[start : start + _PER_CALL]))
    with _holding(round_):
        candidates.observe(rows=rows, counts=counts, at=round_.now())


def _compare(round_: Round) -> None:
    for channel in round_.channels():
        with _holding(round_):
            candidates.rescore(channel=channel, at=round_.now())


def _end(round_: Round, *, units: int) -> None:
    now = timezone.now()
    mine = Niche.objects.filter(pk=round_.niche.pk)
    with _holding(round_):
        # Who asked for another round while this one ran, say for a channel just added, is served next.
        is_asked_for_again = not mine.filter(next_round_at__lte=round_.claimed_at).update(
            next_round_at=now + api_budget.interval()
        )
        mine.update(
            lease_until=None,
            round_started_at=None,
            collected_at=now,
            outcome=Outcome.SUCCEEDED,
            problem="",
            round_units=units,
        )
    if is_asked_for_again:
        niches.enqueue(niche=round_.niche)
    logger.info("collection finished", extra={"niche_id": round_.niche.pk, "units": units})


@contextmanager
def _holding(round_: Round) -> Iterator[None]:
    """One transaction of the round's holder. Raises LeaseLostError when somebody else holds it by now."""
    with transaction.atomic():
        held = Niche.objects.filter(pk=round_.niche.pk, fence=round_.fence).update(
            lease_until=timezone.now() + LEASE
        )
        if not held:
            raise LeaseLostError()
        yield
