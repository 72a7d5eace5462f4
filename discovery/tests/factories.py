"""Rows for tests that need no collection."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from discovery.models import Candidate, Niche, Snapshot, SourceChannel, SourceVideo, WatchedChannel
from discovery.models.candidates import COPIED

NOW = timezone.now()
_OF_CANDIDATE = ("decision", "decided_at")


def watched_channel(*, niche: Niche, letter: str = "a", **fields: Any) -> WatchedChannel:
    """A channel on the niche's watchlist. ``fields`` are columns of the shared channel."""
    source, _ = SourceChannel.objects.get_or_create(
        platform=niche.platform,
        platform_id="UC" + letter * 22,
        livemode=False,
        owner=None,
        defaults={"uploads_id": "UU" + letter * 22, "title": "Crema Lab", "due_at": NOW, **fields},
    )
    row = WatchedChannel.objects.create(
        workspace=niche.workspace, platform=niche.platform, source=source, livemode=False
    )
    row.niches.add(niche)
    return row


def candidate(
    *,
    channel: WatchedChannel,
    number: int = 1,
    observations: Sequence[tuple[float, int]] = (),
    age_h: float = 48,
    **fields: Any,
) -> Candidate:
    """A candidate and its video, with columns of either. ``observations`` are (age in hours, views)."""
    own = {name: fields.pop(name) for name in _OF_CANDIDATE if name in fields}
    video = SourceVideo.objects.create(
        **{
            "channel": channel.source,
            "platform": channel.platform,
            "platform_id": f"vid{number:08}",
            "title": f"Video {number}",
            "published_at": NOW - timedelta(hours=age_h),
            "duration_s": 40,
            "format": "short",
            "livemode": False,
            "views": observations[-1][1] if observations else None,
            "observed_at": NOW,
            "look_at": NOW,
            **fields,
        }
    )
    for seen_age_h, views in observations:
        Snapshot.objects.create(
            source=video,
            views=views,
            observed_at=video.published_at + timedelta(hours=seen_age_h),
            counting_regime="unified_starts",
        )
    return Candidate.objects.create(
        workspace=channel.workspace,
        channel=channel,
        source=video,
        platform=video.platform,
        livemode=video.livemode,
        region=video.channel.region,
        is_public=video.gone_at is None,
        **{name: getattr(video, name) for name in COPIED},
        **own,
    )
