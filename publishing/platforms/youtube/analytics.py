"""YouTube Analytics API v2: how own videos were watched (contract of 2026-11).

Its numbers cover whole days of Pacific Time, arrive after two to three days, and may change until three days
later. It answers only some combinations of numbers, with status 400 for the others.
"""

from collections.abc import Callable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from foundation import vendors
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from publishing.errors import AccessRefusedError, NotSupportedError, PublishingOffError, ScopeMissingError
from publishing.platforms.results import RetentionPoint, Watched
from publishing.platforms.youtube import refusals, tables
from publishing.platforms.youtube.scopes import REPORTS_SCOPE
from publishing.platforms.youtube.tables import Row
from publishing.platforms.youtube.words import WORDS

SYSTEM = "YouTube Analytics"
_LONG_KNOWN = ("averageViewDuration", "averageViewPercentage", "shares")
# Newer ones are the first that a combination is refused for.
_NEWER = ("engagedViews",)
_SOURCES = {
    "ADVERTISING": "Ads",
    "ANNOTATION": "Annotations",
    "CAMPAIGN_CARD": "Campaign cards",
    "END_SCREEN": "End screens",
    "EXT_URL": "Other sites and apps",
    "HASHTAGS": "Hashtag pages",
    "NO_LINK_EMBEDDED": "Embedded players",
    "NO_LINK_OTHER": "Direct or unknown",
    "NOTIFICATION": "Notifications",
    "PLAYLIST": "Playlists",
    "RELATED_VIDEO": "Suggested videos",
    "SHORTS": "Shorts feed",
    "SOUND_PAGE": "Sound pages",
    "SUBSCRIBER": "Subscriptions and home",
    "VIDEO_REMIXES": "Remixes",
    "YT_CHANNEL": "Channel pages",
    "YT_OTHER_PAGE": "Other YouTube pages",
    "YT_SEARCH": "YouTube search",
}


class AnalyticsClient:
    """A ReportsClient. The URL is Google's, or the sandbox's."""

    def __init__(self, *, base_url: str, timeout_s: float = 15.0) -> None:
        self._api = UpstreamClient(SYSTEM, base_url=base_url, timeout_s=timeout_s)

    def watched(
        self, *, access_token: str, ids: Sequence[str], since: date, until: date
    ) -> dict[str, Watched]:
        """Return the totals of each video."""

        def query(*metrics: str) -> dict[str, Row]:
            rows = self._query(
                access_token,
                since,
                until,
                dimensions="video",
                filters=f"video=={','.join(ids)}",
                metrics=",".join(metrics),
                maxResults=str(len(ids)),
            )
            return {str(row["video"]): row for row in rows if row.get("video") in ids}

        return {video_id: _watched(row) for video_id, row in _supported(query).items()}

    def traffic(self, *, access_token: str, video_id: str, since: date, until: date) -> dict[str, int] | None:
        """Return views by ``insightTrafficSourceType``."""
        try:
            rows = self._query(
                access_token,
                since,
                until,
                dimensions="insightTrafficSourceType",
                filters=f"video=={video_id}",
                metrics="views",
                sort="-views",
            )
        except NotSupportedError:
            return None
        found = {tables.name(row.get("insightTrafficSourceType")): tables.count(row, "views") for row in rows}
        return {source: views for source, views in found.items() if source and views is not None} or None

    def retention(
        self, *, access_token: str, video_id: str, since: date, until: date
    ) -> list[RetentionPoint]:
        """Return the curve of organic views, which is what YouTube Studio shows."""

        def query(*metrics: str) -> list[Row]:
            return self._query(
                access_token,
                since,
                until,
                dimensions="elapsedVideoTimeRatio",
                filters=f"video=={video_id};audienceType==ORGANIC",
                metrics=",".join(metrics),
            )

        try:
            rows = query("audienceWatchRatio", "relativeRetentionPerformance")
        except NotSupportedError:
            rows = query("audienceWatchRatio")
        return tables.curve(rows)

    def _query(self, access_token: str, since: date, until: date, **asked: str) -> list[Row]:
        params = {
            "ids": "channel==MINE",
            "startDate": since.isoformat(),
            "endDate": until.isoformat(),
            **asked,
        }
        headers = {"Authorization": f"Bearer {access_token}"}
        try:
            response = self._api.request("GET", "/v2/reports", headers=headers, params=params)
        except UpstreamError as error:
            raise _refusal(error) from error
        try:
            return tables.rows(response.content)
        except ValueError as error:
            raise UpstreamUnavailableError(
                "YouTube Analytics sent an unreadable response.", system=SYSTEM
            ) from error


class YouTubeReports:
    """YouTube's Reports."""

    name = SYSTEM
    scope = REPORTS_SCOPE
    allows = "See how your videos are watched: watch time, retention and traffic sources."
    time_zone = ZoneInfo("America/Los_Angeles")
    day_words = "whole days in Pacific Time"
    lag_days = 2
    settled_days = 4
    awaiting = "awaiting first sync: YouTube Analytics reports two to three days after publishing"

    def source_words(self, source: str) -> str:
        """A traffic source, for people. An unknown one keeps YouTube's name."""
        return _SOURCES.get(source) or source.replace("_", " ").capitalize()

    def client(self, *, livemode: bool | None = None) -> AnalyticsClient:
        """Return the client for connections of that mode."""
        access = vendors.named("youtube_publishing").access(is_live=livemode)
        if access is None:
            raise PublishingOffError(WORDS.not_configured)
        return AnalyticsClient(base_url=settings.YOUTUBE_ANALYTICS_URL if access.is_live else access.base_url)


def _supported(query: Callable[..., dict[str, Row]]) -> dict[str, Row]:
    """Query all numbers, then without the newer ones, then each one. Raises NotSupportedError if none is."""
    for metrics in ((*_LONG_KNOWN, *_NEWER), _LONG_KNOWN):
        try:
            return query(*metrics)
        except NotSupportedError:
            continue
    merged: dict[str, Row] = {}
    refusal: NotSupportedError | None = None
    for metric in (*_LONG_KNOWN, *_NEWER):
        try:
            rows = query(metric)
        except NotSupportedError as error:
            refusal = error
            continue
        for video_id, row in rows.items():
            merged.setdefault(video_id, {}).update(row)
    if refusal is not None and not merged:
        raise refusal
    return merged


def _watched(row: Row) -> Watched:
    return Watched(
        engaged_views=tables.count(row, "engagedViews"),
        average_view_duration_s=tables.amount(row, "averageViewDuration", most=tables.LONGEST_S),
        average_view_percent=tables.amount(row, "averageViewPercentage", most=tables.MOST_PERCENT),
        shares=tables.count(row, "shares"),
    )


def _refusal(error: UpstreamError) -> UpstreamError:
    found = refusals.of_api(error)
    status = error.context.get("upstream_status")
    if status == 400:
        return NotSupportedError("YouTube Analytics does not provide these numbers.", system=SYSTEM)
    is_quota = isinstance(found, UpstreamUnavailableError | AccessRefusedError)
    if status == 403 and not is_quota and found.context.get("reason") in refusals.LACKS_SCOPE:
        return ScopeMissingError("This connection lacks the permission to read reports.", system=SYSTEM)
    return found


REPORTS = YouTubeReports()
