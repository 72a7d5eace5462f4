"""Stores how a publication was watched: numbers of whole days, and the retention curve."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from foundation.errors import UpstreamError
from publishing.models import MetricSnapshot, Publication, RetentionCurve
from publishing.platforms import Reports
from publishing.results.inquiries import Found, Report

_NOT_IN_REPORT = "not provided in {name}'s report"
_REFUSED = "not provided: {name} refused the query ({why})"


def store(*, publication: Publication, found: Found, reports: Reports, missing: str, at: datetime) -> None:
    """Store what was read, and for everything else the reason. ``missing`` is that of an empty response.

    Numbers of an earlier report stay if the newer one has none. Runs in the caller's transaction.
    """
    settled = at.astimezone(reports.time_zone).date() - timedelta(days=reports.settled_days)
    for report in found.reports:
        _store_report(report, missing, name=reports.name, settled=settled, at=at)
    _store_curve(publication, found, missing, name=reports.name, settled=settled, at=at)


def _store_report(report: Report, missing: str, *, name: str, settled: date, at: datetime) -> None:
    # The reasons may have changed since this snapshot was loaded: the counts are read separately.
    locked = MetricSnapshot.objects.select_for_update().get(pk=report.wanted.snapshot.pk)
    if report.watched is None and any(getattr(locked, field) is not None for field in MetricSnapshot.WATCHED):
        return
    values = _values(report)
    for field, value in values.items():
        setattr(locked, field, value)
    kept = {
        field: reason
        for field, reason in locked.reasons.items()
        if field not in MetricSnapshot.WATCHED and field not in values
    }
    locked.reasons = {**kept, **_absent(report, values, missing, name)}
    locked.reported_from, locked.reported_until = report.wanted.since, report.wanted.until
    locked.reported_at = at
    locked.is_provisional = report.watched is None or report.wanted.until > settled
    locked.save()


def _values(report: Report) -> dict[str, Any]:
    values: dict[str, Any] = {"traffic_sources": report.traffic}
    if report.watched is not None:
        values |= {field.name: getattr(report.watched, field.name) for field in fields(report.watched)}
    # Shares are counts on some platforms: a report without them deletes nothing.
    return {key: value for key, value in values.items() if value is not None or key != "shares"}


def _absent(report: Report, values: dict[str, Any], missing: str, name: str) -> dict[str, str]:
    """Return why each watch number is missing."""
    usual = missing if report.watched is None else _NOT_IN_REPORT.format(name=name)
    why = _refused(name, report.refusal) or usual
    reasons = {field: why for field in MetricSnapshot.WATCHED if values.get(field) is None}
    if report.traffic_refusal is not None:
        reasons["traffic_sources"] = _refused(name, report.traffic_refusal)
    return reasons


def _store_curve(
    publication: Publication, found: Found, missing: str, *, name: str, settled: date, at: datetime
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
            "reason": "" if found.curve else _refused(name, found.curve_refusal) or missing,
        },
    )


def _refused(name: str, error: UpstreamError | None) -> str:
    """Return a refusal as the end of a sentence; empty without one."""
    return _REFUSED.format(name=name, why=error.message.rstrip("."))[:400] if error else ""
