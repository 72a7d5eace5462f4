"""Reads how published videos were watched, from platforms that report it for whole days.

Each mark from 24 hours on gets the report of the days from publishing to the mark, and is read again until
the platform no longer changes it. The newest reading and the curve get all days that are reported.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import leases
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import access_tokens, platforms
from publishing.errors import ConnectionLostError, PublishingOffError, ScopeMissingError
from publishing.models import Connection, Mark, MetricSnapshot, Publication, RetentionCurve, Tracking
from publishing.platforms import Reports, ReportsClient, RetentionPoint, Watched
from publishing.results import timetable

logger = logging.getLogger(__name__)

READ_REPORTS = "publishing.read_reports"
_MOST_CONNECTIONS = 200
_MOST_BATCHES, _PER_BATCH = 10, 20
_PREFIX = "reports_"
_TERMS = leases.Terms(rows=lambda: Tracking.objects.readable(), lasts=timedelta(minutes=10), prefix=_PREFIX)
_MARKS = (Mark.H24, Mark.H72, Mark.D7, Mark.D28, Mark.LATEST)
# A report that is still missing after this time is not provided.
_AWAITED_FOR = timedelta(days=7)
_AFTER_NONE = timedelta(hours=12)
_NOT_REPORTED = "not provided: {name} has no report for this video, for example because of too few views"
_NOT_IN_REPORT = "not provided in {name}'s report"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A snapshot and the days that its report covers."""

    snapshot: MetricSnapshot
    video_id: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The response for one publication: each wanted report, or None, with its traffic, and the curve."""

    reports: Sequence[tuple[_Wanted, Watched | None, dict[str, int] | None]]
    curve: Sequence[RetentionPoint]
    since: date
    until: date


def due_connections() -> list[str]:
    """Return the connections with the permission that have videos whose reports are due."""
    allowed = Q(pk__in=[])
    for platform in platforms.all():
        if platform.reports is not None:
            allowed |= Q(
                publication__connection__platform=platform.name,
                publication__connection__scopes__contains=[platform.reports.scope],
            )
    due = Tracking.objects.due(prefix=_PREFIX).filter(allowed).order_by("publication__connection")
    return list(due.values_list("publication__connection", flat=True).distinct()[:_MOST_CONNECTIONS])


def read(*, connection_id: str) -> None:
    """Read the reports of the connection's due videos.

    Late, duplicate or concurrent calls are safe. Without the permission it has no effect.
    """
    connection = Connection.objects.get(pk=connection_id)
    reports = platforms.of(connection).reports
    for _ in range(_MOST_BATCHES):
        if reports is None or reports.scope not in connection.scopes:
            return
        batch = leases.claim_batch(
            terms=_TERMS,
            due=lambda rows: rows.filter(
                publication__connection=connection_id, reports_due_at__lte=timezone.now()
            ).order_by("reports_due_at"),
            most=_PER_BATCH,
        )
        if batch is None or not _read_batch(connection, reports, batch):
            return


def _read_batch(connection: Connection, reports: Reports, batch: leases.Batch[Tracking]) -> bool:
    """Return False after a failure that is likely to repeat for the connection's other videos."""
    rows = list(batch.rows().select_related("publication__connection"))
    wanted = _wanted(rows, reports)
    open_rows = {row.pk: row for row in rows}
    try:
        client = reports.client(livemode=connection.livemode)
        totals = _totals(connection, client, [each for group in wanted.values() for each in group])
        for row in rows:
            _report(connection, client, row, batch, wanted[row.pk], totals)
            del open_rows[row.pk]
    except (UpstreamError, PublishingOffError) as error:
        logger.warning("reports not read", extra={"connection_id": connection.pk, "code": error.code})
        if isinstance(error, ScopeMissingError):
            _forget_scope(connection, reports)
        for row in open_rows.values():
            _postpone(batch, row, error)
        return False
    return True


