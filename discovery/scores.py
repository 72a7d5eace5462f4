"""Scores of a channel's videos: computed together, stored with their explanation, copied to candidates."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from discovery import list_changes, platforms, schedule, scoring
from discovery.models import (
    Broadcast,
    Candidate,
    Format,
    Method,
    Snapshot,
    SourceChannel,
    SourceVideo,
    Unscored,
)

# How long a video is scored. Later it is only compared with.
SCORED_FOR = timedelta(days=30)
# The newest videos of each format that are read for one channel.
MOST_VIDEOS = 240
# Candidates that one transaction updates: about 20 ms of the server.
PUBLISHED_AT_ONCE = 250
Hold = Callable[[], AbstractContextManager[None]]
# How far the clocks of two workers may differ.
_CLOCKS_DIFFER = timedelta(minutes=5)


def rescore(
    *,
    channel: SourceChannel,
    at: datetime,
    scored_for: timedelta = SCORED_FOR,
    compared_for: timedelta = schedule.BASELINE_FOR,
    hold: Hold = nullcontext,
) -> None:
    """Score each visible video of the channel against the others of its format, and update candidates.

    Videos up to ``scored_for`` old are scored, and compared with those up to ``compared_for`` old. Reads only
    the newest ones of each format, so that its work is bounded. The others keep the score that they have, or
    say why they have none. ``hold`` wraps each write, see ``publish``.
    """
    visible = channel.videos.filter(gone_at__isnull=True, published_at__gte=at - compared_for)
    rows = _newest(visible)
    pasts = _pasts(rows)
    scored_since = at - scored_for
    changed = [row for row in rows if row.published_at >= scored_since]
    # A video that has not aired is neither scored nor compared with.
    aired = [pasts[row.pk] for row in rows if row.broadcast == Broadcast.NONE]
    # Earlier views say nothing about a video whose views are hidden now.
    targets = {row.platform_id for row in changed if row.derives_metrics and row.views is not None}
    outcomes = scoring.score_channel(videos=aired, targets=targets) if targets else {}
    engagements = scoring.engagement_channel(videos=aired, outcomes=outcomes)
    for row in changed:
        _store(row, pasts[row.pk], outcomes.get(row.platform_id))
        checked = engagements.get(row.platform_id)
        row.engagement = asdict(checked) if checked else {}
        row.scored_at = at
    with hold():
        SourceVideo.objects.store_scores(changed)
        _explain_left_out(visible, changed, scored_since)
    publish(channel=channel, changed_since=_last_publication(channel), hold=hold)


def _newest(visible: QuerySet[SourceVideo]) -> list[SourceVideo]:
    """Return the newest videos of each format."""
    rows = visible.defer("description", "tags", "baseline", "engagement").order_by("-published_at", "-pk")
    return [row for each in Format for row in rows.filter(format=each)[:MOST_VIDEOS]]


def _explain_left_out(
    visible: QuerySet[SourceVideo], scored: Sequence[SourceVideo], scored_since: datetime
) -> None:
    """Store why the visible videos beyond the ``scored`` ones have no score. Writes changed rows only."""
    unscored = visible.filter(score__isnull=True).exclude(pk__in=[row.pk for row in scored])
    reason = Case(
        When(~Q(broadcast=Broadcast.NONE), then=Value(Unscored.LIVE)),
        When(published_at__lt=scored_since, then=Value(Unscored.TOO_OLD)),
        default=Value(Unscored.BEYOND_NEWEST),
    )
    changed = unscored.exclude(unscored=Unscored.NO_NUMBERS).annotate(reason=reason)
    changed.exclude(unscored=F("reason")).update(unscored=F("reason"))


def last_complete(*, channel: SourceChannel) -> datetime | None:
    """Return the time from which on the channel may have new or changed videos; None if it is unknown."""
    return channel.collected_at and channel.collected_at - _CLOCKS_DIFFER


def _last_publication(channel: SourceChannel) -> datetime | None:
    """Return the time from which on videos may have changed; None if all may have."""
    since = last_complete(channel=channel)
    has_new_details = since is None or channel.detailed_at is None or channel.detailed_at >= since
    return None if has_new_details else since


def publish(
    *, channel: SourceChannel, changed_since: datetime | None = None, hold: Hold = nullcontext
) -> None:
    """Update every workspace's candidates of the channel with the current values.

    With ``changed_since``, only those of videos that were observed, missed or scored since then. ``hold``
    wraps each of the small transactions, so that nobody who decides about a candidate waits for all of them.
    If it ends early, call it again: it continues with what still differs.
    """
    outdated = Candidate.objects.all().outdated(channel=channel, changed_since=changed_since)
    for start in range(0, len(outdated), PUBLISHED_AT_ONCE):
        with hold():
            Candidate.objects.all().copy_values(ids=outdated[start : start + PUBLISHED_AT_ONCE])
    list_changes.collected(channel=channel)


def newest_at(*, channel: SourceChannel) -> datetime | None:
    """Return when the channel's newest video was published."""
    found: datetime | None = channel.videos.aggregate(newest=Max("published_at"))["newest"]
    return found


