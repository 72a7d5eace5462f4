"""Reads videos' details (title, length and others): of new ones once, of known ones periodically.

New and known videos of all channels of a batch share calls.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from discovery import candidates, channels, schedule, scores, skipped_videos, source_videos
from discovery.collection import packs
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.models import SkippedVideo, SkipReason, SourceChannel, SourceVideo
from discovery.platforms.base import SeenVideo, Source, Unusable, VideoBatch

Video = SourceVideo | SkippedVideo


def read_details(batch: Batch, source: Source, containment: Containment[SourceChannel]) -> None:
    """Read the details of listed videos that are new, and of known ones whose details are due."""
    # Read at once, since reading one changes which are due.
    new = skipped_videos.due(channels=batch.channels, at=batch.now())
    known = list(source_videos.with_details_due(channels=batch.channels, at=batch.now()))
    items: list[Video] = [*new, *known]
    packs.read(
        batch,
        containment,
        items,
        call=lambda part: _read(batch, source, part),
        put_off=lambda part: put_off(batch, part),
    )


def refresh(batch: Batch, source: Source, rows: Sequence[SourceVideo]) -> None:
    """Refresh known videos in one call. If the response has some of them, the others are gone."""
    ids = [row.platform_id for row in rows]
    _store_known(batch, rows, source.videos(ids=ids), requested=ids)


def put_off(batch: Batch, items: Sequence[Video]) -> None:
    """Postpone videos that could not be read to their next regular time."""
    known = [item for item in items if isinstance(item, SourceVideo)]
    new = [item for item in items if isinstance(item, SkippedVideo)]
    with holding(batch):
        source_videos.put_off(rows=known, at=batch.now(), pace=batch.pace)
        skipped_videos.put_off(rows=new, at=batch.now(), pace=batch.pace)


def record_unusable(
    batch: Batch, rows: Sequence[SourceVideo], unusable: Sequence[Unusable], *, usable: Collection[str]
) -> None:
    """Store which known videos could not be used, and which could."""
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
    skipped_videos.purge(channel_ids={row.channel_id for row in rows}, platform_ids=usable)
    for channel_id, named in by_channel.items():
        skipped_videos.record(channel_id=channel_id, unusable=named, at=batch.now(), pace=batch.pace)


def _read(batch: Batch, source: Source, items: Sequence[Video]) -> None:
    ids = list(dict.fromkeys(item.platform_id for item in items))
    response = source.videos(ids=ids)
    new = skipped_videos.by_channel(item for item in items if isinstance(item, SkippedVideo))
    known = [item for item in items if isinstance(item, SourceVideo)]
    with holding(batch):
        stored = {channel: _store_new(batch, channel, wanted, response) for channel, wanted in new.items()}
        if known:
            _store_known(batch, known, response, requested=ids)
    for channel, platform_ids in stored.items():
        candidates.add_for_watchers(channel=channel, platform_ids=platform_ids, hold=partial(holding, batch))


def _store_new(batch: Batch, channel: SourceChannel, ids: Collection[str], response: VideoBatch) -> list[str]:
    """Returns the ids of the videos that were stored."""
    seen = [video for video in response.videos if video.platform_id in ids]
    refused = source_videos.ingest(channel=channel, seen=seen, at=batch.now(), pace=batch.pace)
    left_out = list(_left_out(channel, ids, response, refused))
    stored = sorted(set(ids) - {each.platform_id for each in left_out})
    skipped_videos.purge(channel_ids=[channel.pk], platform_ids=stored)
    skipped_videos.record(channel_id=channel.pk, unusable=left_out, at=batch.now(), pace=batch.pace)
    newest_at = scores.newest_at(channel=channel)
    if channel.listed_at is not None:
        list_at = schedule.list_at(newest_at=newest_at, at=channel.listed_at, pace=batch.pace)
        channels.list_sooner(channel=channel, list_at=list_at)
    return stored


def _left_out(
    channel: SourceChannel, ids: Collection[str], response: VideoBatch, refused: Sequence[SeenVideo]
) -> Iterator[Unusable]:
    """Return the new videos that could not be stored, and why."""
    seen = [video for video in response.videos if video.platform_id in ids]
    unusable = [each for each in response.unusable if each.platform_id in ids]
    reported = {*(video.platform_id for video in seen), *(each.platform_id for each in unusable)}
    yield from unusable
    for platform_id in ids:
        if platform_id not in reported:
            yield skipped_videos.unavailable(platform_id=platform_id)
    for video in seen:
        if video.channel_id != channel.platform_id:
            yield Unusable(platform_id=video.platform_id, title=video.title, reason=SkipReason.OTHER_CHANNEL)
    for video in refused:
        yield skipped_videos.internal_error(platform_id=video.platform_id, title=video.title)


def _store_known(
    batch: Batch, rows: Sequence[SourceVideo], response: VideoBatch, *, requested: Collection[str]
) -> None:
    found = {video.platform_id for video in response.videos}
    reported = found | {each.platform_id for each in response.unusable}
    missing = [row for row in rows if row.platform_id not in reported]
    # A response without any requested video proves nothing.
    confirmed = {row.platform_id for row in missing} if not reported.isdisjoint(requested) else frozenset()
    with holding(batch):
        source_videos.refresh(rows=rows, seen=response.videos, at=batch.now(), pace=batch.pace)
        source_videos.miss(rows=missing, confirmed=confirmed, at=batch.now(), pace=batch.pace)
        record_unusable(batch, rows, response.unusable, usable=found)
