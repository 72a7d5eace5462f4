"""Channels of a workspace's connected accounts: handed over by the app that reads them, scored like others.

No other workspace sees them. The app above passes ``account``, its own id of the connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count, F, Q

from accounts.models import Workspace
from discovery import candidates, platforms, sameness, source_videos, supplied
from discovery.models import (
    Candidate,
    CandidateQuerySet,
    ChannelOrigin,
    ChannelStatus,
    SourceChannel,
    WatchedChannel,
)
from discovery.platforms.base import Counts, SeenVideo
from discovery.scoring import STANDS_OUT_AT

# The newest videos that are shown. Older ones are only compared with.
SHOWN = 30
_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChannel:
    """A connected account. ``subscribers`` is None if the number is not known."""

    platform_id: str
    uploads_id: str
    title: str
    handle: str
    avatar_url: str
    subscribers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVideo:
    """A public video of a connected account. Counts are None if they are not known."""

    platform_id: str
    title: str
    url: str
    thumbnail_url: str
    published_at: datetime
    duration_s: int
    is_short: bool
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None


@transaction.atomic
def receive(
    *,
    workspace: Workspace,
    platform: str,
    account: str,
    channel: OwnChannel,
    videos: Sequence[OwnVideo],
    at: datetime,
    livemode: bool,
) -> None:
    """Store the account's channel and its newest videos with their counts ``at``, and score them.

    A known video that is newer than the oldest of ``videos`` and missing among them twice is no longer
    public.
    """
    row = _store(workspace, platform, account, channel, livemode=livemode, at=at)
    seen = {video.platform_id: _seen(video, channel) for video in videos}
    known = {each.platform_id: each for each in row.videos.filter(platform_id__in=seen)}
    fresh = [video for platform_id, video in seen.items() if platform_id not in known]
    source_videos.ingest(channel=row, seen=fresh, at=at)
    source_videos.refresh(rows=list(known.values()), seen=seen.values(), at=at)
    _miss_removed(row, list(seen.values()), at)
    WatchedChannel.objects.get_or_create(
        workspace=workspace, source=row, defaults={"platform": platform, "livemode": livemode}
    )
    supplied.publish(channel=row, at=at)


@transaction.atomic
def forget(*, workspace: Workspace, account: str) -> None:
    """Delete the account's channel with its videos and counts. Ideas made from them stay."""
    SourceChannel.objects.filter(owner=workspace, origin=ChannelOrigin.OWN, account=account).delete()


def listed(*, workspace: Workspace) -> list[WatchedChannel]:
    """Return the workspace's own channels, by platform and title."""
    rows = WatchedChannel.objects.for_workspace(workspace).filter(source__origin=ChannelOrigin.OWN)
    return list(rows.select_related("source").order_by("platform", "source__title", "pk"))


def newest(*, channel: WatchedChannel) -> CandidateQuerySet:
    """Return the channel's newest public videos, at most SHOWN."""
    rows = Candidate.objects.filter(channel=channel).visible().for_row()
    return rows.order_by("-published_at", "-pk")[:SHOWN]


def normals(
    *, workspace: Workspace, accounts: Sequence[str], platform_ids: Sequence[str]
) -> dict[str, Candidate]:
    """Return the own videos of these connections by the platform's id. One query.

    Whether a score may be shown is decided by its ``derives_metrics``.
    """
    rows = Candidate.objects.for_workspace(workspace).filter(
        source__channel__origin=ChannelOrigin.OWN,
        source__channel__account__in=accounts,
        source__platform_id__in=platform_ids,
    )
    return {row.source.platform_id: row for row in rows.select_related("source__channel", "channel")}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRules:
    """What a platform allows with its numbers. ``kept_for`` None: without limit."""

    derives_metrics: bool
    kept_for: timedelta | None
    raw_numbers_words: str


