"""Channels: the results of looking them up and of listing their videos, and who watches them.

A single response never marks a channel as gone. A channel with a problem stores its reason, and is retried
with backoff.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from discovery import candidates, coverage, list_changes
from discovery.models import (
    ChannelOrigin,
    ChannelStatus,
    Niche,
    SourceChannel,
    WatchedChannel,
)
from discovery.platforms.base import SeenChannel

OUR_ERROR = "An internal error occurred while reading it. Your administrator can find details in the log."
_SOONEST, _LATEST = timedelta(hours=1), timedelta(hours=24)
_LAST_MISS = 8
# How often title and other details are refreshed.
DETAILS_FOR = timedelta(days=7)
# A channel that no workspace watches is kept for a while, with its history.
_KEPT_FOR = timedelta(days=30)


def to_look_up(*, channels: QuerySet[WatchedChannel], at: datetime) -> QuerySet[WatchedChannel]:
    """Return channels that were not looked up yet, and those not found whose retry is due."""
    is_due = Q(retry_at__isnull=True) | Q(retry_at__lte=at)
    return channels.filter(is_due, source__isnull=True)


def next_look_up(*, channels: QuerySet[WatchedChannel]) -> datetime | None:
    """Return when a channel that was not found is looked up again."""
    found: datetime | None = channels.filter(source__isnull=True).aggregate(next=Min("retry_at"))["next"]
    return found


def is_list_due(*, channel: SourceChannel, at: datetime) -> bool:
    """True if the channel's list of videos is old, or if it has a problem whose retry is due."""
    is_retried = channel.retry_at is None or channel.retry_at <= at
    is_well = channel.status == ChannelStatus.WATCHED
    return is_retried and (not is_well or channel.listed_at is None or channel.list_at <= at)


def known_at(*, platform: str, address: str, livemode: bool) -> SourceChannel | None:
    """Return the channel with that id, or lately with that handle, if it is collected already."""
    rows = SourceChannel.objects.filter(
        platform=platform, livemode=livemode, owner__isnull=True, origin=ChannelOrigin.COLLECTED
    )
    # A handle can change its channel.
    is_handle = Q(handle__iexact=address, detailed_at__gte=timezone.now() - DETAILS_FOR)
    return rows.filter(Q(platform_id=address) | is_handle).order_by("-collected_at").first()


@transaction.atomic
def settle(*, watched: WatchedChannel, found: SeenChannel | None, livemode: bool, at: datetime) -> None:
    """Store the result of a look-up by address: the found channel, one that is already watched, or none."""
    if found is None:
        fail_lookup(watched=watched, problem="", is_missing=True, at=at)
        return
    source = store(found=found, platform=watched.platform, livemode=livemode, at=at)
    attach(watched=watched, source=source)


@transaction.atomic
def attach(*, watched: WatchedChannel, source: SourceChannel) -> WatchedChannel:
    """Make ``source`` the watched channel, and collect it if nobody does.

    Returns the workspace's row for it, which may be an older one.
    """
    Workspace.objects.select_for_update().get(pk=watched.workspace_id)
    twin = WatchedChannel.objects.filter(workspace=watched.workspace_id, source=source).exclude(pk=watched.pk)
    known = twin.first()
    if known is not None:
        known.niches.add(*watched.niches.all())
        watched.delete()
        return known
    watched.source, watched.livemode = source, source.livemode
    watched.is_missing, watched.lookup_problem, watched.retry_at, watched.misses = False, "", None, 0
    watched.save()
    candidates.add_for(watched=watched)
    idle = SourceChannel.objects.filter(pk=source.pk, due_at__isnull=True, origin=ChannelOrigin.COLLECTED)
    idle.update(due_at=timezone.now())
    return watched


def store(*, found: SeenChannel, platform: str, livemode: bool, at: datetime) -> SourceChannel:
    """Return the collected channel, new or known, with the platform's current data about it."""
    channel, _ = SourceChannel.objects.get_or_create(
        platform=platform,
        platform_id=found.platform_id,
        livemode=livemode,
        owner=None,
        origin=ChannelOrigin.COLLECTED,
        provider="",
        defaults={"title": found.title or found.platform_id},
    )
    accept(channel=channel, found=found, at=at)
    return channel


def fail_lookup(*, watched: WatchedChannel, problem: str, at: datetime, is_missing: bool = False) -> None:
    """Record a look-up without a result. It is retried with backoff."""
    watched.is_missing, watched.lookup_problem = is_missing, problem[:200]
    watched.retry_at = at + min(_LATEST, _SOONEST * 2**watched.misses)
    watched.misses = min(watched.misses + 1, _LAST_MISS)
    watched.save(update_fields=["is_missing", "lookup_problem", "retry_at", "misses"])


def accept(*, channel: SourceChannel, found: SeenChannel, at: datetime) -> None:
    """Store the platform's data about the channel."""
    facts = {**facts_of(found), "detailed_at": at}
    for name, value in facts.items():
        setattr(channel, name, value)
    channel.save(update_fields=list(facts))
    if found.uploads_id:
        _clear_problem(channel, at=at)
    else:
        mark_unreadable(channel=channel, problem=no_list_words(channel), at=at)


