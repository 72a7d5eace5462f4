"""Lists of candidates: what their rows show."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.cache import cache

from accounts.models import Workspace
from discovery import candidates, explanations
from discovery.candidates import Localities
from discovery.models import Broadcast, Candidate, DatedBy, Unscored
from discovery.scoring import Verdict
from foundation.numbers import Figure

_LOCALITIES_FOR_S = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Everything that a row shows of a candidate, at any time and in any time zone."""

    id: str
    title: str
    channel: str
    kind: str
    is_long: bool
    # None while it is live or unaired, or if it is not known.
    duration_s: int | None
    # Identifies the thumbnail, with its version; see ``pictures``.
    picture_id: int
    picture_version: str
    published_at: datetime
    # False if the publication is not known, and ``published_at`` is when it was added.
    is_dated: bool
    # False if nobody publishes its numbers.
    has_numbers: bool
    observed_at: datetime | None
    decision: str
    views: Figure
    score: Figure
    velocity: Figure
    # Views at equal steps from publication to the last measurement.
    trail: tuple[int, ...]
    # It has fewer likes per view than usual for its channel.
    has_few_likes: bool
    score_low: float | None
    score_high: float | None
    scale: tuple[float, float]
    idea_id: str | None


def localities(*, workspace: Workspace) -> Localities:
    """Return the choices of language and country for the workspace's lists, up to ten minutes old."""
    found = cache.get_or_set(
        f"listings:{workspace.pk}:localities",
        lambda: candidates.localities(workspace=workspace),
        timeout=_LOCALITIES_FOR_S,
    )
    return cast(Localities, found)


def line_of(candidate: Candidate) -> Line:
    """Return the current content of a candidate's row. Needs rows read ``for_row``."""
    shown = explanations.show(candidate)
    return Line(
        id=candidate.pk,
        title=candidate.title,
        channel=candidate.channel.title,
        kind=candidate.kind,
        is_long=candidate.is_long,
        duration_s=(candidate.duration_s or None) if candidate.broadcast == Broadcast.NONE else None,
        picture_id=candidate.source_id,
        picture_version=candidate.picture_version,
        published_at=candidate.published_at,
        is_dated=candidate.dated_by != DatedBy.ADDITION,
        has_numbers=candidate.unscored != Unscored.NO_NUMBERS,
        observed_at=candidate.observed_at,
        decision=candidate.decision,
        views=shown.views,
        score=shown.score,
        velocity=shown.velocity,
        trail=tuple(candidate.trail),
        has_few_likes=candidate.derives_metrics and candidate.likes_verdict == Verdict.LOW,
        score_low=candidate.baseline_low,
        score_high=candidate.baseline_high,
        scale=shown.scale,
        idea_id=shown.idea_id,
    )
