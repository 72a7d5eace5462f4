"""Reads channels' lists of videos, and refreshes what is known of the channels themselves.

Further pages of a list are read while they have only unknown videos that are young enough to be compared: in
the first listing, or if more were published since the last one than a page holds. Each page is stored with
the token of the next one, at which a later listing continues.
"""

import logging

from discovery import channels, schedule, scores, skipped_videos
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.errors import ListPageExpiredError
from discovery.models import ChannelStatus, SourceChannel
from discovery.platforms.base import SeenChannel, Source, UploadPage

logger = logging.getLogger(__name__)


def refresh_channels(batch: Batch, source: Source, containment: Containment[SourceChannel]) -> None:
    """Refresh titles and other details that are old. One call serves many channels.

    Channels with a problem are left out: those that are gone would be requested in every round.
    """
    old = [
        channel
        for channel in batch.channels
        if channel.status == ChannelStatus.WATCHED
        and (channel.detailed_at is None or channel.detailed_at < batch.now() - channels.DETAILS_FOR)
    ]
    for part in batch.in_calls(old):
        with containment.about(None, what="Some channels' details could not be read"):
            found = {
                each.platform_id: each for each in source.channels(ids=[each.platform_id for each in part])
            }
            with holding(batch):
                for channel in part:
                    if channel.platform_id in found and found[channel.platform_id].uploads_id:
                        channels.accept(channel=channel, found=found[channel.platform_id], at=batch.now())


def list_channels(batch: Batch, source: Source, containment: Containment[SourceChannel]) -> None:
    """Read the lists that are due, and those of channels with a problem whose retry is due.

    Stores the ids of new videos. Their details are read for all channels together.
    """
    unfinished: list[tuple[SourceChannel, bool]] = []
    for channel in batch.channels:
        if channels.is_list_due(channel=channel, at=batch.now()):
            is_first = channel.listed_at is None
            with containment.about(channel):
                if channel.uploads_id or _has_list_now(batch, source, channel):
                    _list(batch, source, channel)
                    unfinished += [(channel, is_first)] if channel.next_page else []
    for channel, is_first in unfinished:
        with containment.about(None, what=f"Older videos of {channel.title} could not be listed"):
            _continue(batch, source, channel, is_first=is_first)


def _find_by_id(source: Source, platform_id: str) -> SeenChannel | None:
    found = source.channels(ids=[platform_id])
    return next((channel for channel in found if channel.platform_id == platform_id), None)


def _has_list_now(batch: Batch, source: Source, channel: SourceChannel) -> bool:
    """Check a channel without a list again."""
    found = _find_by_id(source, channel.platform_id)
    with holding(batch):
        if found is None:
            channels.mark_gone(channel=channel, at=batch.now())
        else:
            channels.accept(channel=channel, found=found, at=batch.now())
    return bool(channel.uploads_id)


def _list(batch: Batch, source: Source, channel: SourceChannel) -> None:
    page = source.uploads(uploads_id=channel.uploads_id, limit=schedule.LISTED)
    if page is None:
        _confirm_gone(batch, source, channel)
        return
    with holding(batch):
        known = skipped_videos.known_of(channel=channel, ids=page.ids)
        skipped_videos.note_listed(channel=channel, ids=page.ids, at=batch.now())
        skipped_videos.forget_unlisted(channel=channel, ids=page.ids, is_whole=not page.next_page)
        if not known and _has_needed_ones_behind(batch, page):
            _warn_of_gap(channel)
            channels.continue_listing(channel=channel, next_page=page.next_page)
        _mark_listed(batch, channel)


def _continue(batch: Batch, source: Source, channel: SourceChannel, *, is_first: bool) -> None:
    """Read further pages. After the last one that a listing may read, the next listing continues.

    The first listing of a channel needs none of the rest.
    """
    for _ in range(schedule.MOST_PAGES - 1):
        if not channel.next_page:
            return
        _read_further(batch, source, channel)
    if is_first:
        with holding(batch):
            channels.continue_listing(channel=channel, next_page="")


def _read_further(batch: Batch, source: Source, channel: SourceChannel) -> None:
    """Store one further page, with the token of the one behind if that is needed."""
    try:
        page = source.uploads(uploads_id=channel.uploads_id, limit=schedule.LISTED, page=channel.next_page)
    except ListPageExpiredError:
        with holding(batch):
            channels.continue_listing(channel=channel, next_page="")
        raise
    page = page or UploadPage(ids=())
    with holding(batch):
        known = skipped_videos.known_of(channel=channel, ids=page.ids[-1:])
        skipped_videos.note_listed(channel=channel, ids=page.ids, at=batch.now())
        # New uploads move known videos to the top of a page at which an earlier listing ended. Only its end
        # shows whether older ones are missing.
        is_open = not known and _has_needed_ones_behind(batch, page)
        channels.continue_listing(channel=channel, next_page=page.next_page if is_open else "")


def _has_needed_ones_behind(batch: Batch, page: UploadPage) -> bool:
    since = batch.now() - schedule.BASELINE_FOR
    return bool(page.next_page) and page.oldest_at is not None and page.oldest_at > since


def _warn_of_gap(channel: SourceChannel) -> None:
    if channel.next_page:
        logger.warning("older gap in a list is left", extra={"channel_id": channel.pk})


def _confirm_gone(batch: Batch, source: Source, channel: SourceChannel) -> None:
    """Check whether a channel without a list still exists. One without any videos has no list either."""
    found = _find_by_id(source, channel.platform_id)
    with holding(batch):
        if found is None:
            channels.mark_gone(channel=channel, at=batch.now())
        elif found.uploads_id != channel.uploads_id:
            channels.accept(channel=channel, found=found, at=batch.now())
        else:
            _mark_listed(batch, channel)


def _mark_listed(batch: Batch, channel: SourceChannel) -> None:
    newest_at = scores.newest_at(channel=channel)
    list_at = schedule.list_at(newest_at=newest_at, at=batch.now(), pace=batch.pace)
    channels.mark_listed(channel=channel, at=batch.now(), list_at=list_at)
