"""The page of a video: player, production and scenes."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import analyses
from foundation import conditional
from foundation.pages import is_partial, render_page
from synthesis import signals
from synthesis.forms.posters import PosterForm
from synthesis.models import Render, RenderStatus, Video
from synthesis.production import own_files, posters
from synthesis.studio import stills, stock, videos
from synthesis.views.progress import production_of
from synthesis.views.studio import video_of


def frame_of(request: WorkspaceRequest, video: Video, current: str) -> dict[str, Any]:
    """The context that every page of a video needs around its own part. ``current`` is its URL name."""
    newest = version = videos.current_render(video=video)
    if newest is not None and newest.status != RenderStatus.SUCCEEDED:
        version = videos.latest_render(video=video)
    return {
        "video": video,
        "version": version,
        "credits": stock.credits_of(version.scenes) if version is not None else [],
        "last_render": newest,
        "tab": current,
        "trail": [{"label": "Studio", "url": reverse("synthesis:videos")}],
        "may_edit": request.membership.may(Role.EDITOR),
    }


def poster_of(version: Render | None, *, form: PosterForm | None = None) -> dict[str, Any]:
    """The pick of the version's poster, and the form that picks another frame."""
    if version is None or version.final_asset is None:
        return {"pick": None, "poster_form": None}
    pick = posters.of_render(render=version)
    at_s = 0 if pick is None else pick.at_s
    new_form = PosterForm(initial={"at_s": f"{at_s:g}"}, length_s=version.final_asset.duration_s or 0)
    return {"pick": pick, "poster_form": form or new_form}


@require_GET
@workspace_required()
def video_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The player, the state of production, and the scenes."""
    return video_page_with(request, video_of(request, pk))


def video_page_with(
    request: WorkspaceRequest, video: Video, *, poster_form: PosterForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of the video, with a refused form in it."""
    frame = frame_of(request, video, "synthesis:video")
    production = production_of(video=video, render=frame["last_render"], workspace=request.workspace)
    stills.request_missing(video=video, rows=[tile.scene for tile in production["tiles"]])
    context = {
        **frame,
        **production,
        **poster_of(frame["version"], form=poster_form),
        "analysis": _analysis_of(video, frame),
        "highlights": signals.highlights(video=video),
    }
    return render(request, "synthesis/video_page.html", context, status=status)


def _analysis_of(video: Video, frame: dict[str, Any]) -> dict[str, Any] | None:
    """The newest analysis of the video, and what a new one takes; None without a finished version."""
    version: Render | None = frame["version"]
    if version is None or version.final_asset is None:
        return None
    reference = own_files.reference_of(video)
    latest = analyses.latest_by_reference(workspace_id=video.workspace_id, reference=reference)
    own = own_files.of_version(version, final=version.final_asset, video=video)
    return {
        "reference": reference,
        "latest": latest,
        "offer": None if latest else analyses.offer_of_own(workspace=video.workspace, own=own),
    }


@require_GET
@workspace_required()
def video_progress(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The state of production; 304 if it is unchanged. When production ends, the page reloads."""
    video = video_of(request, pk)
    newest = videos.current_render(video=video)
    if is_partial(request) and (newest is None or newest.is_finished):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    production = production_of(video=video, render=newest, workspace=request.workspace)
    etag = production["etag"]
    if conditional.is_known(request, etag=etag):
        return HttpResponseNotModified(headers={"ETag": etag})
    frame = frame_of(request, video, "synthesis:video")
    response = render_page(
        request,
        template="synthesis/video_page.html",
        partial="synthesis/_production.html",
        context={
            **frame,
            **production,
            **poster_of(frame["version"]),
            "analysis": None if is_partial(request) else _analysis_of(video, frame),
            "highlights": [] if is_partial(request) else signals.highlights(video=video),
        },
    )
    response["ETag"] = etag
    response["Cache-Control"] = conditional.CACHE_CONTROL
    return response
