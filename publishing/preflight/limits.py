"""What the installation sends in a day, for rules about daily limits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from publishing.models import Publication, PublicationQuerySet, PublicationStatus
from publishing.models.publications import WAS_SENT
from publishing.platforms import DayCap, Level, Rule


def accounts_today(*, publication: Publication) -> int:
    """Count the platform's accounts that got a post in the last 24 hours, and this publication's."""
    since = timezone.now() - timedelta(hours=24)
    sent = _others(publication).was_sent().filter(submitted_at__gte=since)
    others = sent.exclude(connection__channel_id=publication.connection.channel_id)
    return others.values("connection__channel_id").distinct().count() + 1


def rule_of(cap: DayCap) -> Rule[Publication]:
    """The platform accepts one more post on the day of the publication."""
    return Rule(
        code="day_cap",
        level=Level.WARNING,
        source_url=cap.source_url,
        checked_on=cap.checked_on,
        fine="The platform accepts another post on that day.",
        broken=f"{cap.text} That many are sent or scheduled on that day already.",
        breaks=lambda publication: _count_on_day(publication, cap) >= cap.posts,
        fix="Choose another day.",
    )


def _count_on_day(publication: Publication, cap: DayCap) -> int:
    zone = ZoneInfo(cap.time_zone)
    at = max(publication.scheduled_at or timezone.now(), timezone.now()).astimezone(zone)
    begins = at.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = datetime.combine(at.date() + timedelta(days=1), begins.time(), zone)
    was_sent = WAS_SENT & Q(submitted_at__gte=begins, submitted_at__lt=ends)
    will_be = Q(status=PublicationStatus.SCHEDULED, scheduled_at__gte=begins, scheduled_at__lt=ends)
    found = _others(publication).filter(was_sent | will_be)
    if cap.per_account:
        found = found.filter(connection__channel_id=publication.connection.channel_id)
    return found.count()


def _others(publication: Publication) -> PublicationQuerySet:
    """All other publications to the platform: the limits apply to the installation, not a workspace."""
    connection = publication.connection
    others: PublicationQuerySet = Publication.objects.filter(
        connection__platform=connection.platform, connection__livemode=connection.livemode
    ).exclude(pk=publication.pk)
    return others
