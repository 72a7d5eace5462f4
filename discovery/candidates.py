"""Candidates: what was seen is merged, observed again, compared and judged."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from discovery import scoring
from discovery.adapters.base import Counts, SeenVideo
from discovery.models import (
    Candidate,
    Decision,
    Format,
    Method,
    Niche,
    Snapshot,
    Unscored,
    WatchedChannel,
)

# How long a video is looked at in every round; after that, now and then while it serves as a baseline.
FOLLOWED_FOR = timedelta(days=30)
BASELINE_FOR = timedelta(days=90)
_SELDOM = timedelta(days=3)
# YouTube's rule for statistics unless the operator has accepted the derived metrics policy.
KEPT_FOR = timedelta(days=30)
# A channel on two watchlists is not looked at twice within this time.
_FRESH_FOR = timedelta(minutes=5)
_SCORE_FIELDS = (
    "score", "score_low", "score_high", "method", "unscored", "baseline", "baseline_n", "baseline_median",
    "baseline_low", "baseline_high", "age_h", "velocity", "velocity_window_s", "trail", "scored_at",
)  # fmt: skip


def decide(*, candidate: Candidate, decision: Decision) -> None:
    """Save, dismiss or reopen a candidate. The same decision twice is one."""
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
) -> QuerySet[Candidate]:
    """The workspace's public candidates that fit; without a decision, all but the dismissed."""
    found = Candidate.objects.for_workspace(workspace).visible().for_page()
    found = found.filter(decision=decision) if decision else found.exclude(decision=Decision.DISMISSED)
    bounds = {
        "channel__niches": niche,
        "published_at__gte": since,
        "format": format or None,
        "score__gte": min_score,
        "baseline_n__gte": min_baseline,
        "title__icontains": words or None,
    }
    return found.filter(**{name: bound for name, bound in bounds.items() if bound is not None})


def unknown(*, channel: WatchedChannel, ids: Sequence[str]) -> list[str]:
    """Which of the videos the workspace has not met yet, in the same order."""
    known = set(
        Candidate.objects.for_workspace(channel.workspace)
        .filter(platform=channel.platform, platform_id__in=ids)
        .values_list("platform_id", flat=True)
    )
    return [video_id for video_id in ids if video_id not in known]


def meet(*, channel: WatchedChannel, seen: Iterable[SeenVideo], at: datetime) -> None:
    """Take videos in, with their first snapshot. Those that are known stay as they are."""
    Candidate.objects.bulk_create(
        [_candidate(channel, video) for video in seen if video.channel_id == channel.platform_id],
        ignore_conflicts=True,
    )
    counts = {video.platform_id: video.counts for video in seen}
    met = Candidate.objects.filter(channel=channel, platform_id__in=counts, observed_at__isnull=True)
    observe(rows=list(met.defer("baseline", "description")), counts=counts, at=at)


def to_observe(*, niche: Niche, since: datetime) -> QuerySet[Candidate]:
    """Candidates of the niche's channels that are due for a look in the round begun at ``since``."""
    unseen = Q(observed_at__isnull=True) | Q(observed_at__lt=since - _FRESH_FOR)
    young = Q(published_at__gte=since - FOLLOWED_FOR)
    seldom = Q(published_at__gte=since - BASELINE_FOR, observed_at__lt=since - _SELDOM)
    return (
        Candidate.objects.filter(unseen, young | seldom, channel__niches=niche, gone_at__isnull=True)
        .only("platform_id", "format", "views", "likes", "comments", "observed_at", "gone_at")
        .order_by("pk")
    )


def observe(*, rows: Sequence[Candidate], counts: Mapping[str, Counts], at: datetime) -> None:
    """Keep what each row had at ``at``; a row that ``counts`` lacks is no longer public."""
    for row in rows:
        found = counts.get(row.platform_id)
        row.observed_at = at
        if found is None:
            row.gone_at = at
        else:
            row.views, row.likes, row.comments = found.views, found.likes, found.comments
    seen = [row for row in rows if row.gone_at is None and row.views is not None]
    # A second look at the same moment is the same look.
    Snapshot.objects.bulk_create([_snapshot(row, at) for row in seen], ignore_conflicts=True)
    Candidate.objects.all().store_counts(rows)


