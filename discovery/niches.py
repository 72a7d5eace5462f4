"""A workspace's niches and the channels on their watchlists."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Workspace
from billing import entitlements
from billing.errors import PlanLimitError
from discovery import addresses, api_budget, coverage
from discovery.adapters.base import SeenChannel
from discovery.coverage import CHANNELS_LIMIT, NICHES_LIMIT
from discovery.errors import NicheNameTakenError, ScannedJustNowError
from discovery.models import ChannelStatus, Niche, Outcome, WatchedChannel
from foundation import messages
from foundation.errors import StaleError

COLLECT_NICHE = "discovery.collect_niche"
MOST_KEYWORDS = 8
SCAN_AGAIN_AFTER = timedelta(minutes=5)
# How many channels a search may add to one niche.
_MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A niche to begin with."""

    name: str
    keywords: Sequence[str]


SUGGESTIONS = (
    Suggestion("Home coffee", ("espresso", "pour over", "home barista")),
    Suggestion("Budget travel", ("budget travel", "cheap flights", "city break")),
    Suggestion("Strength training", ("strength training", "barbell", "progressive overload")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the watching of some niches is."""

    last_scan_at: datetime | None
    next_scan_at: datetime | None
    is_scanning: bool
    is_first_scan: bool
    problem: str
    units_a_day: int


def standing(listed: Sequence[Niche], *, paused: frozenset[str] = frozenset()) -> Standing:
    """Of these niches: the latest and the next scan, and what went wrong last.

    The next one is not awaited of those whose id is among ``paused``.
    """
    scanned = [niche.collected_at for niche in listed if niche.collected_at]
    listed = [niche for niche in listed if niche.pk not in paused]
    units = sum(niche.round_units for niche in listed)
    return Standing(
        last_scan_at=max(scanned, default=None),
        next_scan_at=min((niche.next_round_at for niche in listed), default=None),
        is_scanning=any(niche.is_scanning or _is_awaited(niche) for niche in listed),
        is_first_scan=any(_is_awaited(niche) for niche in listed),
        problem=next((niche.problem for niche in listed if niche.problem), ""),
        units_a_day=api_budget.units_a_day(round_units=units),
    )


@transaction.atomic
def create(
    *,
    workspace: Workspace,
    name: str,
    keywords: Sequence[str],
    region: str = "",
    language: str = "en",
    address: str = "",
) -> Niche:
    """Follow a niche, with the channel at ``address`` if one is given; its first round begins at once.

    Raises NicheNameTakenError and UnreadableAddressError, and PlanLimitError past what the plan covers.
    """
    _check_room(workspace, NICHES_LIMIT, Niche.objects.for_workspace(_lock(workspace)).count(), "niches")
    try:
        with transaction.atomic():
            niche = Niche.objects.create(
                workspace=workspace, name=name, keywords=list(keywords), region=region, language=language
            )
    except IntegrityError as error:
        raise NicheNameTakenError(name=name) from error
    if address:
        watch(niche=niche, address=address)
    else:
        enqueue(niche=niche)
    return niche


@transaction.atomic
def edit(*, niche: Niche, version: int, **fields: Any) -> Niche:
    """Change name, keywords, region or language, if ``version`` is the one that was read.

    Other words mean another search for channels. Raises StaleError and NicheNameTakenError.
    """
    asks_anew = any(
        fields.get(name, getattr(niche, name)) != getattr(niche, name) for name in ("keywords", "region")
    )
    again = {"searched_at": None, "next_round_at": timezone.now()} if asks_anew else {}
    try:
        with transaction.atomic():
            changed = Niche.objects.filter(pk=niche.pk, version=version).update(
                version=version + 1, **fields, **again
            )
    except IntegrityError as error:
        raise NicheNameTakenError(name=str(fields.get("name", niche.name))) from error
    niche.refresh_from_db()
    if not changed:
        raise StaleError(
            "Somebody changed this niche while you were editing it. Look at it again before you save.",
            version=niche.version,
        )
    if asks_anew:
        enqueue(niche=niche)
    return niche


@transaction.atomic
def delete(*, niche: Niche) -> None:
    """Stop following. Channels that stand on no other watchlist go, with what was seen there; ideas stay."""
    alone = [channel.pk for channel in niche.channels.all() if channel.niches.count() == 1]
    niche.delete()
    WatchedChannel.objects.filter(pk__in=alone).delete()


@transaction.atomic
def watch(*, niche: Niche, address: str) -> WatchedChannel:
    """Put a channel on the niche's watchlist by its address, handle or id, or by a video's address.

    It is looked up in the next round, which begins at once. The same address twice is one channel. Raises
    UnreadableAddressError, and PlanLimitError past what the plan covers.
    """
    asked = addresses.read(address)
    workspace = _lock(niche.workspace)
    known = WatchedChannel.objects.for_workspace(workspace)
    channel = known.filter(address=asked).first() or known.filter(platform_id=asked).first()
    if channel is None:
        _check_room(workspace, CHANNELS_LIMIT, known.count(), "watched channels")
        channel = WatchedChannel.objects.create(
            workspace=workspace,
            status=ChannelStatus.PENDING,
            address=asked,
            title=asked,
            is_added_by_hand=True,
        )
    elif channel.status == ChannelStatus.NOT_FOUND:
        _set_status(channel, ChannelStatus.PENDING)
    channel.niches.add(niche)
    request_round(niche=niche)
    return channel


@transaction.atomic
def unwatch(*, channel: WatchedChannel, niche: Niche | None = None) -> None:
    """Take the channel off the niche's watchlist, or off all. Off the last one, it is forgotten."""
    if niche is not None:
        channel.niches.remove(niche)
    if niche is None or not channel.niches.exists():
        channel.delete()


def scan(*, niche: Niche) -> None:
    """Look again because somebody asks. Raises ScannedJustNowError within five minutes of the last time.

    The allowance belongs to the whole installation, and nothing much changes in minutes. A niche that is
    paused raises PlanLimitError, or WorkspaceReadOnlyError while all of them are.
    """
    coverage.require_active(niche=niche)
    if niche.collected_at is not None:
        wait = niche.collected_at + SCAN_AGAIN_AFTER - timezone.now()
        if wait > timedelta(0):
            raise ScannedJustNowError(retry_after_s=math.ceil(wait.total_seconds()))
    request_round(niche=niche)


def request_round(*, niche: Niche) -> None:
    """Have the niche looked at as soon as a worker is free."""
    Niche.objects.filter(pk=niche.pk).update(next_round_at=timezone.now())
    niche.refresh_from_db(fields=["next_round_at"])
    enqueue(niche=niche)


def enqueue(*, niche: Niche) -> None:
    """Tell the workers, after the commit. A lost message costs a minute: the timetable looks too."""
    messages.send_on_commit(COLLECT_NICHE, niche.pk)


@transaction.atomic
def adopt(*, niche: Niche, found: Iterable[SeenChannel], livemode: bool) -> None:
    """Put channels that a search found on the niche's watchlist, as many as the plan has room for."""
    workspace = _lock(niche.workspace)
    room = _room_for_found(workspace, niche)
    for seen in found:
        known = WatchedChannel.objects.for_workspace(workspace).filter(platform_id=seen.platform_id).first()
        if known is None and room <= 0:
            continue
        if known is None:
            room -= 1
            known = WatchedChannel.objects.create(workspace=workspace, livemode=livemode, **_facts(seen))
        known.niches.add(niche)


@transaction.atomic
def settle(*, channel: WatchedChannel, found: SeenChannel | None, livemode: bool) -> None:
    """End a pending channel's look-up: it is what was found, or the one already watched, or not there."""
    if found is None:
        _set_status(channel, ChannelStatus.NOT_FOUND)
        return
    twin = (
        WatchedChannel.objects.for_workspace(_lock(channel.workspace))
        .filter(platform_id=found.platform_id)
        .exclude(pk=channel.pk)
        .first()
    )
    if twin is not None:
        twin.niches.add(*channel.niches.all())
        channel.delete()
        return
    for name, value in {**_facts(found), "livemode": livemode}.items():
        setattr(channel, name, value)
    _set_status(channel, ChannelStatus.WATCHED)
    channel.save()


def mark_gone(*, channel: WatchedChannel) -> None:
    """The platform no longer knows the channel."""
    _set_status(channel, ChannelStatus.GONE)


def _is_awaited(niche: Niche) -> bool:
    """True from the moment a niche is followed until its first scan has ended, well or badly."""
    return niche.outcome == Outcome.NEVER


def _set_status(channel: WatchedChannel, status: ChannelStatus) -> None:
    channel.status, channel.status_changed_at = status, timezone.now()
    channel.save(update_fields=["status", "status_changed_at"])


def _facts(seen: SeenChannel) -> dict[str, Any]:
    return {
        "platform_id": seen.platform_id,
        "uploads_id": seen.uploads_id,
        "title": seen.title.replace("\0", "") or seen.platform_id,
        "handle": seen.handle,
        "avatar_url": seen.avatar_url[:500],
        "subscribers": seen.subscribers,
    }


def _lock(workspace: Workspace) -> Workspace:
    # Two requests for the last place take turns instead of both having it.
    return Workspace.objects.select_for_update().get(pk=workspace.pk)


def _check_room(workspace: Workspace, key: str, used: int, what: str) -> None:
    limit = entitlements.limit(workspace=workspace, key=key)
    if limit is not None and used >= limit:
        raise PlanLimitError(
            f"Your plan covers {limit} {what}, and you have {used}. Remove one, or choose a larger plan.",
            key=key,
            limit=limit,
        )


def _room_for_found(workspace: Workspace, niche: Niche) -> int:
    """Each niche may fill its share of the plan's channels, so that the first leaves room for the next."""
    channels = entitlements.limit(workspace=workspace, key=CHANNELS_LIMIT)
    if channels is None:
        return _MOST_FOUND - niche.channels.count()
    shares = entitlements.limit(workspace=workspace, key=NICHES_LIMIT) or 1
    left = channels - WatchedChannel.objects.for_workspace(workspace).count()
    return min(left, min(_MOST_FOUND, max(1, channels // shares)) - niche.channels.count())
