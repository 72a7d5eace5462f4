"""The key numbers of a channel in a period: how many posts, and medians over the public ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from discovery import explanations, own_channels
from foundation.numbers import Figure, Source
from publishing.models import Connection, MetricSnapshot, Publication
from publishing.results import figures, overview, publicity

METHOD = "median"
_MEDIANS = (
    ("Views at 24 hours", "views_24h", "compact"),
    ("Views at 7 days", "views_7d", "compact"),
    ("Average viewed", "watched", "percent"),
    ("Against own normal", "normal", "multiple"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One key number of a channel, and the same of the period before."""

    label: str
    figure: Figure
    before: Figure | None
    format: str = "compact"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Period:
    """How many posts a period has, and the numbers of the public ones by column."""

    count: int
    values: Mapping[str, Sequence[float]]


def of_period(
    *,
    connection: Connection,
    since: datetime | None,
    before: tuple[datetime, datetime] | None = None,
    derives: bool,
) -> list[Card]:
    """Return the key numbers since then, and those of the period ``before``. Four queries for each period.

    Medians are only included if the platform allows computed numbers. They are over all public posts of the
    period, without numbers that were read late. ``n`` is how many that are.
    """
    now = _period(connection, since, None, derives=derives)
    then = _period(connection, *before, derives=derives) if before else None
    found = [
        Card(label="Posts", figure=_count(connection, now), before=_count(connection, then) if then else None)
    ]
    for label, column, format in _MEDIANS if derives else ():
        found.append(
            Card(
                label=label,
                figure=_median(connection, now, column),
                before=_median(connection, then, column) if then else None,
                format=format,
            )
        )
    return found


def _period(
    connection: Connection, since: datetime | None, until: datetime | None, *, derives: bool
) -> _Period:
    rows = overview.published(connection=connection, since=since, until=until)
    if not derives:
        return _Period(count=rows.count(), values={})
    every = list(rows.select_related("connection", "tracking").defer("preflight"))
    public = {row.pk: row for row in every if publicity.is_public(publication=row)}
    values = {**_read(public), "normal": _normals(connection, list(public.values()))}
    return _Period(count=len(every), values=values)


def _read(public: Mapping[str, Publication]) -> dict[str, list[float]]:
    """Return the numbers that were read in time, by column."""
    marks = {mark for _, mark in overview.COLUMNS.values()}
    snapshots = MetricSnapshot.objects.filter(publication__in=list(public), mark__in=marks)
    found: dict[str, list[float]] = {column: [] for column in overview.COLUMNS}
    for snapshot in snapshots:
        for column, (name, mark) in overview.COLUMNS.items():
            value = getattr(snapshot, name) if snapshot.mark == mark else None
            if value is not None and not snapshot.is_late:
                found[column].append(value / 100 if name == "average_view_percent" else value)
    return found


def _normals(connection: Connection, public: Sequence[Publication]) -> list[float]:
    candidates = own_channels.normals(
        workspace=connection.workspace,
        accounts=[connection.pk],
        platform_ids=[row.platform_video_id for row in public],
    )
    scores = [explanations.show(candidate).score.value for candidate in candidates.values()]
    return [score for score in scores if score is not None]


def _count(connection: Connection, period: _Period) -> Figure:
    return Figure(period.count, Source.COMPUTED, "count", livemode=connection.livemode)


def _median(connection: Connection, period: _Period, column: str) -> Figure:
    values = period.values[column]
    if not values:
        why = (
            figures.never(field="average_view_percent", connection=connection) if column == "watched" else ""
        )
        note = why or "no public post has this number"
        return Figure(None, Source.COMPUTED, METHOD, note=note, livemode=connection.livemode)
    return Figure(median(values), Source.COMPUTED, METHOD, n=len(values), livemode=connection.livemode)
