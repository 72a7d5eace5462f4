"""Candidates: found in a workspace's lists, decided about, and added for the channels that it watches."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from discovery import list_changes
from discovery.models import (
    Analysis,
    Candidate,
    CandidateQuerySet,
    ChannelOrigin,
    Decision,
    Idea,
    KeptCandidate,
    Niche,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from discovery.models.candidates import COPIED
from discovery.schedule import BASELINE_FOR

# Maximum number of characters of a title search.
MOST_SEARCHED = 80
_AT_ONCE = 1000
# Candidates that one transaction adds for several watchers: about 20 ms of the server.
ADDED_AT_ONCE = 500
# Languages and countries to choose are those of videos of up to this age.
LISTED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Localities:
    """The languages and countries of a workspace's candidates, as codes in order."""

    languages: tuple[str, ...]
    countries: tuple[str, ...]


def decide(*, candidate: Candidate, decision: Decision) -> None:
    """Save, dismiss or reopen a candidate. Idempotent."""
    Candidate.objects.filter(pk=candidate.pk).exclude(decision=decision).update(
        decision=decision, decided_at=timezone.now()
    )
    candidate.refresh_from_db(fields=["decision", "decided_at"])
    list_changes.decided(workspace=candidate.workspace_id)


def find(
    *,
    workspace: Workspace,
    niche: Niche | None = None,
    decision: str = "",
    since: datetime | None = None,
    format: str = "",
    language: str = "",
    region: str = "",
    min_score: float | None = None,
    min_baseline: int | None = None,
    words: str = "",
) -> CandidateQuerySet:
    """Return the workspace's matching public candidates; without a decision filter, all but the dismissed.

    Videos of its own channels are left out. ``min_score`` filters only candidates whose score may be shown,
    so hidden scores have no effect. ``words`` are searched for in the title.
    """
    found = Candidate.objects.for_workspace(workspace).visible().filter(is_own=False)
    found = found.filter(decision=decision) if decision else found.exclude(decision=Decision.DISMISSED)
    bounds = {
        "channel__niches": niche,
        "published_at__gte": since,
        "format": format or None,
        "region": region.upper() or None,
        "baseline_n__gte": min_baseline,
        "title__icontains": words or None,
    }
    found = found.filter(**{name: bound for name, bound in bounds.items() if bound is not None})
    if language:
        # Not only the beginning: "fi" is Finnish, and "fil" Filipino.
        found = found.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
    return found if min_score is None else found.scoring_at_least(min_score)


def localities(*, workspace: Workspace) -> Localities:
    """Return the languages, without their variants, and countries of the candidates that lists show."""
    since = timezone.now() - LISTED_FOR
    rows = Candidate.objects.for_workspace(workspace).visible().filter(is_own=False, published_at__gte=since)
    pairs = list(rows.order_by().values_list("language", "region").distinct())
    languages = {language.partition("-")[0].lower() for language, _ in pairs}
    return Localities(tuple(sorted(languages - {""})), tuple(sorted({region for _, region in pairs} - {""})))


