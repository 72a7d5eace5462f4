"""Pages about playlists and first comments: their permission, and trying one again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.errors import NotFoundError
from publishing import extras, platforms
from publishing.models import Connection, Crosspost, Extra, Publication


@require_GET
@workspace_required()
def extras_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """What the permission for playlists and comments is, and the way to the platform's page."""
    connection = Connection.objects.for_workspace(request.workspace).listed().get_or_refuse(pk)
    if connection.extras is None:
        raise NotFoundError()
    context: dict[str, Any] = {
        "connection": connection,
        "extras": connection.extras,
        "platform": platforms.of(connection),
        "may_connect": request.membership.may(Role.ADMIN),
        "crosspost": request.GET.get("crosspost", ""),
        "publication": request.GET.get("publication", ""),
        "back_url": back_url(request, request.GET.get("crosspost", ""), request.GET.get("publication", "")),
    }
    return render(request, "publishing/extras_page.html", context)


def back_url(request: WorkspaceRequest, crosspost_id: str, publication_id: str) -> str:
    """The page that the person came from: a post, a publication, or the list of channels."""
    if Crosspost.objects.for_workspace(request.workspace).filter(pk=crosspost_id).exists():
        return reverse("publishing:crosspost", args=[crosspost_id])
    if Publication.objects.for_workspace(request.workspace).filter(pk=publication_id).exists():
        return reverse("publishing:publication", args=[publication_id])
    return reverse("publishing:connections")


def say_outcome(request: WorkspaceRequest, *, asked: str, got: Connection) -> None:
    """Say what a consent about playlists and comments has changed. ``asked`` is a connection's id."""
    wanted = Connection.objects.for_workspace(request.workspace).filter(pk=asked).first() or got
    if got.pk != wanted.pk:
        messages.warning(
            request,
            f"You chose another channel: {got.channel_title} is connected. {wanted.channel_title} still has "
            "no permission for playlists and comments.",
        )
    elif not got.may_add_extras:
        messages.warning(
            request,
            "The permission for playlists and comments was not granted. Everything else works as before.",
        )
    else:
        messages.success(request, f"Playlists and comments are allowed for {got.channel_title}.")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def extra_retry(request: WorkspaceRequest, pk: str, extra_id: str) -> HttpResponse:
    """Try a failed playlist or comment again, or look for one that is not confirmed."""
    publication = Publication.objects.for_workspace(request.workspace).get_or_refuse(pk)
    rows = Extra.objects.for_workspace(request.workspace).filter(publication=publication)
    extras.retry(extra=rows.get_or_refuse(extra_id), actor=request.user)
    messages.info(request, "Trying it again.")
    return redirect("publishing:publication", pk=pk)
