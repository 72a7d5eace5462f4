"""Rows of the Discover list, cached by content."""

import functools
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from discovery.explanations import Shown
from discovery.models import Broadcast
from foundation import ages, pages
from foundation.numbers import Figure

_TEMPLATE = "discovery/_candidate_row.html"
# About 5 KB each.
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everything a row shows. Ages are text, so that rows with the same appearance are equal."""

    id: str
    title: str
    channel: str
    kind: str
    is_long: bool
    # None while it is live or unaired.
    duration_s: int | None
    # Identifies the thumbnail, with its version; see ``pictures``.
    picture_id: int
    picture_version: str
    published_at: datetime
    published_ago: str
    observed_ago: str
    decision: str
    is_stale: bool
    views: Figure
    score: Figure
    velocity: Figure
    score_low: float | None
    score_high: float | None
    scale: tuple[float, float]
    idea_id: str | None
    # The time zone of the dates shown.
    time_zone: str


def row_of(shown: Shown) -> Row:
    """Return the current content of a candidate's row."""
    candidate = shown.candidate
    return Row(
        id=candidate.pk,
        title=candidate.title,
        channel=candidate.channel.title,
        kind=candidate.kind,
        is_long=candidate.is_long,
        duration_s=candidate.duration_s if candidate.broadcast == Broadcast.NONE else None,
        picture_id=candidate.source_id,
        picture_version=candidate.picture_version,
        published_at=candidate.published_at,
        published_ago=ages.ago(candidate.published_at),
        observed_ago=ages.ago(candidate.observed_at) if candidate.observed_at else "",
        decision=candidate.decision,
        is_stale=shown.is_stale,
        views=shown.views,
        score=shown.score,
        velocity=shown.velocity,
        score_low=candidate.baseline_low,
        score_high=candidate.baseline_high,
        scale=shown.scale,
        idea_id=shown.idea_id,
        time_zone=timezone.get_current_timezone_name(),
    )


@functools.lru_cache(maxsize=_MOST_KEPT)
def html_of(row: Row) -> SafeString:
    """Render the row. The template gets nothing else, so a cached entry is never stale or foreign."""
    return pages.part(_TEMPLATE, row=row)
