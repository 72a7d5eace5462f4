"""A workspace's niches and the channels on their watchlists."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Workspace
from discovery import channels, coverage, list_changes, platforms, skipped_videos, source_videos
from discovery.coverage import CHANNELS, NICHES
from discovery.errors import (
    NicheNameTakenError,
    NotSampleDataError,
    NotWatchableError,
    ScannedJustNowError,
)
from discovery.models import Niche, Outcome, SourceChannel, WatchedChannel
from discovery.platforms.base import SeenChannel
from foundation import messages, versions
from foundation.vendors import Mode

COLLECT_NICHE = "discovery.collect_niche"
MOST_KEYWORDS = 8
SCAN_AGAIN_AFTER = timedelta(minutes=5)
# Maximum number of channels that a search adds to one niche.
_MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested niche."""

    name: str
    keywords: Sequence[str]


SUGGESTIONS = (
    Suggestion("Home coffee", ("espresso", "pour over", "home barista")),
    Suggestion("Budget travel", ("budget travel", "cheap flights", "city break")),
    Suggestion("Strength training", ("strength training", "barbell", "progressive overload")),
)


def have_channels(listed: Sequence[Niche]) -> bool:
    """True when any of these niches watches an existing channel."""
    return WatchedChannel.objects.filter(niches__in=listed, source__isnull=False).exists()


