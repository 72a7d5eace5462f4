"""The poster of a finished video: pick the frame, or go back to the first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from foundation.pages import is_partial
from synthesis.forms.posters import PosterForm
from synthesis.models import Render
from synthesis.production import posters
from synthesis.views.video import frame_of, poster_of, video_page_with


def _render_of(request: WorkspaceRequest, pk: str) -> Render:
    rows = Render.objects.for_workspace(request.workspace)
    return rows.select_related("video", "final_asset", "poster_pick").get_or_refuse(pk)


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def poster_pick(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """A POST picks a frame. A GET returns the poster for htmx, once its pictures are made."""
    version = _render_of(request, pk)
    if request.method == "GET":
        return _state(request, version)
    require_role(request.membership, Role.EDITOR)
    form = PosterForm(request.POST, length_s=_length_of(version))
    if not form.is_valid():
        return _answer(request, version, form=form, status=422)
    posters.pick(render=version, at_s=form.cleaned_data["at_s"])
    return _answer(request, _render_of(request, pk))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def poster_reset(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Use the first frame again."""
    posters.reset(render=_render_of(request, pk))
    return _answer(request, _render_of(request, pk))


def _length_of(version: Render) -> float:
    return (version.final_asset.duration_s if version.final_asset else None) or 0.0


def _state(request: WorkspaceRequest, version: Render) -> HttpResponse:
    pick = posters.of_render(render=version)
    if not is_partial(request):
        return redirect("synthesis:video", pk=version.video_id)
    if pick is not None and pick.is_open:
        return HttpResponse(status=204)
    return _part(request, version)


def _answer(
    request: WorkspaceRequest, version: Render, *, form: PosterForm | None = None, status: int = 200
) -> HttpResponse:
    """For htmx the poster; else the page, or the way back to it."""
    if is_partial(request):
        return _part(request, version, form=form, status=status)
    if form is not None:
        return video_page_with(request, version.video, poster_form=form, status=status)
    pick = posters.of_render(render=version)
    messages.success(
        request,
        "The poster is being made." if pick is not None and pick.is_open else "The poster was changed.",
    )
    return redirect("synthesis:video", pk=version.video_id)


def _part(
    request: WorkspaceRequest, version: Render, *, form: PosterForm | None = None, status: int = 200
) -> HttpResponse:
    frame = frame_of(request, version.video, "synthesis:video")
    context = {**frame, "version": version, **poster_of(version, form=form)}
    return render(request, "synthesis/_poster_part.html", context, status=status)
