"""When results are read: at fixed marks and, in between, more rarely with age."""

from datetime import datetime, timedelta

from django.utils import timezone

from discovery.errors import BudgetExhaustedError
from foundation.errors import DomainError, UpstreamUnavailableError
from publishing import platforms
from publishing.models import Mark, Publication, PublicationStatus, Tracking

# The newest reading is at most this old, by age of the publication. Older ones are no longer read.
_REFRESHED = (
    (timedelta(days=3), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
)
_REPORTED = (
    (timedelta(days=8), timedelta(days=1)),
    (timedelta(days=35), timedelta(days=3)),
    (timedelta(days=365), timedelta(days=14)),
)
FIRST_REPORT_AFTER = timedelta(hours=60)
_AFTER_OUTAGE, _LONGEST_OUTAGE = timedelta(minutes=5), timedelta(hours=6)
_AFTER_REFUSAL, _LONGEST_REFUSAL = timedelta(hours=1), timedelta(hours=12)
_MOST_BEGUN = 500


def begin() -> int:
    """Create the timetables of published videos that have none. Idempotent. Returns how many."""
    fresh = Publication.objects.filter(
        status=PublicationStatus.PUBLISHED, published_at__isnull=False, tracking=None
    ).exclude(platform_video_id="")
    rows = [_first(publication) for publication in fresh.select_related("connection")[:_MOST_BEGUN]]
    Tracking.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _first(publication: Publication) -> Tracking:
    published_at = publication.published_at or timezone.now()
    is_reported = platforms.of(publication).reports is not None
    return Tracking(
        publication=publication,
        due_at=published_at + Mark.H1.age,
        reports_due_at=published_at + FIRST_REPORT_AFTER if is_reported else None,
    )


def next_counts(*, published_at: datetime, at: datetime) -> datetime | None:
    """Return when the counts are due after a reading ``at``; None if they are no longer read."""
    age = at - published_at
    refreshed = [at + every for until, every in _REFRESHED if age < until][:1]
    to_come = [published_at + mark.age for mark in Mark.fixed() if mark.age > age]
    return min([*refreshed, *to_come], default=None)


def next_reports(*, published_at: datetime, at: datetime) -> datetime | None:
    """Return when the watch numbers are due after a reading ``at``; None if they are no longer read."""
    age = at - published_at
    return next((at + every for until, every in _REPORTED if age < until), None)


def after(*, error: DomainError, failures: int, at: datetime) -> datetime:
    """Return when to retry after the error, which was the ``failures``-th in a row.

    A refusal lasts until somebody acts. Reconnecting makes everything due at once.
    """
    if isinstance(error, BudgetExhaustedError):
        return error.resets_at
    factor = 1 << min(max(failures - 1, 0), 10)
    if not isinstance(error, UpstreamUnavailableError):
        return at + min(_AFTER_REFUSAL * factor, _LONGEST_REFUSAL)
    wait = min(_AFTER_OUTAGE * factor, _LONGEST_OUTAGE)
    return at + error.wait(at_least=wait)