@transaction.atomic
def create(
    *,
    workspace: Workspace,
    name: str,
    keywords: Sequence[str],
    region: str = "",
    language: str = "en",
    address: str = "",
    platform: str = "",
) -> Niche:
    """Create a niche, with the channel at ``address`` if given. Its first round starts at once.

    It is watched on the platform with that key, or on the default one. Raises NicheNameTakenError,
    UnknownPlatformError, NotWatchableError and UnreadableAddressError, and PlanLimitError beyond the plan's
    limit.
    """
    watched_on = platforms.named(platform or platforms.default_key())
    if not watched_on.is_collected:
        raise NotWatchableError(platform=watched_on.name)
    NICHES.require_room(workspace=_lock(workspace))
    try:
        with transaction.atomic():
            niche = Niche.objects.create(
                workspace=workspace,
                name=name,
                keywords=list(keywords),
                region=region,
                language=language,
                platform=watched_on.key,
                livemode=watched_on.mode is not Mode.SANDBOX,
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

    Changed keywords start another search for channels. Raises EditedElsewhereError and NicheNameTakenError.
    """
    is_new_search = _has_changed(niche, fields, "keywords", "region")
    again: dict[str, Any] = {"searched_at": None, "next_round_at": timezone.now()} if is_new_search else {}
    if _has_changed(niche, fields, "region"):
        again["searched_words"] = []
    try:
        with transaction.atomic():
            versions.change(row=niche, version=version, **fields, **again)
    except IntegrityError as error:
        raise NicheNameTakenError(name=str(fields.get("name", niche.name))) from error
    if is_new_search:
        enqueue(niche=niche)
    return niche


def _has_changed(niche: Niche, fields: dict[str, Any], *names: str) -> bool:
    return any(fields.get(name, getattr(niche, name)) != getattr(niche, name) for name in names)


@transaction.atomic
def restart(*, niche: Niche) -> None:
    """Delete the niche's sample data and watch the real platform for the same words.

    Sample channels on no other watchlist are deleted with their candidates; ideas stay. Channels that were
    added by address are looked up again. Raises NotSampleDataError if there is no sample data.
    """
    platform = platforms.of(niche)
    if not coverage.is_of_other_source(niche) or platform.mode is not Mode.LIVE:
        raise NotSampleDataError(platform=platform.name)
    samples = niche.channels.filter(livemode=False)
    added = list(samples.filter(is_added_by_hand=True).exclude(address="").values_list("address", flat=True))
    for channel in list(samples):
        unwatch(watched=channel, niche=niche)
    Niche.objects.filter(pk=niche.pk).update(
        livemode=True,
        outcome=Outcome.NEVER,
        problem="",
        searched_at=None,
        searched_words=[],
        search_resumes_at=None,
        tried_at=None,
        failures=0,
    )
    niche.refresh_from_db()
    for address in added:
        watch(niche=niche, address=address)
    request_round(niche=niche)


@transaction.atomic
def delete(*, niche: Niche) -> None:
    """Delete a niche. Channels on no other watchlist are deleted with their candidates; ideas stay."""
    alone = [watched for watched in niche.channels.all() if watched.niches.count() == 1]
    niche.delete()
    for watched in alone:
        channels.unwatch(watched=watched)
    channels.resume(workspace=niche.workspace)
    list_changes.decided(workspace=niche.workspace_id)


@transaction.atomic
def watch(*, niche: Niche, address: str) -> WatchedChannel:
    """Add a channel to the niche's watchlist by its URL, handle or id, or by a video's URL.

    It is looked up in the next round, which starts at once. The same address is added only once. Raises
    UnreadableAddressError, PlanLimitError beyond the plan's limit, and OtherSourceError for a niche that is
    not scanned here.
    """
    known_as = platforms.of(niche).read_address(address)
    coverage.require_own_source(niche)
    workspace = _lock(niche.workspace)
    known = WatchedChannel.objects.for_workspace(workspace).filter(platform=niche.platform)
    alike = known.filter(Q(address=known_as) | Q(source__platform_id=known_as), livemode=niche.livemode)
    watched = alike.order_by("created_at").first()
    if watched is None:
        CHANNELS.require_room(workspace=workspace)
        watched = WatchedChannel.objects.create(
            workspace=workspace,
            platform=niche.platform,
            livemode=niche.livemode,
            address=known_as,
            is_added_by_hand=True,
        )
    elif watched.is_missing:
        WatchedChannel.objects.filter(pk=watched.pk).update(is_missing=False, retry_at=None)
        watched.refresh_from_db()
    watched.niches.add(niche)
    if watched.source is None:
        watched = _attach_known(watched)
    request_round(niche=niche)
    list_changes.decided(workspace=niche.workspace_id)
    return watched


def _attach_known(watched: WatchedChannel) -> WatchedChannel:
    """Use the channel that another workspace watches already. It needs no look-up."""
    source = channels.known_at(platform=watched.platform, address=watched.address, livemode=watched.livemode)
    return watched if source is None else channels.attach(watched=watched, source=source)


@transaction.atomic
def unwatch(*, watched: WatchedChannel, niche: Niche | None = None) -> None:
    """Remove the channel from the niche's watchlist, or from all. Without a watchlist it is deleted."""
    if niche is not None:
        watched.niches.remove(niche)
    if niche is None or not watched.niches.exists():
        channels.unwatch(watched=watched)
    list_changes.decided(workspace=watched.workspace_id)


def scan(*, niche: Niche) -> None:
    """Start a manual scan. Raises ScannedJustNowError within five minutes of the last one.

    The allowance belongs to the whole installation, and little changes within minutes. A failed round counts
    as a scan. Raises PlanLimitError for a paused niche, WorkspaceReadOnlyError while all of them are paused,
    and OtherSourceError for sample data whose platform is live.
    """
    coverage.require_active(niche=niche)
    collected = Niche.objects.with_collection().get(pk=niche.pk)
    tried = [collected.last_scan_at, collected.tried_at]
    last_at = max((at for at in tried if at is not None), default=None)
    if last_at is not None:
        wait = last_at + SCAN_AGAIN_AFTER - timezone.now()
        if wait > timedelta(0):
            raise ScannedJustNowError(retry_after_s=math.ceil(wait.total_seconds()))
    request_round(niche=niche)


def request_round(*, niche: Niche) -> None:
    """Find channels for the niche and collect all of its channels, as soon as a worker is free."""
    now = timezone.now()
    Niche.objects.filter(pk=niche.pk).update(next_round_at=now)
    niche.refresh_from_db(fields=["next_round_at"])
    watched = niche.channels.filter(livemode=niche.livemode, source__isnull=False)
    sources, unseen_since = SourceChannel.objects.filter(watchers__in=watched), now - SCAN_AGAIN_AFTER
    channels.request(sources=sources, at=now, unseen_since=unseen_since)
    source_videos.request(channels=list(sources), at=now, unseen_since=unseen_since)
    skipped_videos.request(channels=sources, at=now, unseen_since=unseen_since)
    enqueue(niche=niche)


def enqueue(*, niche: Niche) -> None:
    """Notify the workers after the commit. A lost message costs a minute: a periodic task also checks."""
    messages.send_on_commit(COLLECT_NICHE, niche.pk)


@transaction.atomic
def add_found(*, niche: Niche, found: Iterable[SeenChannel], livemode: bool, at: datetime) -> None:
    """Add channels that a search found to the niche's watchlist, as many as the plan allows.

    Channels whose videos can be listed come first.
    """
    workspace = _lock(niche.workspace)
    room = _room_for_found(workspace, niche)
    rows = WatchedChannel.objects.for_workspace(workspace)
    for seen in sorted(found, key=lambda seen: not seen.uploads_id):
        known = rows.filter(
            source__platform=niche.platform, source__platform_id=seen.platform_id, livemode=livemode
        ).first()
        if known is None and room <= 0:
            continue
        if known is None:
            room -= 1
            source = channels.store(found=seen, platform=niche.platform, livemode=livemode, at=at)
            known = WatchedChannel(workspace=workspace, platform=niche.platform, livemode=livemode)
            known = channels.attach(watched=known, source=source)
        known.niches.add(niche)
    # One that only a paused niche watched is collected from now on.
    channels.resume(workspace=workspace)
    list_changes.added(workspace_ids=[workspace.pk])


def _lock(workspace: Workspace) -> Workspace:
    # Serializes two requests for the last slot.
    return Workspace.objects.select_for_update().get(pk=workspace.pk)


def _room_for_found(workspace: Workspace, niche: Niche) -> int:
    """Each niche may use its share of the plan's channels, so that the first one does not use them all."""
    most = CHANNELS.reach(workspace=workspace).limit
    if most is None:
        return _MOST_FOUND - niche.channels.count()
    shares = NICHES.reach(workspace=workspace).limit or 1
    left = most - CHANNELS.rows().for_workspace(workspace).count()
    return min(left, min(_MOST_FOUND, max(1, most // shares)) - niche.channels.count())
