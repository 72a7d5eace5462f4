"""How long predictions, scores and lessons are kept: while their platform allows computed numbers."""

import logging

from django.db import transaction

from discovery import expectations, ranks
from publishing import platforms
from publishing.models import Lesson, Prediction

logger = logging.getLogger(__name__)

_AT_ONCE = 500


def purge() -> int:
    """Delete what was computed from numbers of platforms that forbid it now. Returns how many predictions.

    The scores go with their predictions. Ranks that lessons contributed to are worked out again without them.
    Predictions without numbers stay, with their reason. Idempotent.
    """
    forbidden = [each.name for each in platforms.all() if not expectations.allows(platform=each.name)]
    deleted = 0
    while found := _delete_some(forbidden):
        deleted += found
    lessons = Lesson.objects.filter(platform__in=forbidden)
    workspace_ids = list(lessons.values_list("workspace_id", flat=True).distinct())
    if workspace_ids:
        _forget(forbidden, workspace_ids)
    if deleted or workspace_ids:
        logger.warning("computed numbers deleted", extra={"platforms": forbidden, "predictions": deleted})
    return deleted


def _delete_some(forbidden: list[str]) -> int:
    """Delete some predictions with their scores, in a transaction of their own, and return how many."""
    rows = Prediction.objects.filter(connection__platform__in=forbidden, inputs__reason=None)
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Prediction.objects.filter(pk__in=some).delete()
    return len(some)


@transaction.atomic
def _forget(forbidden: list[str], workspace_ids: list[str]) -> None:
    Lesson.objects.filter(platform__in=forbidden, workspace__in=workspace_ids).delete()
    ranks.forget(workspace_ids=workspace_ids)
