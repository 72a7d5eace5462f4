"""Models of publishing: connections, publications with their uploads and results, and operators' rules."""

from publishing.models.attachments import Attachment, Attachments, Choice, Placement
from publishing.models.attempts import PublishAttempt
from publishing.models.calendars import WEEKDAYS, CalendarFeed, CalendarRules, LateRule, Slot
from publishing.models.connections import Connection, ConnectionQuerySet, ConnectionStatus
from publishing.models.crossposts import SHARED, Crosspost, CrosspostQuerySet
from publishing.models.extras import Extra, ExtraQuerySet, ExtraStatus
from publishing.models.lessons import Finding, Lesson
from publishing.models.policy_rules import Condition, PolicyRule, Severity
from publishing.models.predictions import Prediction, PredictionQuerySet, PredictionScore
from publishing.models.preflights import Occasion, PreflightRun, RuleResult
from publishing.models.publications import (
    BEFORE_SENDING,
    IN_PROGRESS,
    OFF_SCHEDULE,
    SENT,
    Publication,
    PublicationQuerySet,
    PublicationStatus,
)
from publishing.models.results import Mark, MetricSnapshot, RetentionCurve, Tracking, TrackingQuerySet
from publishing.models.reviews import (
    ApprovalPolicy,
    Review,
    ReviewComment,
    ReviewLink,
    ReviewLinkQuerySet,
    ReviewQuerySet,
    ReviewStatus,
)

__all__ = [
    "BEFORE_SENDING",
    "IN_PROGRESS",
    "OFF_SCHEDULE",
    "SENT",
    "SHARED",
    "WEEKDAYS",
    "ApprovalPolicy",
    "Attachment",
    "Attachments",
    "CalendarFeed",
    "CalendarRules",
    "Choice",
    "Condition",
    "Connection",
    "ConnectionQuerySet",
    "ConnectionStatus",
    "Crosspost",
    "CrosspostQuerySet",
    "Extra",
    "ExtraQuerySet",
    "ExtraStatus",
    "Finding",
    "LateRule",
    "Lesson",
    "Mark",
    "MetricSnapshot",
    "Occasion",
    "Placement",
    "PolicyRule",
    "Prediction",
    "PredictionQuerySet",
    "PredictionScore",
    "PreflightRun",
    "Publication",
    "PublicationQuerySet",
    "PublicationStatus",
    "PublishAttempt",
    "RetentionCurve",
    "Review",
    "ReviewComment",
    "ReviewLink",
    "ReviewLinkQuerySet",
    "ReviewQuerySet",
    "ReviewStatus",
    "RuleResult",
    "Severity",
    "Slot",
    "Tracking",
    "TrackingQuerySet",
]
