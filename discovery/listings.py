"""Lists and drawers of candidates as values, cached per workspace until its candidates change."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from discovery import candidates, corrections, explanations, list_changes, platforms
from discovery.candidates import Localities
from discovery.checks import Check
from discovery.corrections import Correction
from discovery.explanations import Explanation, Peer
from discovery.models import (
    Broadcast,
    Candidate,
    CandidateQuerySet,
    DatedBy,
    Niche,
    SourceChannel,
    SourceVideo,
    Unscored,
    WatchedChannel,
)
from discovery.scoring import Verdict
from foundation import conditional, pagination
from foundation.kept_values import KeptValues
from foundation.numbers import Figure

PER_PAGE = 25


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
    # Why the trail falls; None if it does not.
    correction: Correction | None
    # It has fewer likes per view than usual for its channel.
    has_few_likes: bool
    score_low: float | None
    score_high: float | None
    scale: tuple[float, float]
    idea_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list shows: filters as those of ``candidates.find``, and an order."""

    niche_id: str | None = None
    decision: str = ""
    # How long ago a video was published at most; None is any time.
    within: timedelta | None
    format: str = ""
    language: str = ""
    region: str = ""
    min_score: float | None = None
    min_baseline: int | None = None
    words: str = ""
    order: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and the cursor of the next one; None on the last page."""

    lines: Sequence[Line]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Drawer:
    """A candidate with everything that its drawer explains, and its views over time."""

    candidate: Candidate
    explanation: Explanation
    trail: Sequence[tuple[datetime, float]]
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Document:
    """A page of the API's list, with the ETag of its content."""

    content: Mapping[str, Any]
    etag: str


LISTS: KeptValues[Listed] = KeptValues(name="lists", for_s=120)
DRAWERS: KeptValues[Drawer] = KeptValues(name="drawers", for_s=120)
DOCUMENTS: KeptValues[Document] = KeptValues(name="documents", for_s=120)
# What is cached, with its name in the admin.
CACHED: Mapping[str, KeptValues[Any]] = {"Lists": LISTS, "Drawers": DRAWERS, "API lists": DOCUMENTS}
_LOCALITIES: KeptValues[Localities] = KeptValues(name="localities", for_s=600)


def page(*, workspace: Workspace, query: Query) -> Listed:
    """Return a page of the workspace's list. Raises InvalidCursorError."""
    return LISTS.get(
        group=list_changes.group_of(workspace.pk),
        key=_key(query),
        make=lambda: _read(workspace, query),
    )


def drawer(*, workspace: Workspace, candidate_id: str) -> Drawer:
    """Return the drawer of the workspace's candidate. Raises NotFoundError."""
    return DRAWERS.get(
        group=list_changes.group_of(workspace.pk),
        key=_key(candidate_id),
        make=lambda: _explained(workspace, candidate_id),
    )


def document(
    *, workspace: Workspace, query: Sequence[object], make: Callable[[], Mapping[str, Any]]
) -> Document:
    """Return a page of the API's list. ``query`` is all that it depends on."""
    key = _key(query)

    def made() -> Document:
        content = make()
        return Document(content, conditional.etag_of(workspace.pk, key, content))

    return DOCUMENTS.get(group=list_changes.group_of(workspace.pk), key=key, make=made)


def localities(*, workspace: Workspace) -> Localities:
    """Return the choices of language and country for the workspace's lists."""
    return _LOCALITIES.get(
        group=f"localities:{workspace.pk}",
        key="all",
        make=lambda: candidates.localities(workspace=workspace),
    )


def lines_of(found: Sequence[Candidate]) -> list[Line]:
    """Return the current content of the candidates' rows. Needs rows read ``for_row``."""
    falling = [each for each in found if any(later < earlier for earlier, later in pairwise(each.trail))]
    corrected = corrections.of(falling) if falling else {}
    return [_line_of(each, corrected.get(each.pk)) for each in found]


def _line_of(candidate: Candidate, correction: Correction | None) -> Line:
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
        correction=correction,
        has_few_likes=candidate.derives_metrics and candidate.likes_verdict == Verdict.LOW,
        score_low=candidate.baseline_low,
        score_high=candidate.baseline_high,
        scale=shown.scale,
        idea_id=shown.idea_id,
    )


def _read(workspace: Workspace, query: Query) -> Listed:
    niches = Niche.objects.for_workspace(workspace).filter(pk=query.niche_id)
    found = candidates.find(
        workspace=workspace,
        niche=niches.first() if query.niche_id else None,
        decision=query.decision,
        since=timezone.now() - query.within if query.within else None,
        format=query.format,
        language=query.language,
        region=query.region,
        min_score=query.min_score,
        min_baseline=query.min_baseline,
        words=query.words,
    )
    page = pagination.paginate(
        found,
        order=query.order,
        cursor=query.cursor,
        limit=PER_PAGE,
        wide=CandidateQuerySet.for_row,
        shows=replace(query, cursor=None),
    )
    return Listed(lines_of(page.rows), page.next_cursor)


def _explained(workspace: Workspace, candidate_id: str) -> Drawer:
    rows = Candidate.objects.for_workspace(workspace).with_source().with_idea()
    candidate = rows.get_or_refuse(candidate_id)
    return Drawer(
        candidate,
        explanations.explain(candidate),
        explanations.trail_of(candidate),
        corrections.of([candidate]).get(candidate.pk),
    )


def _key(query: object) -> str:
    """Identify a query, in this release and while the platforms allow the same metrics."""
    deriving = [each.key for each in platforms.all() if each.derives_metrics]
    return hashlib.sha256(repr((query, deriving, _SHAPE)).encode()).hexdigest()[:32]


# The columns and fields of cached values. A release that changes them doesn't read those of another one.
_SHAPE = [
    *(
        [field.name for field in fields(each)]
        for each in (Line, Figure, Listed, Document, Explanation, Peer, Check, Correction)
    ),
    *(
        [field.attname for field in each._meta.concrete_fields]
        for each in (Candidate, SourceVideo, SourceChannel, WatchedChannel)
    ),
]
