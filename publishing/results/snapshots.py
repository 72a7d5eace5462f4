"""Stores readings: each at the mark that it belongs to, with its true age."""

from collections.abc import Mapping
from datetime import datetime

from publishing import platforms
from publishing.models import Mark, MetricSnapshot, Publication
from publishing.platforms import Counts

_HIDDEN = "hidden, or not in {name}'s response"
_MISSED = "not read in time: the next reading was at a later mark"
_GONE = "the video was no longer on {name}"


def record(*, publication: Publication, counts: Counts, at: datetime) -> None:
    """Store the numbers as the newest, and at the newest mark that has passed without a reading.

    Earlier marks that have passed too were missed, and say so: a reading is never dated back.
    """
    reasons = _reasons(publication, counts)
    shown = {field: getattr(counts, field) for field in MetricSnapshot.COUNTS}
    seen = {"observed_at": at, "age_s": _age_s(publication, at), **_without_reported(publication, shown)}
    passed = _unread(publication, at)
    for mark in passed[:-1]:
        _miss(publication, mark, at, _MISSED)
    for mark in passed[-1:]:
        MetricSnapshot.objects.get_or_create(
            publication=publication, mark=mark, defaults={**seen, "reasons": reasons}
        )
    # Locked, because the watch reports write their reasons to the same row.
    latest, is_new = MetricSnapshot.objects.select_for_update().get_or_create(
        publication=publication, mark=Mark.LATEST, defaults={**seen, "reasons": reasons}
    )
    if not is_new:
        watched = {name: why for name, why in latest.reasons.items() if name in MetricSnapshot.WATCHED}
        fresh = {**seen, "reasons": {**reasons, **watched}}
        MetricSnapshot.objects.filter(pk=latest.pk).update(**fresh)


def record_gone(*, publication: Publication, at: datetime) -> None:
    """Store that the marks which have passed were missed, because the video was removed."""
    why = _GONE.format(name=platforms.of(publication).words.name)
    for mark in _unread(publication, at):
        _miss(publication, mark, at, why)


def _unread(publication: Publication, at: datetime) -> list[Mark]:
    """The marks that have passed without a snapshot, youngest first."""
    taken = set(publication.metrics.values_list("mark", flat=True))
    begun_at = publication.published_at or at
    return [mark for mark in Mark.fixed() if begun_at + mark.age <= at and mark not in taken]


def _miss(publication: Publication, mark: Mark, at: datetime, why: str) -> None:
    MetricSnapshot.objects.get_or_create(
        publication=publication,
        mark=mark,
        defaults={
            "observed_at": at,
            "age_s": _age_s(publication, at),
            "is_missed": True,
            "reasons": dict.fromkeys(MetricSnapshot.COUNTS, why),
        },
    )


def _reasons(publication: Publication, counts: Counts) -> dict[str, str]:
    platform = platforms.of(publication)
    hidden = _HIDDEN.format(name=platform.words.name)
    return {
        field: platform.not_provided.get(field, hidden)
        for field in MetricSnapshot.COUNTS
        if getattr(counts, field) is None
    }


def _without_reported(publication: Publication, shown: Mapping[str, int | None]) -> dict[str, int | None]:
    """Leave out numbers that only the watch reports provide, so that a reading does not delete them."""
    lacks = platforms.of(publication).not_provided
    return {field: value for field, value in shown.items() if value is not None or field not in lacks}


def _age_s(publication: Publication, at: datetime) -> int:
    begun_at = publication.published_at or at
    return max(0, int((at - begun_at).total_seconds()))
