"""What Analytics shows of one channel: its posts with their numbers, and their growth against its normal.

Platforms are never summed, and neither are channels.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import quantiles

from accounts.models import Workspace
from discovery import expectations, explanations, own_channels
from discovery.models import Candidate
from foundation.numbers import Figure, Source
from publishing.models import (
    Connection,
    Mark,
    MetricSnapshot,
    Publication,
    PublicationQuerySet,
    PublicationStatus,
)
from publishing.results import publicity
from publishing.results.figures import figure, span
from publishing.signals import Earned, Earnings

MOST_POSTS = 200
FEWEST_COMPARED = 5
_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A publication with its snapshots by mark, and its comparison with the channel's normal, if allowed.

    ``earned`` is what its orders brought, by currency.
    """

    publication: Publication
    snapshots: Mapping[str, MetricSnapshot]
    normal: Candidate | None
    earned: Sequence[Earned] = ()

    @property
    def is_gone(self) -> bool:
        """True if its video is no longer on the platform."""
        return self.publication.gone_at is not None

    @property
    def is_public(self) -> bool:
        """True if everyone can see it. Others are not compared."""
        return publicity.is_public(publication=self.publication)

    @property
    def audience(self) -> str:
        """Who can see it, in words; empty if it is public."""
        return publicity.shown(publication=self.publication)

    def figure(self, field: str, mark: Mark) -> Figure:
        """Its number at a mark."""
        return figure(snapshot=self.snapshots.get(mark), field=field, publication=self.publication)

    @property
    def times_normal(self) -> Figure:
        """Its views divided by what is normal for the channel at the same age."""
        candidate, livemode = self.normal, self.publication.livemode
        if candidate is None:
            return Figure(None, Source.COMPUTED, "", note="not compared yet", livemode=livemode)
        score = explanations.show(candidate).score
        return replace(score, observed_at=candidate.observed_at, livemode=livemode)

    @property
    def views(self) -> Figure:
        """Its newest views, with their unit."""
        return replace(self.figure("views", Mark.LATEST), unit="views")

    def shown(self, column: str) -> Figure:
        """The number in a column. A late reading says at which age it was made."""
        if column == "normal":
            return self.times_normal
        field, mark = COLUMNS[column]
        found = self.figure(field, mark)
        snapshot = self.snapshots.get(mark)
        is_late = found.value is not None and snapshot is not None and snapshot.is_late
        return replace(found, unit=f"at {span(snapshot.age)}") if snapshot and is_late else found

    def format_of(self, column: str) -> str:
        """The format of a column's number."""
        return {"normal": "multiple", "watched": "percent"}.get(column, "compact")

    def value(self, column: str) -> float | None:
        """The number that a column sorts by."""
        if column == "published":
            published_at = self.publication.published_at
            return published_at.timestamp() if published_at else None
        if column == "normal":
            return self.times_normal.value
        if column == "orders":
            return sum(each.count.value or 0 for each in self.earned)
        field, mark = COLUMNS[column]
        return self.figure(field, mark).value


