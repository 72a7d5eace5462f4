"""Pages of publications: the list, the composer, and a publication's progress."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from foundation import conditional, versions
from foundation.pages import render_page
from foundation.pagination import paginate
from publishing import connections, coverage, crossposts, platforms, playlists, preflight, publications
from publishing.forms.publications import PublicationForm, initial_of
from publishing.models import Connection, ConnectionQuerySet, Occasion, Publication, PublicationStatus
from publishing.results import earnings
from publishing.signals import Earned
from publishing.views import predictions
from publishing.views.calendar import lists as calendar_lists
from synthesis.models import Render, RenderStatus, Video, VideoStatus
from synthesis.studio import videos


def _connections(request: WorkspaceRequest) -> ConnectionQuerySet:
    return Connection.objects.for_workspace(request.workspace).listed()


def _posting(request: WorkspaceRequest) -> ConnectionQuerySet:
    """The connections that the composer offers."""
    return _connections(request).posting()


def _reading_only(request: WorkspaceRequest) -> list[Connection]:
    """The connections that the composer does not offer, because they only read."""
    return [connection for connection in _connections(request) if connection.no_posting]


def _publication(request: WorkspaceRequest, pk: str) -> Publication:
    return (
        Publication.objects.for_workspace(request.workspace)
        .select_related("video", "connection", "render__final_asset", "render__poster")
        .get_or_refuse(pk)
    )


@require_GET
@workspace_required()
def publication_list(request: WorkspaceRequest) -> HttpResponse:
    """All publications: drafts, in progress and published."""
    page = paginate(
        Publication.objects.for_workspace(request.workspace).listed(), cursor=request.GET.get("cursor")
    )
    context = {
        "page": page,
        "tabs": calendar_lists.tabs("all"),
        "connections": list(_posting(request)),
        "ready_videos": _ready_videos(request)[:6],
        "channels_in_words": platforms.channels_in_words(),
    }
    return render(request, "publishing/publication_list.html", context)


def _ready_videos(request: WorkspaceRequest) -> "QuerySet[Video]":
    """Finished videos that were never published, newest first, each with its thumbnail."""
    newest = Render.objects.filter(video=OuterRef("pk"), status=RenderStatus.SUCCEEDED).order_by("-number")
    return (
        Video.objects.for_workspace(request.workspace)
        .filter(status=VideoStatus.READY, publications=None)
        .annotate(thumbnail_id=Subquery(newest.values("thumbnail_id")[:1]))
        .order_by("-pk")
    )


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def publication_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """One publication: the composer for a draft, else its progress."""
    publication = _publication(request, pk)
    if request.method == "GET" and publication.is_editable and publication.crosspost_id:
        return redirect("publishing:crosspost", crosspost_id=publication.crosspost_id)
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
    elif not publication.is_editable:
        return render(request, "publishing/publication_page.html", _context(publication, None))
    found = _posting(request)
    form = _form(request, publication, found)
    if request.method == "POST":
        return _save(request, publication, form)
    context = {**_context(publication, form), "reading_only": _reading_only(request)}
    return render(request, "publishing/publication_page.html", context)


def _chosen(request: WorkspaceRequest, found: "QuerySet[Connection]") -> Connection | None:
    """The channel chosen in the form."""
    chosen_id = request.POST.get("connection")
    return found.filter(pk=chosen_id).first() if chosen_id else None


def _form(
    request: WorkspaceRequest, publication: Publication, found: "QuerySet[Connection]"
) -> PublicationForm:
    """The composer form for the chosen channel, with that channel's options."""
    chosen = _chosen(request, found) or publication.connection
    playlists.to_compose(connection=chosen)
    is_same = publication.platform == chosen.platform
    asset = publication.render.final_asset
    return PublicationForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(publication),
        connections=found,
        platform=platforms.of(chosen),
        account=connections.account_to_compose(connection=chosen),
        length_s=(asset.duration_s if asset else None) or 0.0,
        paused=coverage.CONNECTIONS.paused(workspace=request.workspace),
        synthetic_required=publication.synthetic_media_required,
        chosen=chosen,
        before=publication.chosen_options if is_same else None,
    )


def _save(request: WorkspaceRequest, publication: Publication, form: PublicationForm) -> HttpResponse:
    if not form.is_valid():
        context = {**_context(publication, form), "reading_only": _reading_only(request)}
        return render(request, "publishing/publication_page.html", context, status=422)
    changed = publications.change(
        publication=publication,
        version=form.cleaned_data["version"] or 0,
        actor=request.user,
        **form.content(),
    )
    to_do = preflight.blocking(preflight.check(publication=changed, occasion=Occasion.SUBMIT))
    if "publish" not in request.POST:
        messages.success(request, "Draft saved.")
    elif form.is_elsewhere:
        name = changed.connection.platform_name
        messages.warning(request, f"Saved, not published yet. Complete the {name} requirements first.")
    elif to_do:
        messages.warning(request, f"Saved, not published yet. {to_do[0].text}")
    else:
        publications.publish(publication=changed, actor=request.user)
        messages.success(request, f"“{changed.title}” is being published to {changed.connection}.")
    return redirect("publishing:publication", pk=publication.pk)


