"""Pages of one publication's results, and of all publications of a video."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from publishing import platforms
from publishing.models import (
    Mark,
    MetricSnapshot,
    Publication,
    PublicationStatus,
    RetentionCurve,
)
from publishing.results import earnings, publicity, scenes
from publishing.results.figures import COUNTS, NOT_YET, WATCHED, days, figure, reason, span, unread
from publishing.results.scenes import Retention
from synthesis.models import Scene, Video
from synthesis.studio import videos

_MOST_SOURCES = 8


@require_GET
@workspace_required()
def publication_results(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The numbers of one publication at each mark, and the retention under its scenes."""
    publication = (
        Publication.objects.for_workspace(request.workspace)
        .select_related("video", "connection", "render__final_asset", "tracking")
        .get_or_refuse(pk)
    )
    context = {
        "may_connect": request.membership.may(Role.ADMIN),
        **results_of(publication),
        **_earnings_of(publication),
    }
    return render(request, "publishing/publication_results.html", context)


@require_GET
@workspace_required()
def video_results(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The publications of a video, each with its newest numbers."""
    video = Video.objects.for_workspace(request.workspace).get_or_refuse(pk)
    rows = Publication.objects.for_workspace(request.workspace).filter(
        video=video, status=PublicationStatus.PUBLISHED
    )
    published = list(rows.listed().select_related("tracking").order_by("-published_at"))
    latest = {
        snapshot.publication_id: snapshot
        for snapshot in MetricSnapshot.objects.filter(publication__in=published, mark=Mark.LATEST)
    }
    by_post = earnings.of_posts(workspace=request.workspace, ids=[row.pk for row in published])
    posts = [
        {
            "publication": row,
            "earned": by_post.by_id.get(row.pk, ()) if by_post else (),
            "audience": publicity.shown(publication=row),
            "figures": [_latest(measure, latest.get(row.pk), row) for measure in (*COUNTS[:2], WATCHED[2])],
        }
        for row in published
    ]
    has_version = videos.latest_render(video=video) is not None
    context = {"video": video, "posts": posts, "has_version": has_version, **_earnings_of_video(video)}
    return render(request, "publishing/video_results.html", context)


def _earnings_of_video(video: Video) -> dict[str, Any]:
    """What the video earned, and which scenes brought it."""
    found = earnings.of_video(workspace=video.workspace, video_id=video.pk)
    by_scene = earnings.of_scenes(workspace=video.workspace, video_id=video.pk)
    known = by_scene.by_id if by_scene else {}
    rows = Scene.objects.filter(video=video, pk__in=known).order_by("position")
    return {
        "earnings": found,
        "earned": found.by_id.get(video.pk, ()) if found else (),
        "scene_sentences": [
            f"Scene {row.position} brought {earnings.in_words(known[row.pk])}." for row in rows
        ],
    }


def _earnings_of(publication: Publication) -> dict[str, Any]:
    """What the publication earned, and which scenes brought it."""
    workspace = publication.workspace
    found = earnings.of_posts(workspace=workspace, ids=[publication.pk])
    by_scene = earnings.of_scenes(
        workspace=workspace, video_id=publication.video_id, publication_id=publication.pk
    )
    return {
        "earnings": found,
        "earned": found.by_id.get(publication.pk, ()) if found else (),
        "earned_by_scene": by_scene.by_id if by_scene else {},
    }


def results_of(publication: Publication) -> dict[str, Any]:
    """Everything that a publication's results show. A constant number of queries."""
    connection = publication.connection
    platform = platforms.of(publication)
    snapshots = {each.mark: each for each in publication.metrics.all()}
    latest = snapshots.get(Mark.LATEST)
    curve = RetentionCurve.objects.filter(publication=publication).first()
    retention = scenes.under_scenes(publication=publication, curve=curve)
    reports = platform.reports
    return {
        "publication": publication,
        "connection": connection,
        "words": platform.words,
        "tracking": getattr(publication, "tracking", None),
        "is_read": unread(publication=publication) == NOT_YET,
        "marks": [_mark(mark, snapshots.get(mark), publication) for mark in Mark.fixed()],
        "counts": COUNTS,
        "latest": [_latest(measure, latest, publication) for measure in COUNTS],
        "watched": [_latest(measure, latest, publication) for measure in WATCHED],
        "watched_reason": _watched_reason(latest, publication),
        "sources": _sources(latest, publication),
        "sources_reason": _sources_reason(latest, publication),
        "reports": reports and {"name": reports.name, "is_allowed": reports.scope in connection.scopes},
        "shares_from": reports.name if reports and "shares" in platform.not_provided else "",
        "curve": curve,
        "curve_days": _curve_days(curve),
        "curve_reason": scenes.why_no_curve(publication=publication, curve=curve),
        "retention": retention,
        "chart_scenes": _chart_scenes(publication, retention),
        "chart_drop": _chart_drop(retention),
    }


def _mark(mark: Mark, snapshot: MetricSnapshot | None, publication: Publication) -> dict[str, Any]:
    """One mark: its numbers, or when it is due."""
    published_at, why = publication.published_at, unread(publication=publication)
    return {
        "label": mark.label,
        "due_at": published_at + mark.age if published_at and why == NOT_YET else None,
        "unread": why,
        "age": span(snapshot.age) if snapshot and snapshot.is_late else None,
        "snapshot": snapshot,
        "figures": [
            figure(snapshot=snapshot, field=measure.field, publication=publication) for measure in COUNTS
        ],
    }


def _latest(measure: Any, snapshot: MetricSnapshot | None, publication: Publication) -> dict[str, Any]:
    found = figure(snapshot=snapshot, field=measure.field, publication=publication)
    return {"label": measure.label, "format": measure.format, "figure": found}


def _watched_reason(latest: MetricSnapshot | None, publication: Publication) -> str:
    """Why there are no watch numbers at all; empty if there is one."""
    if latest is None:
        return unread(publication=publication)
    if any(getattr(latest, measure.field) is not None for measure in WATCHED):
        return ""
    field = WATCHED[-1].field
    return reason(snapshot=latest, field=field, connection=publication.connection)


def _sources(latest: MetricSnapshot | None, publication: Publication) -> list[dict[str, Any]]:
    """The traffic sources with their shares of the reported views, largest first."""
    reports = platforms.of(publication).reports
    if latest is None or not latest.traffic_sources or reports is None:
        return []
    total = sum(latest.traffic_sources.values()) or 1
    largest = sorted(latest.traffic_sources.items(), key=lambda item: -item[1])[:_MOST_SOURCES]
    return [
        {"label": reports.source_words(source), "views": views, "percent": round(100 * views / total)}
        for source, views in largest
    ]


def _sources_reason(latest: MetricSnapshot | None, publication: Publication) -> str:
    if latest is None:
        return unread(publication=publication)
    return reason(snapshot=latest, field="traffic_sources", connection=publication.connection)


def _curve_days(curve: RetentionCurve | None) -> str:
    if curve is None:
        return ""
    return days(since=curve.reported_from, until=curve.reported_until, is_provisional=curve.is_provisional)


def _chart_scenes(publication: Publication, retention: Retention) -> list[tuple[int, float, float, str]]:
    return [
        (
            scene.number,
            scene.starts_s,
            scene.ends_s,
            reverse("synthesis:scene", args=[publication.video_id, scene.id]) if scene.is_in_studio else "",
        )
        for scene in retention.scenes
    ]


def _chart_drop(retention: Retention) -> tuple[float, float, int | None] | None:
    drop = retention.drop
    if drop is None:
        return None
    return drop.at_s, drop.after, drop.scene.number if drop.scene else None
