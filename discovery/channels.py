"""Watched channels: the results of looking them up and of listing their videos.

A single response never marks a channel as gone. A channel with a problem stores its reason, and is retried
with backoff.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Workspace
from discovery.models import ChannelStatus, Niche, SkippedVideo, SkipReason, WatchedChannel
from discovery.platforms.base import SeenChannel, Unusable

OUR_ERROR = "An internal error occurred while reading it. Your administrator can find details in the log."
_SOONEST, _LATEST = timedelta(hours=1), timedelta(hours=24)
_LAST_MISS = 8
# A skipped video is listed for as long as it may be observed again.
_NAMED_FOR = timedelta(days=7)
_MOST_NAMED = 50


def to_look_up(*, channels: QuerySet[WatchedChannel], at: datetime) -> QuerySet[WatchedChannel]:
    """Return channels that were not looked up yet, and those not found whose retry is due."""
    again = Q(status=ChannelStatus.NOT_FOUND, retry_at__lte=at)
    return channels.filter(Q(status=ChannelStatus.PENDING) | again)


def to_list(
    *, channels: QuerySet[WatchedChannel], listed_before: datetime, at: datetime
) -> list[WatchedChannel]:
    """Return channels whose list of videos is old, and those with a problem whose retry is due."""
    is_known = ~Q(platform_id="")
    is_old = Q(listed_at__isnull=True) | Q(listed_at__lte=listed_before)
    is_well = Q(status=ChannelStatus.WATCHED)
    is_due = Q(retry_at__isnull=True) | Q(retry_at__lte=at)
    return list(channels.filter(is_known, (is_well & is_old & is_due) | (~is_well & is_due)))


@transaction.atomic
def settle(*, channel: WatchedChannel, found: SeenChannel | None, livemode: bool, at: datetime) -> None:
    """Store the result of a look-up by address: the found channel, one that is already watched, or none."""
    if found is None:
        _set_problem(channel, ChannelStatus.NOT_FOUND, "", at=at)
        return
    workspace = Workspace.objects.select_for_update().get(pk=channel.workspace_id)
    known = WatchedChannel.objects.for_workspace(workspace)
    known = known.filter(platform=channel.platform, livemode=livemode)
    twin = known.filter(platform_id=found.platform_id).exclude(pk=channel.pk).first()
    if twin is not None:
        twin.niches.add(*channel.niches.all())
        channel.delete()
        return
    channel.livemode = livemode
    accept(channel=channel, found=found, at=at)


def accept(*, channel: WatchedChannel, found: SeenChannel, at: datetime) -> None:
    """Store the platform's data about the channel."""
    for name, value in facts_of(found).items():
        setattr(channel, name, value)
    channel.save()
    if found.uploads_id:
        _clear_problem(channel, at=at)
    else:
        mark_unreadable(channel=channel, problem=no_list_words(channel), at=at)


def no_list_words(channel: WatchedChannel) -> str:
    """Return the problem of a channel whose videos can't be listed."""
    return f"{channel.platform_name} provides no list of its videos."


def mark_listed(*, channel: WatchedChannel, at: datetime) -> None:
    """Record that its list was read."""
    channel.listed_at = at
    channel.save(update_fields=["listed_at"])
    _clear_problem(channel, at=at)


def mark_unreadable(*, channel: WatchedChannel, problem: str, at: datetime) -> None:
    """Record that the channel exists but its list can't be read."""
    _set_problem(channel, ChannelStatus.UNREADABLE, problem, at=at)


def mark_gone(*, channel: WatchedChannel, at: datetime) -> None:
    """Record that neither its list nor the channel itself exists any more."""
    _set_problem(channel, ChannelStatus.GONE, "", at=at)


def record_skipped(*, channel_id: str, unusable: Iterable[Unusable], at: datetime) -> None:
    """Store which videos could not be used, and why."""
    rows = [
        SkippedVideo(
            channel_id=channel_id,
            platform_id=each.platform_id,
            title=each.title,
            reason=each.reason,
            seen_at=at,
        )
        for each in {each.platform_id: each for each in unusable}.values()
    ]
    SkippedVideo.objects.bulk_create(
        rows[:_MOST_NAMED],
        update_conflicts=True,
        unique_fields=["channel", "platform_id"],
        update_fields=["title", "reason", "seen_at"],
    )


def purge_skipped(*, channel_ids: Iterable[str], platform_ids: Iterable[str]) -> None:
    """Delete the records of skipped videos that could be used after all."""
    SkippedVideo.objects.filter(channel__in=channel_ids, platform_id__in=platform_ids).delete()


def skipped_in(*, niche: Niche, at: datetime) -> QuerySet[SkippedVideo]:
    """Return the recently skipped videos of the niche's channels, newest first."""
    rows = SkippedVideo.objects.filter(channel__niches=niche, seen_at__gte=at - _NAMED_FOR)
    return rows.select_related("channel")


def internal_error(*, platform_id: str, title: str) -> Unusable:
    """Return the record of a video that could not be stored because of an internal error."""
    return Unusable(platform_id=platform_id, title=title, reason=SkipReason.ERROR)


def facts_of(seen: SeenChannel) -> dict[str, object]:
    """Return the columns with the platform's data."""
    return {
        "platform_id": seen.platform_id,
        "uploads_id": seen.uploads_id,
        "title": seen.title or seen.platform_id,
        "handle": seen.handle,
        "avatar_url": seen.avatar_url,
        "subscribers": seen.subscribers,
    }


def _clear_problem(channel: WatchedChannel, *, at: datetime) -> None:
    if channel.status != ChannelStatus.WATCHED or channel.misses:
        channel.status_changed_at = at
    channel.status, channel.problem, channel.retry_at, channel.misses = ChannelStatus.WATCHED, "", None, 0
    _save_status(channel)


def _set_problem(channel: WatchedChannel, status: ChannelStatus, problem: str, *, at: datetime) -> None:
    if channel.status != status:
        channel.status_changed_at = at
    wait = min(_LATEST, _SOONEST * 2**channel.misses)
    channel.status, channel.problem, channel.retry_at = status, problem[:200], at + wait
    channel.misses = min(channel.misses + 1, _LAST_MISS)
    _save_status(channel)


def _save_status(channel: WatchedChannel) -> None:
    channel.save(update_fields=["status", "status_changed_at", "problem", "retry_at", "misses"])
