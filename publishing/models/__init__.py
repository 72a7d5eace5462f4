"""Models of publishing: connected accounts, publications, their upload sessions and their results."""

from publishing.models.attempts import PublishAttempt
from publishing.models.calendars import WEEKDAYS, CalendarFeed, CalendarRules, LateRule, Slot
from publishing.models.connections import Connection, ConnectionQuerySet, ConnectionStatus
from publishing.models.publications import Publication, PublicationQuerySet, PublicationStatus
from publishing.models.results import Mark, MetricSnapshot, RetentionCurve, Tracking, TrackingQuerySet

__all__ = [
    "WEEKDAYS",
    "CalendarFeed",
    "CalendarRules",
    "Connection",
    "ConnectionQuerySet",
    "ConnectionStatus",
    "LateRule",
    "Mark",
    "MetricSnapshot",
    "Publication",
    "PublicationQuerySet",
    "PublicationStatus",
    "PublishAttempt",
    "RetentionCurve",
    "Slot",
    "Tracking",
    "TrackingQuerySet",
]
