"""A platform's rules as data, checked before anything is sent. Last held against its pages on 2026-11-20."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from publishing import coverage
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus

_INSERT = "https://developers.google.com/youtube/v3/docs/videos/insert"
_SHORTS = "https://support.google.com/youtube/answer/15424877"
_SYNTHETIC = "https://support.google.com/youtube/answer/14328491"
_KIDS = "https://support.google.com/youtube/answer/9528076"

TITLE_CHARACTERS = 100
TEXT_BYTES = 5000
TAG_CHARACTERS = 500
SHORT_S = 180
ONCE = "once"


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Check:
    """What one rule found. ``field`` names the input that mends it, empty when there is none."""

    code: str
    level: Level
    text: str
    field: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``breaks`` says whether the publication breaks it."""

    code: str
    level: Level
    field: str
    source_url: str
    fine: str
    broken: str
    breaks: Callable[[Publication], bool]


def _too_many_tag_characters(publication: Publication) -> bool:
    # YouTube counts a tag with spaces with its two quotation marks, and the commas between.
    return sum(len(tag) + 3 for tag in publication.tags) > TAG_CHARACTERS


def _not_upright(publication: Publication) -> bool:
    asset = publication.render.final_asset
    return asset is None or (asset.width_px or 0) >= (asset.height_px or 0)


def _too_long_for_a_short(publication: Publication) -> bool:
    asset = publication.render.final_asset
    return asset is not None and (asset.duration_s or 0) > SHORT_S


def _connection_unusable(publication: Publication) -> bool:
    connection: Connection = publication.connection
    return connection.status != ConnectionStatus.ACTIVE


def _sent_before(publication: Publication) -> bool:
    """True when the channel has, or may have, this video by another publication."""
    others = Publication.objects.filter(
        connection_id=publication.connection_id, video_id=publication.video_id
    ).exclude(pk=publication.pk)
    is_there = Q(status=PublicationStatus.PUBLISHED) | ~Q(platform_video_id="")
    may_be = Q(status__in=[PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED])
    return bool(others.filter(is_there | may_be).exists())


RULES = (
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
            "This channel is paused: your plan does not cover it, or a bill is unpaid. "
            "See Settings, Billing and usage."
        ),
        breaks=lambda publication: coverage.CONNECTIONS.is_paused(publication.connection),
    ),
    Rule(
        code="title",
        level=Level.BLOCKED,
        field="title",
        source_url=_INSERT,
        fine=f"The title has at most {TITLE_CHARACTERS} characters and no < or >.",
        broken=f"Give a title of at most {TITLE_CHARACTERS} characters without < and >.",
        breaks=lambda publication: (
            not publication.title.strip()
            or len(publication.title) > TITLE_CHARACTERS
            or bool(set("<>") & set(publication.title))
        ),
    ),
    Rule(
        code="description",
        level=Level.BLOCKED,
        field="post_text",
        source_url=_INSERT,
        fine="The description fits.",
        broken=f"Shorten the description to {TEXT_BYTES} bytes and leave out < and >.",
        breaks=lambda publication: (
            len(publication.post_text.encode()) > TEXT_BYTES or bool(set("<>") & set(publication.post_text))
        ),
    ),
    Rule(
        code="tags",
        level=Level.BLOCKED,
        field="tags",
        source_url=_INSERT,
        fine="The tags fit.",
        broken=f"Use fewer or shorter tags: at most {TAG_CHARACTERS} characters together.",
        breaks=_too_many_tag_characters,
    ),
    Rule(
        code="visibility",
        level=Level.BLOCKED,
        field="visibility",
        source_url=_INSERT,
        fine="You chose who may see it.",
        broken="Choose who may see it. YouTube would make it public if nothing were said.",
        breaks=lambda publication: not publication.visibility,
    ),
    Rule(
        code="made_for_kids",
        level=Level.BLOCKED,
        field="made_for_kids",
        source_url=_KIDS,
        fine="You said whether it is made for kids.",
        broken="Say whether it is made for kids. The law asks you to.",
        breaks=lambda publication: publication.made_for_kids is None,
    ),
    Rule(
        code="synthetic_media",
        level=Level.BLOCKED,
        field="synthetic_media",
        source_url=_SYNTHETIC,
        fine="The label for altered or synthetic content fits how the scenes were made.",
        broken="Scenes were generated by AI: the label for synthetic content has to be on.",
        breaks=lambda publication: publication.synthetic_media_required and not publication.synthetic_media,
    ),
    Rule(
        code=ONCE,
        level=Level.WARNING,
        field="",
        source_url="",
        fine="This video was not sent to this channel before.",
        broken="This video was sent to this channel before. Publishing makes a second one there.",
        breaks=_sent_before,
    ),
    Rule(
        code="upright",
        level=Level.WARNING,
        field="",
        source_url=_SHORTS,
        fine="The picture is upright, as Shorts are.",
        broken="The picture is not upright: YouTube will not show it among Shorts.",
        breaks=_not_upright,
    ),
    Rule(
        code="length",
        level=Level.WARNING,
        field="",
        source_url=_SHORTS,
        fine="It is short enough to be a Short.",
        broken=f"It is longer than {SHORT_S // 60} minutes: YouTube will not show it among Shorts.",
        breaks=_too_long_for_a_short,
    ),
)


def check(*, publication: Publication) -> list[Check]:
    """Every rule's finding, in the order of the rules."""
    return [_apply(rule, publication) for rule in RULES]


def blocking(checks: list[Check]) -> list[Check]:
    """Those that stand in the way."""
    return [found for found in checks if found.level is Level.BLOCKED]


def _apply(rule: Rule, publication: Publication) -> Check:
    broken = rule.breaks(publication)
    return Check(
        code=rule.code,
        level=rule.level if broken else Level.OK,
        text=rule.broken if broken else rule.fine,
        field=rule.field,
        source_url=rule.source_url,
    )
