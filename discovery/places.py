"""The order of a column's cards, which people set by hand.

A card that nobody placed stands where it arrived: newest first. A placed card has an instant between those
of its two neighbours, so that a move writes one row.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from discovery.models import Idea, IdeaQuerySet

TOP = ""
# Any constant: it separates these advisory locks from others.
_LOCKS = 7041
_STEP = timedelta(seconds=1)
_SPREAD = """
    UPDATE discovery_idea
    SET placed_at = %s - placed.place * interval '1 second'
    FROM (
        SELECT id, row_number() OVER (
            ORDER BY coalesce(placed_at, status_changed_at) DESC, id DESC
        ) - 1 AS place
        FROM discovery_idea
        WHERE workspace_id = %s AND status = %s
    ) AS placed
    WHERE discovery_idea.id = placed.id
"""


def below(*, idea: Idea, status: str, above_id: str) -> datetime | None:
    """Return the ``placed_at`` that puts ``idea`` in the column ``status``, right below ``above_id``.

    TOP is the top of the column. None if that card is not in the column. Serializes placements of a workspace
    until the transaction ends.
    """
    _lock(idea)
    column = Idea.objects.filter(workspace_id=idea.workspace_id, status=status).exclude(pk=idea.pk).placed()
    if above_id == TOP:
        first = column.in_board_order().first()
        return max(timezone.now(), first.stands_at + timedelta(microseconds=1)) if first else timezone.now()
    above = column.filter(pk=above_id).first()
    if above is None:
        return None
    return _between(column, above) or _spread_and_retry(column, above)


def _spread_and_retry(column: IdeaQuerySet, above: Idea) -> datetime | None:
    first = column.in_board_order().first() or above
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, [first.stands_at, above.workspace_id, above.status])
    return _between(column, column.get(pk=above.pk))


def _between(column: IdeaQuerySet, above: Idea) -> datetime | None:
    """Return an instant between ``above`` and the card below it; None if no instant is left."""
    under = column.after(above).in_board_order().first()
    if under is None:
        return above.stands_at - _STEP
    middle = under.stands_at + (above.stands_at - under.stands_at) / 2
    return middle if under.stands_at < middle < above.stands_at else None


def _lock(idea: Idea) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [str(idea.workspace_id), _LOCKS]
        )
