"""The studio: the list of videos, and the pages that create one."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery.models import Idea, IdeaStatus
from foundation.pagination import paginate
from synthesis.forms import NewVideoForm
from synthesis.models import Render, RenderStatus, SceneStatus, Video, VideoStatus
from synthesis.studio import scripts, videos

# Not a status of the video: its last render failed or was canceled.
_FAILED = "failed"
_FILTERS = (
    ("", "All"),
    (VideoStatus.DRAFT, "Drafts"),
    (VideoStatus.IN_PRODUCTION, "In production"),
    (VideoStatus.READY, "Ready"),
    (_FAILED, "Failed"),
    (VideoStatus.ARCHIVED, "Archived"),
)


def video_of(request: WorkspaceRequest, pk: str) -> Video:
    """The workspace's video with that id. Raises NotFoundError."""
    video = Video.objects.for_workspace(request.workspace).select_related("idea").get_or_refuse(pk)
    # It is loaded already.
    video.workspace = request.workspace
    return video


@require_GET
@workspace_required()
def video_list(request: WorkspaceRequest) -> HttpResponse:
    """List the videos with their progress."""
    status = request.GET.get("status", "")
    rows = videos.with_last_render(rows=Video.objects.for_workspace(request.workspace))
    if status == _FAILED:
        rows = videos.needing_retry(rows=rows)
    elif status in VideoStatus.values:
        rows = rows.filter(status=status)
    else:
        rows = rows.exclude(status=VideoStatus.ARCHIVED)
    newest = Render.objects.filter(video=OuterRef("pk"), status=RenderStatus.SUCCEEDED).order_by("-number")
    rows = rows.annotate(
        scene_count=Count("scenes"),
        scenes_rendered=Count("scenes", filter=Q(scenes__status=SceneStatus.SUCCEEDED)),
        thumbnail_id=Subquery(newest.values("thumbnail_id")[:1]),
        duration_s=Subquery(newest.values("final_asset__duration_s")[:1]),
    )
    page = paginate(rows, order="-created_at", cursor=request.GET.get("cursor"))
    address = reverse("synthesis:videos")
    context = {
        "page": page,
        "status": status if status in {*VideoStatus.values, _FAILED} else "",
        "may_edit": request.membership.may(Role.EDITOR),
        "filters": [
            {
                "label": label,
                "url": f"{address}?status={value}" if value else address,
                "is_current": value == status,
            }
            for value, label in _FILTERS
        ],
        "next_url": f"{address}?status={status}&cursor={page.next_cursor}" if page.next_cursor else None,
    }
    return render(request, "synthesis/video_list.html", context)


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def video_new(request: WorkspaceRequest) -> HttpResponse:
    """Create a video from an idea, a title or a script."""
    form = NewVideoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        start = {"workspace": request.workspace, "user": request.user, "title": asked["title"]}
        if asked["script"].strip():
            video = scripts.begin(text=asked["script"], language=asked["language"], **start)
            return redirect("synthesis:video-scenes", pk=video.pk)
        video = videos.create(language=asked["language"], **start)
        scripts.request(video=video, user=request.user, options=form.options())
        return redirect("synthesis:video-script", pk=video.pk)
    ideas = (
        Idea.objects.for_workspace(request.workspace)
        .filter(status__in=[IdeaStatus.INBOX, IdeaStatus.SHORTLISTED])
        .select_related("candidate__source")
        .order_by("-pk")[:8]
    )
    return render(
        request,
        "synthesis/video_new.html",
        {
            "form": form,
            "ideas": ideas,
            "trail": [{"label": "Studio", "url": reverse("synthesis:videos")}],
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def video_from_idea(request: WorkspaceRequest, idea_id: str) -> HttpResponse:
    """Create a video from an idea, and request its script if a writer writes the language."""
    idea = Idea.objects.for_workspace(request.workspace).get_or_refuse(idea_id)
    video = videos.from_idea(idea=idea, user=request.user)
    if scripts.no_writer(language=video.language) is None:
        scripts.request(video=video, user=request.user)
    return redirect("synthesis:video-script", pk=video.pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def video_archive(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Archive a video."""
    video = video_of(request, pk)
    videos.archive(video=video)
    messages.success(request, f"“{video.title}” was archived.")
    return redirect("synthesis:videos")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def video_restore(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Restore a video from the archive."""
    video = video_of(request, pk)
    videos.restore(video=video)
    messages.success(request, f"“{video.title}” was restored.")
    return redirect("synthesis:video", pk=pk)
