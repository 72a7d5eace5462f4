"""Reads channels' lists of videos, and refreshes what is known of the channels themselves."""

from discovery import channels, schedule, scores, skipped_videos
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.models import ChannelStatus, SourceChannel
from discovery.platforms.base import SeenChannel, Source

# One call reads as many at the same cost, so a channel that was paused for a while catches up.
_LISTED = 50


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
    for channel in batch.channels:
        if channels.is_list_due(channel=channel, at=batch.now()):
            with containment.about(channel):
                if channel.uploads_id or _has_list_now(batch, source, channel):
                    _list(batch, source, channel)


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
    ids = source.uploads(uploads_id=channel.uploads_id, limit=_LISTED)
    if ids is None:
        _confirm_gone(batch, source, channel)
        return
    with holding(batch):
        skipped_videos.note_listed(channel=channel, ids=ids, at=batch.now())
        _mark_listed(batch, channel)


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