def number_rules(*, platform: str) -> NumberRules:
    """Return what the platform allows with its numbers."""
    found = platforms.named(platform)
    return NumberRules(
        derives_metrics=found.derives_metrics,
        kept_for=found.keeps_statistics_for,
        raw_numbers_words=found.raw_numbers_words,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many of the newest videos of one format stand out, or lie in, above or below the normal range."""

    format: str
    n: int
    above: int
    raised: int
    below: int
    unscored: int

    @property
    def usual(self) -> int:
        """How many are in the normal range."""
        return self.n - self.above - self.raised - self.below - self.unscored


def outcomes(*, channel: WatchedChannel) -> list[Outcome]:
    """Return the outcome of each format among the newest videos; none if scores may not be shown."""
    if not platforms.of(channel).derives_metrics:
        return []
    shown = Candidate.objects.filter(pk__in=[row.pk for row in newest(channel=channel)])
    above = Q(score_low__gte=STANDS_OUT_AT)
    raised = Q(score__gt=F("source__baseline_high")) & ~above
    below = Q(score__lt=F("source__baseline_low")) & ~above
    rows = shown.values("format").annotate(
        n=Count("pk"),
        n_above=Count("pk", filter=above),
        n_raised=Count("pk", filter=raised),
        n_below=Count("pk", filter=below),
        n_unscored=Count("pk", filter=Q(score__isnull=True)),
    )
    return [
        Outcome(
            format=row["format"],
            n=row["n"],
            above=row["n_above"],
            raised=row["n_raised"],
            below=row["n_below"],
            unscored=row["n_unscored"],
        )
        for row in rows.order_by("-n")
    ]


def summary(*, channel: WatchedChannel) -> list[str]:
    """Return a sentence about each format of the newest videos."""
    return [_sentence(channel, outcome) for outcome in outcomes(channel=channel)]


def _sentence(channel: WatchedChannel, outcome: Outcome) -> str:
    words = platforms.of(channel).format_words[outcome.format]
    kind = words.one if outcome.n == 1 else words.many
    parts = [
        f"{outcome.above} stood out" if outcome.above else "",
        f"{outcome.raised} did better than your normal range" if outcome.raised else "",
        f"{outcome.usual} did as usual" if outcome.usual else "",
        f"{outcome.below} stayed below your normal range" if outcome.below else "",
        f"{outcome.unscored} can't be compared yet" if outcome.unscored else "",
    ]
    return f"Of your newest {outcome.n} {kind}, {', '.join(part for part in parts if part)}."


def not_made(*, workspace: Workspace, since: datetime, limit: int) -> list[Candidate]:
    """Return what stands out on the watched channels, best first, and was not made yet.

    Left out is what an idea was made from, and what has the wording of an own video's title.
    """
    found = candidates.find(workspace=workspace, since=since).scored().for_row()
    best = found.filter(score_low__gte=STANDS_OUT_AT, ideas__isnull=True).order_by("-score_low", "-pk")
    own = [sameness.wording_of(title) for title in _own_titles(workspace)]
    fresh = (row for row in best[:_MOST_COMPARED] if not _is_like_any(row.title, own))
    return list(islice(fresh, limit))


def _own_titles(workspace: Workspace) -> list[str]:
    rows = Candidate.objects.for_workspace(workspace).filter(is_own=True)
    return list(rows.order_by("-published_at").values_list("title", flat=True)[:_MOST_COMPARED])


def _is_like_any(title: str, own: Sequence[sameness.Wording]) -> bool:
    wording = sameness.wording_of(title)
    return any(sameness.shared(wording, each) >= sameness.HIGH for each in own if each.is_comparable)


def _store(
    workspace: Workspace, platform: str, account: str, channel: OwnChannel, *, livemode: bool, at: datetime
) -> SourceChannel:
    row, _ = SourceChannel.objects.update_or_create(
        platform=platform,
        platform_id=channel.platform_id,
        livemode=livemode,
        owner=workspace,
        origin=ChannelOrigin.OWN,
        provider="",
        defaults={
            "account": account,
            "title": (channel.title or channel.platform_id)[:120],
            "handle": channel.handle[:64],
            "avatar_url": channel.avatar_url if len(channel.avatar_url) <= 500 else "",
            "subscribers": channel.subscribers,
            "status": ChannelStatus.WATCHED,
            "problem": "",
            "detailed_at": at,
            "collected_at": at,
            "listed_at": at,
        },
    )
    return row


def _seen(video: OwnVideo, channel: OwnChannel) -> SeenVideo:
    return SeenVideo(
        platform_id=video.platform_id,
        channel_id=channel.platform_id,
        title=video.title,
        description="",
        tags=(),
        language="",
        # Half a URL would be requested in vain.
        thumbnail_url=video.thumbnail_url if len(video.thumbnail_url) <= 500 else "",
        published_at=video.published_at,
        duration_s=video.duration_s,
        is_short=video.is_short,
        counts=Counts(views=video.views, likes=video.likes, comments=video.comments),
    )


def _miss_removed(channel: SourceChannel, seen: Sequence[SeenVideo], at: datetime) -> None:
    oldest = min((video.published_at for video in seen), default=None)
    rows = channel.videos.filter(gone_at__isnull=True)
    rows = rows if oldest is None else rows.filter(published_at__gte=oldest)
    missing = list(rows.exclude(platform_id__in=[video.platform_id for video in seen]))
    source_videos.miss(rows=missing, confirmed=(), at=at)
