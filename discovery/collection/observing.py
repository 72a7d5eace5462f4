"""Observes known videos: their numbers often, their title and length periodically."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from discovery import channels, source_videos
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.models import SourceChannel, SourceVideo
from discovery.platforms.base import Source, Unusable

_WHAT = "Some videos' numbers could not be read"


def poll_videos(batch: Batch, source: Source, containment: Containment[SourceChannel]) -> None:
    """Observe all videos of the channels that are due, as many in one call as the platform allows."""
    # Read at once, since observing one changes which are due.
    due = list(source_videos.with_details_due(channels=batch.channels, at=batch.now()))
    for rows in batch.in_calls(due):
        with containment.about(None, what=_WHAT):
            _refresh_details(batch, source, rows)
    due = list(source_videos.with_counts_due(channels=batch.channels, at=batch.now()))
    for rows in batch.in_calls(due):
        with containment.about(None, what=_WHAT):
            _poll(batch, source, rows)


def _poll(batch: Batch, source: Source, rows: Sequence[SourceVideo]) -> None:
    response = source.counts(ids=[row.platform_id for row in rows])
    with holding(batch):
        source_videos.observe(rows=rows, counts=response.counts, at=batch.now(), pace=batch.pace)
        _record_unusable(batch, rows, response.unusable, usable=response.counts)
    reported = {*response.counts, *(each.platform_id for each in response.unusable)}
    missing = [row for row in rows if row.platform_id not in reported]
    if missing:
        # A response about counts may omit public videos, so a second request decides. It includes one video
        # that is known to exist: a response without that one proves nothing about the others.
        known = [row for row in rows if row.platform_id in reported][:1]
        step = batch.platform.ids_per_call - 1
        for start in range(0, len(missing), step):
            _refresh_details(batch, source, [*missing[start : start + step], *known])


def _refresh_details(batch: Batch, source: Source, rows: Sequence[SourceVideo]) -> None:
    response = source.videos(ids=[row.platform_id for row in rows])
    requested = {row.platform_id for row in rows}
    found = {video.platform_id for video in response.videos} & requested
    reported = found | {each.platform_id for each in response.unusable}
    missing = [row for row in rows if row.platform_id not in reported]
    confirmed = {row.platform_id for row in missing} if requested & reported else frozenset()
    with holding(batch):
        source_videos.refresh(rows=rows, seen=response.videos, at=batch.now(), pace=batch.pace)
        source_videos.miss(rows=missing, confirmed=confirmed, at=batch.now(), pace=batch.pace)
        _record_unusable(batch, rows, response.unusable, usable=found)


def _record_unusable(
    batch: Batch, rows: Sequence[SourceVideo], unusable: Sequence[Unusable], *, usable: Collection[str]
) -> None:
    by_id = {row.platform_id: row for row in rows}
    by_channel: dict[int, list[Unusable]] = defaultdict(list)
    for each in unusable:
        row = by_id.get(each.platform_id)
        if row is not None:
            by_channel[row.channel_id].append(replace(each, title=each.title or row.title))
    source_videos.put_off(
        rows=[by_id[each.platform_id] for each in unusable if each.platform_id in by_id],
        at=batch.now(),
        pace=batch.pace,
    )
    channels.purge_skipped(channel_ids={row.channel_id for row in rows}, platform_ids=usable)
    for channel_id, named in by_channel.items():
        channels.record_skipped(channel_id=channel_id, unusable=named, at=batch.now())