def _wanted(rows: Sequence[Tracking], reports: Reports) -> dict[int, list[_Wanted]]:
    """Return which snapshots of each row get a report now, the newest reading last."""
    found: defaultdict[int, list[_Wanted]] = defaultdict(list)
    by_publication = {row.publication_id: row for row in rows}
    snapshots = MetricSnapshot.objects.filter(publication__in=list(by_publication), mark__in=_MARKS)
    last = timezone.now().astimezone(reports.time_zone).date() - timedelta(days=reports.lag_days)
    for snapshot in sorted(snapshots, key=lambda each: _MARKS.index(Mark(each.mark))):
        row = by_publication[snapshot.publication_id]
        published_at = row.publication.published_at or timezone.now()
        since = published_at.astimezone(reports.time_zone).date()
        is_latest = snapshot.mark == Mark.LATEST
        ends_at = published_at if is_latest else published_at + Mark(snapshot.mark).age
        until = last if is_latest else ends_at.astimezone(reports.time_zone).date()
        is_settled = snapshot.reported_at is not None and not snapshot.is_provisional and not is_latest
        if since <= until <= last and not is_settled:
            video_id = row.publication.platform_video_id
            found[row.pk].append(_Wanted(snapshot=snapshot, video_id=video_id, since=since, until=until))
    return found


def _totals(
    connection: Connection, client: ReportsClient, wanted: Sequence[_Wanted]
) -> Mapping[tuple[str, date, date], Watched]:
    """Request the totals of all videos with the same days in one call."""
    by_days: defaultdict[tuple[date, date], list[str]] = defaultdict(list)
    for each in wanted:
        by_days[each.since, each.until].append(each.video_id)
    found: dict[tuple[str, date, date], Watched] = {}
    for (since, until), ids in by_days.items():
        unique = list(dict.fromkeys(ids))

        def work(token: str, unique: list[str] = unique, days: tuple[date, date] = (since, until)) -> Any:
            return client.watched(access_token=token, ids=unique, since=days[0], until=days[1])

        answer: dict[str, Watched] = access_tokens.call(connection=connection, work=work)
        found |= {(video_id, since, until): answer[video_id] for video_id in unique if video_id in answer}
    return found


def _report(
    connection: Connection,
    client: ReportsClient,
    row: Tracking,
    batch: leases.Batch[Tracking],
    wanted: Sequence[_Wanted],
    totals: Mapping[tuple[str, date, date], Watched],
) -> None:
    """Read and store one publication. What the platform refuses for it alone does not stop the others."""
    try:
        found = _details(connection, client, wanted, totals) if wanted else None
    except (UpstreamUnavailableError, ConnectionLostError, ScopeMissingError):
        raise
    except UpstreamError as error:
        _postpone(batch, row, error)
        return
    claim = leases.Claim(terms=_TERMS, pk=str(row.pk), fence=batch.fence)
    try:
        _store(claim, found, at=timezone.now())
    except LostLeaseError:
        logger.info("reports read by another worker", extra={"publication_id": row.publication_id})


def _details(
    connection: Connection,
    client: ReportsClient,
    wanted: Sequence[_Wanted],
    totals: Mapping[tuple[str, date, date], Watched],
) -> _Found:
    def traffic(each: _Wanted) -> dict[str, int] | None:
        return access_tokens.call(
            connection=connection,
            work=lambda token: client.traffic(
                access_token=token, video_id=each.video_id, since=each.since, until=each.until
            ),
        )

    reports = []
    for each in wanted:
        watched = totals.get((each.video_id, each.since, each.until))
        reports.append((each, watched, traffic(each) if watched else None))
    last = wanted[-1]
    curve = access_tokens.call(
        connection=connection,
        work=lambda token: client.retention(
            access_token=token, video_id=last.video_id, since=last.since, until=last.until
        ),
    )
    return _Found(reports=reports, curve=curve, since=last.since, until=last.until)


