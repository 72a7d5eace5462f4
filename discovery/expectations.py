"""What videos from ideas may reach: predictions from the workspace's own channels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Extract, Floor
from django.utils import timezone

from accounts.models import Workspace
from discovery import platforms, predictions, scoring
from discovery.models import (
    Broadcast,
    ChannelOrigin,
    Format,
    Idea,
    Snapshot,
    SourceChannel,
    SourceVideo,
)
from discovery.predictions import HORIZON_H, NotPredicted, Prediction, Reason, SourceScore

# The newest videos that a prediction is made from.
MOST_VIDEOS = 30
# All videos that are made here are short ones.
FORMAT = Format.SHORT
# Views at a horizon are read or interpolated from looks at ages between the horizon by and times this.
_LOOKED_AROUND = 4
# Read is one look in each slot of the horizon by this: accounts that are read hourly have thousands.
_SLOTS = 12
_KEPT_S = 3600
_KEY_VERSION = "own-views-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An own channel, and the views at the horizon of its newest comparable videos."""

    platform: str
    title: str
    livemode: bool
    views: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An own channel, and the views of its newest comparable videos by horizon in hours, newest first."""

    read_at: datetime | None
    views: Mapping[int, list[int]]


def allows(*, platform: str) -> bool:
    """Return whether the platform with this key allows figures that are computed from its own."""
    return any(each.key == platform and each.derives_metrics for each in platforms.all())


def history(*, workspace: Workspace, account: str, horizons_h: Sequence[int]) -> History | None:
    """Return the history of the workspace's own channel that ``account`` reads; None if it was not read yet.

    Two queries for each horizon.
    """
    rows = SourceChannel.objects.filter(owner=workspace, origin=ChannelOrigin.OWN, account=account)
    channel = rows.only("platform", "collected_at", "listed_at").first()
    if channel is None:
        return None
    views = {horizon_h: _views_of([channel], horizon_h).get(channel.pk, []) for horizon_h in horizons_h}
    return History(
        read_at=channel.listed_at,
        views={horizon_h: [round(each) for each in found] for horizon_h, found in views.items()},
    )


def of_ideas(*, workspace: Workspace, ideas: Sequence[Idea]) -> dict[str, Prediction | NotPredicted]:
    """Return the prediction of each idea by its id, or why there is none.

    One query while the own channels have no new numbers, and two more otherwise.
    """
    if not ideas:
        return {}
    channels = _channels(workspace)
    allowed = [channel for channel in channels if platforms.of(channel).derives_metrics]
    if channels and not allowed:
        return {idea.pk: NotPredicted(reason=Reason.NOT_ALLOWED) for idea in ideas}
    own = _own(workspace, allowed) if allowed else []
    return {idea.pk: _prediction(idea, own) for idea in ideas}


def source_score(idea: Idea) -> SourceScore | None:
    """Return the frozen score of the idea's source; None without one, or if its platform forbids its use."""
    facts = idea.facts
    score, platform = facts.get("score"), facts.get("platform")
    if not score or not platform or not platforms.named(platform).derives_metrics:
        return None
    return SourceScore(value=score, low=facts.get("score_low") or 0.0, high=facts.get("score_high") or 0.0)


def views_by_age(
    *, workspace: Workspace, account: str, ages_h: Sequence[int]
) -> dict[str, list[float | None]]:
    """Return the views of a connection's newest videos at each age by the platform's id; None if not known.

    Empty if its platform forbids figures computed from its own. Kept until the channel is read again.
    """
    rows = SourceChannel.objects.filter(owner=workspace, origin=ChannelOrigin.OWN, account=account)
    channel = rows.first()
    if channel is None or not platforms.of(channel).derives_metrics:
        return {}
    read_at = channel.collected_at.timestamp() if channel.collected_at else 0.0
    key = f"{_KEY_VERSION}:ages:{channel.pk}:{read_at:.3f}:{'-'.join(map(str, ages_h))}"
    kept: dict[str, list[float | None]] | None = cache.get(key)
    if kept is None:
        kept = _by_age(channel, ages_h)
        cache.set(key, kept, _KEPT_S)
    return kept


