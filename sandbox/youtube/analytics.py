"""YouTube Analytics API v2: ``reports.query`` for the signed-in channel's own videos.

Whole days of Pacific Time are reported once they ended two days ago. Combinations that the real API does not
support are refused with its sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.google_errors import GoogleError
from sandbox.quota import PACIFIC
from sandbox.youtube import access, audiences
from sandbox.youtube.access import SCOPE
from sandbox.youtube.audiences import Audience

_SCOPES = frozenset({SCOPE + "yt-analytics.readonly"})
_DELAY_S = 48 * 3600
_MOST_VIDEOS = 500
_NOT_SUPPORTED = (
    "The query is not supported. Check the documentation at "
    "https://developers.google.com/youtube/analytics/v2/available_reports for supported queries."
)
Number = int | float


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of one query, checked."""

    since: date
    until: date
    metrics: tuple[str, ...]
    dimension: str
    filters: Mapping[str, str]

    @property
    def video_ids(self) -> list[str]:
        return [name for name in self.filters.get("video", "").split(",") if name]


_OF_VIDEO: Mapping[str, Callable[[Audience, int], Number]] = {
    "views": lambda audience, views: views,
    "engagedViews": lambda audience, views: int(views * audience.engaged_share),
    "estimatedMinutesWatched": lambda audience, views: int(
        views * audience.watched_share * audience.duration_s / 60
    ),
    "averageViewDuration": lambda audience, views: int(audience.watched_share * audience.duration_s),
    "averageViewPercentage": lambda audience, views: round(audience.watched_share * 100, 2),
    "likes": lambda audience, views: int(views * 0.05),
    "comments": lambda audience, views: int(views * 0.003),
    "shares": lambda audience, views: int(views * 0.008),
    "subscribersGained": lambda audience, views: int(views * 0.002),
}
_OF_POINT: Mapping[str, Callable[[Audience, int], Number]] = {
    "audienceWatchRatio": lambda audience, place: audience.curve[place - 1],
    "relativeRetentionPerformance": lambda audience, place: audience.relative(place),
}
_OF_SOURCE = ("views", "estimatedMinutesWatched")


async def reports_query(request: Request) -> Response:
    """``reports.query``. Without data, the table has no rows."""
    channel = access.identify(request, _SCOPES).owner()
    asked = _asked(request, channel.id)
    now = context.now(request)
    begins, ends = _instants(asked, now)
    rows: list[list[object]] = []
    for video_id in asked.video_ids:
        audience = audiences.of(context.of(request).store, channel, video_id, now)
        if audience is None or ends <= begins:
            continue
        views = audience.views(ends) - audience.views(begins)
        if views > 0:
            rows += _ROWS[asked.dimension](asked, audience, views)
    document: dict[str, object] = {
        "kind": "youtubeAnalytics#resultTable",
        "columnHeaders": [
            {"name": asked.dimension, "columnType": "DIMENSION", "dataType": "STRING"},
            *({"name": name, "columnType": "METRIC", "dataType": "FLOAT"} for name in asked.metrics),
        ],
    }
    return JSONResponse(document | ({"rows": rows} if rows else {}))


def _of_videos(asked: _Asked, audience: Audience, views: int) -> list[list[object]]:
    return [[audience.video_id, *(_OF_VIDEO[name](audience, views) for name in asked.metrics)]]


def _of_sources(asked: _Asked, audience: Audience, views: int) -> list[list[object]]:
    minutes = audience.watched_share * audience.duration_s / 60
    return [
        [source, *(int(views * share * (1 if name == "views" else minutes)) for name in asked.metrics)]
        for source, share in sorted(audience.sources.items(), key=lambda item: -item[1])
    ]


def _of_points(asked: _Asked, audience: Audience, views: int) -> list[list[object]]:
    if views < audiences.FEWEST_VIEWS:
        return []
    return [
        [place / audiences.POINTS, *(_OF_POINT[name](audience, place) for name in asked.metrics)]
        for place in range(1, audiences.POINTS + 1)
    ]


_ROWS: Mapping[str, Callable[[_Asked, Audience, int], list[list[object]]]] = {
    "video": _of_videos,
    "insightTrafficSourceType": _of_sources,
    "elapsedVideoTimeRatio": _of_points,
}
_METRICS = {
    "video": frozenset(_OF_VIDEO),
    "insightTrafficSourceType": frozenset(_OF_SOURCE),
    "elapsedVideoTimeRatio": frozenset(_OF_POINT),
}


def _asked(request: Request, channel_id: str) -> _Asked:
    query = request.query_params
    if query.get("ids") not in ("channel==MINE", f"channel=={channel_id}"):
        raise GoogleError(403, "Forbidden", reason="forbidden")
    asked = _Asked(
        since=_day(query.get("startDate", "")),
        until=_day(query.get("endDate", "")),
        metrics=tuple(name for name in query.get("metrics", "").split(",") if name),
        dimension=query.get("dimensions", ""),
        filters={
            name: value
            for part in query.get("filters", "").split(";")
            for name, found, value in [part.partition("==")]
            if found
        },
    )
    _require_supported(asked)
    return asked


def _require_supported(asked: _Asked) -> None:
    known = _METRICS.get(asked.dimension, frozenset())
    is_known = bool(asked.metrics) and set(asked.metrics) <= known
    count = len(asked.video_ids)
    most = 1 if asked.dimension == "elapsedVideoTimeRatio" else _MOST_VIDEOS
    if not is_known or not 1 <= count <= most or set(asked.filters) - {"video", "audienceType"}:
        raise GoogleError(400, _NOT_SUPPORTED)
    if asked.until < asked.since:
        raise GoogleError(400, "Invalid value for startDate: it is after endDate.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GoogleError(400, f"Invalid value '{text}'. Values must match YYYY-MM-DD.") from None


def _instants(asked: _Asked, now: float) -> tuple[float, float]:
    """When the range begins, and when its last reported day ends."""
    reported = datetime.fromtimestamp(now - _DELAY_S, UTC).astimezone(PACIFIC).date()
    return _midnight(asked.since), _midnight(min(asked.until + timedelta(days=1), reported))


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).timestamp()


routes = [Route("/v2/reports", reports_query, methods=["GET"])]
