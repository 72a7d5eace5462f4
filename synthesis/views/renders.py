"""Renders in progress: cancel and retry; and the tray that lists them and analyses."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import analyses
from discovery.models import Analysis
from foundation.pages import is_partial, render_page
from synthesis.models import Render
from synthesis.production import renders, running
from synthesis.production.running import RunningRender

# htmx stops polling when a response has this status.
_STOP_POLLING = 286
_JOBS_SHOWN = 20


def _render_of(request: WorkspaceRequest, pk: str) -> Render:
    return Render.objects.for_workspace(request.workspace).select_related("video").get_or_refuse(pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def render_cancel(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Cancel a render and refund its video."""
    canceled = renders.cancel(render=_render_of(request, pk))
    messages.success(request, "The render was canceled. Nothing was charged to your quota.")
    return redirect("synthesis:video", pk=canceled.video_id)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def render_retry(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Retry a failed or canceled render; clips that exist are reused."""
    again = renders.retry(render=_render_of(request, pk), requested_by=request.user)
    return redirect("synthesis:video", pk=again.video_id)


@require_GET
@workspace_required()
def jobs_tray(request: WorkspaceRequest) -> HttpResponse:
    """Unfinished renders and analyses: a page, and for htmx the tray in the frame."""
    asked: dict[str, Any] = {"workspace": request.workspace, "count": _JOBS_SHOWN}
    jobs = [*map(_job, running.oldest(**asked)), *map(_job_of_analysis, analyses.unfinished(**asked))]
    return render_page(
        request,
        template="synthesis/job_list.html",
        partial="components/_jobs_tray.html",
        context={"jobs": jobs},
        status=_STOP_POLLING if is_partial(request) and not jobs else 200,
    )


def _job_of_analysis(analysis: Analysis) -> dict[str, Any]:
    return {
        "title": analysis.title,
        "url": reverse("discovery:analysis", args=[analysis.pk]),
        "stage": analysis.doing,
        "percent": None,
        "note": "Analysis",
    }


def _job(render: RunningRender) -> dict[str, Any]:
    return {
        "title": render.title,
        "url": reverse("synthesis:video", args=[render.video_id]),
        "stage": render.stage,
        "percent": render.percent,
        "note": f"{render.scenes_done} of {render.scenes_total} scenes",
    }
