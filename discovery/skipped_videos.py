"""Listed videos that are not stored: new ones, those that their platform does not return, and unusable ones.

Each is remembered with the time from which on it is requested again, so that a private or deleted video does
not cost a call whenever its channel's list is read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from discovery import schedule
from discovery.models import Niche, SkippedVideo, SkipReason, SourceChannel, SourceVideo
from discovery.platforms.base import Unusable

# A skipped video is shown for as long as it may be requested again.
_SHOWN_FOR = timedelta(days=7)
_MOST_SHOWN = 50
# These are no fault of the platform's data, so that no page lists them.
_NOT_SHOWN = (SkipReason.UNREAD, SkipReason.UNAVAILABLE)


def note_listed(*, channel: SourceChannel, ids: Collection[str], at: datetime) -> None:
    """Remember those of the channel's listed videos that are not stored."""
    known = set(channel.videos.filter(platform_id__in=ids).values_list("platform_id", flat=True))
    new = [
        SkippedVideo(
            channel=channel,
            platform_id=platform_id,
            reason=SkipReason.UNREAD,
            first_seen_at=at,
            seen_at=at,
            retry_at=at,
        )
        for platform_id in ids
        if platform_id not in known
    ]
    SkippedVideo.objects.bulk_create(new, ignore_conflicts=True)


def forget_unlisted(*, channel: SourceChannel, ids: Collection[str], is_whole: bool) -> None:
    """Forget what the first page of the channel's list, ``ids``, lacks now.

    If that page is not the whole list, those stay that may be on a further one and were not read yet.
    """
    lacking = _not_stored(channel.skipped_videos.exclude(platform_id__in=ids))
    (lacking if is_whole else lacking.exclude(reason=SkipReason.UNREAD)).delete()


def known_of(*, channel: SourceChannel, ids: Collection[str]) -> set[str]:
    """Return those of the listed videos that are stored or remembered."""
    stored = channel.videos.filter(platform_id__in=ids).values_list("platform_id", flat=True)
    remembered = channel.skipped_videos.filter(platform_id__in=ids).values_list("platform_id", flat=True)
    return {*stored, *remembered}


def due(*, channels: Sequence[SourceChannel], at: datetime) -> list[SkippedVideo]:
    """Return the channels' listed videos whose details are to be read, in the order of their lists."""
    rows = SkippedVideo.objects.filter(channel__in=channels, retry_at__lte=at)
    return list(_not_stored(rows).select_related("channel").order_by("channel", "pk"))


def waiting(*, channel: SourceChannel) -> int:
    """Return how many of the channel's listed videos are not stored."""
    return _not_stored(channel.skipped_videos.all()).count()


def record(*, channel_id: int, unusable: Iterable[Unusable], at: datetime, pace: float = 1.0) -> None:
    """Store which videos could not be used, why, and when they are requested again."""
    found = list({each.platform_id: each for each in unusable}.values())[:_MOST_SHOWN]
    known = SkippedVideo.objects.filter(
        channel=channel_id, platform_id__in=[each.platform_id for each in found]
    )
    first_seen = dict(known.values_list("platform_id", "first_seen_at"))
    rows = [
        SkippedVideo(
            channel_id=channel_id,
            platform_id=each.platform_id,
            title=each.title,
            reason=each.reason,
            first_seen_at=first_seen.get(each.platform_id, at),
            seen_at=at,
            retry_at=schedule.retry_at(since=first_seen.get(each.platform_id, at), at=at, pace=pace),
        )
        for each in found
    ]
    SkippedVideo.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["channel", "platform_id"],
        update_fields=["title", "reason", "seen_at", "retry_at"],
    )


def put_off(*, rows: Sequence[SkippedVideo], at: datetime, pace: float = 1.0) -> None:
    """Postpone rows that could not be read. Their reason stays."""
    for row in rows:
        row.retry_at = schedule.retry_at(since=row.first_seen_at, at=at, pace=pace)
    SkippedVideo.objects.bulk_update(rows, ["retry_at"])


def purge(*, channel_ids: Collection[int], platform_ids: Collection[str]) -> None:
    """Delete the records of videos that could be used."""
    SkippedVideo.objects.filter(channel__in=channel_ids, platform_id__in=platform_ids).delete()


def request(*, channels: Iterable[SourceChannel], at: datetime, unseen_since: datetime) -> None:
    """Make unusable videos due now, except those requested since then and those that are unavailable."""
    rows = SkippedVideo.objects.filter(channel__in=channels, seen_at__lt=unseen_since, retry_at__gt=at)
    rows.exclude(reason=SkipReason.UNAVAILABLE).update(retry_at=at)


def shown_in(*, niche: Niche, at: datetime) -> QuerySet[SkippedVideo]:
    """Return the recently skipped videos of the niche's channels, newest first, that pages list."""
    rows = SkippedVideo.objects.filter(channel__watchers__niches=niche, seen_at__gte=at - _SHOWN_FOR)
    return rows.exclude(reason__in=_NOT_SHOWN).select_related("channel")


def by_channel(rows: Iterable[SkippedVideo]) -> dict[SourceChannel, set[str]]:
    """Return the rows' video ids by channel. Needs rows read with their channel."""
    found: dict[SourceChannel, set[str]] = defaultdict(set)
    for row in rows:
        found[row.channel].add(row.platform_id)
    return found


def internal_error(*, platform_id: str, title: str) -> Unusable:
    """Return the record of a video that could not be stored because of an internal error."""
    return Unusable(platform_id=platform_id, title=title, reason=SkipReason.ERROR)


def unavailable(*, platform_id: str) -> Unusable:
    """Return the record of a listed video that the platform did not return."""
    return Unusable(platform_id=platform_id, title="", reason=SkipReason.UNAVAILABLE)


def _not_stored(rows: QuerySet[SkippedVideo]) -> QuerySet[SkippedVideo]:
    stored = SourceVideo.objects.filter(channel=OuterRef("channel"), platform_id=OuterRef("platform_id"))
    return rows.filter(~Exists(stored))
