"""Pages of connected channels: the list, and the consent of a platform."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Change, WorkspaceRequest, require_open, workspace_required
from accounts.models import Role
from publishing import connections, coverage, platforms
from publishing.models import Connection
from publishing.views import extras
from synthesis.models import Video

CONSENT_KEY = "platform_consent"


@require_GET
@workspace_required()
def connection_list(request: WorkspaceRequest) -> HttpResponse:
    """Connected channels."""
    reach = coverage.CONNECTIONS.reach(workspace=request.workspace)
    found = list(Connection.objects.for_workspace(request.workspace).listed())
    known = {connection.platform for connection in found}
    context = {
        "connections": found,
        "paused": coverage.CONNECTIONS.paused(workspace=request.workspace, reach=reach),
        "reach": reach,
        "known_platforms": [each for each in platforms.all() if each.name in known],
        "new_platforms": [each for each in platforms.all() if each.name not in known],
        "video": _video_to_publish(request, request.GET.get("video", "")),
    }
    return render(request, "publishing/connection_list.html", context)


def _video_to_publish(request: WorkspaceRequest, pk: str) -> Video | None:
    """The video whose composer the person returns to after connecting a channel."""
    return Video.objects.for_workspace(request.workspace).filter(pk=pk).first()


@require_POST
@workspace_required(Role.ADMIN, changes=Change.WORK)
def connection_start(request: WorkspaceRequest, platform: str) -> HttpResponse:
    """Redirect to the platform's consent page."""
    wants_reports = bool(request.POST.get("reports"))
    extras_of = request.POST.get("extras", "")
    consent = connections.request_consent(
        platform=platforms.named(platform), with_reports=wants_reports, with_extras=bool(extras_of)
    )
    video = _video_to_publish(request, request.POST.get("video", ""))
    request.session[CONSENT_KEY] = {
        **{name: value for name, value in asdict(consent).items() if name != "url"},
        "workspace": request.workspace.pk,
        "video": video.pk if video else "",
        "reports": wants_reports,
        "extras": extras_of,
        "back": extras.back_url(
            request, request.POST.get("crosspost", ""), request.POST.get("publication", "")
        )
        if extras_of
        else "",
    }
    return redirect(consent.url)


@require_GET
@workspace_required(Role.ADMIN)
def connection_callback(request: WorkspaceRequest, platform: str) -> HttpResponse:
    """The callback from the consent page."""
    # A GET request, although it connects the channel and so changes data.
    require_open(request.workspace, Change.WORK)
    chosen = platforms.named(platform)
    kept: dict[str, Any] = request.session.pop(CONSENT_KEY, None) or {}
    belongs_here = kept.pop("workspace", "") == request.workspace.pk
    video = _video_to_publish(request, kept.pop("video", ""))
    asked_from = "publishing:analytics" if kept.pop("reports", False) else "publishing:connections"
    extras_of, back = kept.pop("extras", ""), kept.pop("back", "")
    consent = connections.check_callback(
        platform=chosen,
        consent=connections.Consent(url="", **kept) if belongs_here else None,
        state=request.GET.get("state", ""),
    )
    composer = f"{reverse('publishing:publication-new')}?video={video.pk}" if video else ""
    began_at = back or composer or reverse(asked_from)
    if "error" in request.GET:
        reason = connections.why_not_granted(platform=chosen, error=request.GET["error"])
        nothing = "Nothing was changed" if extras_of else "No channel was connected"
        messages.warning(request, f"{nothing}, because {reason}.")
        return redirect(began_at)
    connection = connections.connect(
        workspace=request.workspace,
        actor=request.user,
        platform=chosen,
        code=request.GET.get("code", ""),
        code_verifier=consent.code_verifier,
    )
    if extras_of:
        extras.say_outcome(request, asked=extras_of, got=connection)
    else:
        messages.success(request, f"{connection.full_name} is connected.")
    return redirect(began_at)


@require_POST
@workspace_required(Role.ADMIN, changes=Change.RELEASE)
def connection_disconnect(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Disconnect a channel."""
    connection = Connection.objects.for_workspace(request.workspace).get_or_refuse(pk)
    connections.disconnect(connection=connection, actor=request.user)
    messages.success(request, f"{connection.full_name} was disconnected.")
    return redirect("publishing:connections")
