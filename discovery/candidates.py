"""Candidates: ingested, observed again, compared and scored."""

import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from discovery import platforms, scoring
from discovery.models import (
    Broadcast,
    Candidate,
    CandidateQuerySet,
    Decision,
    Format,
    Method,
    Niche,
    Snapshot,
    Unscored,
    WatchedChannel,
)
from discovery.platforms.base import Counts, SeenVideo

logger = logging.getLogger(__name__)

# Maximum number of characters of a title search.
MOST_SEARCHED = 80
# How long every round observes a video. Later it is observed rarely, while it serves as a baseline.
FOLLOWED_FOR = timedelta(days=30)
BASELINE_FOR = timedelta(days=90)
_SELDOM = timedelta(days=3)
# A channel on two watchlists is not observed twice within this time.
_FRESH_FOR = timedelta(minutes=5)
# How often title, length and other details are refreshed.
_DETAILS_FOR = timedelta(days=7)
# A missing video may return: it is checked in every round at first, and then once a day.
_GONE_LATELY = timedelta(days=2)
_GONE_SELDOM = timedelta(days=1)
_DETAIL_FIELDS = (
    "title", "description", "tags", "thumbnail_url", "language", "published_at", "duration_s", "format",
    "broadcast", "detailed_at",
)  # fmt: skip
_LOOKED_AT = (
    "platform", "platform_id", "channel_id", "title", "format", "broadcast", "views", "likes", "comments",
    "observed_at", "missed_at", "gone_at",
)  # fmt: skip
_SCORE_FIELDS = (
    "score", "score_low", "score_high", "method", "unscored", "baseline", "baseline_n", "baseline_median",
    "baseline_low", "baseline_high", "age_h", "velocity", "velocity_window_s", "trail", "scored_at",
)  # fmt: skip


def decide(*, candidate: Candidate, decision: Decision) -> None:
    """Save, dismiss or reopen a candidate. Idempotent."""
    Candidate.objects.filter(pk=candidate.pk).exclude(decision=decision).update(
        decision=decision, decided_at=timezone.now()
    )
    candidate.refresh_from_db(fields=["decision", "decided_at"])


def find(
    *,
    workspace: Workspace,
    niche: Niche | None = None,
    decision: str = "",
    since: datetime | None = None,
    format: str = "",
    min_score: float | None = None,
    min_baseline: int | None = None,
    words: str = "",
) -> CandidateQuerySet:
    """Return the workspace's matching public candidates; without a decision filter, all but the dismissed.

    ``min_score`` filters only candidates whose score may be shown, so hidden scores have no effect. ``words``
    are searched for in the title.
    """
    found = Candidate.objects.for_workspace(workspace).visible().for_page()
    found = found.filter(decision=decision) if decision else found.exclude(decision=Decision.DISMISSED)
    bounds = {
        "channel__niches": niche,
        "published_at__gte": since,
        "format": format or None,
        "baseline_n__gte": min_baseline,
        "title__icontains": words or None,
    }
    found = found.filter(**{name: bound for name, bound in bounds.items() if bound is not None})
    return found if min_score is None else found.scoring_at_least(min_score)


def unknown(*, channel: WatchedChannel, ids: Sequence[str]) -> list[str]:
    """Return the videos that are new to the workspace, in the same order."""
    known = set(
        Candidate.objects.for_workspace(channel.workspace)
        .filter(platform=channel.platform, platform_id__in=ids, livemode=channel.livemode)
        .values_list("platform_id", flat=True)
    )
    return [video_id for video_id in ids if video_id not in known]


def ingest(*, channel: WatchedChannel, seen: Iterable[SeenVideo], at: datetime) -> list[SeenVideo]:
    """Store the channel's new videos with their first snapshot. Known videos stay unchanged.

    Returns the videos that the database refused; they don't affect the others.
    """
    videos = {video.platform_id: video for video in seen if video.channel_id == channel.platform_id}
    refused = _store(channel, list(videos.values()), at)
    counts = {video.platform_id: video.counts for video in videos.values()}
    met = Candidate.objects.filter(channel=channel, platform_id__in=counts, observed_at__isnull=True)
    observe(rows=list(met.defer("baseline", "description")), counts=counts, at=at)
    return refused


def _store(channel: WatchedChannel, videos: Sequence[SeenVideo], at: datetime) -> list[SeenVideo]:
    rows = [_candidate(channel, video, at) for video in videos]
    try:
        with transaction.atomic():
            Candidate.objects.bulk_create(rows, ignore_conflicts=True)
        return []
    except OperationalError:
        raise
    except DatabaseError:
        logger.exception("bulk insert of candidates failed", extra={"channel_id": channel.pk})
    return [video for video, row in zip(videos, rows, strict=True) if not _is_stored(row)]