def _by_age(channel: SourceChannel, ages_h: Sequence[int]) -> dict[str, list[float | None]]:
    newest = SourceVideo.objects.filter(
        channel=channel, format=FORMAT, broadcast=Broadcast.NONE, gone_at=None
    ).only("channel_id", "platform", "platform_id", "format", "published_at")
    videos = {
        video.pk: video
        for video in newest.order_by("-published_at")[:MOST_VIDEOS]
        if _is_counted_as_now(video)
    }
    found: dict[str, list[float | None]] = {video.platform_id: [] for video in videos.values()}
    for age_h in ages_h:
        looks = _looks_at(videos, age_h)
        for video in videos.values():
            reached = scoring.views_at(observations=looks.get(video.pk, ()), age_h=age_h)
            found[video.platform_id].append(None if reached is None else reached[0])
    return found


def _prediction(idea: Idea, own: Sequence[Own]) -> Prediction | NotPredicted:
    """Predict for the own channel on the source's platform, or else for the one with most videos.

    A score on one platform says nothing about views on another.
    """
    if not own:
        return predictions.predict(views_at_7d=None)
    platform = idea.facts.get("platform")
    there = [channel for channel in own if channel.platform == platform]
    chosen = max(there or own, key=lambda channel: len(channel.views))
    return predictions.predict(
        views_at_7d=chosen.views,
        source=source_score(idea) if there else None,
        channel=chosen.title,
        livemode=chosen.livemode,
    )


def _channels(workspace: Workspace) -> list[SourceChannel]:
    rows = SourceChannel.objects.filter(owner=workspace, origin=ChannelOrigin.OWN)
    return list(rows.only("platform", "title", "livemode", "collected_at").order_by("pk"))


def _own(workspace: Workspace, channels: Sequence[SourceChannel]) -> list[Own]:
    read_at = max((each.collected_at.timestamp() for each in channels if each.collected_at), default=0.0)
    key = f"{_KEY_VERSION}:{workspace.pk}:{len(channels)}:{read_at:.3f}"
    kept: list[Own] | None = cache.get(key)
    if kept is None:
        views = _views_of(channels, HORIZON_H)
        kept = [
            Own(
                platform=channel.platform,
                title=channel.title,
                livemode=channel.livemode,
                views=views.get(channel.pk, []),
            )
            for channel in channels
        ]
        cache.set(key, kept, _KEPT_S)
    return kept


def _views_of(channels: Sequence[SourceChannel], horizon_h: int) -> Mapping[int, list[float]]:
    """Return the views at the horizon of each channel's newest videos, by the channel's key."""
    now = timezone.now()
    rows = SourceVideo.objects.filter(
        channel__in=channels,
        format=FORMAT,
        broadcast=Broadcast.NONE,
        gone_at=None,
        published_at__lte=now - timedelta(hours=horizon_h),
    ).only("channel_id", "platform", "format", "published_at")
    newest = rows.order_by("-published_at")[: 2 * MOST_VIDEOS * len(channels)]
    comparable = {video.pk: video for video in newest if _is_counted_as_now(video)}
    found: defaultdict[int, list[float]] = defaultdict(list)
    looks = _looks_at(comparable, horizon_h)
    for video in comparable.values():
        reached = scoring.views_at(observations=looks.get(video.pk, ()), age_h=horizon_h)
        if reached is not None and len(found[video.channel_id]) < MOST_VIDEOS:
            found[video.channel_id].append(reached[0])
    return found


def _is_counted_as_now(video: SourceVideo) -> bool:
    rule = platforms.of(video).counting_regime
    return rule(format=video.format, at=video.published_at) == rule(format=video.format, at=timezone.now())


def _looks_at(videos: Mapping[int, SourceVideo], horizon_h: int) -> Mapping[int, list[scoring.Observation]]:
    """Return the looks at each video around the horizon, by age."""
    published = F("source__published_at")
    earliest, latest = (timedelta(hours=horizon_h * by) for by in (1 / _LOOKED_AROUND, _LOOKED_AROUND))
    age = ExpressionWrapper(F("observed_at") - published, output_field=DurationField())
    slot = Floor(Extract(age, "epoch") / (3600 * horizon_h / _SLOTS))
    rows: Iterable[Snapshot] = (
        Snapshot.objects.filter(source__in=list(videos))
        .filter(observed_at__gte=published + earliest, observed_at__lte=published + latest)
        .annotate(slot=slot)
        .order_by("source_id", "slot", "observed_at")
        .distinct("source_id", "slot")
    )
    looks: defaultdict[int, list[scoring.Observation]] = defaultdict(list)
    for row in rows:
        video = videos[row.source_id]
        if row.counting_regime == platforms.of(video).counting_regime(
            format=video.format, at=video.published_at
        ):
            age_h = (row.observed_at - video.published_at).total_seconds() / 3600
            looks[row.source_id].append(scoring.Observation(age_h=age_h, views=row.views))
    return looks
