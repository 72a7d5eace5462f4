"""Observes the numbers of known videos."""

from collections.abc import Sequence

from discovery import source_videos
from discovery.collection import details, packs
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.models import SourceChannel, SourceVideo
from discovery.platforms.base import Source


def poll_videos(batch: Batch, source: Source, containment: Containment[SourceChannel]) -> None:
    """Observe the numbers of all videos of the channels that are due.

    A response about counts may omit public videos, so a second request decides about those.
    """
    missing: list[SourceVideo] = []
    reported: list[SourceVideo] = []

    def poll(rows: Sequence[SourceVideo]) -> None:
        found = _poll(batch, source, rows)
        missing.extend(row for row in rows if row.platform_id not in found)
        reported.extend(row for row in rows if row.platform_id in found)

    def confirm(rows: Sequence[SourceVideo]) -> None:
        # It includes a video that is known to exist: a response without that one proves nothing.
        details.refresh(batch, source, [*rows, *reported[:1]])

    def put_off(rows: Sequence[SourceVideo]) -> None:
        details.put_off(batch, rows)

    due = list(source_videos.with_counts_due(channels=batch.channels, at=batch.now()))
    packs.read(batch, containment, due, call=poll, put_off=put_off)
    packs.read(batch, containment, missing, call=confirm, put_off=put_off, less=1)


def _poll(batch: Batch, source: Source, rows: Sequence[SourceVideo]) -> set[str]:
    """Store the rows' numbers. Returns the videos that the response is about."""
    response = source.counts(ids=[row.platform_id for row in rows])
    with holding(batch):
        source_videos.observe(rows=rows, counts=response.counts, at=batch.now(), pace=batch.pace)
        details.record_unusable(batch, rows, response.unusable, usable=response.counts)
    return {*response.counts, *(each.platform_id for each in response.unusable)}
