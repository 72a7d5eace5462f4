"""Pages of results: Analytics, a publication's results, and the results of a video."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from defusedcsv import csv
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import own_channels
from publishing import platforms
from publishing.models import Connection, Mark, MetricSnapshot
from publishing.results import cards, earnings, overview
from publishing.results.figures import MEASURES, NOT_YET, reason
from publishing.results.overview import Post
from publishing.views import predictions

_RANGES = {"7d": ("7 days", 7), "28d": ("28 days", 28), "90d": ("90 days", 90), "all": ("All", None)}
_USUAL_RANGE = "28d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's query asks for. ``since`` is None for all time."""

    connection: Connection
    range: str
    since: datetime | None
    compares: bool
    sort: str
    descending: bool

    def url(self, name: str = "publishing:analytics", **changes: str) -> str:
        """The page's URL with these changes."""
        query = {
            "channel": self.connection.pk,
            "range": self.range,
            "compare": "before" if self.compares else "",
            "sort": self.sort,
            "order": "down" if self.descending else "up",
            **changes,
        }
        return f"{reverse(name)}?{urlencode({key: value for key, value in query.items() if value})}"


@require_GET
@workspace_required()
def analytics_page(request: WorkspaceRequest) -> HttpResponse:
    """One channel's posts in a period, with their numbers."""
    listed = _connections(request)
    asked = _asked(request, listed)
    if asked is None:
        return render(request, "publishing/analytics_page.html", {"asked": None})
    rules = own_channels.number_rules(platform=asked.connection.platform)
    rows = overview.posts(connection=asked.connection, since=asked.since)
    earned = earnings.of_posts(workspace=request.workspace, ids=[row.publication.pk for row in rows])
    rows = overview.with_earned(rows=rows, earnings=earned)
    found = cards.of_period(
        connection=asked.connection, since=asked.since, before=_before(asked), derives=rules.derives_metrics
    )
    context = {
        "asked": asked,
        "connection": asked.connection,
        "words": platforms.of(asked.connection).words,
        "reports": _reports(asked.connection, rows),
        "problem": _problem(rows, ""),
        "may_connect": request.membership.may(Role.ADMIN),
        "channels": _channel_tabs(asked, listed),
        "ranges": [
            {"label": label, "url": asked.url(range=name), "is_current": name == asked.range}
            for name, (label, _) in _RANGES.items()
        ],
        "compare_url": asked.url(compare="" if asked.compares else "before"),
        "csv_url": asked.url("publishing:analytics-csv"),
        "rules": rules,
        "cards": found,
        "count": found[0].figure.value,
        "rows": overview.ordered(rows=rows, by=asked.sort, descending=asked.descending),
        "heads": _heads(asked, derives=rules.derives_metrics, sells=earned is not None and not earned.note),
        "outcomes": predictions.outcomes(
            connection=asked.connection, publications=[row.publication for row in rows]
        ),
        **_hero(rows, derives=rules.derives_metrics),
    }
    return render(request, "publishing/analytics_page.html", context)


def _connections(request: WorkspaceRequest) -> list[Connection]:
    return list(Connection.objects.for_workspace(request.workspace).listed())


def _asked(request: WorkspaceRequest, listed: Sequence[Connection]) -> Asked | None:
    """Return the query, with the usual values instead of unknown ones; None without a channel."""
    if not listed:
        return None
    query = request.GET
    chosen = next((each for each in listed if each.pk == query.get("channel")), listed[0])
    range_name = query.get("range", "") if query.get("range") in _RANGES else _USUAL_RANGE
    days = _RANGES[range_name][1]
    sort = query.get("sort", "") if query.get("sort") in overview.SORTS else "published"
    return Asked(
        connection=chosen,
        range=range_name,
        since=None if days is None else timezone.now() - timedelta(days=days),
        compares=query.get("compare") == "before" and days is not None,
        sort=sort,
        descending=query.get("order") != "up",
    )


def _before(asked: Asked) -> tuple[datetime, datetime] | None:
    """The period before, of the same length, if it is compared with."""
    if not asked.compares or asked.since is None:
        return None
    return asked.since - (timezone.now() - asked.since), asked.since


def _reports(connection: Connection, rows: Sequence[Post]) -> dict[str, Any] | None:
    """What the page says about the channel's watch reports; None if its platform has none."""
    reports = platforms.of(connection).reports
    if reports is None:
        return None
    is_reported = any(_is_reported(row) for row in rows)
    return {
        "name": reports.name,
        "allows": reports.allows,
        "is_allowed": reports.scope in connection.scopes,
        "awaiting": reports.awaiting,
        "is_awaited": not is_reported and any(_is_awaited(row, reports.awaiting) for row in rows),
        "problem": "" if is_reported else _problem(rows, "reports_"),
    }


