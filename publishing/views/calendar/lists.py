"""The calendar as lists: queue, drafts, approvals, sent and failed posts; and what to plan for a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.errors import NotFoundError
from foundation.pagination import paginate
from publishing.calendar import entries, wall_times
from publishing.models import Connection, Publication, PublicationStatus
from synthesis.models import Render, RenderStatus, Video, VideoStatus

_S = PublicationStatus
_OFFERED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One list: its publications, and their order."""

    name: str
    label: str
    rows: Q
    order: str
    empty_title: str
    empty_text: str


TABS = (
    Tab(
        name="queue",
        label="Queue",
        rows=Q(status__in=[_S.SCHEDULED, _S.SUBMITTING, _S.SUBMITTED_UNCONFIRMED]),
        order="scheduled_at",
        empty_title="Nothing is scheduled",
        empty_text="Schedule a draft, or press + on the calendar.",
    ),
    Tab(
        name="drafts",
        label="Drafts",
        rows=Q(status__in=[_S.DRAFT, _S.CHANGES_REQUESTED]) | Q(status=_S.APPROVED, scheduled_at=None),
        order="-pk",
        empty_title="No drafts",
        empty_text="Choose a finished video to write its post.",
    ),
    Tab(
        name="approvals",
        label="Approvals",
        rows=Q(status__in=[_S.PENDING_REVIEW, _S.APPROVED]),
        order="scheduled_at",
        empty_title="Nothing waits for approval",
        empty_text="Posts that were sent for approval are listed here.",
    ),
    Tab(
        name="sent",
        label="Sent",
        rows=Q(status=_S.PUBLISHED),
        order="-published_at",
        empty_title="Nothing published yet",
        empty_text="Published posts are listed here, with their links.",
    ),
    Tab(
        name="failed",
        label="Failed",
        rows=Q(status=_S.FAILED) | Q(status=_S.SCHEDULED, held_at__isnull=False),
        order="-status_changed_at",
        empty_title="Nothing failed",
        empty_text="Posts that failed or missed their time are listed here, with the reason.",
    ),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """The links to the lists."""
    return [
        *(
            {
                "label": tab.label,
                "url": reverse("publishing:calendar-list", args=[tab.name]),
                "is_current": tab.name == current,
            }
            for tab in TABS
        ),
        {"label": "All", "url": reverse("publishing:publications"), "is_current": current == "all"},
    ]


@require_safe
@workspace_required()
def calendar_list(request: WorkspaceRequest, tab: str) -> HttpResponse:
    """One list of publications."""
    shown = next((each for each in TABS if each.name == tab), None)
    if shown is None:
        raise NotFoundError()
    page = paginate(
        Publication.objects.for_workspace(request.workspace)
        .filter(shown.rows)
        .only("pk", shown.order.lstrip("-")),
        order=shown.order,
        cursor=request.GET.get("cursor"),
        shows=tab,
    )
    connections = entries.connections_of(request.workspace)
    ids = [row.pk for row in page.rows]
    found = entries.entries_of(Publication.objects.filter(pk__in=ids), connections)
    found.sort(key=lambda entry: ids.index(entry.id))
    following = urlencode({"cursor": page.next_cursor or ""})
    context = {
        "entries": found,
        "tab": shown,
        "tabs": tabs(tab),
        "next_url": f"{request.path}?{following}" if page.next_cursor else None,
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "publishing/calendar_list.html", context)


@require_safe
@workspace_required(Role.EDITOR, changes=Change.WORK)
def calendar_new(request: WorkspaceRequest) -> HttpResponse:
    """What to plan for a time: a draft, or a finished video."""
    channel = request.GET.get("channel", "").replace("\0", "")
    drafts = Publication.objects.for_workspace(request.workspace).filter(
        status__in=[_S.DRAFT, _S.APPROVED], scheduled_at=None
    )
    chosen = Connection.objects.for_workspace(request.workspace).filter(pk=channel).first()
    if chosen is not None:
        drafts = drafts.filter(connection=chosen)
    at = _instant(request)
    wall = f"{at.astimezone(ZoneInfo(request.workspace.time_zone)):%Y-%m-%dT%H:%M}" if at else ""
    asked = {"at": wall, "connection": chosen.pk if chosen else ""}
    context = {
        "at": at,
        "channel": chosen,
        "drafts": list(drafts.listed().order_by("-pk")[:_OFFERED]),
        "videos": list(_finished(request)[:_OFFERED]),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "trail": [{"label": "Calendar", "url": reverse("publishing:calendar")}],
    }
    return render(request, "publishing/calendar_new.html", context)


def _instant(request: WorkspaceRequest) -> datetime | None:
    """The time on the wall that a link names; None if it names none."""
    try:
        wall = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return None
    zone = ZoneInfo(request.workspace.time_zone)
    return wall_times.moment(on=wall.date(), at=wall.time(), zone=zone).at


def _finished(request: WorkspaceRequest) -> Any:
    newest = Render.objects.filter(video=OuterRef("pk"), status=RenderStatus.SUCCEEDED).order_by("-number")
    rows = Video.objects.for_workspace(request.workspace).filter(status=VideoStatus.READY)
    return rows.annotate(thumbnail_id=Subquery(newest.values("thumbnail_id")[:1])).order_by("-pk")
