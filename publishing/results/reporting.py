"""Reads how published videos were watched, from platforms that report it for whole days.

Each mark from 24 hours on gets the report of the days from publishing to the mark, and is read again until
the platform no longer changes it. The newest reading and the curve get all days that are reported.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import leases
from foundation.errors import DomainError, UpstreamError
from foundation.leases import LostLeaseError
from publishing import clock, platforms
from publishing.errors import PublishingOffError, ScopeMissingError
from publishing.models import Connection, Tracking
from publishing.platforms import Reports, ReportsClient
from publishing.results import inquiries, timetable, watching
from publishing.results.inquiries import Found, Totals, Wanted

logger = logging.getLogger(__name__)

READ_REPORTS = "publishing.read_reports"
_MOST_CONNECTIONS = 200
_MOST_BATCHES, _PER_BATCH = 10, 20
_PREFIX = "reports_"
_TERMS = leases.Terms(rows=lambda: Tracking.objects.readable(), lasts=timedelta(minutes=10), prefix=_PREFIX)
# A report that is still missing after this time is not provided.
_AWAITED_FOR = timedelta(days=7)
_AFTER_NONE = timedelta(hours=12)
_NOT_REPORTED = "not provided: {name} has no report for this video, for example because of too few views"


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
    # Videos that failed before come last, so that they keep no other video waiting.
    rows = list(batch.rows().select_related("publication__connection").order_by("reports_failures", "pk"))
    wanted = inquiries.wanted(rows=rows, reports=reports, at=clock.now())
    open_rows = {row.pk: row for row in rows}
    totals = None
    try:
        client = reports.client(livemode=connection.livemode)
        asked = [each for group in wanted.values() for each in group]
        totals = inquiries.totals(connection=connection, client=client, asked=asked)
        if totals.refusal_of_all is not None:
            raise totals.refusal_of_all
        for row in rows:
            _report(connection, client, row, batch, wanted[row.pk], totals)
            del open_rows[row.pk]
    except (UpstreamError, PublishingOffError) as error:
        logger.warning("reports not read", extra={"connection_id": connection.pk, "code": error.code})
        if isinstance(error, ScopeMissingError):
            _forget_scope(connection, reports)
        failed = _failed(list(open_rows.values()), totals)
        for row in open_rows.values():
            _postpone(batch, row, error, failures=row.reports_failures + (row in failed))
        return False
    return True


def _failed(rows: Sequence[Tracking], totals: Totals | None) -> Sequence[Tracking]:
    """Return the rows that the platform did not answer. The others were not requested."""
    if totals is None:
        return rows
    refused = [row for row in rows if row.publication.platform_video_id in totals.refused]
    return refused if totals.refusal_of_all else rows[:1]


def _report(
    connection: Connection,
    client: ReportsClient,
    row: Tracking,
    batch: leases.Batch[Tracking],
    wanted: Sequence[Wanted],
    totals: Totals,
) -> None:
    """Read and store one publication. What the platform refuses for it alone does not stop the others."""
    found = None
    if wanted:
        found = inquiries.details(connection=connection, client=client, asked=wanted, known=totals)
    claim = leases.Claim(terms=_TERMS, pk=str(row.pk), fence=batch.fence)
    try:
        _store(claim, found, at=clock.now())
    except LostLeaseError:
        logger.info("reports read by another worker", extra={"publication_id": row.publication_id})


@transaction.atomic
def _store(claim: leases.Claim[Tracking], found: Found | None, *, at: datetime) -> None:
    """Store a publication's reports and when it is due again, in one transaction. Raises LostLeaseError."""
    row = leases.require(claim=claim)
    publication = row.publication
    reports = platforms.of(publication).reports
    is_young = at - (publication.published_at or at) < _AWAITED_FOR
    if found is not None and reports is not None:
        missing = reports.awaiting if is_young else _NOT_REPORTED.format(name=reports.name)
        watching.store(publication=publication, found=found, reports=reports, missing=missing, at=at)
        row.reports_read_at = at
    row.reports_failures, row.reports_problem, row.reports_lease_until = 0, "", None
    row.reports_due_at = _due_at(row, found, is_young=is_young, at=at)
    refusal = found.refusal if found else None
    if refusal is not None:
        row.reports_failures, row.reports_problem = 1, refusal.message[:400]
    row.save(
        update_fields=[
            "reports_due_at",
            "reports_read_at",
            "reports_failures",
            "reports_problem",
            "reports_lease_until",
        ]
    )


def _due_at(row: Tracking, found: Found | None, *, is_young: bool, at: datetime) -> datetime | None:
    """Return when the row is due after a response; soon for a young video without a report."""
    if is_young and (found is None or all(report.watched is None for report in found.reports)):
        return at + _AFTER_NONE
    return timetable.next_reports(published_at=row.publication.published_at or at, at=at)


def _forget_scope(connection: Connection, reports: Reports) -> None:
    """Note that the permission is missing, so that the page asks for it. Everything else keeps working."""
    connection.scopes = [scope for scope in connection.scopes if scope != reports.scope]
    connection.save(update_fields=["scopes"])


def _postpone(batch: leases.Batch[Tracking], row: Tracking, error: DomainError, *, failures: int) -> None:
    now = timezone.now()
    is_read = timetable.next_reports(published_at=row.publication.published_at or now, at=now) is not None
    batch.rows().filter(pk=row.pk).update(
        reports_due_at=timetable.after(error=error, failures=failures, at=now) if is_read else None,
        reports_failures=min(failures, 99),
        reports_problem=error.message[:400],
        reports_lease_until=None,
    )
