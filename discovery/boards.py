"""The ideas board: six columns of cards, and one column in full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from accounts.models import Workspace
from discovery import comparisons, expectations, platforms
from discovery.comparisons import Likeness
from discovery.models import Idea, IdeaQuerySet, IdeaStatus, Method
from discovery.predictions import NotPredicted, Prediction
from foundation.numbers import Figure, Source
from foundation.pagination import Page, paginate

# A longer column shows its first cards and the total; its own page shows all.
MOST_CARDS = 60
# Up to this many ideas are read in one query, whatever their columns.
_MOST_AT_ONCE = 360
_ORIGINS = {Method.SAME_AGE: "same age", Method.LIFETIME: "lifetime views"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An idea as the board shows it. ``score`` is the source's, frozen when the idea was made."""

    idea: Idea
    score: Figure | None
    prediction: Prediction | NotPredicted
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Column:
    """One status of the board: its first cards, and the number of all."""

    status: IdeaStatus
    cards: Sequence[Card]
    count: int

    @property
    def is_cut(self) -> bool:
        """True if there are more cards than are shown."""
        return self.count > len(self.cards)


def columns(*, workspace: Workspace, likely_first: bool = False) -> list[Column]:
    """Return one column for each status, in the order of people, or the ideas likely to do well first."""
    rows = _rows(workspace).likely_first() if likely_first else _rows(workspace).in_board_order()
    listed = list(rows.for_cards()[: _MOST_AT_ONCE + 1])
    counts = Counter(idea.status for idea in listed)
    if len(listed) > _MOST_AT_ONCE:
        # Other columns may have cards beyond these.
        counts = Counter(dict(_rows(workspace).values_list("status").annotate(count=Count("pk"))))
        order: list[Any] = [*rows.query.order_by]
        place = Window(RowNumber(), partition_by="status", order_by=order)
        listed = list(rows.annotate(place=place).filter(place__lte=MOST_CARDS).for_cards())
    first = [idea for status in IdeaStatus for idea in _in(listed, status)[:MOST_CARDS]]
    cards = cards_of(workspace=workspace, ideas=first)
    return [
        Column(status, [card for card in cards if card.idea.status == status], counts[status])
        for status in IdeaStatus
    ]


def _in(listed: Sequence[Idea], status: IdeaStatus) -> list[Idea]:
    return [idea for idea in listed if idea.status == status]


def column(*, workspace: Workspace, status: str, cursor: str | None) -> tuple[list[Card], Page[Idea]]:
    """Return a page of one column, in its order. Raises InvalidCursorError."""
    rows = _rows(workspace).filter(status=status).placed().for_cards()
    page = paginate(rows, order="-stands_at", cursor=cursor, limit=MOST_CARDS)
    return cards_of(workspace=workspace, ideas=page.rows), page


def cards_of(*, workspace: Workspace, ideas: Sequence[Idea]) -> list[Card]:
    """Return the cards of ideas that were read ``for_cards``."""
    likenesses = comparisons.of_ideas(workspace=workspace, ideas=ideas)
    expected = expectations.of_ideas(workspace=workspace, ideas=ideas)
    return [
        Card(idea=idea, score=score_of(idea), prediction=expected[idea.pk], likeness=likenesses[idea.pk])
        for idea in ideas
    ]


def score_of(idea: Idea) -> Figure | None:
    """Return the source's outlier score when the idea was made; None without one that may be shown."""
    facts = idea.facts
    platform = facts.get("platform")
    if facts.get("score") is None or not platform or not platforms.named(platform).derives_metrics:
        return None
    return Figure(
        value=facts["score"],
        source=Source.COMPUTED,
        origin=_ORIGINS.get(facts.get("method"), ""),
        observed_at=datetime.fromisoformat(facts["observed_at"]) if facts.get("observed_at") else None,
        n=facts.get("baseline_n"),
        note="As of when the idea was made",
        livemode=idea.livemode,
    )


def rank_reason_of(idea: Idea) -> str:
    """Return why the idea is ranked where it is; empty where computed figures may not be shown."""
    platform = idea.facts.get("platform")
    asked = [platforms.named(platform)] if platform else platforms.all()
    return idea.rank_reason if any(each.derives_metrics for each in asked) else ""


def _rows(workspace: Workspace) -> IdeaQuerySet:
    rows: IdeaQuerySet = Idea.objects.for_workspace(workspace)
    return rows
