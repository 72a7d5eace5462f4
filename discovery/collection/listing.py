"""Looks up channels by pasted addresses, and reads their lists of videos."""

from datetime import timedelta

from discovery import candidates, channels
from discovery.collection.containment import Containment
from discovery.collection.rounds import Round, holding
from discovery.models import SkipReason, WatchedChannel
from discovery.platforms.base import SeenChannel, Source, Unusable

LIST_EVERY = timedelta(hours=2)
_LISTED_AT_FIRST = 50
_LISTED_LATER = 20


def look_up_added(round_: Round, source: Source, containment: Containment) -> None:
    """Look up the channels that people have added."""
    for channel in channels.to_look_up(channels=round_.channels(), at=round_.now()):
        with containment.about(channel):
            found = source.channel_at(address=channel.address)
            with holding(round_):
                channels.settle(channel=channel, found=found, livemode=source.livemode, at=round_.now())


def list_channels(round_: Round, source: Source, containment: Containment) -> None:
    """Read the lists that are old, except those that this round has already read."""
    listed_before = round_.started_at - LIST_EVERY
    watched = round_.channels()
    for channel in channels.to_list(channels=watched, listed_before=listed_before, at=round_.now()):
        with containment.about(channel):
            if channel.uploads_id or _has_list_now(round_, source, channel):
                _list(round_, source, channel)


def _find_by_id(source: Source, platform_id: str) -> SeenChannel | None:
    found = source.channels(ids=[platform_id])
    return next((channel for channel in found if channel.platform_id == platform_id), None)


def _has_list_now(round_: Round, source: Source, channel: WatchedChannel) -> bool:
    """Check a channel without a list again."""
    found = _find_by_id(source, channel.platform_id)
    with holding(round_):
        if found is None:
            channels.mark_gone(channel=channel, at=round_.now())
        else:
            channels.accept(channel=channel, found=found, at=round_.now())
    return bool(channel.uploads_id)


def _list(round_: Round, source: Source, channel: WatchedChannel) -> None:
    limit = _LISTED_AT_FIRST if channel.listed_at is None else _LISTED_LATER
    ids = source.uploads(uploads_id=channel.uploads_id, limit=limit)
    if ids is None:
        _confirm_gone(round_, source, channel)
        return
    new = candidates.unknown(channel=channel, ids=ids)
    batches = [source.videos(ids=ids) for ids in round_.in_calls(new)]
    seen = [video for batch in batches for video in batch.videos if video.platform_id in new]
    with holding(round_):
        refused = candidates.ingest(channel=channel, seen=seen, at=round_.now())
        strangers = [
            Unusable(platform_id=video.platform_id, title=video.title, reason=SkipReason.OTHER_CHANNEL)
            for video in seen
            if video.channel_id != channel.platform_id
        ]
        errors = [
            channels.internal_error(platform_id=video.platform_id, title=video.title) for video in refused
        ]
        unusable = [each for batch in batches for each in batch.unusable]
        left_out = [*unusable, *strangers, *errors]
        channels.purge_skipped(channel_ids=[channel.pk], platform_ids=new)
        channels.record_skipped(channel_id=channel.pk, unusable=left_out, at=round_.now())
        channels.mark_listed(channel=channel, at=round_.now())


def _confirm_gone(round_: Round, source: Source, channel: WatchedChannel) -> None:
    """Check whether a channel without a list still exists. One without any videos has no list either."""
    found = _find_by_id(source, channel.platform_id)
    with holding(round_):
        if found is None:
            channels.mark_gone(channel=channel, at=round_.now())
        elif found.uploads_id != channel.uploads_id:
            channels.accept(channel=channel, found=found, at=round_.now())
        else:
            channels.mark_listed(channel=channel, at=round_.now())
