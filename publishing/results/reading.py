"""Reads the counts of published videos that are due: many videos of one channel per call.

The timetable is in rows. A process that is killed leaves a lease that expires, and the rows are read again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from discovery import api_budget
from discovery.errors import BudgetExhaustedError
from foundation import leases
from foundation.errors import DomainError, UpstreamError
from foundation.leases import LostLeaseError
from publishing import access_tokens, clock, notifications, platforms
from publishing.errors import PublishingOffError
from publishing.models import Connection, Tracking
from publishing.platforms import Counts
from publishing.results import snapshots, timetable

logger = logging.getLogger(__name__)

READ_COUNTS = "publishing.read_counts"
_MOST_CONNECTIONS = 200
_MOST_BATCHES = 20
_TERMS = leases.Terms(rows=lambda: Tracking.objects.readable(), lasts=timedelta(minutes=5))
# A video that is missing once is looked for again soon. One empty response proves nothing.
_AFTER_MISS = timedelta(hours=1)
_CONFIRMS_AFTER = timedelta(minutes=30)
_AFTER_GONE = timedelta(days=1)
_LOOKED_FOR = timedelta(days=14)
_BAD_REQUEST = 400


def due_connections() -> list[str]:
    """Return the connections with videos whose counts are due."""
    due = Tracking.objects.due().order_by("publication__connection")
    return list(due.values_list("publication__connection", flat=True).distinct()[:_MOST_CONNECTIONS])


def read(*, connection_id: str) -> None:
    """Read the connection's due videos, as many per call as the platform allows.

    Late, duplicate or concurrent calls read each video once. A failure is shown and retried later.
    """
    connection = Connection.objects.get(pk=connection_id)
    most = platforms.of(connection).counts_per_call
    for _ in range(_MOST_BATCHES):
        batch = leases.claim_batch(
            terms=_TERMS,
            due=lambda rows: rows.filter(
                publication__connection=connection_id, due_at__lte=timezone.now()
            ).order_by("due_at"),
            most=most,
        )
        if batch is None or not _read_batch(connection, batch):
            return


def _read_batch(connection: Connection, batch: leases.Batch[Tracking]) -> bool:
    """Return False after a failure, which is likely to repeat."""
    rows = list(batch.rows().select_related("publication__connection"))
    ids = [row.publication.platform_video_id for row in rows]
    try:
        found = {counts.id: counts for counts in _ask(connection, ids)}
    except (UpstreamError, PublishingOffError, BudgetExhaustedError) as error:
        logger.warning("counts not read", extra={"connection_id": connection.pk, "code": error.code})
        _postpone(batch, rows, error)
        return False
    # A worker whose own clock is wrong must not date a reading, which is never repeated.
    at = clock.now()
    for row in rows:
        claim = leases.Claim(terms=_TERMS, pk=str(row.pk), fence=batch.fence)
        try:
            _store(claim, found.get(row.publication.platform_video_id), at=at)
        except LostLeaseError:
            logger.info("counts read by another worker", extra={"publication_id": row.publication_id})
    return True


def _ask(connection: Connection, ids: Sequence[str]) -> list[Counts]:
    """Return the numbers. If the platform rejects the request, each half is requested, to find what is wrong.

    Raises the platform's error if it rejects every part.
    """
    try:
        return access_tokens.call(connection=connection, work=lambda token: _call(connection, token, ids))
    except UpstreamError as error:
        if error.context.get("upstream_status") != _BAD_REQUEST or len(ids) == 1:
            raise
    found: list[Counts] = []
    refusals = []
    for part in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
        try:
            found += _ask(connection, part)
        except UpstreamError as error:
            if error.context.get("upstream_status") != _BAD_REQUEST:
                raise
            refusals.append(error)
    if len(refusals) > 1:
        raise refusals[0]
    return found


def _call(connection: Connection, token: str, ids: Sequence[str]) -> list[Counts]:
    api_budget.spend_elsewhere(platform_key=connection.platform, livemode=connection.livemode)
    client = platforms.of(connection).client(livemode=connection.livemode)
    return client.counts(access_token=token, ids=ids)


@transaction.atomic
def _store(claim: leases.Claim[Tracking], counts: Counts | None, *, at: datetime) -> None:
    """Store one video's numbers and when it is due again, in one transaction. Raises LostLeaseError."""
    row = leases.require(claim=claim)
    if counts is None:
        _miss(row, at)
    else:
        snapshots.record(publication=row.publication, counts=counts, at=at)
        row.missed_at = row.gone_at = None
        row.audience = counts.audience
        row.read_at = at
        row.due_at = timetable.next_counts(published_at=row.publication.published_at or at, at=at)
    row.failures, row.problem, row.lease_until = 0, "", None
    row.save(
        update_fields=[
            "missed_at",
            "gone_at",
            "audience",
            "read_at",
            "due_at",
            "failures",
            "problem",
            "lease_until",
        ]
    )


def _miss(row: Tracking, at: datetime) -> None:
    """Handle a video that is missing in the response. A second miss confirms that it is gone."""
    if row.missed_at is None:
        row.missed_at, row.due_at = at, at + _AFTER_MISS
        return
    if row.gone_at is None and at - row.missed_at >= _CONFIRMS_AFTER:
        row.gone_at = at
        notifications.publication_gone(publication=row.publication, at=at)
        logger.info("published video is gone", extra={"publication_id": row.publication_id})
    if row.gone_at is None:
        row.due_at = at + _AFTER_MISS
        return
    snapshots.record_gone(publication=row.publication, at=at)
    row.due_at = at + _AFTER_GONE if at - row.gone_at < _LOOKED_FOR else None


def _postpone(batch: leases.Batch[Tracking], rows: Sequence[Tracking], error: DomainError) -> None:
    now = timezone.now()
    for row in rows:
        failures = min(row.failures + 1, 99)
        is_read = timetable.next_counts(published_at=row.publication.published_at or now, at=now) is not None
        batch.rows().filter(pk=row.pk).update(
            due_at=timetable.after(error=error, failures=failures, at=now) if is_read else None,
            failures=failures,
            problem=error.message[:400],
            lease_until=None,
        )
