"""Which ideas are likely to do well: an order that the app above works out once a day, with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Workspace
from discovery.models import Idea, IdeaStatus

# Ideas that can still be made into a video.
OPEN = (IdeaStatus.INBOX, IdeaStatus.SHORTLISTED, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO)
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """An idea's place: ideas with a higher ``value`` come first. ``reason`` says why, in words."""

    value: float
    reason: str


def unranked(*, workspace: Workspace, on: date) -> list[Idea]:
    """Return the open ideas that have no rank of this day."""
    rows = Idea.objects.for_workspace(workspace).filter(status__in=OPEN)
    return list(rows.exclude(ranked_on=on).select_related("niche").order_by("pk"))


@transaction.atomic
def store(*, workspace: Workspace, ranks: Mapping[str, Rank], on: date) -> None:
    """Store the ranks of ideas by id. A rank of the same day is kept, so that the order is stable all day.

    Ideas that were deleted meanwhile are ignored.
    """
    rows = Idea.objects.for_workspace(workspace).filter(pk__in=ranks).exclude(ranked_on=on)
    found = list(rows.select_for_update().order_by("pk"))
    for idea in found:
        rank = ranks[idea.pk]
        idea.rank, idea.rank_reason, idea.ranked_on = rank.value, rank.reason[:REASON_LENGTH], on
    Idea.objects.bulk_update(found, ["rank", "rank_reason", "ranked_on"], batch_size=200)


def forget(*, workspace_ids: Sequence[str]) -> None:
    """Delete the ranks of all ideas of these workspaces. Open ideas get new ones in the next round."""
    ranked = Idea.objects.filter(workspace__in=workspace_ids, ranked_on__isnull=False)
    ranked.update(rank=None, rank_reason="", ranked_on=None)