def _is_reported(post: Post) -> bool:
    latest = post.snapshots.get(Mark.LATEST)
    return latest is not None and latest.average_view_percent is not None


def _is_awaited(post: Post, awaiting: str) -> bool:
    return post.figure("average_view_percent", Mark.LATEST).note in (NOT_YET, awaiting)


def _problem(rows: Sequence[Post], prefix: str) -> str:
    """What prevented the last reading of the newest post that could not be read; empty if none."""
    for row in rows:
        tracking = getattr(row.publication, "tracking", None)
        if tracking is not None and getattr(tracking, f"{prefix}due_at") is not None:
            problem: str = getattr(tracking, f"{prefix}problem")
            if problem:
                return problem
    return ""


def _channel_tabs(asked: Asked, listed: Sequence[Connection]) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{each.channel_title} · {each.platform_name}",
            "url": asked.url(channel=each.pk),
            "is_current": each == asked.connection,
        }
        for each in listed
    ]


def _heads(asked: Asked, *, derives: bool, sells: bool) -> list[dict[str, Any]]:
    """The sortable heads of the table."""
    reports = platforms.of(asked.connection).reports
    labels = {
        "published": "Published",
        "views_24h": "Views at 24 h",
        "views_7d": "Views at 7 d",
        "views": "Views now",
        "watched": "Average viewed" if reports else "",
        "normal": "× own normal" if derives else "",
        "orders": "Orders" if sells else "",
    }
    heads = []
    for name, label in labels.items():
        if label:
            is_current = name == asked.sort
            turned = "up" if is_current and asked.descending else "down"
            direction = ("descending" if asked.descending else "ascending") if is_current else None
            url = asked.url(sort=name, order=turned)
            heads.append({"name": name, "label": label, "url": url, "direction": direction})
    return heads


def _hero(rows: Sequence[Post], *, derives: bool) -> dict[str, Any]:
    """The growth of the newest public post with at least two readings, else of another with two, or any."""
    read = [row for row in rows if len(_readings(row)) > 1]
    shown = next((row for row in read if row.is_public), next(iter(read or rows), None))
    if shown is None:
        return {"hero": None, "growth": None}
    return {"hero": shown, "growth": overview.growth(post=shown, derives=derives)}


def _readings(row: Post) -> set[int]:
    return {each.age_s for each in row.snapshots.values() if each.views is not None}


@require_GET
@workspace_required()
def analytics_csv(request: WorkspaceRequest) -> HttpResponse:
    """The posts of a channel and period with all their numbers, one line per post and mark."""
    asked = _asked(request, _connections(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ettametta-results.csv"'
    # defusedcsv writes texts that a spreadsheet would run as a formula as text.
    writer = csv.writer(response)
    writer.writerow(_CSV)
    if asked is not None:
        for row in _every_post(asked):
            writer.writerows(_lines(row))
    return response


def _every_post(asked: Asked) -> Iterator[Post]:
    """All posts of the channel and period, some at a time."""
    start = 0
    while found := overview.posts(connection=asked.connection, since=asked.since, start=start):
        yield from found
        start += len(found)


_CSV = (
    "publication", "title", "platform", "channel", "url", "published_at", "mark", "observed_at", "age_hours",
    "is_late", "is_missed", *(measure.field for measure in MEASURES), "reported_from", "reported_until",
    "is_provisional", "why_missing",
)  # fmt: skip


def _lines(row: Post) -> Iterator[list[object]]:
    publication, connection = row.publication, row.publication.connection
    for mark in Mark:
        snapshot = row.snapshots.get(mark)
        if snapshot is not None:
            yield [
                publication.pk,
                publication.title,
                connection.platform,
                connection.channel_title,
                publication.url,
                _text(publication.published_at),
                mark.value,
                _text(snapshot.observed_at),
                round(snapshot.age_s / 3600, 2),
                snapshot.is_late,
                snapshot.is_missed,
                *(getattr(snapshot, measure.field) for measure in MEASURES),
                snapshot.reported_from or "",
                snapshot.reported_until or "",
                snapshot.is_provisional,
                _why(snapshot, connection),
            ]


def _why(snapshot: MetricSnapshot, connection: Connection) -> str:
    absent = [measure for measure in MEASURES if getattr(snapshot, measure.field) is None]
    reasons = (
        f"{measure.field}: {reason(snapshot=snapshot, field=measure.field, connection=connection)}"
        for measure in absent
    )
    return "; ".join(reasons)


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
