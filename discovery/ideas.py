"""Ideas: created from a candidate or written by hand, edited, and moved across the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from accounts.models import User, Workspace
from discovery import proposals
from discovery.models import Candidate, Finding, Idea, IdeaStatus, Niche
from foundation import versions

TITLE_LENGTH = 150
# A longer column shows its newest ideas and the total.
_CARDS = 60


@transaction.atomic
def write(
    *,
    workspace: Workspace,
    user: User | None,
    title: str,
    hook: str = "",
    angle: str = "",
    language: str = "en",
    niche: Niche | None = None,
) -> Idea:
    """Create an idea written by hand."""
    return Idea.objects.create(
        workspace=workspace,
        created_by=user,
        title=title,
        hook=hook,
        angle=angle,
        language=language,
        niche=niche,
    )


@transaction.atomic
def from_candidate(*, candidate: Candidate, user: User | None) -> Idea:
    """Create an idea from ``candidate`` with its facts frozen. Idempotent.

    Its title, hook and angle are our own words: the other video's title belongs to its creator.
    """
    niche = candidate.channel.niches.order_by("created_at", "pk").first()
    language = (candidate.language or (niche.language if niche else "") or "en")[:8]
    proposal = proposals.propose(candidate=candidate, niche=niche, language=language)
    idea, _ = Idea.objects.get_or_create(
        candidate=candidate,
        defaults={
            "workspace": candidate.workspace,
            "created_by": user,
            "niche": niche,
            "title": proposal.title[:TITLE_LENGTH],
            "hook": proposal.hook,
            "angle": proposal.angle,
            "facts": facts_of(candidate=candidate, niche=niche),
            "language": language,
            "livemode": candidate.livemode,
        },
    )
    return idea


@transaction.atomic
def from_finding(*, finding: Finding, user: User | None) -> Idea:
    """Create an idea that uses ``finding``, with its facts and those of the video frozen. Idempotent.

    It does not become the candidate's own idea: several findings of one video may each have one.
    """
    analysis = finding.analysis
    candidate = analysis.candidate
    niche = candidate.channel.niches.order_by("created_at", "pk").first() if candidate else None
    language = (analysis.language or (niche.language if niche else "") or "en")[:8]
    facts = facts_of(candidate=candidate, niche=niche) if candidate else {"source_title": analysis.title}
    idea, _ = Idea.objects.get_or_create(
        finding=finding,
        defaults={
            "workspace_id": finding.workspace_id,
            "created_by": user,
            "niche": niche,
            "title": proposals.of_finding(finding=finding, niche=niche).title[:TITLE_LENGTH],
            "facts": {**facts, "finding": finding_facts(finding=finding)},
            "language": language,
            "livemode": analysis.livemode,
        },
    )
    return idea


def finding_facts(*, finding: Finding) -> dict[str, Any]:
    """What a script writer may know of a finding: a model's opinion, and where it comes from."""
    return {
        "kind": finding.get_kind_display(),
        "statement": finding.statement,
        "evidence": finding.evidence,
        "at": finding.span,
        "confidence": finding.confidence,
        "model": finding.analysis.model,
    }


def facts_of(*, candidate: Candidate, niche: Niche | None) -> dict[str, Any]:
    """The only facts about the candidate that a script writer may state."""
    return {
        "source_title": candidate.title,
        "source_url": candidate.url,
        "channel_title": candidate.channel.title,
        "niche": niche.name if niche else "",
        "keywords": [*(niche.keywords if niche else ()), *candidate.tags][:12],
        "platform": candidate.platform,
        "format": candidate.format,
        "duration_s": candidate.duration_s,
        "views": candidate.views,
        "score": candidate.score,
        "score_low": candidate.score_low,
        "score_high": candidate.score_high,
        "method": candidate.method,
        "baseline_n": candidate.baseline_n,
        "velocity": candidate.velocity,
        "velocity_window_s": candidate.velocity_window_s,
        "published_at": candidate.published_at.isoformat(),
        "observed_at": candidate.observed_at.isoformat() if candidate.observed_at else None,
    }


def edit(*, idea: Idea, version: int, **fields: Any) -> Idea:
    """Change title, hook, angle, language or niche, if ``version`` is the one that was read.

    Raises EditedElsewhereError.
    """
    return versions.change(row=idea, version=version, **fields)


def move(*, idea: Idea, status: str) -> Idea:
    """Move the idea to another column. No effect if it is already there.

    Raises IllegalMoveError for a move that the board does not allow.
    """
    if idea.status != status:
        idea.move_to(status)
    return idea


@dataclass(frozen=True, slots=True)
class Column:
    """One status of the board: its newest ideas, and their total."""

    status: IdeaStatus
    cards: Sequence[Idea]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """The columns with ideas, always including the inbox, and the statuses without ideas."""

    columns: Sequence[Column]
    empty: Sequence[IdeaStatus]


def board(*, workspace: Workspace) -> Board:
    """Return the board as it is shown: statuses without ideas share one place."""
    listed = columns(workspace=workspace)
    shown = [column for column in listed if column.cards or column.status == IdeaStatus.INBOX]
    return Board(columns=shown, empty=[column.status for column in listed if column not in shown])


def columns(*, workspace: Workspace) -> list[Column]:
    """Return one column for each status."""
    rows = Idea.objects.for_workspace(workspace).order_by("-status_changed_at", "-pk")
    counts = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    place = Window(RowNumber(), partition_by="status", order_by=["-status_changed_at", "-pk"])
    newest = (
        rows.annotate(place=place).filter(place__lte=_CARDS).select_related("candidate__channel", "niche")
    )
    cards: dict[str, list[Idea]] = {status: [] for status in IdeaStatus}
    for idea in newest.defer("candidate__baseline", "candidate__description"):
        cards[idea.status].append(idea)
    return [Column(status, cards[status], counts.get(status, 0)) for status in IdeaStatus]


def delete(*, idea: Idea) -> None:
    """Delete the idea. Work that was made from it stays."""
    idea.delete()
