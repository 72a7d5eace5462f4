"""Runs of providers: on the timetable, one worker at a time, within the day's limit, each for itself."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from discovery import supplied
from discovery.models import ChannelOrigin, ProviderState, SourceChannel
from discovery.plugins import checking, loading
from discovery.plugins.base import Provider
from discovery.plugins.checking import ValueRefusedError
from discovery.supplied import SuppliedChannel, SuppliedVideo, Supplier
from foundation import leases, messages
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)

RUN_PROVIDER = "discovery.run_provider"
_LEASE = leases.Terms(rows=ProviderState.objects.all, lasts=timedelta(minutes=11))
_PART = 200
_MOST_CHANNELS = 20_000
_DAY = timedelta(days=1)
# After this many invalid values, a run ends: the data is of another kind.
_MOST_REFUSED = 10_000
# Backoff after a failed run: the first delay, and the maximum.
_SOONEST, _LATEST = timedelta(minutes=15), timedelta(hours=24)


@dataclass(slots=True)
class _Run:
    """One run so far."""

    claim: leases.Claim[ProviderState]
    provider: Provider
    began_at: datetime
    left: int
    stored: int = 0
    refused: int = 0
    refusal: str = ""
    touched: set[int] = field(default_factory=set)


def queue_due() -> int:
    """Queue the providers whose run is due. Returns how many."""
    for provider in loading.every():
        ProviderState.objects.get_or_create(name=provider.name)
    installed = [provider.name for provider in loading.every()]
    due = ProviderState.objects.filter(leases.free(), name__in=installed, due_at__lte=timezone.now())
    pks = list(due.values_list("pk", flat=True))
    for pk in pks:
        messages.send(RUN_PROVIDER, str(pk))
    return len(pks)


def run(*, state_id: int) -> None:
    """Run the provider if it is due. Late, duplicate or concurrent calls have no effect.

    Whatever the plug-in raises is recorded, with backoff.
    """
    now = timezone.now()
    state = ProviderState.objects.filter(pk=state_id).first()
    provider = loading.named(state.name) if state is not None else None
    if state is None or provider is None or state.due_at > now:
        return
    used = state.used if state.day_on == now.date() else 0
    claim = leases.claim(terms=_LEASE, pk=str(state_id), day_on=now.date(), used=used)
    if claim is None:
        return
    current = _Run(claim=claim, provider=provider, began_at=now, left=max(0, provider.videos_a_day - used))
    try:
        _run(current, since=state.since)
    except LostLeaseError:
        logger.warning("provider lease lost", extra={"provider": provider.name})
        return
    except Exception as error:
        # A plug-in may raise anything, and must not stop others or repeat without end.
        logger.exception("provider failed", extra={"provider": provider.name})
        wait = min(_LATEST, _SOONEST * (1 << min(state.failures, 8)))
        # Its message may hold a key or a URL with one; the log has it.
        problem = f"{type(error).__name__} in the plug-in. Your administrator can find details in the log."
        _end(current, used, problem=problem, failures=min(state.failures + 1, 100), due_at=now + wait)
        return
    _end(
        current,
        used,
        problem="",
        failures=0,
        due_at=now + _DAY / provider.runs_a_day,
        # What was left out because of the limit is delivered again.
        since=now if current.left > 0 else state.since,
        succeeded_at=timezone.now(),
    )


def _run(current: _Run, *, since: datetime | None) -> None:
    channels = _channels(current)
    found = _checked_videos(current, current.provider.videos(since=since), channels)
    while part := list(islice(found, min(_PART, current.left))):
        _store(current, part)
    for channel in SourceChannel.objects.filter(pk__in=current.touched):
        with transaction.atomic():
            leases.require(claim=current.claim)
            supplied.publish(channel=channel, at=timezone.now())


def _channels(current: _Run) -> dict[str, SuppliedChannel]:
    found: dict[str, SuppliedChannel] = {}
    for value in islice(current.provider.channels(), _MOST_CHANNELS):
        try:
            channel = checking.channel_of(current.provider, value)
        except ValueRefusedError as refusal:
            _refuse(current, refusal)
        else:
            found[channel.platform_id] = channel
    with transaction.atomic():
        leases.require(claim=current.claim)
        supplied.store_channels(supplier=_supplier(current), channels=list(found.values()))
    return found


def _checked_videos(
    current: _Run, values: Iterable[object], channels: dict[str, SuppliedChannel]
) -> Iterator[SuppliedVideo]:
    for value in values:
        try:
            yield checking.video_of(value, channels)
        except ValueRefusedError as refusal:
            _refuse(current, refusal)
            if current.refused >= _MOST_REFUSED:
                return


def _store(current: _Run, part: Sequence[SuppliedVideo]) -> None:
    with transaction.atomic():
        leases.require(claim=current.claim)
        rows = supplied.store(supplier=_supplier(current), videos=part)
        leases.write(claim=current.claim)
    current.stored += len(part)
    current.left -= len(part)
    current.touched |= {row.channel_id for row in rows}


def _supplier(current: _Run) -> Supplier:
    return Supplier(origin=ChannelOrigin.LICENSED, workspace=None, provider=current.provider.name)


def _refuse(current: _Run, refusal: ValueRefusedError) -> None:
    current.refused += 1
    current.refusal = current.refusal or str(refusal)[:200]


def _end(current: _Run, used: int, **fields: Any) -> None:
    leases.release(
        claim=current.claim,
        used=used + current.stored,
        stored=current.stored,
        refused=current.refused,
        refusal=current.refusal,
        **fields,
    )
    logger.info("provider ran", extra={"provider": current.provider.name, "stored": current.stored})
