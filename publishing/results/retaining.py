"""How long results are kept: as long as their platform allows."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from discovery import own_channels
from publishing import platforms
from publishing.models import MetricSnapshot, RetentionCurve

_NUMBERS = (*MetricSnapshot.COUNTS, *MetricSnapshot.WATCHED)


def purge(*, at: datetime) -> int:
    """Delete the numbers that their platform does not allow to keep. Returns how many snapshots had some.

    The snapshots stay without numbers, and say why: a mark that was read is not read again.
    """
    return sum(_purge(platform, at) for platform in platforms.all())


def _purge(platform: platforms.Platform, at: datetime) -> int:
    kept_for = own_channels.number_rules(platform=platform.name).kept_for
    if kept_for is None:
        return 0
    there = {"publication__connection__platform": platform.name}
    RetentionCurve.objects.filter(read_at__lt=at - kept_for, **there).delete()
    has_numbers = Q()
    for name in _NUMBERS:
        has_numbers |= Q(**{f"{name}__isnull": False})
    why = f"deleted after {kept_for.days} days, as {platform.words.name} requires"
    empty: dict[str, Any] = dict.fromkeys(_NUMBERS)
    return MetricSnapshot.objects.filter(has_numbers, observed_at__lt=at - kept_for, **there).update(
        **empty,
        reasons=dict.fromkeys(_NUMBERS, why),
        is_provisional=False,
        reported_at=Coalesce(F("reported_at"), at),
    )
