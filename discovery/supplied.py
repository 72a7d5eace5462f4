"""Channels and videos whose data is handed over instead of collected: by a person, an account or a provider.

Data of different origins has different rows, so that its numbers are never mixed with a platform's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Workspace
from discovery import candidates, platforms, scores
from discovery.models import (
    ChannelOrigin,
    DatedBy,
    Format,
    Snapshot,
    SourceChannel,
    SourceVideo,
    Unscored,
    WatchedChannel,
)
from discovery.platforms.base import Counts, VideoAddress

# Few channels hand over thirty videos of one month, so that they are compared over a longer time.
COMPARED_FOR = timedelta(days=730)
# Up to this length, a video counts as short unless its URL says otherwise.
_SHORT_S = 180
_LONGEST_TITLE, _LONGEST_CHANNEL = 300, 120
_DETAILS = ("title", "thumbnail_url", "duration_s", "published_at", "dated_by", "gone_at", "missed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who hands data over. ``workspace`` is None for data that all workspaces may watch."""

    origin: ChannelOrigin
    workspace: Workspace | None
    livemode: bool = True
    provider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedChannel:
    """A channel, identified by ``platform_id`` in the supplier's data."""

    platform: str
    platform_id: str
    title: str
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedVideo:
    """A video with its counts at ``observed_at``. Empty texts are unknown and change nothing."""

    channel: SuppliedChannel
    platform_id: str
    title: str
    published_at: datetime
    dated_by: DatedBy
    duration_s: int
    format: Format
    counts: Counts
    observed_at: datetime
    thumbnail_url: str = ""


def format_of(*, address: VideoAddress | None, duration_s: int) -> Format:
    """Return a video's format: as its URL says, otherwise by its length."""
    if address is not None and address.is_short is not None:
        return Format.SHORT if address.is_short else Format.LONG
    return Format.SHORT if 0 < duration_s <= _SHORT_S else Format.LONG


def store(*, supplier: Supplier, videos: Sequence[SuppliedVideo]) -> list[SourceVideo]:
    """Store the videos, their channels and their counts. Returns the rows, in the same order.

    Idempotent: an observation of the same video at the same moment is stored once. An older observation adds
    a snapshot and changes nothing else. Scores and lists are updated by ``publish``.
    """
    channels = _channels(supplier, [video.channel for video in videos])
    rows = _rows(channels, videos)
    found = [rows[channels[_key(video.channel)].pk, video.platform_id] for video in videos]
    _update_details(list(zip(found, videos, strict=True)))
    _observe(list(zip(found, videos, strict=True)))
    return found


def store_channels(*, supplier: Supplier, channels: Sequence[SuppliedChannel]) -> None:
    """Store channels that may have no videos yet, and that their supplier still has them."""
    rows = _channels(supplier, channels)
    kept = SourceChannel.objects.filter(pk__in=[row.pk for row in rows.values()])
    kept.update(collected_at=timezone.now())


def watch(*, workspace: Workspace, channel: SourceChannel) -> WatchedChannel:
    """Put the channel on the workspace's own list, which belongs to no niche. Idempotent."""
    watched, _ = WatchedChannel.objects.get_or_create(
        workspace=workspace,
        source=channel,
        defaults={"platform": channel.platform, "livemode": channel.livemode, "is_added_by_hand": True},
    )
    return watched


def publish(*, channel: SourceChannel, at: datetime) -> None:
    """Score the channel's videos, and add them to the lists of the workspaces that watch it. Idempotent."""
    for watched in channel.watchers.all():
        candidates.add_for(watched=watched, since=at - COMPARED_FOR)
    scores.rescore(channel=channel, at=at, scored_for=COMPARED_FOR, compared_for=COMPARED_FOR)


def without_numbers(*, video: SourceVideo) -> None:
    """Record that nobody publishes the video's numbers, so that it is never scored."""
    SourceVideo.objects.filter(pk=video.pk).update(**scores.none(Unscored.NO_NUMBERS))


def _key(channel: SuppliedChannel) -> tuple[str, str]:
    return channel.platform, channel.platform_id


