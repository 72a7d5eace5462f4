"""Videos that are added instead of collected: by URL, and from files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import imports, niches, platforms, plugins, video_links
from discovery.forms import ImportForm, LicensedChannelForm, VideoUrlForm
from discovery.models import LinkStatus, Niche, VideoLink
from foundation.errors import NotFoundError

_SHAPE = 422
_MOST_LISTED = 20
_LONGEST_WORDS = 80


@require_safe
@workspace_required()
def sources_page(request: WorkspaceRequest) -> HttpResponse:
    """The ways to add videos, and what was added."""
    return render_sources(request)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def add_video(request: WorkspaceRequest) -> HttpResponse:
    """Add one video by its URL, or the channel of one to a niche's watchlist."""
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return render_sources(request, form=form, status=_SHAPE)
    address, niche = form.cleaned_data["address"], form.cleaned_data["niche"]
    platform, _ = platforms.video_at(address)
    if platform.is_collected and niche is not None:
        channel = niches.watch(niche=niche, address=address)
        messages.success(request, f"The channel of this video was added to {niche.name}: {channel.title}.")
        return redirect("discovery:niche", niche.pk)
    video_links.add(workspace=request.workspace, url=address, user=request.user)
    messages.info(request, "The video is being looked up.")
    return redirect("discovery:sources")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def remove_video(request: WorkspaceRequest, link_id: str) -> HttpResponse:
    """Remove a video that was added by URL."""
    rows = VideoLink.objects.for_workspace(request.workspace).select_related("candidate__source__channel")
    video_links.remove(link=rows.get_or_refuse(link_id))
    messages.success(request, "The video was removed.")
    return redirect("discovery:sources")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def watch_licensed(request: WorkspaceRequest) -> HttpResponse:
    """Watch a channel of licensed data."""
    watched = plugins.watch(workspace=request.workspace, channel_id=_licensed_id(request))
    messages.success(request, f"You now watch {watched.title}.")
    return redirect("discovery:sources")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def unwatch_licensed(request: WorkspaceRequest) -> HttpResponse:
    """Stop watching a channel of licensed data."""
    plugins.unwatch(workspace=request.workspace, channel_id=_licensed_id(request))
    messages.success(request, "You no longer watch this channel.")
    return redirect("discovery:sources")


def _licensed_id(request: WorkspaceRequest) -> int:
    form = LicensedChannelForm(request.POST)
    if not form.is_valid():
        raise NotFoundError()
    channel_id: int = form.cleaned_data["channel"]
    return channel_id


def _form(request: WorkspaceRequest, *, data: Any = None) -> VideoUrlForm:
    collected = [platform.key for platform in platforms.collected()]
    rows = Niche.objects.for_workspace(request.workspace).filter(platform__in=collected)
    return VideoUrlForm(data, niches=rows.order_by("name"))


def render_sources(
    request: WorkspaceRequest,
    *,
    form: VideoUrlForm | None = None,
    import_form: ImportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, with the forms as they were sent."""
    links = video_links.listed(workspace=request.workspace, limit=_MOST_LISTED)
    words = request.GET.get("q", "")[:_LONGEST_WORDS].strip()
    listed = imports.listed(workspace=request.workspace)
    context = {
        "import_form": import_form or ImportForm(),
        "imports": listed,
        "providers": plugins.listed(workspace=request.workspace, words=words),
        "words": words,
        "is_importing": any(row.is_working for row in listed),
        "crumbs": [{"label": "Discover", "url": reverse("discovery:candidates")}],
        "form": form or _form(request),
        "links": [{"row": link, "url": video_links.url_of(link)} for link in links],
        "is_looking_up": any(link.status == LinkStatus.LOOKING_UP for link in links),
        "not_collected": [each for each in platforms.all() if not each.is_collected],
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "discovery/sources_page.html", context, status=status)