def no_list_words(channel: SourceChannel) -> str:
    """Return the problem of a channel whose videos can't be listed."""
    return f"{channel.platform_name} provides no list of its videos."


def request(*, sources: QuerySet[SourceChannel], at: datetime, unseen_since: datetime) -> None:
    """Make collected channels due now, and their lists unless they were read since then.

    A channel with a problem keeps the time of its retry.
    """
    collected = sources.filter(origin=ChannelOrigin.COLLECTED)
    collected.update(due_at=at)
    collected.filter(listed_at__lt=unseen_since, list_at__gt=at).update(list_at=at)


def resume(*, workspace: Workspace) -> int:
    """Make channels due that nobody collects although the workspace's plan covers them. Returns how many."""
    paused = coverage.CHANNELS.paused(workspace=workspace)
    niches = coverage.NICHES.paused(workspace=workspace)
    watched = WatchedChannel.objects.for_workspace(workspace).exclude(pk__in=paused)
    active = watched.filter(niches__in=Niche.objects.for_workspace(workspace).exclude(pk__in=niches))
    idle = SourceChannel.objects.filter(
        watchers__in=active, due_at__isnull=True, origin=ChannelOrigin.COLLECTED
    )
    return SourceChannel.objects.filter(pk__in=idle.values("pk")).update(due_at=timezone.now())


@transaction.atomic
def unwatch(*, watched: WatchedChannel) -> None:
    """Delete the workspace's row and its candidates. Data that only the workspace has is deleted, too.

    What people did with the candidates is kept, in case the channel is watched again.
    """
    source, workspace = watched.source, watched.workspace
    candidates.keep(watched=watched)
    watched.delete()
    if source is not None and source.owner_id is not None:
        source.delete()
    resume(workspace=workspace)
    list_changes.decided(workspace=workspace)


def purge_unwatched(*, at: datetime) -> None:
    """Delete channels that no workspace has watched for a while, with their videos and observations."""
    is_watched = Exists(WatchedChannel.objects.filter(source=OuterRef("pk")))
    is_old = Q(collected_at__lt=at - _KEPT_FOR) | Q(collected_at=None, created_at__lt=at - _KEPT_FOR)
    SourceChannel.objects.filter(is_old, ~is_watched).delete()


def continue_listing(*, channel: SourceChannel, next_page: str) -> None:
    """Store the page at which its listing continues; empty if nothing older is missing."""
    channel.next_page = next_page
    channel.save(update_fields=["next_page"])


def mark_listed(*, channel: SourceChannel, at: datetime, list_at: datetime) -> None:
    """Record that its list was read ``at``, and is due again at ``list_at``."""
    channel.listed_at, channel.list_at = at, list_at
    channel.save(update_fields=["listed_at", "list_at"])
    _clear_problem(channel, at=at)


def list_sooner(*, channel: SourceChannel, list_at: datetime) -> None:
    """Make its list due earlier, because of a new video. Later times change nothing."""
    channel.list_at = min(channel.list_at, list_at)
    SourceChannel.objects.filter(pk=channel.pk, list_at__gt=list_at).update(list_at=list_at)


def mark_unreadable(*, channel: SourceChannel, problem: str, at: datetime) -> None:
    """Record that the channel exists but its list can't be read."""
    _set_problem(channel, ChannelStatus.UNREADABLE, problem, at=at)


def mark_gone(*, channel: SourceChannel, at: datetime) -> None:
    """Record that neither its list nor the channel itself exists any more."""
    _set_problem(channel, ChannelStatus.GONE, "", at=at)


def facts_of(seen: SeenChannel) -> dict[str, object]:
    """Return the columns with the platform's data."""
    return {
        "platform_id": seen.platform_id,
        "uploads_id": seen.uploads_id,
        "title": seen.title or seen.platform_id,
        "handle": seen.handle,
        "avatar_url": seen.avatar_url,
        "region": seen.region,
        "subscribers": seen.subscribers,
    }


def _clear_problem(channel: SourceChannel, *, at: datetime) -> None:
    if channel.status != ChannelStatus.WATCHED or channel.misses:
        channel.status_changed_at = at
    channel.status, channel.problem, channel.retry_at, channel.misses = ChannelStatus.WATCHED, "", None, 0
    _save_status(channel)


def _set_problem(channel: SourceChannel, status: ChannelStatus, problem: str, *, at: datetime) -> None:
    if channel.status != status:
        channel.status_changed_at = at
    wait = min(_LATEST, _SOONEST * 2**channel.misses)
    channel.status, channel.problem, channel.retry_at = status, problem[:200], at + wait
    channel.misses = min(channel.misses + 1, _LAST_MISS)
    _save_status(channel)


def _save_status(channel: SourceChannel) -> None:
    channel.save(update_fields=["status", "status_changed_at", "problem", "retry_at", "misses"])