def rescore(*, channel: WatchedChannel, at: datetime) -> None:
    """Compare each of the channel's videos that pages show with the others of its format."""
    rows = list(Candidate.objects.filter(channel=channel, gone_at__isnull=True).order_by("-published_at"))
    pasts = _pasts(rows)
    changed = []
    for row in rows:
        if row.published_at >= at - FOLLOWED_FOR:
            _score(row, [pasts[other.pk] for other in rows if _is_comparable(row, other)], pasts[row.pk])
            row.scored_at = at
            changed.append(row)
    Candidate.objects.bulk_update(changed, _SCORE_FIELDS, batch_size=100)


def forget_old(*, at: datetime) -> None:
    """Drop statistics that may not be kept; nothing once the derived metrics policy was accepted."""
    if settings.YOUTUBE_DERIVED_METRICS_ACCEPTED:
        return
    too_old = at - KEPT_FOR
    Snapshot.objects.filter(observed_at__lt=too_old).delete()
    Candidate.objects.filter(observed_at__lt=too_old).update(
        views=None, likes=None, comments=None, observed_at=None, **_unscored(Unscored.NOT_YET)
    )


def _candidate(channel: WatchedChannel, video: SeenVideo) -> Candidate:
    return Candidate(
        workspace_id=channel.workspace_id,
        channel=channel,
        platform=channel.platform,
        platform_id=video.platform_id,
        title=_clean(video.title)[:300],
        description=_clean(video.description)[:5000],
        tags=[_clean(tag)[:100] for tag in video.tags[:30]],
        thumbnail_url=video.thumbnail_url[:500],
        language=video.language[:16],
        published_at=video.published_at,
        duration_s=video.duration_s,
        format=Format.SHORT if video.is_short else Format.LONG,
        livemode=channel.livemode,
    )


def _clean(text: str) -> str:
    """Postgres keeps no NUL."""
    return text.replace("\0", "")


def _snapshot(row: Candidate, at: datetime) -> Snapshot:
    return Snapshot(
        candidate=row,
        views=row.views or 0,
        likes=row.likes,
        comments=row.comments,
        observed_at=at,
        counting_regime=scoring.counting_regime(format=row.format, at=at),
    )


def _pasts(rows: Sequence[Candidate]) -> dict[str, scoring.Past]:
    """The history of each row, from all its snapshots in one query."""
    published = {row.pk: row for row in rows}
    snapshots = (
        Snapshot.objects.filter(candidate__in=published)
        .order_by("candidate_id", "observed_at")
        .values_list("candidate_id", "observed_at", "views", "counting_regime")
    )
    looks: dict[str, list[scoring.Look]] = {}
    for key, group in groupby(snapshots, key=lambda line: line[0]):
        row = published[key]
        regime = scoring.counting_regime(format=row.format, at=row.published_at)
        # A count that began under another rule is no count under this one.
        looks[key] = [
            scoring.Look(age_h=(at - row.published_at).total_seconds() / 3600, views=views)
            for _, at, views, counted_under in group
            if counted_under == regime and at > row.published_at
        ]
    return {
        row.pk: scoring.Past(
            id=row.pk, title=row.title, published_at=row.published_at, looks=looks.get(row.pk, [])
        )
        for row in rows
    }


def _is_comparable(row: Candidate, other: Candidate) -> bool:
    """Of the same format, and counted under the same rule from the beginning."""
    return row.format == other.format and scoring.counting_regime(
        format=row.format, at=row.published_at
    ) == scoring.counting_regime(format=other.format, at=other.published_at)


def _score(row: Candidate, others: Iterable[scoring.Past], past: scoring.Past) -> None:
    """Set the row's score and all that explains it."""
    for name, value in _unscored(Unscored.NOT_YET).items():
        setattr(row, name, value)
    row.trail = scoring.trail(looks=past.looks)
    if not settings.YOUTUBE_DERIVED_METRICS_ACCEPTED:
        return
    row.age_h = past.looks[-1].age_h if past.looks else None
    speed = scoring.velocity(looks=past.looks)
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
