"""Ideas: created from a candidate or written by hand, edited, and moved across the board."""

from typing import Any

from django.db import transaction

from accounts.models import User, Workspace
from discovery import list_changes, places, proposals
from discovery.errors import IdeaMoveError, MovedElsewhereError
from discovery.models import Candidate, Finding, Idea, IdeaStatus, Niche
from discovery.signals import Made, made_requested
from foundation import versions

TITLE_LENGTH = 150


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
    list_changes.decided(workspace=candidate.workspace_id)
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


# Facts that are ours, and None where the platform does not allow us to compute them.
_COMPUTED = ("score", "score_low", "score_high", "method", "baseline_n", "velocity", "velocity_window_s")


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
        **{name: getattr(candidate, name) if candidate.derives_metrics else None for name in _COMPUTED},
        "published_at": candidate.published_at.isoformat(),
        "observed_at": candidate.observed_at.isoformat() if candidate.observed_at else None,
    }


def edit(*, idea: Idea, version: int, **fields: Any) -> Idea:
    """Change title, hook, angle, language or niche, if ``version`` is the one that was read.

    Raises EditedElsewhereError.
    """
    return versions.change(row=idea, version=version, **fields)


@transaction.atomic
def move(*, idea: Idea, status: str, seen: str = "", above_id: str | None = None) -> Idea:
    """Move the idea to the column ``status``, and there right below the card ``above_id``.

    An empty ``above_id`` is the top of the column. Without one, an idea arrives at the top, and an idea that
    is there already is not moved. If the card ``above_id`` has left the column, it counts as not given.

    Raises IdeaMoveError for a move that the board does not allow, and MovedElsewhereError if the idea is no
    longer in the column ``seen``.
    """
    if seen and idea.status != seen:
        raise _moved_elsewhere(idea)
    if idea.status != status and not idea.can_move_to(status):
        raise _refused(idea, status)
    placed_at = None
    if above_id is not None:
        placed_at = places.below(idea=idea, status=status, above_id=above_id)
    if idea.status == status:
        was_moved = placed_at is None or idea.change_if_unmoved(placed_at=placed_at)
    else:
        was_moved = idea.move_to(status, placed_at=placed_at)
    if seen and not was_moved:
        raise _moved_elsewhere(idea)
    return idea


def _moved_elsewhere(idea: Idea) -> MovedElsewhereError:
    return MovedElsewhereError(title=idea.title, now=IdeaStatus(idea.status).label, status=idea.status)


def _refused(idea: Idea, status: str) -> IdeaMoveError:
    return IdeaMoveError(
        title=idea.title,
        now=IdeaStatus(idea.status).label,
        asked=IdeaStatus(status).label,
        possible={possible.value: str(possible.label) for possible in idea.next_statuses},
    )


def delete(*, idea: Idea) -> None:
    """Delete the idea. Work that was made from it stays."""
    idea.delete()
    list_changes.decided(workspace=idea.workspace_id)


def made_from(*, idea: Idea) -> list[Made]:
    """Return the newest videos that were made from the idea."""
    answers: list[tuple[Any, Any]] = made_requested.send(Idea, idea=idea)
    return [video for _, found in answers for video in found]
