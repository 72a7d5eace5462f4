"""Planned times of publications: the form *Move to…*, moves on the board, and the queue."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation import pages
from foundation.errors import InvalidError, StaleError
from publishing import platforms, scheduling
from publishing.calendar import boards, slots, warnings
from publishing.calendar.boards import Scale
from publishing.calendar.wall_times import Moment
from publishing.forms.calendar import MoveForm
from publishing.models import Publication, PublicationStatus
from publishing.views.calendar.boards import board, day_of, scale_of, zone_of

_OFFERED = 3


def _publication(request: WorkspaceRequest, pk: str) -> Publication:
    rows = Publication.objects.for_workspace(request.workspace)
    return rows.select_related("workspace", "connection", "render__final_asset").get_or_refuse(pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def publication_move(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The form *Move to…*: a time, the next free slot, or no time."""
    publication = _publication(request, pk)
    form = MoveForm(request.POST or None, initial=_initial(request, publication))
    if request.method == "POST":
        then = request.POST.get("then", "move")
        if then == "queue":
            return _done(request, slots.add_to_queue(publication=publication, actor=request.user))
        if then == "unschedule":
            return _off(request, publication, form)
        if form.is_valid():
            return _plan(request, publication, form, sends=then == "schedule")
    context = {
        "form": form,
        "publication": publication,
        "is_planned_only": publication.status not in (PublicationStatus.SCHEDULED, PublicationStatus.FAILED),
        "free": slots.free(connection=publication.connection, after=timezone.now(), most=_OFFERED),
        "lead_min": _lead_min(publication),
        "platform": platforms.of(publication),
        "time_zone": request.workspace.time_zone,
        "trail": [{"label": "Calendar", "url": reverse("publishing:calendar")}],
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "publishing/publication_move.html", context, status=status)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def publication_place(request: WorkspaceRequest, pk: str, scale: str, day: str) -> HttpResponse:
    """Move a publication to another column of the board, and return the board."""
    publication = _publication(request, pk)
    shown, on = scale_of(scale), day_of(day)
    if request.POST.get("status", "") != request.GET.get("seen", ""):
        moved = _place(request, publication, shown)
        _say(request, moved)
    if pages.is_partial(request):
        context = board(request, scale=shown, day=on, channel=_channel_behind(request))
        return render(request, "publishing/_calendar_board.html", context)
    return redirect("publishing:calendar-page", scale=shown.value, day=on.isoformat())


def _place(request: WorkspaceRequest, publication: Publication, scale: Scale) -> Publication:
    planned_at = publication.scheduled_at
    if planned_at is None or not _is_in(request.GET.get("seen", ""), planned_at, scale, request):
        raise StaleError("This post was moved since you opened the page.")
    try:
        at = boards.moved_to(
            key=request.POST.get("status", ""), scale=scale, at=planned_at, zone=zone_of(request)
        )
    except (ValueError, OverflowError) as error:
        raise InvalidError("Choose a day of the calendar.") from error
    return scheduling.move(publication=publication, at=at, actor=request.user, version=publication.version)


def _is_in(key: str, at: datetime, scale: Scale, request: WorkspaceRequest) -> bool:
    """True if a post at that time is in that column."""
    zone = zone_of(request)
    span = boards.span(scale=scale, day=at.astimezone(zone).date())
    return any(
        column.key == key and column.begins_at <= at < column.ends_at
        for column in boards.columns(span=span, zone=zone, now=timezone.now())
    )


def _plan(
    request: WorkspaceRequest, publication: Publication, form: MoveForm, *, sends: bool
) -> HttpResponse:
    moment = _moment(request, publication, form)
    act = scheduling.schedule if sends else scheduling.move
    version = form.cleaned_data["version"] or publication.version
    moved = act(publication=publication, at=moment.at, actor=request.user, version=version)
    return _done(request, moved, moment=moment)


def _moment(request: WorkspaceRequest, publication: Publication, form: MoveForm) -> Moment:
    """The chosen time. A post keeps its moment if the clock shows the chosen time twice, and it is at one."""
    chosen = form.moment(zone_of(request))
    planned_at = publication.scheduled_at
    if chosen.is_first and planned_at is not None:
        local = _local(request, planned_at).replace(second=0, microsecond=0, tzinfo=None)
        if local == _local(request, chosen.at).replace(tzinfo=None):
            return Moment(planned_at)
    return chosen


def _off(request: WorkspaceRequest, publication: Publication, form: MoveForm) -> HttpResponse:
    form.is_valid()
    version = form.cleaned_data.get("version") or publication.version
    moved = scheduling.move(publication=publication, at=None, actor=request.user, version=version)
    tab, words = ("drafts", "Drafts")
    if moved.status == PublicationStatus.PENDING_REVIEW:
        tab, words = ("approvals", "Approvals")
    messages.success(request, f"“{moved.title}” has no planned time now. It is under {words}.")
    return redirect("publishing:calendar-list", tab=tab)


def _done(request: WorkspaceRequest, moved: Publication, *, moment: Moment | None = None) -> HttpResponse:
    if moment is not None and moment.is_moved:
        messages.warning(
            request, "Clocks are put forward over this time that day. It was moved to the first minute after."
        )
    if moment is not None and moment.is_first:
        messages.warning(
            request, "Clocks are put back over this time that day, so it occurs twice. The first one is used."
        )
    _say(request, moved)
    day = _local(request, moved.scheduled_at or timezone.now()).date().isoformat()
    return redirect("publishing:calendar-page", scale="week", day=day)


def _say(request: WorkspaceRequest, moved: Publication) -> None:
    """Say where the post is now, and what is to be watched for."""
    if moved.scheduled_at is None:
        return
    when = f"{_local(request, moved.scheduled_at):%A, %-d %B, %H:%M}"
    is_scheduled = moved.status == PublicationStatus.SCHEDULED
    words = "is scheduled for" if is_scheduled else "is planned for"
    messages.success(request, f"“{moved.title}” {words} {when}.")
    for text in warnings.of_time(publication=moved, at=moved.scheduled_at):
        messages.warning(request, text)


def _local(request: WorkspaceRequest, at: datetime) -> datetime:
    return at.astimezone(zone_of(request))


def _initial(request: WorkspaceRequest, publication: Publication) -> dict[str, Any]:
    asked = request.GET.get("at", "")
    local = _local(request, publication.scheduled_at or timezone.now() + timedelta(hours=1))
    try:
        local = datetime.fromisoformat(asked) if asked else local
    except ValueError:
        pass
    return {
        "day": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "version": publication.version,
    }


def _lead_min(publication: Publication) -> int:
    """How many minutes before its time it is uploaded; 0 if it is sent at its time."""
    lead = platforms.of(publication).lead(options=publication.chosen_options)
    return int(lead.total_seconds() // 60)


def _channel_behind(request: WorkspaceRequest) -> str:
    """The channel that the page of an htmx request shows; empty for all."""
    query = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return parse_qs(query).get("channel", [""])[0].replace("\0", "")