def add_for_watchers(
    *,
    channel: SourceChannel,
    platform_ids: Sequence[str],
    hold: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Add these videos of the channel to the lists of all workspaces that watch it. Idempotent.

    ``hold`` wraps each of the small transactions, so that nobody waits for all of them.
    """
    if not platform_ids:
        return
    found = channel.videos.filter(platform_id__in=platform_ids)
    lacking = _lacking(channel, found)
    at_once = max(1, ADDED_AT_ONCE // len(platform_ids))
    for start in range(0, len(lacking), at_once):
        with hold():
            _add(lacking[start : start + at_once], channel, found)


def _lacking(channel: SourceChannel, found: QuerySet[SourceVideo]) -> list[WatchedChannel]:
    """Return the channel's watchers whose lists lack some of the videos."""
    rows = Candidate.objects.filter(channel__source=channel, source__in=found).order_by()
    listed = dict(rows.values_list("channel").annotate(Count("pk")))
    size = found.count()
    return [watched for watched in channel.watchers.order_by("pk") if listed.get(watched.pk, 0) < size]


def add_for(*, watched: WatchedChannel, since: datetime | None = None) -> None:
    """Add the videos that are known already to the list of a workspace that watches the channel. Idempotent.

    ``since`` is the earliest publication, by default the longest time that videos are compared.
    """
    if watched.source is not None:
        _add([watched], watched.source, watched.source.videos.all(), since=since)


def keep(*, watched: WatchedChannel) -> None:
    """Store decisions, ideas and analyses of the channel's candidates, which are about to be deleted.

    They return if the workspace watches the channel again.
    """
    source = watched.source
    if source is None:
        return
    is_used = Q(ideas__isnull=False) | Q(analyses__isnull=False) | ~Q(decision=Decision.OPEN)
    rows = Candidate.objects.filter(is_used, channel=watched).select_related("source").with_idea().distinct()
    kept = [
        KeptCandidate(
            workspace_id=row.workspace_id,
            candidate=row.pk,
            platform=row.platform,
            channel_platform_id=source.platform_id,
            platform_id=row.platform_id,
            origin=source.origin,
            livemode=row.livemode,
            decision=row.decision,
            decided_at=row.decided_at,
            idea_id=row.made_idea_id,
        )
        for row in rows
    ]
    KeptCandidate.objects.bulk_create(kept, batch_size=_AT_ONCE, ignore_conflicts=True)


@transaction.atomic
def _add(
    watchers: Sequence[WatchedChannel],
    channel: SourceChannel,
    found: QuerySet[SourceVideo],
    *,
    since: datetime | None = None,
) -> None:
    since = since or timezone.now() - BASELINE_FOR
    kept = _kept(watchers, channel)
    is_listed = Q(published_at__gte=since) | Q(platform_id__in={video_id for _, video_id in kept})
    videos = list(found.filter(is_listed).defer("baseline", "description", "trail"))
    rows = Candidate.objects.filter(channel__in=watchers, source__in=videos)
    listed = set(rows.values_list("channel_id", "source_id"))
    missing = [
        _row(watched, video, channel, kept.get((watched.workspace_id, video.platform_id)))
        for watched in watchers
        for video in videos
        if (watched.pk, video.pk) not in listed
        and (video.published_at >= since or (watched.workspace_id, video.platform_id) in kept)
    ]
    Candidate.objects.bulk_create(missing, batch_size=_AT_ONCE, ignore_conflicts=True)
    _return(kept.values())
    list_changes.added(workspace_ids={row.workspace_id for row in missing})


def _kept(watchers: Sequence[WatchedChannel], channel: SourceChannel) -> dict[tuple[str, str], KeptCandidate]:
    """Return what the watchers' workspaces kept of the channel's candidates, by workspace and video id."""
    rows = KeptCandidate.objects.filter(
        workspace__in={watched.workspace_id for watched in watchers},
        channel_platform_id=channel.platform_id,
        platform=channel.platform,
        origin=channel.origin,
        livemode=channel.livemode,
    )
    return {(row.workspace_id, row.platform_id): row for row in rows}


def _return(kept: Iterable[KeptCandidate]) -> None:
    """Give the candidates that are back their ideas and analyses."""
    by_id = {row.candidate: row for row in kept}
    back = list(Candidate.objects.filter(pk__in=by_id).values_list("pk", flat=True)) if by_id else []
    for pk in back:
        Idea.objects.filter(pk=by_id[pk].idea_id, candidate=None).update(candidate=pk)
        runs = Analysis.objects.filter(workspace=by_id[pk].workspace_id, candidate=None)
        runs.filter(subject=reference_of(pk)).update(candidate=pk)
    if back:
        KeptCandidate.objects.filter(candidate__in=back).delete()


def reference_of(candidate_id: str) -> str:
    """How analyses name a candidate."""
    return f"candidate:{candidate_id}"


def _row(
    watched: WatchedChannel, video: SourceVideo, channel: SourceChannel, kept: KeptCandidate | None
) -> Candidate:
    returned = (
        {"pk": kept.candidate, "decision": kept.decision, "decided_at": kept.decided_at} if kept else {}
    )
    return Candidate(
        workspace_id=watched.workspace_id,
        channel=watched,
        source=video,
        platform=video.platform,
        livemode=video.livemode,
        region=channel.region,
        is_public=video.gone_at is None,
        is_own=channel.origin == ChannelOrigin.OWN,
        **{name: getattr(video, name) for name in COPIED},
        **returned,
    )