def none(reason: Unscored) -> dict[str, object]:
    """Return the columns of a video without a score."""
    return {
        "score": None,
        "score_low": None,
        "score_high": None,
        "method": Method.NONE,
        "unscored": reason,
        "baseline": [],
        "baseline_n": 0,
        "baseline_median": None,
        "baseline_low": None,
        "baseline_high": None,
        "engagement": {},
        "age_h": None,
        "velocity": None,
        "velocity_window_s": None,
    }


def _pasts(rows: Sequence[SourceVideo]) -> dict[int, scoring.Past]:
    """Return each row's history, from all its snapshots in one query."""
    snapshots = (
        Snapshot.objects.filter(source__in=rows)
        .order_by("source_id", "observed_at")
        .values_list("source_id", "observed_at", "views", "likes", "comments", "counting_regime")
    )
    seen = {key: list(group) for key, group in groupby(snapshots, key=lambda line: line[0])}
    return {
        row.pk: scoring.Past(
            id=row.platform_id,
            title=row.title,
            published_at=row.published_at,
            observations=[
                _observation(row, *line) for line in seen.get(row.pk, ()) if line[1] > row.published_at
            ],
            format=row.format,
            regime=platforms.of(row).counting_regime(format=row.format, at=row.published_at),
        )
        for row in rows
    }


def _observation(
    row: SourceVideo, _: int, at: datetime, views: int, likes: int | None, comments: int | None, regime: str
) -> scoring.Observation:
    return scoring.Observation(
        age_h=(at - row.published_at).total_seconds() / 3600,
        views=views,
        likes=likes,
        comments=comments,
        regime=regime,
    )


def _store(row: SourceVideo, past: scoring.Past, outcome: scoring.Score | scoring.Unscored | None) -> None:
    """Set the row's score and its explanation. Without an outcome it has no score."""
    is_aired = row.broadcast == Broadcast.NONE
    for name, value in none(Unscored.NOT_YET if is_aired else Unscored.LIVE).items():
        setattr(row, name, value)
    row.trail = scoring.trail(observations=past.observations)
    if outcome is None:
        if is_aired and row.views is None and row.derives_metrics:
            row.unscored = Unscored.NO_VIEWS
        return
    row.age_h = past.observations[-1].age_h if past.observations else None
    speed = scoring.velocity(observations=past.observations)
    if speed is not None:
        row.velocity, row.velocity_window_s = speed.views_per_hour, round(speed.window_h * 3600)
    row.baseline_n = len(outcome.baseline)
    row.baseline = [_compared(each) for each in outcome.baseline]
    if isinstance(outcome, scoring.Unscored):
        # A look at or before the stated publication has no age, and is not compared.
        is_early = not past.observations and row.observed_at and row.observed_at <= row.published_at
        row.unscored = Unscored.TOO_YOUNG if is_early else Unscored(outcome.reason)
        return
    row.unscored, row.method = Unscored.NO, Method(outcome.method)
    row.score, row.score_low, row.score_high = outcome.value, outcome.low, outcome.high
    row.baseline_median, row.baseline_low, row.baseline_high = (
        outcome.normal,
        outcome.band_low,
        outcome.band_high,
    )


def _compared(each: scoring.Compared) -> dict[str, object]:
    return {
        "id": each.id,
        "title": each.title,
        "views": round(each.views),
        "age_h": round(each.age_h, 1),
        "is_interpolated": each.is_interpolated,
    }
