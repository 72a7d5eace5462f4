"""The lineage of a video: its page, and its public link."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, unlisted_page, workspace_required
from accounts.models import Role
from discovery import boards
from synthesis.models import LineageShare
from synthesis.production import lineage
from synthesis.studio import scripts
from synthesis.views.studio import video_of
from synthesis.views.video import frame_of


@require_GET
@workspace_required()
def lineage_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The lineage of a video, from its source to its publications."""
    video = video_of(request, pk)
    frame = frame_of(request, video, "synthesis:video-lineage")
    publications = video.publications.select_related("connection", "render").order_by("pk")
    share = lineage.share_of(video=video) if frame["may_edit"] else None
    context = {
        **frame,
        "newest": frame["version"] or frame["last_render"],
        "idea": video.idea,
        "source_score": boards.score_of(video.idea) if video.idea else None,
        "candidate": video.idea.source_candidate if video.idea else None,
        "used": lineage.used_by(video=video),
        "draft": scripts.latest_draft(video=video),
        "scene_count": video.scenes.count(),
        "publications": [row for row in publications if row.render == frame["version"]],
        "other_publications": [row for row in publications if row.render != frame["version"]],
        "share": share,
        "share_url": _public_url(share) if share else "",
    }
    return render(request, "synthesis/lineage_page.html", context)


def _public_url(share: LineageShare) -> str:
    return settings.SITE_URL + reverse("synthesis:shared-lineage", args=[share.token])


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def lineage_share(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Make a public link to the lineage."""
    lineage.share(video=video_of(request, pk), user=request.user)
    messages.success(request, "Anyone with the link can open this lineage now.")
    return redirect("synthesis:video-lineage", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def lineage_unshare(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Delete the public link."""
    lineage.stop_sharing(video=video_of(request, pk), user=request.user)
    messages.success(request, "The link no longer works.")
    return redirect("synthesis:video-lineage", pk=pk)


@require_safe
@unlisted_page
def shared_lineage_page(request: HttpRequest, token: str) -> HttpResponse:
    """The lineage behind a public link, without sign-in."""
    context = {"lineage": lineage.shared(token=token)}
    return render(request, "synthesis/shared_lineage_page.html", context)
