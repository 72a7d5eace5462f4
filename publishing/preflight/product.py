"""The product's own rules for a publication."""

from zoneinfo import ZoneInfo

from publishing import attachments, coverage
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.platforms import Level, Page, Rule
from publishing.preflight import sameness
from synthesis.studio import stock

ONCE = "once"


def _connection_unusable(publication: Publication) -> bool:
    connection: Connection = publication.connection
    return connection.status != ConnectionStatus.ACTIVE


def _sent_before(publication: Publication) -> bool:
    """True if the channel has, or may have, this video from another publication."""
    others = Publication.objects.filter(
        connection_id=publication.connection_id, video_id=publication.video_id
    ).exclude(pk=publication.pk)
    return bool(others.was_sent().exists())


def _planned_before(publication: Publication) -> bool | str:
    """The time of another publication of this video that is scheduled for the channel, in words."""
    others = Publication.objects.filter(
        connection_id=publication.connection_id,
        video_id=publication.video_id,
        status=PublicationStatus.SCHEDULED,
        scheduled_at__isnull=False,
    ).exclude(pk=publication.pk)
    at = others.order_by("scheduled_at").values_list("scheduled_at", flat=True).first()
    if at is None:
        return False
    zone = ZoneInfo(publication.connection.workspace.time_zone)
    return f"This video is also scheduled for this channel on {at.astimezone(zone):%-d %B, %H:%M}."


def _music_unlicensed(publication: Publication) -> bool | str:
    content = publication.render.content
    if not content.music_track or content.music_track_licence.strip():
        return False
    return f"No licence is noted for the music “{content.music_track_title or 'Untitled'}”."


def _credits_missing(publication: Publication) -> bool:
    text = publication.post_text
    return stock.credited(post_text=text, content=publication.render.content) != text


def _links_doubtful(publication: Publication) -> str:
    return _problems(publication, is_blocking=False)


def _links_broken(publication: Publication) -> str:
    return _problems(publication, is_blocking=True)


def _problems(publication: Publication, *, is_blocking: bool) -> str:
    found = attachments.problems(publication=publication)
    return " ".join(each.text for each in found if each.is_blocking is is_blocking)


RULES: tuple[Rule[Publication], ...] = (
    Rule(
        code="connection",
        level=Level.BLOCKED,
        field="connection",
        fine="The channel is connected.",
        broken="The channel needs to be reconnected.",
        breaks=_connection_unusable,
        fix="Reconnect the channel.",
        page=Page.CHANNELS,
    ),
    Rule(
        code="permissions",
        level=Level.BLOCKED,
        field="connection",
        fine="The connection may post.",
        broken="This connection only reads.",
        breaks=lambda publication: publication.connection.no_posting,
        fix="See under Channels what is missing.",
        page=Page.CHANNELS,
    ),
    Rule(
        code="plan",
        level=Level.BLOCKED,
        field="connection",
        fine="Your plan covers the channel.",
        broken=(
            "This channel is paused: your plan does not cover it, or an invoice is unpaid. "
            "See Settings, Billing and usage."
        ),
        breaks=lambda publication: coverage.CONNECTIONS.is_paused(publication.connection),
        page=Page.BILLING,
    ),
    Rule(
        code="file",
        level=Level.BLOCKED,
        fine="The finished file is there.",
        broken="The finished file is missing.",
        breaks=lambda publication: publication.render.final_asset is None,
        fix="Render the video again.",
        page=Page.VIDEO,
    ),
    Rule(
        code=ONCE,
        level=Level.WARNING,
        fine="This video has not been sent to this channel before.",
        broken="This video was already sent to this channel. Publishing creates a second upload.",
        breaks=_sent_before,
    ),
    Rule(
        code="once_planned",
        level=Level.WARNING,
        fine="No other post of this video is scheduled for this channel.",
        broken="Another post of this video is scheduled for this channel.",
        breaks=_planned_before,
        fix="Cancel one of them, or choose another video.",
    ),
    Rule(
        code="sameness",
        level=Level.WARNING,
        fine="The narration differs from your earlier posts.",
        broken="The narration is very similar to an earlier post.",
        breaks=sameness.described,
        fix="Rewrite the parts that repeat it.",
        page=Page.VIDEO,
    ),
    Rule(
        code="music_licence",
        level=Level.WARNING,
        fine="The music has a licence, or the video uses none of yours.",
        broken="No licence is noted for the music.",
        breaks=_music_unlicensed,
        fix="Note the licence in the library, and render again.",
        page=Page.LIBRARY,
    ),
    Rule(
        code="stock_credits",
        level=Level.WARNING,
        field="post_text",
        source_url="https://www.pexels.com/api/documentation/#guidelines",
        fine="The text credits the stock that the video shows, or it shows none.",
        broken="The text does not credit all of the stock that the video shows.",
        breaks=_credits_missing,
        fix="Add the credits from the video's page to the text.",
    ),
    Rule(
        code="offers",
        level=Level.WARNING,
        field="offers",
        fine="The offered products are in the shop, or the post offers none.",
        broken="One of the offered products is not in the shop.",
        breaks=_links_doubtful,
    ),
    Rule(
        code="offer_codes",
        level=Level.BLOCKED,
        field="offers",
        fine="The discount codes of the post work, or it has none.",
        broken="A discount code of the post does not work.",
        breaks=_links_broken,
    ),
)
