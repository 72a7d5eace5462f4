"""The calendar by day, week and month."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation import pages
from foundation.errors import NotFoundError
from publishing.calendar import boards, entries, rules, slots, warnings
from publishing.calendar.boards import Column, Scale, Span
from publishing.calendar.entries import Entry
from publishing.calendar.slots import Occurrence
from publishing.models import Connection, ConnectionStatus

# The longest day of another time zone.
_MARGIN = timedelta(hours=26)


def zone_of(request: WorkspaceRequest) -> ZoneInfo:
    """The workspace's time zone."""
    return ZoneInfo(request.workspace.time_zone)


def day_of(text: str) -> date:
    """Return the day of a URL. Raises NotFoundError."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotFoundError() from error
    if not 2000 <= found.year <= 2100:
        raise NotFoundError()
    return found


def scale_of(text: str) -> Scale:
    """Return the scale of a URL. Raises NotFoundError."""
    try:
        return Scale(text)
    except ValueError as error:
        raise NotFoundError() from error


@require_safe
@workspace_required()
def calendar_now(request: WorkspaceRequest) -> HttpResponse:
    """This week."""
    return _page(request, Scale.WEEK, timezone.now().astimezone(zone_of(request)).date())


@require_safe
@workspace_required()
def calendar_page(request: WorkspaceRequest, scale: str, day: str) -> HttpResponse:
    """The day, week or month that contains a day."""
    return _page(request, scale_of(scale), day_of(day))


def _page(request: WorkspaceRequest, scale: Scale, day: date) -> HttpResponse:
    channel = request.GET.get("channel", "").replace("\0", "")
    return pages.render_page(
        request,
        template="publishing/calendar_page.html",
        partial="publishing/_calendar_board.html",
        context=board(request, scale=scale, day=day, channel=channel),
    )


def board(request: WorkspaceRequest, *, scale: Scale, day: date, channel: str = "") -> dict[str, Any]:
    """Return the context of the board: four queries, whatever it shows."""
    workspace, zone, now = request.workspace, zone_of(request), timezone.now()
    connections = entries.connections_of(workspace)
    chosen = {pk: row for pk, row in connections.items() if not channel or pk == channel}
    span = boards.span(scale=scale, day=day)
    columns = boards.columns(span=span, zone=zone, now=now)
    since, until = boards.limits(span=span, zone=zone)
    found = entries.between(
        workspace=workspace, since=since - _MARGIN, until=until + _MARGIN, connections=chosen
    )
    overlap = timedelta(minutes=rules.of(workspace).overlap_min)
    may_edit = request.membership.may(Role.EDITOR)
    shows_slots = may_edit and scale is not Scale.MONTH and until > now
    boards.fill(
        columns,
        entries=warnings.marked(found, overlap=overlap),
        open_slots=_open_slots(request, found, chosen, max(since, now), until) if shows_slots else (),
        over_caps=warnings.days_over_cap(found),
        connections=chosen,
    )
    return {
        "columns": columns,
        "scale": scale.value,
        "day": day.isoformat(),
        "may_edit": may_edit,
        "may_go": " ".join(column.key for column in columns if not column.is_over),
        "count": sum(len(column.entries) for column in columns),
        "most": entries.MOST if len(found) >= entries.MOST else None,
        "head": _head(columns, span, connections, channel),
        "board_url": _url(scale, day, channel),
    }


def _open_slots(
    request: WorkspaceRequest,
    found: Sequence[Entry],
    connections: dict[str, Connection],
    since: datetime,
    until: datetime,
) -> list[Occurrence]:
    """The slots that no post has taken, of channels that can post now."""
    taken: dict[str, list[datetime]] = {pk: [] for pk in connections}
    for entry in found:
        if entry.at is not None and entry.takes_slot:
            taken[entry.connection.pk].append(entry.at)
    usable = [
        slot
        for slot in slots.of_workspace(request.workspace)
        if slot.connection_id in connections
        and connections[slot.connection_id].status == ConnectionStatus.ACTIVE
    ]
    all_slots = slots.occurrences(slots=usable, since=since, until=until, zone=zone_of(request))
    return [each for each in all_slots if slots.is_free(at=each.at, taken=taken[each.slot.connection_id])]


def _head(
    columns: Sequence[Column], span: Span, connections: dict[str, Connection], channel: str
) -> dict[str, Any]:
    """The links above the board."""
    scale = span.scale
    return {
        "title": title_of(span),
        "before_url": _url(scale, span.before, channel),
        "after_url": _url(scale, span.after, channel),
        "now_url": _url(scale, None, channel),
        "scales": [
            *(
                {
                    "label": each.value.capitalize(),
                    "url": _url(each, span.day, channel),
                    "is_current": each is scale,
                }
                for each in Scale
            ),
            {
                "label": "List",
                "url": reverse("publishing:calendar-list", args=["queue"]),
                "is_current": False,
            },
        ],
        "channels": [
            {"label": "All channels", "url": _url(scale, span.day, ""), "is_current": not channel},
            *(
                {"label": row.full_name, "url": _url(scale, span.day, pk), "is_current": pk == channel}
                for pk, row in connections.items()
                if row.status != ConnectionStatus.REVOKED or pk == channel
            ),
        ],
    }


def title_of(span: Span) -> str:
    """The days of the page in words: 30 November – 6 December 2026."""
    if span.scale is Scale.DAY:
        return f"{span.day:%A, %-d %B %Y}"
    if span.scale is Scale.MONTH:
        return f"{span.day:%B %Y}"
    first = f"{span.first:%-d}" if span.first.month == span.last.month else f"{span.first:%-d %B}"
    year = f" {span.first.year}" if span.first.year != span.last.year else ""
    return f"{first}{year} – {span.last:%-d %B %Y}"


def _url(scale: Scale, day: date | None, channel: str) -> str:
    """The page of that day; of today without one."""
    shown = (day or timezone.localdate()).isoformat()
    url = reverse("publishing:calendar-page", args=[scale.value, shown])
    return f"{url}?channel={channel}" if channel else url