def _context(publication: Publication, form: PublicationForm | None) -> dict[str, Any]:
    # Pages that cannot be edited show no checks.
    checks = preflight.check(publication=publication) if publication.is_editable else []
    return {
        "form": form,
        "is_editable": publication.is_editable,
        "is_text_old": _is_text_old(publication),
        "checks": checks,
        "is_blocked": bool(preflight.blocking(checks)),
        "sent_before": any(
            found.code == preflight.ONCE and found.level != platforms.Level.OK for found in checks
        ),
        **predictions.context_of(publication),
        **_state(publication),
    }


def _is_text_old(publication: Publication) -> bool:
    """True if the description was taken from the video before the video's text changed."""
    video = publication.video
    started = publications.starting_text(video=video, render=publication.render)
    is_videos = publication.post_text in {video.post_text, started}
    return publication.is_editable and is_videos and videos.has_old_post_text(video=video)


def _state(publication: Publication) -> dict[str, Any]:
    """The context of the publication's status."""
    until = publication.evidence.get("until")
    return {
        "publication": publication,
        "platform": platforms.of(publication),
        "options": publication.option_facts,
        "stages": _stages(publication),
        "next_try_at": datetime.fromisoformat(until) if until else None,
        "is_slow": publication.is_slow,
        "extras": list(publication.extras.all()),
        "earned": _earned(publication),
    }


def _earned(publication: Publication) -> Sequence[Earned]:
    """What orders the published post brought, each currency by itself."""
    if publication.status != PublicationStatus.PUBLISHED:
        return ()
    found = earnings.of_posts(workspace=publication.workspace, ids=[publication.pk])
    return found.by_id.get(publication.pk, ()) if found else ()


def _stages(publication: Publication) -> list[dict[str, str]]:
    """Sending, processing, published: which stages are done, current or to come."""
    place = 1 if publication.platform_video_id else 0
    if publication.status == PublicationStatus.PUBLISHED:
        place = 3
    name = publication.connection.platform_name
    second = f"In the {name} inbox" if publication.is_handed_over else f"Processing on {name}"
    labels = ("Sending", second, "Published")
    return [
        {"label": label, "state": "done" if n < place else "current" if n == place else "waiting"}
        for n, label in enumerate(labels)
    ]


@require_GET
@workspace_required()
def publication_state(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The publication's progress. An unchanged response is 304 (ETag)."""
    publication = _publication(request, pk)
    etag = _etag(publication)
    if conditional.is_known(request, etag=etag):
        return HttpResponseNotModified(headers={"ETag": etag})
    response = render_page(
        request,
        template="publishing/publication_state_page.html",
        partial="publishing/_publication_state.html",
        context=_state(publication),
    )
    response["ETag"] = etag
    response["Cache-Control"] = conditional.CACHE_CONTROL
    return response


def _etag(publication: Publication) -> str:
    return f'"{publication.pk}-{publication.status}-{publication.updated_at.timestamp()}-{publication.fence}"'


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def publication_publish(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Send a draft as it is, or retry a failed publication."""
    publication = publications.publish(
        publication=_publication(request, pk),
        actor=request.user,
        version=versions.shown_in(request.POST),
    )
    messages.success(request, f"“{publication.title}” is being published to {publication.connection}.")
    return redirect("publishing:publication", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def publication_cancel(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Cancel a post to one channel, and return to the channels that its post still has."""
    canceled = publications.cancel(publication=_publication(request, pk), actor=request.user)
    messages.success(request, f"The post to {canceled.connection.full_name} was canceled.")
    if canceled.crosspost is not None and crossposts.chosen(crosspost=canceled.crosspost).exists():
        return redirect("publishing:crosspost", crosspost_id=canceled.crosspost.pk)
    return redirect("publishing:publications")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def publication_check(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Check an unconfirmed publication now."""
    publications.check_now(publication=_publication(request, pk))
    messages.info(request, "Checking the channel again.")
    return redirect("publishing:publication", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def publication_missing(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Record that a member found no video on the channel."""
    publications.declare_missing(publication=_publication(request, pk), actor=request.user)
    messages.info(request, "Marked as not on the channel. You can publish it again.")
    return redirect("publishing:publication", pk=pk)
