"""The numbers of publications at fixed ages, as they were read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from publishing.models import Mark, MetricSnapshot, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsAt:
    """Views at a mark. ``views`` is None if there are none, and ``reason`` says why.

    ``age`` is the true age at the reading; ``is_late`` if that is much later than the mark.
    """

    mark: Mark
    views: int | None
    observed_at: datetime
    age: timedelta
    is_late: bool
    reason: str


def views_at(*, publication: Publication, mark: Mark) -> ViewsAt | None:
    """Return the publication's views at the mark; None before they were read."""
    return at(publications=[publication], mark=mark).get(publication.pk)


def at(*, publications: Iterable[Publication], mark: Mark) -> dict[str, ViewsAt]:
    """Return the views at the mark by publication, without those that were not read yet. One query."""
    found = MetricSnapshot.objects.filter(publication__in=[each.pk for each in publications], mark=mark)
    return {snapshot.publication_id: _views(snapshot) for snapshot in found}


def marks(*, publication: Publication) -> list[MetricSnapshot]:
    """Return the publication's snapshots at the fixed marks, youngest age first."""
    fixed = Mark.fixed()
    found = MetricSnapshot.objects.filter(publication=publication).exclude(mark=Mark.LATEST)
    return sorted(found, key=lambda snapshot: fixed.index(Mark(snapshot.mark)))


def _views(snapshot: MetricSnapshot) -> ViewsAt:
    return ViewsAt(
        mark=Mark(snapshot.mark),
        views=snapshot.views,
        observed_at=snapshot.observed_at,
        age=snapshot.age,
        is_late=snapshot.is_late,
        reason=snapshot.reasons.get("views", ""),
    )
