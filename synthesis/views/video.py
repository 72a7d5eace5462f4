"""A video's own pages: player, production, versions, recipe, lineage; and the tray of what is running."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.pages import is_partial, render_page
from synthesis.content import VideoContent
from synthesis.models import Render, RenderStatus, Video
from synthesis.production import recipes, renders
from synthesis.rendering import dispatch
from synthesis.studio import scripts, videos
from synthesis.views.progress import is_over, production_of
from synthesis.views.studio import video_of

# htmx stops asking when an answer has this status.
_STOP_POLLING = 286
_DIFFERENCES_SHOWN = 8
_TABS = (
    ("Scenes", "synthesis:video"),
    ("Versions", "synthesis:video-versions"),
    ("Recipe", "synthesis:video-recipe"),
    ("Lineage", "synthesis:video-lineage"),
)


def _frame(request: WorkspaceRequest, video: Video, current: str) -> dict[str, Any]:
    """What every page of a video shows around its own part."""
    tabs = [
        {"label": label, "url": reverse(name, args=[video.pk]), "is_current": name == current}
        for label, name in _TABS
    ]
    newest = version = videos.current_render(video=video)
    if newest is not None and newest.status != RenderStatus.SUCCEEDED:
        version = videos.latest_render(video=video)
    if version is not None:
        publish_url = f"{reverse('publishing:publication-new')}?video={video.pk}"
        tabs.append({"label": "Publish", "url": publish_url, "is_current": False})
    return {
        "video": video,
        "version": version,
        "last_render": newest,
        "tabs": tabs,
        "trail": [{"label": "Studio", "url": reverse("synthesis:videos")}],
        "may_edit": request.membership.may(Role.EDITOR),
    }


def _render_of(request: WorkspaceRequest, pk: str) -> Render:
    return Render.objects.for_workspace(request.workspace).select_related("video").get_or_refuse(pk)


@require_GET
@workspace_required()
def video_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The player first, how production stands beside it, the scenes beneath."""
    video = video_of(request, pk)
    frame = _frame(request, video, "synthesis:video")
    production = production_of(video=video, render=frame["last_render"], workspace=request.workspace)
    return render(request, "synthesis/video_page.html", {**frame, **production})


