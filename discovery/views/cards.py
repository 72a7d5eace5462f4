"""Cards of the ideas board, cached by content."""

import dataclasses
import functools
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from discovery.boards import Card, Column, rank_reason_of
from discovery.models import IdeaStatus
from discovery.predictions import Prediction
from foundation import ages, pages
from foundation.numbers import Figure

_TEMPLATE = "discovery/_idea_card.html"
# About 3 KB each.
_MOST_KEPT = 4096
# The statuses from which a script is written.
_UNWRITTEN = {IdeaStatus.INBOX, IdeaStatus.SHORTLISTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """Everything that a card shows. Ages are text, so that cards with the same appearance are equal."""

    id: str
    title: str
    hook: str
    language: str
    status: str
    status_label: str
    # The statuses that it can move to, and their labels.
    moves: tuple[tuple[str, str], ...]
    niche: str
    platform: str
    channel: str
    picture_id: int | None
    picture_version: str
    is_long: bool
    livemode: bool
    score: Figure | None
    score_ago: str
    # Empty without a prediction.
    predicted: str
    predicted_n: int
    predicted_why: str
    # Empty unless it is a version of something that exists.
    alike: str
    alike_why: str
    # Why it stands where it does, if the board is in the order of ranks.
    rank_reason: str
    may_edit: bool
    can_be_written: bool
    # The time zone of the dates shown.
    time_zone: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the board, with its cards as HTML."""

    status: IdeaStatus
    label: str
    count: int
    is_cut: bool
    cards_html: list[SafeString]


def row_of(card: Card, *, may_edit: bool, with_rank: bool = False) -> CardRow:
    """Return the current content of a card."""
    idea, score, prediction = card.idea, card.score, card.prediction
    expected = prediction if isinstance(prediction, Prediction) else None
    found = idea.source_candidate
    return CardRow(
        id=idea.pk,
        title=idea.title,
        hook=idea.hook,
        language=idea.language,
        status=idea.status,
        status_label=IdeaStatus(idea.status).label,
        moves=tuple((status.value, str(status.label)) for status in idea.next_statuses),
        niche=idea.niche.name if idea.niche else "",
        platform=idea.source_platform_name,
        channel=str(idea.facts.get("channel_title") or ""),
        picture_id=found.source_id if found else None,
        picture_version=found.picture_version if found else "",
        is_long=found.is_long if found else False,
        livemode=idea.livemode,
        score=_short(score),
        score_ago=ages.ago(score.observed_at) if score and score.observed_at else "",
        predicted=expected.band if expected else "",
        predicted_n=expected.n if expected else 0,
        predicted_why=expected.sentence if expected else "",
        alike=card.likeness.percent,
        alike_why=card.likeness.sentence if card.likeness.is_high else "",
        rank_reason=rank_reason_of(idea) if with_rank else "",
        may_edit=may_edit,
        can_be_written=idea.status in _UNWRITTEN,
        time_zone=timezone.get_current_timezone_name(),
    )


def _short(score: Figure | None) -> Figure | None:
    """The score with its method as a note: cards are narrow, and mark sandbox data themselves."""
    if score is None:
        return None
    note = f"{score.origin[:1].upper()}{score.origin[1:]}. {score.note}." if score.origin else score.note
    return dataclasses.replace(score, origin="", note=note, livemode=True)


@functools.lru_cache(maxsize=_MOST_KEPT)
def html_of(row: CardRow) -> SafeString:
    """Render the card. The template gets nothing else, so a cached entry is never stale or foreign."""
    return pages.part(_TEMPLATE, card=row)


def columns_of(columns: list[Column], *, may_edit: bool, with_ranks: bool = False) -> list[ColumnRow]:
    """Return the board's columns with their cards."""
    return [
        ColumnRow(
            status=column.status,
            label=str(column.status.label),
            count=column.count,
            is_cut=column.is_cut,
            cards_html=[
                html_of(row_of(card, may_edit=may_edit, with_rank=with_ranks)) for card in column.cards
            ],
        )
        for column in columns
    ]
