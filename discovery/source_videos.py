"""Videos of a channel: stored once, observed again, missed, and purged when they expire."""

import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q, QuerySet

from discovery import list_changes, platforms, schedule, scores
from discovery.models import Broadcast, Candidate, Format, Snapshot, SourceChannel, SourceVideo, Unscored
from discovery.platforms.base import Counts, SeenVideo

logger = logging.getLogger(__name__)

# How often title, length and other details are refreshed.
_DETAILS_FOR = timedelta(days=7)
_DETAIL_FIELDS = (
    "title", "description", "tags", "thumbnail_url", "language", "published_at", "duration_s", "format",
    "broadcast", "blocked_in", "allowed_in", "detailed_at",
)  # fmt: skip
_LOOKED_AT = (
    "platform", "platform_id", "channel_id", "title", "format", "broadcast", "published_at", "views", "likes",
    "comments", "observed_at", "missed_at", "gone_at", "look_at",
)  # fmt: skip
# Rows deleted in one statement.
_PURGED_AT_ONCE = 50_000


def ingest(
    *, channel: SourceChannel, seen: Iterable[SeenVideo], at: datetime, pace: float = 1.0
) -> list[SeenVideo]:
    """Store the channel's new videos with their first snapshot. Known videos stay unchanged.

    Returns the videos that the database refused; they don't affect the others.
    """
    videos = {video.platform_id: video for video in seen if video.channel_id == channel.platform_id}
    refused = _store(channel, list(videos.values()), at)
    counts = {video.platform_id: video.counts for video in videos.values()}
    met = channel.videos.filter(platform_id__in=counts, observed_at__isnull=True)
    observe(rows=list(met.only(*_LOOKED_AT)), counts=counts, at=at, pace=pace)
    return refused


def due(*, channels: Sequence[SourceChannel], at: datetime) -> QuerySet[SourceVideo]:
    """Return the channels' videos that are due."""
    return SourceVideo.objects.filter(channel__in=channels, look_at__lte=at).order_by("pk")


def with_counts_due(*, channels: Sequence[SourceChannel], at: datetime) -> QuerySet[SourceVideo]:
    """Return the due videos of which only the counts are read."""
    return due(channels=channels, at=at).exclude(_needs_details(at)).only(*_LOOKED_AT)


def with_details_due(*, channels: Sequence[SourceChannel], at: datetime) -> QuerySet[SourceVideo]:
    """Return the due videos whose details are refreshed.

    These are videos that were last seen live or unaired, missing videos that may return, and periodically all
    others.
    """
    return due(channels=channels, at=at).filter(_needs_details(at)).defer("baseline", "trail", "engagement")


def _needs_details(at: datetime) -> Q:
    is_old = Q(detailed_at__isnull=True) | Q(detailed_at__lt=at - _DETAILS_FOR)
    return ~Q(broadcast=Broadcast.NONE) | Q(gone_at__isnull=False) | is_old


def observe(
    *, rows: Sequence[SourceVideo], counts: Mapping[str, Counts], at: datetime, pace: float = 1.0
) -> None:
    """Store each row's counts at ``at`` and mark it as public. Rows without ``counts`` stay unchanged."""
    seen = [row for row in rows if row.platform_id in counts]
    for row in seen:
        found = counts[row.platform_id]
        row.views, row.likes, row.comments = found.views, found.likes, found.comments
        row.observed_at, row.missed_at, row.gone_at = at, None, None
        row.look_at = _look_at(row, at, pace)
    # A second observation at the same moment is a duplicate.
    observations = [
        _snapshot(row, at) for row in seen if row.views is not None and row.broadcast == Broadcast.NONE
    ]
    Snapshot.objects.bulk_create(observations, ignore_conflicts=True)
    SourceVideo.objects.store_counts(seen)


def refresh(
    *, rows: Sequence[SourceVideo], seen: Iterable[SeenVideo], at: datetime, pace: float = 1.0
) -> None:
    """Update the rows' title, length and other details, and their counts."""
    videos = {video.platform_id: video for video in seen}
    found = [row for row in rows if row.platform_id in videos]
    for row in found:
        for name, value in details_of(videos[row.platform_id], at=at).items():
            setattr(row, name, value)
    SourceVideo.objects.bulk_update(found, _DETAIL_FIELDS, batch_size=100)
    counts = {platform_id: video.counts for platform_id, video in videos.items()}
    observe(rows=found, counts=counts, at=at, pace=pace)


def miss(*, rows: Sequence[SourceVideo], confirmed: Container[str], at: datetime, pace: float = 1.0) -> None:
    """Record rows that a response lacked. A row is gone once confirmed, or when missed twice."""
    for row in rows:
        is_certain = row.platform_id in confirmed or (row.missed_at is not None and row.missed_at < at)
        row.gone_at = row.gone_at or (at if is_certain else None)
        row.missed_at = at
        row.look_at = _look_at(row, at, pace)
    SourceVideo.objects.store_misses(rows)