def _is_stored(row: Candidate) -> bool:
    try:
        with transaction.atomic():
            Candidate.objects.bulk_create([row], ignore_conflicts=True)
    except OperationalError:
        raise
    except DatabaseError:
        logger.warning("candidate not stored", extra={"video": row.platform_id}, exc_info=True)
        return False
    return True


def to_observe(*, niche: Niche, since: datetime) -> QuerySet[Candidate]:
    """Return the candidates on the niche's channels to observe in the round begun at ``since``."""
    unseen = Q(observed_at__isnull=True) | Q(observed_at__lt=since - _FRESH_FOR)
    young = Q(published_at__gte=since - FOLLOWED_FOR)
    seldom = Q(published_at__gte=since - BASELINE_FOR, observed_at__lt=since - _SELDOM)
    due = _of(niche).filter(unseen, young | seldom, gone_at__isnull=True, broadcast=Broadcast.NONE)
    return due.only(*_LOOKED_AT).order_by("pk")


def to_detail(*, niche: Niche, since: datetime) -> QuerySet[Candidate]:
    """Return the candidates whose details are refreshed in the round begun at ``since``.

    These are videos that were last seen live or unaired, missing videos that may return, and periodically all
    others.
    """
    unseen = Q(observed_at__isnull=True) | Q(observed_at__lt=since - _FRESH_FOR)
    on_air = ~Q(broadcast=Broadcast.NONE) & unseen
    gone_lately = Q(gone_at__gte=since - _GONE_LATELY)
    missed_long_ago = Q(missed_at__isnull=True) | Q(missed_at__lt=since - _GONE_SELDOM)
    gone = Q(gone_at__isnull=False) & (Q(missed_at__isnull=True) | Q(missed_at__lt=since))
    aged = Q(gone_at__isnull=True) & (Q(detailed_at__isnull=True) | Q(detailed_at__lt=since - _DETAILS_FOR))
    young = Q(published_at__gte=since - FOLLOWED_FOR) & (on_air | (aged & unseen))
    back = Q(published_at__gte=since - BASELINE_FOR) & gone & (gone_lately | missed_long_ago)
    return _of(niche).filter(young | back).defer("baseline", "trail").order_by("pk")


def observe(*, rows: Sequence[Candidate], counts: Mapping[str, Counts], at: datetime) -> None:
    """Store each row's counts at ``at`` and mark it as public. Rows without ``counts`` stay unchanged."""
    seen = [row for row in rows if row.platform_id in counts]
    for row in seen:
        found = counts[row.platform_id]
        row.views, row.likes, row.comments = found.views, found.likes, found.comments
        row.observed_at, row.missed_at, row.gone_at = at, None, None
    # A second observation at the same moment is a duplicate.
    observations = [
        _snapshot(row, at) for row in seen if row.views is not None and row.broadcast == Broadcast.NONE
    ]
    Snapshot.objects.bulk_create(observations, ignore_conflicts=True)
    Candidate.objects.all().store_counts(seen)


def refresh(*, rows: Sequence[Candidate], seen: Iterable[SeenVideo], at: datetime) -> None:
    """Update the rows' title, length and other details, and their counts."""
    videos = {video.platform_id: video for video in seen}
    found = [row for row in rows if row.platform_id in videos]
    for row in found:
        for name, value in _details(videos[row.platform_id], at).items():
            setattr(row, name, value)
    Candidate.objects.bulk_update(found, _DETAIL_FIELDS, batch_size=100)
    counts = {platform_id: video.counts for platform_id, video in videos.items()}
    observe(rows=found, counts=counts, at=at)


def miss(*, rows: Sequence[Candidate], confirmed: Container[str], at: datetime) -> None:
    """Record rows that a response lacked. A row is gone once confirmed, or when missed twice."""
    for row in rows:
        is_certain = row.platform_id in confirmed or (row.missed_at is not None and row.missed_at < at)
        row.gone_at = row.gone_at or (at if is_certain else None)
        row.missed_at = at
    Candidate.objects.all().store_counts(rows)


def rescore(*, channel: WatchedChannel, at: datetime) -> None:
    """Score each visible video of the channel against the others of its format."""
    rows = list(Candidate.objects.filter(channel=channel, gone_at__isnull=True).order_by("-published_at"))
    pasts = _pasts(rows)
    # Only aired videos of the same format, counted under the same rule from the beginning, are comparable.
    kinds = {row.pk: (row.format, _regime_of(row)) for row in rows}
    aired = [row for row in rows if row.broadcast == Broadcast.NONE]
    changed = []
    for row in rows:
        if row.published_at >= at - FOLLOWED_FOR:
            others = [pasts[other.pk] for other in aired if kinds[other.pk] == kinds[row.pk]]
            _score(row, others, pasts[row.pk])
            row.scored_at = at
            changed.append(row)
    Candidate.objects.bulk_update(changed, _SCORE_FIELDS, batch_size=100)


