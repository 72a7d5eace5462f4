"""Preflight checks of a publication: the product's own rules, and those of its platform."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

from publishing import coverage, platforms
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.platforms import Level, Rule

ONCE = "once"
Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one rule. ``field`` names the input that resolves it, empty if there is none."""

    code: str
    level: Level
    text: str
    field: str
    source_url: str


def _connection_unusable(publication: Publication) -> bool:
    connection: Connection = publication.connection
    return connection.status != ConnectionStatus.ACTIVE


def _sent_before(publication: Publication) -> bool:
    """True if the channel has, or may have, this video from another publication."""
    others = Publication.objects.filter(
        connection_id=publication.connection_id, video_id=publication.video_id
    ).exclude(pk=publication.pk)
    is_there = Q(status=PublicationStatus.PUBLISHED) | ~Q(platform_video_id="")
    may_be = Q(status__in=[PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED])
    return bool(others.filter(is_there | may_be).exists())


_RULES: tuple[Rule[Publication], ...] = (
    Rule(
        code="connection",
        level=Level.BLOCKED,
        field="connection",
        source_url="",
        fine="The channel is connected.",
        broken="The channel needs to be reconnected.",
        breaks=_connection_unusable,
    ),
    Rule(
        code="plan",
        level=Level.BLOCKED,
        field="connection",
        source_url="",
        fine="Your plan covers the channel.",
        broken=(
            "This channel is paused: your plan does not cover it, or an invoice is unpaid. "
            "See Settings, Billing and usage."
        ),
        breaks=lambda publication: coverage.CONNECTIONS.is_paused(publication.connection),
    ),
    Rule(
        code=ONCE,
        level=Level.WARNING,
        field="",
        source_url="",
        fine="This video has not been sent to this channel before.",
        broken="This video was already sent to this channel. Publishing creates a second upload.",
        breaks=_sent_before,
    ),
)


def check(*, publication: Publication) -> list[Check]:
    """Return the result of each rule: the product's rules, then the platform's, each in their order."""
    post = publication.post
    ours = [_apply(rule, publication) for rule in _RULES]
    return ours + [_apply(rule, post) for rule in platforms.posting_of(publication).rules]


def blocking(checks: list[Check]) -> list[Check]:
    """Return the results that prevent publishing."""
    return [found for found in checks if found.level is Level.BLOCKED]


def _apply(rule: Rule[Subject], subject: Subject) -> Check:
    broken = rule.breaks(subject)
    return Check(
        code=rule.code,
        level=rule.level if broken else Level.OK,
        text=rule.broken if broken else rule.fine,
        field=rule.field,
        source_url=rule.source_url,
    )