def put_off(*, rows: Sequence[SourceVideo], at: datetime, pace: float = 1.0) -> None:
    """Postpone rows whose response could not be used to their next regular time."""
    for row in rows:
        row.look_at = _look_at(row, at, pace)
    SourceVideo.objects.bulk_update(rows, ["look_at"], batch_size=100)


def request(*, channels: Sequence[SourceChannel], at: datetime, unseen_since: datetime) -> None:
    """Make the channels' videos due now, except those observed since then and those that are too old."""
    stale = Q(observed_at__isnull=True) | Q(observed_at__lt=unseen_since)
    rows = SourceVideo.objects.filter(stale, channel__in=channels, look_at__gt=at)
    rows.update(look_at=at)


def purge_old(*, at: datetime) -> None:
    """Delete statistics that exceed their platform's retention period."""
    for platform in platforms.all():
        kept_for = platform.keeps_statistics_for
        if kept_for is None:
            continue
        _purge_snapshots(platform=platform.key, before=at - kept_for)
        too_old = SourceVideo.objects.filter(platform=platform.key, observed_at__lt=at - kept_for)
        for channel in SourceChannel.objects.filter(pk__in=too_old.values("channel")):
            _purge_numbers(channel, too_old.filter(channel=channel))


def _purge_numbers(channel: SourceChannel, rows: QuerySet[SourceVideo]) -> None:
    """Delete the videos' numbers, with those of their candidates, in small transactions."""
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    at_once = max(1, scores.PUBLISHED_AT_ONCE // max(1, channel.watchers.count()))
    for start in range(0, len(pks), at_once):
        part = pks[start : start + at_once]
        with transaction.atomic():
            SourceVideo.objects.filter(pk__in=part).update(
                views=None, likes=None, comments=None, observed_at=None, trail=[],
                **scores.none(Unscored.NOT_YET),
            )  # fmt: skip
            of_part = Candidate.objects.filter(source__in=part)
            Candidate.objects.all().copy_values(ids=list(of_part.values_list("pk", flat=True)))
    list_changes.collected(channel=channel)


def _purge_snapshots(*, platform: str, before: datetime) -> None:
    """Delete in parts, so that no statement holds many locks or has to be repeated as a whole."""
    expired = Snapshot.objects.filter(source__platform=platform, observed_at__lt=before)
    deleted = _PURGED_AT_ONCE
    while deleted == _PURGED_AT_ONCE:
        deleted, _ = Snapshot.objects.filter(pk__in=expired.values("pk")[:_PURGED_AT_ONCE]).delete()


def details_of(video: SeenVideo, *, at: datetime) -> dict[str, Any]:
    """Return the columns with the platform's description of a video."""
    return {
        "title": video.title[:300],
        "description": video.description[:5000],
        "tags": [tag[:100] for tag in video.tags[:30]],
        "thumbnail_url": video.thumbnail_url[:500],
        "language": video.language[:16],
        "published_at": video.published_at,
        "duration_s": video.duration_s,
        "format": Format.SHORT if video.is_short else Format.LONG,
        "broadcast": video.broadcast,
        "blocked_in": list(video.blocked_in),
        "allowed_in": None if video.allowed_in is None else list(video.allowed_in),
        "detailed_at": at,
    }


def _store(channel: SourceChannel, videos: Sequence[SeenVideo], at: datetime) -> list[SeenVideo]:
    rows = [_row(channel, video, at) for video in videos]
    try:
        with transaction.atomic():
            SourceVideo.objects.bulk_create(rows, ignore_conflicts=True)
        return []
    except OperationalError:
        raise
    except DatabaseError:
        logger.exception("bulk insert of videos failed", extra={"channel_id": channel.pk})
    return [video for video, row in zip(videos, rows, strict=True) if not _is_stored(row)]


def _is_stored(row: SourceVideo) -> bool:
    try:
        with transaction.atomic():
            SourceVideo.objects.bulk_create([row], ignore_conflicts=True)
    except OperationalError:
        raise
    except DatabaseError:
        logger.warning("video not stored", extra={"video": row.platform_id}, exc_info=True)
        return False
    return True


def _row(channel: SourceChannel, video: SeenVideo, at: datetime) -> SourceVideo:
    return SourceVideo(
        channel=channel,
        platform=channel.platform,
        platform_id=video.platform_id,
        livemode=channel.livemode,
        look_at=at,
        **details_of(video, at=at),
    )


def _look_at(row: SourceVideo, at: datetime, pace: float) -> datetime | None:
    return schedule.look_at(
        published_at=row.published_at,
        at=at,
        pace=pace,
        is_on_air=row.broadcast != Broadcast.NONE,
        gone_at=row.gone_at,
    )


def _snapshot(row: SourceVideo, at: datetime) -> Snapshot:
    return Snapshot(
        source=row,
        views=row.views or 0,
        likes=row.likes,
        comments=row.comments,
        observed_at=at,
        counting_regime=platforms.of(row).counting_regime(format=row.format, at=at),
    )