def purge_old(*, at: datetime) -> None:
    """Delete statistics that exceed their platform's retention period."""
    for platform in platforms.all():
        kept_for = platform.keeps_statistics_for
        if kept_for is None:
            continue
        too_old = {"observed_at__lt": at - kept_for}
        Snapshot.objects.filter(candidate__platform=platform.key, **too_old).delete()
        Candidate.objects.filter(platform=platform.key, **too_old).update(
            views=None, likes=None, comments=None, observed_at=None, **_unscored(Unscored.NOT_YET)
        )


def _of(niche: Niche) -> QuerySet[Candidate]:
    # Sample data is never requested from the real platform, nor live data from the sandbox.
    return Candidate.objects.filter(channel__niches=niche, livemode=niche.livemode)


def _candidate(channel: WatchedChannel, video: SeenVideo, at: datetime) -> Candidate:
    return Candidate(
        workspace_id=channel.workspace_id,
        channel=channel,
        platform=channel.platform,
        platform_id=video.platform_id,
        livemode=channel.livemode,
        **_details(video, at),
    )


def _details(video: SeenVideo, at: datetime) -> dict[str, Any]:
    return {
        "title": video.title[:300],
        "description": video.description[:5000],
        "tags": [tag[:100] for tag in video.tags[:30]],
        "thumbnail_url": video.thumbnail_url[:500],
        "language": video.language[:16],
        "published_at": video.published_at,
        "duration_s": video.duration_s,
        "format": Format.SHORT if video.is_short else Format.LONG,
        "broadcast": video.broadcast,
        "detailed_at": at,
    }


def _snapshot(row: Candidate, at: datetime) -> Snapshot:
    return Snapshot(
        candidate=row,
        views=row.views or 0,
        likes=row.likes,
        comments=row.comments,
        observed_at=at,
        counting_regime=platforms.of(row).counting_regime(format=row.format, at=at),
    )


def _pasts(rows: Sequence[Candidate]) -> dict[str, scoring.Past]:
    """Return each row's history, from all its snapshots in one query."""
    published = {row.pk: row for row in rows}
    snapshots = (
        Snapshot.objects.filter(candidate__in=published)
        .order_by("candidate_id", "observed_at")
        .values_list("candidate_id", "observed_at", "views", "counting_regime")
    )
    observations: dict[str, list[scoring.Observation]] = {}
    for key, group in groupby(snapshots, key=lambda line: line[0]):
        row = published[key]
        regime = _regime_of(row)
        # A count that began under another counting rule is not comparable.
        observations[key] = [
            scoring.Observation(age_h=(at - row.published_at).total_seconds() / 3600, views=views)
            for _, at, views, counted_under in group
            if counted_under == regime and at > row.published_at
        ]
    return {
        row.pk: scoring.Past(
            id=row.pk,
            title=row.title,
            published_at=row.published_at,
            observations=observations.get(row.pk, []),
        )
        for row in rows
    }


def _regime_of(row: Candidate) -> str:
    """Return the rule under which its views were counted from the beginning."""
    return platforms.of(row).counting_regime(format=row.format, at=row.published_at)


def _score(row: Candidate, others: Iterable[scoring.Past], past: scoring.Past) -> None:
    """Set the row's score and its explanation."""
    for name, value in _unscored(Unscored.NOT_YET).items():
        setattr(row, name, value)
    row.trail = scoring.trail(observations=past.observations)
    if row.broadcast != Broadcast.NONE:
        row.unscored = Unscored.LIVE
        return
    if not row.derives_metrics:
        return
    row.age_h = past.observations[-1].age_h if past.observations else None
    speed = scoring.velocity(observations=past.observations)
    if speed is not None:
        row.velocity, row.velocity_window_s = speed.views_per_hour, round(speed.window_h * 3600)
    outcome = scoring.score(video=past, others=others)
    row.baseline_n = len(outcome.baseline)
    row.baseline = [
        {
            "id": compared.id,
            "title": compared.title,
            "views": round(compared.views),
            "age_h": round(compared.age_h, 1),
            "is_interpolated": compared.is_interpolated,
        }
        for compared in outcome.baseline
    ]
    if isinstance(outcome, scoring.Unscored):
        row.unscored = Unscored(outcome.reason)
        return
    row.unscored, row.method = Unscored.NO, Method(outcome.method)
    row.score, row.score_low, row.score_high = outcome.value, outcome.low, outcome.high
    row.baseline_median, row.baseline_low, row.baseline_high = (
        outcome.median,
        outcome.band_low,
        outcome.band_high,
    )


def _unscored(reason: Unscored) -> dict[str, object]:
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
        "age_h": None,
        "velocity": None,
        "velocity_window_s": None,
    }
