"""Numbers as they may be shown: each with its source, its age, and the reason if it is missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.numbers import Figure, Source
from publishing import platforms
from publishing.models import Connection, ConnectionStatus, Mark, MetricSnapshot, Publication

# A reason is the end of a sentence; on its own it begins with these words.
NOT_PROVIDED = "not provided"
NOT_YET = "not read yet"
_YOUNG = (Mark.H1, Mark.H6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One kind of number: its field in a snapshot, its label, and the format of the figure component."""

    field: str
    label: str
    format: str = "compact"


COUNTS = (
    Measure(field="views", label="Views"),
    Measure(field="likes", label="Likes"),
    Measure(field="comments", label="Comments"),
    Measure(field="shares", label="Shares"),
)
WATCHED = (
    Measure(field="engaged_views", label="Engaged views"),
    Measure(field="average_view_duration_s", label="Average view duration", format="duration"),
    Measure(field="average_view_percent", label="Average viewed", format="percent"),
)
MEASURES = (*COUNTS, *WATCHED)


def unread(*, publication: Publication) -> str:
    """Return why a number has no snapshot, as the end of a sentence: it is still to come, or never will."""
    connection, name = publication.connection, platforms.of(publication).words.name
    reasons = (
        (connection.status == ConnectionStatus.REVOKED, "the channel was disconnected"),
        (connection.status == ConnectionStatus.NEEDS_RECONNECT, "the channel has to be reconnected"),
        (connection.livemode != publication.livemode, f"the channel is connected to another {name} now"),
        ("no_address" in publication.evidence, f"{name} has given the video no address of its own"),
        (publication.gone_at is not None, f"the video is no longer on {name}"),
    )
    why = next((words for is_so, words in reasons if is_so), "")
    return f"not read: {why}" if why else NOT_YET


def figure(*, snapshot: MetricSnapshot | None, field: str, publication: Publication) -> Figure:
    """Return a snapshot's number, or why there is none."""
    connection = publication.connection
    platform = platforms.of(connection)
    is_reported = _is_reported(field, connection)
    origin = platform.reports.name if is_reported and platform.reports else platform.words.name
    if snapshot is None:
        why = unread(publication=publication)
        return Figure(None, Source.PLATFORM, origin, note=why, livemode=connection.livemode)
    value = getattr(snapshot, field)
    if value is None:
        why = reason(snapshot=snapshot, field=field, connection=connection)
        return Figure(None, Source.PLATFORM, origin, note=why, livemode=connection.livemode)
    return Figure(
        value / 100 if field == "average_view_percent" else value,
        Source.PLATFORM,
        origin,
        observed_at=snapshot.reported_at if is_reported else snapshot.observed_at,
        note=_days(snapshot) if is_reported else "",
        livemode=connection.livemode,
    )


def never(*, field: str, connection: Connection) -> str:
    """Return why no post of the channel gets this watch number now; empty if they do."""
    platform = platforms.of(connection)
    if platform.reports is None:
        return platform.not_provided.get(field, NOT_PROVIDED)
    is_allowed = platform.reports.scope in connection.scopes
    return "" if is_allowed else f"needs the permission for {platform.reports.name}"


def reason(*, snapshot: MetricSnapshot, field: str, connection: Connection) -> str:
    """Return why a snapshot has no such number."""
    platform = platforms.of(connection)
    reports = platform.reports
    if field not in MetricSnapshot.WATCHED or reports is None:
        if _is_awaited(snapshot, field, connection):
            return str(reports.awaiting) if reports else NOT_PROVIDED
        return str(snapshot.reasons.get(field) or platform.not_provided.get(field) or NOT_PROVIDED)
    if snapshot.mark in _YOUNG:
        return f"{NOT_PROVIDED}: {reports.name} counts {reports.day_words}"
    if reports.scope not in connection.scopes and snapshot.reported_at is None:
        return f"needs the permission for {reports.name}"
    return str(snapshot.reasons.get(field) or reports.awaiting)


def _is_awaited(snapshot: MetricSnapshot, field: str, connection: Connection) -> bool:
    """True for a count that only the watch reports provide, before they were read."""
    platform = platforms.of(connection)
    if platform.reports is None or field not in platform.not_provided or snapshot.mark in _YOUNG:
        return False
    return platform.reports.scope in connection.scopes and snapshot.reported_at is None


def span(age: timedelta) -> str:
    """Return an age in hours, or from two days on in days."""
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d".replace(".0 d", " d")


def days(*, since: date, until: date, is_provisional: bool) -> str:
    """Return the days of a report in words."""
    begun = f"{since:%-d %b}" if since.year == until.year else f"{since:%-d %b %Y}"
    words = f"{begun} to {until:%-d %b %Y}"
    return f"{words}, may still change" if is_provisional else words


def _days(snapshot: MetricSnapshot) -> str:
    if snapshot.reported_from is None or snapshot.reported_until is None:
        return ""
    return days(
        since=snapshot.reported_from, until=snapshot.reported_until, is_provisional=snapshot.is_provisional
    )


def _is_reported(field: str, connection: Connection) -> bool:
    """True for numbers that come from the watch reports."""
    platform = platforms.of(connection)
    if platform.reports is None:
        return False
    return field in MetricSnapshot.WATCHED or field in platform.not_provided
