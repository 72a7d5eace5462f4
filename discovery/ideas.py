"""Ideas: made of a candidate or written by hand, edited, moved across the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from accounts.models import User, Workspace
from discovery import proposals
from discovery.models import Candidate, Idea, IdeaStatus, Niche
from foundation import versions

TITLE_LENGTH = 150
# A longer column shows its newest, and says how many there are.
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
    """An idea that somebody had."""
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
    """The idea made of ``candidate``, with what is known of it frozen; the same one when asked again.

    It begins with words of our own: the other video's title is its creator's.
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


def facts_of(*, candidate: Candidate, niche: Niche | None) -> dict[str, Any]:
    """What a script writer may say of the candidate, and nothing else."""
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
    """Put the idea into another column. Where it already is, nothing happens.

    Raises IllegalMoveError for a move that the board does not have.
    """
    if idea.status != status:
        idea.move_to(status)
    return idea


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board: its newest ideas, and how many there are."""

    status: IdeaStatus
    cards: Sequence[Idea]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """The columns that hold ideas, the inbox always among them, and the states that hold none."""

    columns: Sequence[Column]
    empty: Sequence[IdeaStatus]


def board(*, workspace: Workspace) -> Board:
    """The board as it is shown: states without ideas share one place."""
    listed = columns(workspace=workspace)
    shown = [column for column in listed if column.cards or column.status == IdeaStatus.INBOX]
    return Board(columns=shown, empty=[column.status for column in listed if column not in shown])


def columns(*, workspace: Workspace) -> list[Column]:
    """The board, one column for each state."""
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
    """Take the idea away. What was made of it stays."""
    idea.delete()