def _channels(
    supplier: Supplier, wanted: Iterable[SuppliedChannel]
) -> Mapping[tuple[str, str], SourceChannel]:
    """Return the channels' rows by platform and id, new or known."""
    by_key = {_key(channel): channel for channel in wanted}
    common = {
        "owner": supplier.workspace,
        "origin": supplier.origin,
        "provider": supplier.provider,
        "livemode": supplier.livemode,
    }
    SourceChannel.objects.bulk_create(
        [
            SourceChannel(
                platform=channel.platform,
                platform_id=channel.platform_id,
                title=(channel.title or channel.platform_id)[:_LONGEST_CHANNEL],
                handle=channel.handle[:64],
                collected_at=timezone.now(),
                **common,
            )
            for channel in by_key.values()
        ],
        ignore_conflicts=True,
    )
    rows = SourceChannel.objects.filter(**common, platform_id__in={key[1] for key in by_key})
    return {(row.platform, row.platform_id): row for row in rows}


def _rows(
    channels: Mapping[tuple[str, str], SourceChannel], videos: Sequence[SuppliedVideo]
) -> dict[tuple[int, str], SourceVideo]:
    SourceVideo.objects.bulk_create(
        [_row(channels[_key(video.channel)], video) for video in videos], ignore_conflicts=True
    )
    found = SourceVideo.objects.filter(
        channel__in={row.pk for row in channels.values()},
        platform_id__in={video.platform_id for video in videos},
    )
    return {(row.channel_id, row.platform_id): row for row in found.defer("baseline", "engagement", "trail")}


def _row(channel: SourceChannel, video: SuppliedVideo) -> SourceVideo:
    # ``look_at`` stays empty: the video is never due.
    return SourceVideo(
        channel=channel,
        platform=channel.platform,
        platform_id=video.platform_id,
        livemode=channel.livemode,
        title=video.title[:_LONGEST_TITLE],
        thumbnail_url=video.thumbnail_url,
        published_at=video.published_at,
        dated_by=video.dated_by,
        duration_s=video.duration_s,
        format=video.format,
    )


def _update_details(pairs: Sequence[tuple[SourceVideo, SuppliedVideo]]) -> None:
    """Take over the texts of the newest observation of each video."""
    changed: dict[int, SourceVideo] = {}
    for row, video in sorted(pairs, key=lambda pair: pair[1].observed_at):
        if row.observed_at is not None and row.observed_at > video.observed_at:
            continue
        before = _details(row)
        row.title = video.title[:_LONGEST_TITLE] or row.title
        row.thumbnail_url = video.thumbnail_url or row.thumbnail_url
        row.duration_s = video.duration_s or row.duration_s
        if video.dated_by == DatedBy.PLATFORM or row.dated_by == DatedBy.ADDITION:
            row.published_at, row.dated_by = video.published_at, video.dated_by
        row.gone_at = row.missed_at = None
        if _details(row) != before:
            changed[row.pk] = row
    SourceVideo.objects.bulk_update(list(changed.values()), _DETAILS, batch_size=200)


def _details(row: SourceVideo) -> list[object]:
    return [getattr(row, name) for name in _DETAILS]


def _observe(pairs: Sequence[tuple[SourceVideo, SuppliedVideo]]) -> None:
    counted = [(row, video) for row, video in pairs if video.counts.views is not None]
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                source=row,
                views=video.counts.views or 0,
                likes=video.counts.likes,
                comments=video.counts.comments,
                observed_at=video.observed_at,
                counting_regime=platforms.of(row).counting_regime(format=row.format, at=video.observed_at),
            )
            for row, video in counted
        ],
        ignore_conflicts=True,
    )
    newest: dict[int, SourceVideo] = {}
    for row, video in sorted(pairs, key=lambda pair: pair[1].observed_at):
        # Of several observations at one moment, the first one is stored.
        is_later = row.observed_at is None or row.observed_at < video.observed_at
        if is_later or (row.views is None and row.observed_at == video.observed_at):
            counts = video.counts
            row.views, row.likes, row.comments = counts.views, counts.likes, counts.comments
            row.observed_at = video.observed_at
            newest[row.pk] = row
    SourceVideo.objects.store_counts(list(newest.values()))