@transaction.atomic
def _store(claim: leases.Claim[Tracking], found: _Found | None, *, at: datetime) -> None:
    """Store a publication's reports and when it is due again, in one transaction. Raises LostLeaseError."""
    row = leases.require(claim=claim)
    publication = row.publication
    reports = platforms.of(publication).reports
    published_at = publication.published_at or at
    row.reports_due_at = timetable.next_reports(published_at=published_at, at=at)
    is_young = at - published_at < _AWAITED_FOR
    if found is not None and reports is not None:
        settled = at.astimezone(reports.time_zone).date() - timedelta(days=reports.settled_days)
        missing = reports.awaiting if is_young else _NOT_REPORTED.format(name=reports.name)
        for wanted, watched, traffic in found.reports:
            _store_report(wanted, watched, traffic, missing, name=reports.name, settled=settled, at=at)
        _store_curve(publication, found, missing, settled=settled, at=at)
        row.reports_read_at = at
    if is_young and (found is None or all(watched is None for _, watched, _ in found.reports)):
        row.reports_due_at = at + _AFTER_NONE
    row.reports_failures, row.reports_problem, row.reports_lease_until = 0, "", None
    row.save(
        update_fields=[
            "reports_due_at",
            "reports_read_at",
            "reports_failures",
            "reports_problem",
            "reports_lease_until",
        ]
    )


def _store_report(
    wanted: _Wanted,
    watched: Watched | None,
    traffic: dict[str, int] | None,
    missing: str,
    *,
    name: str,
    settled: date,
    at: datetime,
) -> None:
    snapshot = wanted.snapshot
    values: dict[str, Any] = {"traffic_sources": traffic}
    if watched is not None:
        values |= {field.name: getattr(watched, field.name) for field in fields(watched)}
    # Shares are counts on some platforms: a report without them deletes nothing.
    values = {key: value for key, value in values.items() if value is not None or key != "shares"}
    why = missing if watched is None else _NOT_IN_REPORT.format(name=name)
    absent = {field: why for field in MetricSnapshot.WATCHED if values.get(field) is None}
    # The reasons may have changed since this snapshot was loaded: the counts are read separately.
    locked = MetricSnapshot.objects.select_for_update().get(pk=snapshot.pk)
    kept = {
        field: reason
        for field, reason in locked.reasons.items()
        if field not in MetricSnapshot.WATCHED and field not in values
    }
    for field, value in values.items():
        setattr(locked, field, value)
    locked.reasons = {**kept, **absent}
    locked.reported_from, locked.reported_until, locked.reported_at = wanted.since, wanted.until, at
    locked.is_provisional = watched is None or wanted.until > settled
    locked.save()


def _store_curve(
    publication: Publication, found: _Found, missing: str, *, settled: date, at: datetime
) -> None:
    """Store the curve. An empty response leaves the points of an earlier one."""
    known = RetentionCurve.objects.filter(publication=publication).first()
    if not found.curve and known is not None and known.points:
        return
    RetentionCurve.objects.update_or_create(
        publication=publication,
        defaults={
            "points": [[point.position, point.watching, point.relative] for point in found.curve],
            "reported_from": found.since,
            "reported_until": found.until,
            "read_at": at,
            "is_provisional": found.until > settled,
            "reason": "" if found.curve else missing,
        },
    )


def _forget_scope(connection: Connection, reports: Reports) -> None:
    """Note that the permission is missing, so that the page asks for it. Everything else keeps working."""
    connection.scopes = [scope for scope in connection.scopes if scope != reports.scope]
    connection.save(update_fields=["scopes"])


def _postpone(batch: leases.Batch[Tracking], row: Tracking, error: DomainError) -> None:
    failures = min(row.reports_failures + 1, 99)
    batch.rows().filter(pk=row.pk).update(
        reports_due_at=timetable.after(error=error, failures=failures, at=timezone.now()),
        reports_failures=failures,
        reports_problem=error.message[:400],
        reports_lease_until=None,
    )
