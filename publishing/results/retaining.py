"""How long results are kept: as long as their platform allows."""

from datetime import datetime

from discovery import own_channels
from publishing import platforms
from publishing.models import MetricSnapshot, RetentionCurve
from publishing.platforms import Platform


def purge(*, at: datetime) -> int:
    """Delete the numbers that their platform does not allow to keep. Returns how many snapshots had some."""
    return sum(_purge(platform, at) for platform in platforms.all())


def _purge(platform: Platform, at: datetime) -> int:
    kept_for = own_channels.number_rules(platform=platform.name).kept_for
    if kept_for is None:
        return 0
    there = {"publication__connection__platform": platform.name}
    why = f"deleted after {kept_for.days} days, as {platform.words.name} requires"
    curves = RetentionCurve.objects.filter(read_at__lt=at - kept_for, **there)
    curves.exclude(points=[]).update(points=[], reason=why)
    return MetricSnapshot.objects.filter(observed_at__lt=at - kept_for, **there).empty(why=why, at=at)
