"""Stock for the scenes of a video: search, choose, and choose automatically."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.pages import is_partial, render_page
from synthesis.forms.stock import StockSearchForm
from synthesis.library import stock as library
from synthesis.library.stock import StockItem
from synthesis.models import ChoiceStatus, Origin, Scene, StockChoice, Video
from synthesis.studio import lengths, scenes, stock
from synthesis.studio.stock import ranking
from synthesis.views.studio import video_of
from synthesis.views.wizard import closed_to_edits

_IN_PANEL = 12


def panel_of(scene: Scene | None, *, video: Video, rows: Sequence[Scene]) -> dict[str, Any] | None:
    """What the scene's page shows of stock; None if stock is not set up. ``rows`` are the video's scenes."""
    if scene is None or not library.is_offered():
        return None
    choices = stock.latest(rows=rows)
    others = [(row, choices[row.pk]) for row in rows if row.pk in choices and row != scene]
    return {
        "choice": choices.get(scene.pk),
        "others_open": sum(choice.is_open for _, choice in others),
        "others_without": [
            row
            for row, choice in others
            if choice.status == ChoiceStatus.FAILED and row.origin == Origin.MOTION
        ],
        "form": StockSearchForm(initial={"q": stock.suggested(scene=scene, video=video)}, auto_id="stock-%s"),
        "is_live": library.is_live(),
        "provider": library.provider_name(),
    }


def _scene(request: WorkspaceRequest, video: Video, scene_id: str) -> Scene:
    rows = Scene.objects.for_workspace(request.workspace).filter(video=video)
    return rows.select_related("video", "asset").get_or_refuse(scene_id)


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def stock_page(request: WorkspaceRequest, pk: str, scene_id: str) -> HttpResponse:
    """Search results for a scene. A POST chooses the ``clip``, or the best match without one."""
    video = video_of(request, pk)
    scene = _scene(request, video, scene_id)
    if request.method == "POST":
        stock.request(scene=scene, wanted=request.POST.get("clip", ""))
        messages.success(request, f"A clip for scene {scene.position} is on its way.")
        return redirect("synthesis:scene", pk=video.pk, scene_id=scene.pk)
    return closed_to_edits(request, video) or _results(request, video, scene)


def _results(request: WorkspaceRequest, video: Video, scene: Scene) -> HttpResponse:
    typed = request.GET if "q" in request.GET else None
    form = StockSearchForm(
        typed, initial={"q": stock.suggested(scene=scene, video=video)}, auto_id="stock-%s"
    )
    items = library.search(form.search(video=video)) if form.is_valid() else []
    # The panel of a scene shows the first; its link leads to the page with all.
    shown = items[:_IN_PANEL] if is_partial(request) else items
    context = {
        "video": video,
        "scene": scene,
        "form": form,
        "has_searched": form.is_valid(),
        "results": _shown(shown, scene),
        "all_url": request.get_full_path() if len(shown) < len(items) else "",
        "is_live": library.is_live(),
        "provider": library.provider_name(),
    }
    return render_page(
        request,
        template="synthesis/stock_page.html",
        partial="synthesis/_stock_results.html",
        context=context,
        status=422 if form.errors else 200,
    )


def _shown(items: list[StockItem], scene: Scene) -> list[dict[str, Any]]:
    """The results, each with its use in the video and whether it is long enough for the scene."""
    rows = scenes.of_video(video=scene.video)
    seconds = dict(
        zip((row.pk for row in rows), lengths.of_scenes(scenes=rows, video=scene.video), strict=True)
    )
    places = {row.asset.provider_id: row.position for row in rows if row.asset is not None}
    return [
        {
            "item": item,
            "used_in": places.get(item.id),
            "is_short": not ranking.fits(item=item, scene_s=seconds.get(scene.pk, 0.0)),
        }
        for item in items
    ]


@require_GET
@workspace_required(Role.EDITOR)
def stock_state(request: WorkspaceRequest, pk: str, scene_id: str) -> HttpResponse:
    """The state of the scene's choice. When it is made, the whole page reloads."""
    video = video_of(request, pk)
    scene = _scene(request, video, scene_id)
    choice = stock.latest(rows=[scene]).get(scene.pk)
    if not is_partial(request):
        return redirect("synthesis:scene", pk=video.pk, scene_id=scene.pk)
    if choice is None or not choice.is_open:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"choice": choice, "scene": scene, "video": video}
    return render(request, "synthesis/_stock_state.html", context)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def stock_choose_all(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Choose stock for every scene that shows motion graphics."""
    video = video_of(request, pk)
    requested = stock.request_all(video=video)
    messages.success(request, _said(requested))
    opened = request.POST.get("scene", "")
    if opened and any(choice.scene_id == opened for choice in requested):
        return redirect("synthesis:scene", pk=video.pk, scene_id=opened)
    return redirect("synthesis:video-scenes", pk=video.pk)


def _said(requested: list[StockChoice]) -> str:
    if not requested:
        return "No scene shows motion graphics, so nothing was changed."
    count = len(requested)
    return f"Clips for {count} scene{'s'[: count != 1]} are on their way."
