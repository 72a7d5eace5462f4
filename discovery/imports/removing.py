"""Removing an import: what only it supplied goes, what another import supplied too stays."""

from collections.abc import Callable, Sequence
from time import monotonic

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from discovery import channels, list_changes, supplied
from discovery.imports import starting
from discovery.models import (
    ChannelOrigin,
    Import,
    ImportEntry,
    Snapshot,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)

# Videos deleted in one transaction.
_AT_ONCE = 500
_DELETE_SNAPSHOTS = """
    DELETE FROM discovery_snapshot AS snapshot
    USING discovery_importentry AS entry
    WHERE entry.batch_id = %s AND entry.source_id = ANY(%s)
        AND snapshot.source_id = entry.source_id AND snapshot.observed_at = entry.observed_at
        AND NOT EXISTS (
            SELECT 1 FROM discovery_importentry AS other
            WHERE other.source_id = entry.source_id AND other.observed_at = entry.observed_at
                AND other.batch_id <> entry.batch_id
        )
"""


def remove(*, row: Import, hold: Callable[[], object], until: float) -> bool:
    """Delete the import and what only it supplied. Continues where an earlier call was killed.

    ``hold`` renews the lease and raises LostLeaseError; it is called in each transaction. False if the time
    ``until``, of the monotonic clock, has come before the end.
    """
    mine = ImportEntry.objects.filter(batch=row)
    while channel_id := _next_channel(mine):
        rows = mine.filter(source__channel=channel_id).order_by("source_id")
        sources = list(rows.values_list("source_id", flat=True).distinct()[:_AT_ONCE])
        with transaction.atomic():
            hold()
            _remove(row, sources)
            if not mine.filter(source__channel=channel_id).exists():
                # Once for each channel, as it scores all of its videos.
                _update(SourceChannel.objects.get(pk=channel_id))
            list_changes.decided(workspace=row.workspace_id)
        if monotonic() > until:
            return False
    with transaction.atomic():
        hold()
        row.delete()
    starting.delete_file(row)
    return True


def _next_channel(mine: QuerySet[ImportEntry]) -> int | None:
    return mine.order_by("source__channel").values_list("source__channel", flat=True).first()


def _remove(row: Import, sources: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_SNAPSHOTS, [row.pk, list(sources)])
    ImportEntry.objects.filter(batch=row, source__in=sources).delete()
    remaining = SourceVideo.objects.filter(pk__in=sources)
    is_supplied = Exists(ImportEntry.objects.filter(source=OuterRef("pk")))
    remaining.exclude(is_supplied).delete()
    _restore(remaining)


def _restore(remaining: QuerySet[SourceVideo]) -> None:
    """Set the counts of videos that another import supplied to their newest remaining observation."""
    rows = list(remaining)
    for video in rows:
        newest = Snapshot.objects.filter(source=video).order_by("-observed_at").first()
        video.views = newest.views if newest else None
        video.likes = newest.likes if newest else None
        video.comments = newest.comments if newest else None
        video.observed_at = newest.observed_at if newest else None
    SourceVideo.objects.bulk_update(rows, ["views", "likes", "comments", "observed_at"], batch_size=200)


def _update(channel: SourceChannel) -> None:
    if channel.videos.exists():
        supplied.publish(channel=channel, at=timezone.now())
        return
    for watched in WatchedChannel.objects.filter(source=channel):
        channels.unwatch(watched=watched)
    SourceChannel.objects.filter(pk=channel.pk, origin=ChannelOrigin.IMPORTED).delete()