@require_GET
@workspace_required()
def video_progress(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """How far production is. The same answer as last time costs nothing; the end loads the page anew."""
    video = video_of(request, pk)
    newest = videos.current_render(video=video)
    if is_partial(request) and (newest is None or is_over(newest)):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    production = production_of(video=video, render=newest, workspace=request.workspace)
    etag = production["etag"]
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response = render_page(
        request,
        template="synthesis/video_page.html",
        partial="synthesis/_production.html",
        context={**_frame(request, video, "synthesis:video"), **production},
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@workspace_required()
def versions_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Every render of the video, with what changed from one finished version to the next."""
    video = video_of(request, pk)
    rows = list(
        Render.objects.for_workspace(request.workspace)
        .filter(video=video)
        .select_related("final_asset", "recipe", "quote", "requested_by")
        .order_by("-number")[:50]
    )
    context = {**_frame(request, video, "synthesis:video-versions"), "lines": _version_lines(rows)}
    return render(request, "synthesis/versions_page.html", context)


def _version_lines(rows: list[Render]) -> list[dict[str, Any]]:
    finished = [row for row in rows if row.status == RenderStatus.SUCCEEDED]
    earlier = dict(zip([row.pk for row in finished], finished[1:], strict=False))
    return [{"render": row, "changes": _changes(earlier.get(row.pk), row)} for row in rows]


def _changes(before: Render | None, after: Render) -> dict[str, Any] | None:
    """What differs in what was asked for; what follows from that is left out."""
    if before is None:
        return None
    found = [
        difference
        for difference in recipes.compare(first=before.recipe, second=after.recipe)
        if difference.path.startswith("content.") and not difference.path.endswith(".id")
    ]
    return {
        "since": before.number,
        "shown": [_in_words(difference) for difference in found[:_DIFFERENCES_SHOWN]],
        "more": max(0, len(found) - _DIFFERENCES_SHOWN),
    }


def _in_words(difference: recipes.Difference) -> dict[str, Any]:
    """``content.scenes.1.headline`` as "Scene 2, headline"."""
    _, *path = difference.path.split(".")
    if path[0] == "scenes" and len(path) > 2:
        where = f"Scene {int(path[1]) + 1}, {' '.join(path[2:])}"
    else:
        where = " ".join(path)
    return {
        "where": where.replace("_", " ").capitalize(),
        "before": _nothing(difference.first),
        "after": _nothing(difference.second),
    }


def _nothing(value: Any) -> str:
    return "nothing" if value in (None, "", []) else str(value)


@require_GET
@workspace_required()
def recipe_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """What the newest version was made with: for people, and as the document whose digest is shown."""
    video = video_of(request, pk)
    context = _frame(request, video, "synthesis:video-recipe")
    if context["version"] is not None:
        recipe = context["version"].recipe
        document = recipe.document
        context |= {
            "recipe": recipe,
            "document": document,
            "look": _look(VideoContent.model_validate(document["content"])),
            "shots": _shots(document),
            "programs": sorted((name, str(value)) for name, value in document["versions"].items()),
            "text": json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False),
        }
    return render(request, "synthesis/recipe_page.html", context)


def _look(content: VideoContent) -> list[tuple[str, str]]:
    named = (
        ("Language", "language"), ("Voice", "voice"), ("Captions", "caption_style"), ("Music", "mood"),
        ("Picture quality", "preset"), ("Seed", "seed"),
    )  # fmt: skip
    return [(label, str(getattr(content, name)) or "–") for label, name in named]


def _shots(document: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {scene.id: scene for scene in VideoContent.model_validate(document["content"]).scenes}
    return [
        {**shot, "asked": asked.get(shot["scene"]), "made_with": (shot["drawing"] or {}).get("made_with")}
        for shot in document["scenes"]
    ]


@require_GET
@workspace_required()
def lineage_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """From the source to the publication: what led to what."""
    video = video_of(request, pk)
    frame = _frame(request, video, "synthesis:video-lineage")
    publications = video.publications.select_related("connection", "render").order_by("pk")
    context = {
        **frame,
        "newest": frame["version"] or frame["last_render"],
        "idea": video.idea,
        "candidate": video.idea.candidate if video.idea else None,
        "draft": scripts.latest_draft(video=video),
        "scene_count": video.scenes.count(),
        "publications": [row for row in publications if row.render == frame["version"]],
        "other_publications": [row for row in publications if row.render != frame["version"]],
    }
    return render(request, "synthesis/lineage_page.html", context)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def render_cancel(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Stop a render; its video goes back to the quota."""
    canceled = renders.cancel(render=_render_of(request, pk))
    messages.success(request, "The render is canceled. Nothing was taken from your quota.")
    return redirect("synthesis:video", pk=canceled.video_id)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def render_retry(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Try a failed or canceled render again; scenes that were drawn are kept."""
    again = renders.retry(render=_render_of(request, pk), requested_by=request.user)
    return redirect("synthesis:video", pk=again.video_id)


@require_GET
@workspace_required()
def jobs_tray(request: WorkspaceRequest) -> HttpResponse:
    """What is being rendered right now: a page, and for htmx the tray in the frame."""
    rows = Render.objects.for_workspace(request.workspace).unfinished().select_related("video")
    jobs = [_job(row) for row in rows.order_by("created_at")[:20]]
    return render_page(
        request,
        template="synthesis/job_list.html",
        partial="components/_jobs_tray.html",
        context={"jobs": jobs},
        status=_STOP_POLLING if is_partial(request) and not jobs else 200,
    )


def _job(row: Render) -> dict[str, Any]:
    waiting = dispatch.wait_reason(render=row)
    return {
        "title": row.video.title,
        "url": reverse("synthesis:video", args=[row.video_id]),
        "stage": waiting.message if waiting else row.get_stage_display(),
        "percent": None if waiting else row.progress,
        "note": f"{row.scenes_done} of {row.scenes_total} scenes",
    }