# The sortable numbers of a post: field and mark.
COLUMNS: Mapping[str, tuple[str, Mark]] = {
    "views_24h": ("views", Mark.H24),
    "views_7d": ("views", Mark.D7),
    "views": ("views", Mark.LATEST),
    "watched": ("average_view_percent", Mark.LATEST),
}
SORTS = ("published", *COLUMNS, "normal", "orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """One post's views by age in hours, and the channel's normal range of ``n`` others or more."""

    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float, float, float]]
    n: int


def published(
    *, connection: Connection, since: datetime | None, until: datetime | None = None
) -> PublicationQuerySet:
    """Return the channel's publications in the period, newest first."""
    rows = Publication.objects.filter(
        connection=connection, status=PublicationStatus.PUBLISHED, livemode=connection.livemode
    )
    rows = rows if since is None else rows.filter(published_at__gte=since)
    rows = rows if until is None else rows.filter(published_at__lt=until)
    return rows.order_by("-published_at", "-pk")


def posts(*, connection: Connection, since: datetime | None, start: int = 0) -> list[Post]:
    """Return the channel's publications since then, newest first: MOST_POSTS from ``start`` on.

    Three queries.
    """
    rows = published(connection=connection, since=since).listed().select_related("tracking")
    found = list(rows[start : start + MOST_POSTS])
    return with_numbers(workspace=connection.workspace, publications=found)


def with_numbers(*, workspace: Workspace, publications: Sequence[Publication]) -> list[Post]:
    """Return publications, which have their connection, with their numbers. Two queries."""
    snapshots: dict[str, dict[str, MetricSnapshot]] = {}
    for snapshot in MetricSnapshot.objects.filter(publication__in=[row.pk for row in publications]):
        snapshots.setdefault(snapshot.publication_id, {})[snapshot.mark] = snapshot
    normals = own_channels.normals(
        workspace=workspace,
        accounts=list({row.connection_id for row in publications}),
        platform_ids=[row.platform_video_id for row in publications],
    )
    return [
        Post(
            publication=row,
            snapshots=snapshots.get(row.pk, {}),
            normal=normals.get(row.platform_video_id),
        )
        for row in publications
    ]


def with_earned(*, rows: Sequence[Post], earnings: Earnings | None) -> list[Post]:
    """Return the posts with what each of them earned."""
    by_id = earnings.by_id if earnings else {}
    return [replace(row, earned=by_id.get(row.publication.pk, ())) for row in rows]


def ordered(*, rows: Sequence[Post], by: str, descending: bool) -> list[Post]:
    """Return the posts by one column. Those without a number come last in both directions."""
    known = [row for row in rows if row.value(by) is not None]
    unknown = [row for row in rows if row.value(by) is None]
    return sorted(known, key=lambda row: row.value(by) or 0.0, reverse=descending) + unknown


def growth(*, post: Post, derives: bool) -> Growth:
    """Return the post's views by age and, if allowed, the channel's normal range at the same ages.

    The range is that of 80% of the channel's other public videos: those published here, at their marks, and
    those that discovery read. A post that is not public has none.
    """
    points = [(0.0, 0.0), *_points(post)]
    if not derives or not post.is_public:
        return Growth(points=points, band=[], n=0)
    values = {mark: seen for mark, seen in _normal_views(post).items() if len(seen) >= FEWEST_COMPARED}
    band = [(mark.age.total_seconds() / _HOUR_S, *_range(seen)) for mark, seen in values.items()]
    least = min((len(seen) for seen in values.values()), default=0)
    return Growth(points=points, band=_until(band, points), n=least)


def _points(post: Post) -> list[tuple[float, float]]:
    seen = [
        (snapshot.age_s / _HOUR_S, float(snapshot.views))
        for snapshot in post.snapshots.values()
        if snapshot.views is not None
    ]
    return sorted(set(seen))


def _normal_views(post: Post) -> dict[Mark, list[float]]:
    """The views of the channel's other public videos at each mark, youngest age first."""
    connection = post.publication.connection
    marks = Mark.fixed()
    values: dict[Mark, list[float]] = {mark: [] for mark in marks}
    here = _public_here(connection)
    for snapshot in MetricSnapshot.objects.filter(
        publication__in=list(here), mark__in=marks, views__isnull=False
    ).exclude(publication=post.publication):
        if snapshot.views is not None and not snapshot.is_late:
            values[Mark(snapshot.mark)].append(float(snapshot.views))
    ages_h = [int(mark.age.total_seconds() // _HOUR_S) for mark in marks]
    elsewhere = expectations.views_by_age(
        workspace=connection.workspace, account=connection.pk, ages_h=ages_h
    )
    known = {*here.values(), post.publication.platform_video_id}
    for platform_id, views in elsewhere.items():
        for mark, value in zip(marks, views, strict=True):
            if value is not None and platform_id not in known:
                values[mark].append(value)
    return values


def _public_here(connection: Connection) -> dict[str, str]:
    """The channel's newest public publications, whatever period is shown, with the platform's ids."""
    rows = published(connection=connection, since=None).select_related("connection", "tracking")
    newest = rows.defer("preflight")[:MOST_POSTS]
    return {row.pk: row.platform_video_id for row in newest if publicity.is_public(publication=row)}


def _range(values: Sequence[float]) -> tuple[float, float, float]:
    """The 10th, 50th and 90th percentile, on a logarithmic scale."""
    tenths = quantiles([math.log1p(value) for value in values], n=10, method="inclusive")
    return math.expm1(tenths[0]), math.expm1(tenths[4]), math.expm1(tenths[8])


def _until(
    band: Sequence[tuple[float, float, float, float]], points: Sequence[tuple[float, float]]
) -> list[tuple[float, float, float, float]]:
    """Cut the range one mark after the post's own age, so that a young post is not squeezed to the left."""
    if not band:
        return []
    age_h = points[-1][0]
    shown = [row for row in band if row[0] <= age_h]
    later = [row for row in band if row[0] > age_h]
    return [(0.0, 0.0, 0.0, 0.0), *shown, *later[:1]]
