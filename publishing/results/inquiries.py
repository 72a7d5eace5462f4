"""What a platform's watch reports say of videos, and what it refuses to say of some of them.

A refused video never costs the others their numbers. An outage, a lost connection or a missing permission
concerns all videos, and is raised.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import access_tokens
from publishing.errors import ConnectionLostError, ScopeMissingError
from publishing.models import Connection, Mark, MetricSnapshot, Tracking
from publishing.platforms import Reports, ReportsClient, RetentionPoint, Watched

_MARKS = (Mark.H24, Mark.H72, Mark.D7, Mark.D28, Mark.LATEST)
_CONCERNS_ALL = (UpstreamUnavailableError, ConnectionLostError, ScopeMissingError)
# If this many videos are refused and none is answered, the reason is not a video.
_REFUSED_THROUGHOUT = 3

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A snapshot and the days that its report covers."""

    snapshot: MetricSnapshot
    video_id: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one snapshot. ``watched`` and ``traffic`` are None without one.

    ``refusal`` and ``traffic_refusal`` are the platform's errors if it refused to say.
    """

    wanted: Wanted
    watched: Watched | None
    refusal: UpstreamError | None
    traffic: dict[str, int] | None
    traffic_refusal: UpstreamError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that was read of one publication: its reports, the newest last, and the curve."""

    reports: Sequence[Report]
    curve: Sequence[RetentionPoint]
    curve_refusal: UpstreamError | None
    since: date
    until: date

    @property
    def refusal(self) -> UpstreamError | None:
        """The error if totals were refused; None otherwise."""
        return next((report.refusal for report in self.reports if report.refusal), None)


@dataclass(slots=True, kw_only=True)
class Totals:
    """The totals of videos by id and days, and the errors by id of those that were refused."""

    found: dict[tuple[str, date, date], Watched] = field(default_factory=dict)
    refused: dict[str, UpstreamError] = field(default_factory=dict)
    is_answered: bool = False

    @property
    def refusal_of_all(self) -> UpstreamError | None:
        """An error of the videos if several were refused and none was answered."""
        is_throughout = not self.is_answered and len(self.refused) >= _REFUSED_THROUGHOUT
        return next(iter(self.refused.values())) if is_throughout else None


def wanted(*, rows: Sequence[Tracking], reports: Reports, at: datetime) -> dict[int, list[Wanted]]:
    """Return which snapshots of each row get a report now, the newest reading last."""
    found: defaultdict[int, list[Wanted]] = defaultdict(list)
    by_publication = {row.publication_id: row for row in rows}
    snapshots = MetricSnapshot.objects.filter(publication__in=list(by_publication), mark__in=_MARKS)
    last = at.astimezone(reports.time_zone).date() - timedelta(days=reports.lag_days)
    for snapshot in sorted(snapshots, key=lambda each: _MARKS.index(Mark(each.mark))):
        row = by_publication[snapshot.publication_id]
        published_at = row.publication.published_at or at
        since = published_at.astimezone(reports.time_zone).date()
        is_latest = snapshot.mark == Mark.LATEST
        ends_at = published_at if is_latest else published_at + Mark(snapshot.mark).age
        until = last if is_latest else ends_at.astimezone(reports.time_zone).date()
        is_settled = snapshot.reported_at is not None and not snapshot.is_provisional and not is_latest
        if since <= until <= last and not is_settled:
            video_id = row.publication.platform_video_id
            found[row.pk].append(Wanted(snapshot=snapshot, video_id=video_id, since=since, until=until))
    return found


def totals(*, connection: Connection, client: ReportsClient, asked: Sequence[Wanted]) -> Totals:
    """Request the totals of all videos with the same days in one call, and find the videos that are refused.

    Ends early with ``refusal_of_all``.
    """
    by_days: defaultdict[tuple[date, date], list[str]] = defaultdict(list)
    for each in asked:
        by_days[each.since, each.until].append(each.video_id)
    result = Totals()
    for (since, until), ids in by_days.items():

        def ask(some: Sequence[str], since: date = since, until: date = until) -> dict[str, Watched]:
            return access_tokens.call(
                connection=connection,
                work=lambda token: client.watched(access_token=token, ids=some, since=since, until=until),
            )

        unique = [video_id for video_id in dict.fromkeys(ids) if video_id not in result.refused]
        answer = _without_refused(ask, unique, result)
        result.found |= {(video_id, since, until): answer[video_id] for video_id in answer}
    return result


def _without_refused(
    ask: Callable[[Sequence[str]], dict[str, Watched]], ids: Sequence[str], result: Totals
) -> dict[str, Watched]:
    """Return the totals. If the platform refuses them, each half is requested, down to single videos."""
    if not ids or result.refusal_of_all:
        return {}
    try:
        answer = ask(ids)
    except _CONCERNS_ALL:
        raise
    except UpstreamError as error:
        if len(ids) == 1:
            result.refused[ids[0]] = error
            return {}
    else:
        result.is_answered = True
        return {video_id: watched for video_id, watched in answer.items() if video_id in ids}
    middle = len(ids) // 2
    first = _without_refused(ask, ids[:middle], result)
    return first | _without_refused(ask, ids[middle:], result)


def details(
    *, connection: Connection, client: ReportsClient, asked: Sequence[Wanted], known: Totals
) -> Found:
    """Read the traffic and the curve of one publication, and return them with its totals."""
    reports = [_report(connection, client, each, known) for each in asked]
    last = asked[-1]
    curve, curve_refusal = _unless_refused(
        connection,
        lambda token: client.retention(
            access_token=token, video_id=last.video_id, since=last.since, until=last.until
        ),
    )
    return Found(
        reports=reports, curve=curve or [], curve_refusal=curve_refusal, since=last.since, until=last.until
    )


def _report(connection: Connection, client: ReportsClient, each: Wanted, known: Totals) -> Report:
    watched = known.found.get((each.video_id, each.since, each.until))
    traffic, traffic_refusal = None, None
    if watched is not None:
        traffic, traffic_refusal = _unless_refused(
            connection,
            lambda token: client.traffic(
                access_token=token, video_id=each.video_id, since=each.since, until=each.until
            ),
        )
    return Report(
        wanted=each,
        watched=watched,
        refusal=None if watched else known.refused.get(each.video_id),
        traffic=traffic,
        traffic_refusal=traffic_refusal,
    )


def _unless_refused(
    connection: Connection, work: Callable[[str], _Answer]
) -> tuple[_Answer | None, UpstreamError | None]:
    """Return the answer, or the error with which the platform refuses it."""
    try:
        return access_tokens.call(connection=connection, work=work), None
    except _CONCERNS_ALL:
        raise
    except UpstreamError as error:
        return None, error
