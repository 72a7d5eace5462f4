"""YouTube's responses: the fields that we read. Counts arrive as text; hidden counts are missing.

A list is parsed item by item: an unusable item is reported separately and does not affect the others.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from discovery.platforms.base import (
    Broadcast,
    CountBatch,
    Counts,
    SeenChannel,
    SeenVideo,
    SkipReason,
    Unusable,
    UploadPage,
    VideoBatch,
)
from discovery.platforms.youtube import values
from foundation import foreign_texts

logger = logging.getLogger(__name__)

# YouTube's own limit since 2024-10-15 is three minutes, and the API rounds fractions of a second up.
_LONGEST_SHORT_S = 181
# Without the player's size, a video counts as a Short only if it was one under every rule.
_CERTAINLY_SHORT_S = 60
_THUMBNAILS = ("shortsAspectRatio", "medium", "high", "standard", "default")
_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
_AVATARS = ("medium", "high", "default")
# The reason for an unusable value, by its location.
_REASONS = {
    ("snippet", "publishedAt"): SkipReason.NO_DATE,
    ("contentDetails",): SkipReason.NO_LENGTH,
    ("statistics",): SkipReason.BAD_COUNTS,
}

Text = Annotated[str, BeforeValidator(foreign_texts.lines)]
Line = Annotated[str, BeforeValidator(foreign_texts.line)]
Identity = Annotated[str, BeforeValidator(values.identity)]
Pictures = Annotated[dict[str, str], BeforeValidator(values.pictures)]
Count = Annotated[int | None, BeforeValidator(values.count)]
CountOrNone = Annotated[int | None, BeforeValidator(values.count_or_none)]


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


Item = TypeVar("Item", bound=_Part)


class Listing(_Part):
    """The envelope of a list. It omits ``items`` when nothing matches."""

    items: Annotated[list[Any], BeforeValidator(lambda value: [] if value is None else value)] = []
    next_page_token: Line = ""


class _Statistics(_Part):
    view_count: Count = None
    like_count: Count = None
    comment_count: Count = None

    def as_counts(self) -> Counts:
        return Counts(views=self.view_count, likes=self.like_count, comments=self.comment_count)


class _SearchId(_Part):
    video_id: Line = ""


class _SearchSnippet(_Part):
    channel_id: Identity


class _SearchItem(_Part):
    id: _SearchId = _SearchId()
    snippet: _SearchSnippet


class _Playlists(_Part):
    uploads: Line = ""


class _ChannelContent(_Part):
    related_playlists: _Playlists = _Playlists()


class _ChannelSnippet(_Part):
    title: Line = ""
    custom_url: Line = ""
    country: Line = ""
    thumbnails: Pictures = {}


class _ChannelStatistics(_Part):
    subscriber_count: CountOrNone = None
    hidden_subscriber_count: Any = False

    @property
    def subscribers(self) -> int | None:
        """None if the channel hides it: YouTube then omits it or returns 0."""
        return None if self.hidden_subscriber_count is True else self.subscriber_count


class _ChannelItem(_Part):
    id: Identity
    snippet: _ChannelSnippet = _ChannelSnippet()
    statistics: _ChannelStatistics = _ChannelStatistics()
    content_details: _ChannelContent = _ChannelContent()

    def as_seen(self) -> SeenChannel:
        uploads = self.content_details.related_playlists.uploads
        return SeenChannel(
            platform_id=self.id,
            uploads_id=uploads if len(uploads) <= 64 else "",
            title=self.snippet.title[:120],
            handle=self.snippet.custom_url[:64],
            avatar_url=_first_of(self.snippet.thumbnails, _AVATARS),
            subscribers=self.statistics.subscribers,
            region=self.snippet.country.upper() if _COUNTRY.fullmatch(self.snippet.country) else "",
        )


class _ItemContent(_Part):
    video_id: Identity
    # Missing for videos that are not public.
    video_published_at: Annotated[datetime | None, BeforeValidator(values.instant_or_none)] = None


class _PlaylistItem(_Part):
    content_details: _ItemContent


class _StatsItem(_Part):
    id: Identity
    statistics: _Statistics = _Statistics()


class _VideoSnippet(_Part):
    published_at: Annotated[Any, BeforeValidator(values.instant)]
    channel_id: Identity
    title: Line = ""
    description: Text = ""
    tags: Annotated[list[str], BeforeValidator(values.texts)] = []
    thumbnails: Pictures = {}
    default_language: Line = ""
    default_audio_language: Line = ""
    live_broadcast_content: Line = ""

    @property
    def broadcast(self) -> Broadcast:
        """Whether it has been aired."""
        state = self.live_broadcast_content
        return Broadcast(state) if state in Broadcast.values else Broadcast.NONE


class _RegionRestriction(_Part):
    blocked: Annotated[list[str], BeforeValidator(values.countries)] = []
    # An empty list means that it can be watched nowhere.
    allowed: Annotated[list[str] | None, BeforeValidator(values.countries_or_none)] = None


class _VideoContent(_Part):
    duration_s: Annotated[int | None, BeforeValidator(values.seconds)] = Field(default=None, alias="duration")
    region_restriction: Annotated[_RegionRestriction, BeforeValidator(values.mapping)] = _RegionRestriction()


class _Player(_Part):
    embed_height: CountOrNone = None
    embed_width: CountOrNone = None


class _VideoItem(_Part):
    id: Identity
    snippet: _VideoSnippet
    content_details: _VideoContent = _VideoContent()
    statistics: _Statistics = _Statistics()
    player: _Player = _Player()

    def as_seen(self) -> SeenVideo | None:
        """Return the video; None if its length is unknown although it is no longer live."""
        duration_s, broadcast = self.content_details.duration_s or 0, self.snippet.broadcast
        if not duration_s and broadcast is Broadcast.NONE:
            return None
        return SeenVideo(
            platform_id=self.id,
            channel_id=self.snippet.channel_id,
            title=self.snippet.title or "Untitled video",
            description=self.snippet.description,
            tags=self.snippet.tags,
            language=self.snippet.default_audio_language or self.snippet.default_language,
            thumbnail_url=_first_of(self.snippet.thumbnails, _THUMBNAILS),
            published_at=self.snippet.published_at,
            duration_s=duration_s if broadcast is Broadcast.NONE else 0,
            is_short=broadcast is Broadcast.NONE and self._is_short(duration_s),
            counts=self.statistics.as_counts(),
            broadcast=broadcast,
            blocked_in=self.content_details.region_restriction.blocked,
            allowed_in=self.content_details.region_restriction.allowed,
        )

    def _is_short(self, duration_s: int) -> bool:
        """True if short enough and not wider than high. The API has no such field."""
        height, width = self.player.embed_height, self.player.embed_width
        if not height or not width:
            return duration_s <= _CERTAINLY_SHORT_S
        return duration_s <= _LONGEST_SHORT_S and height >= width


def searched_channels(listing: Listing) -> list[str]:
    """``search.list``: the channel of each video found, best first."""
    found = {item.id.video_id or str(place): item for place, item in enumerate(_each(listing, _SearchItem))}
    return [item.snippet.channel_id for item in found.values()]


def channels(listing: Listing) -> list[SeenChannel]:
    """``channels.list``."""
    return [item.as_seen() for item in _each(listing, _ChannelItem)]


def upload_page(listing: Listing) -> UploadPage:
    """``playlistItems.list``: ids of videos, each once."""
    items = [item.content_details for item in _each(listing, _PlaylistItem)]
    dates = [item.video_published_at for item in items if item.video_published_at is not None]
    return UploadPage(
        ids=list(dict.fromkeys(item.video_id for item in items)),
        oldest_at=dates[-1] if dates else None,
        next_page=listing.next_page_token,
    )


def videos(listing: Listing) -> VideoBatch:
    """``videos.list``."""
    unusable: list[Unusable] = []
    found: dict[str, SeenVideo] = {}
    for item in _each(listing, _VideoItem, unusable):
        seen = item.as_seen()
        if seen is None:
            unusable.append(
                Unusable(platform_id=item.id, title=item.snippet.title[:300], reason=SkipReason.NO_LENGTH)
            )
        else:
            found[item.id] = seen
    return VideoBatch(videos=list(found.values()), unusable=unusable)


def counts(listing: Listing) -> CountBatch:
    """``videos.batchGetStats``."""
    unusable: list[Unusable] = []
    found = {item.id: item.statistics.as_counts() for item in _each(listing, _StatsItem, unusable)}
    return CountBatch(counts=found, unusable=unusable)


def _each(listing: Listing, model: type[Item], unusable: list[Unusable] | None = None) -> Iterator[Item]:
    """Yield the items that can be parsed. Others that have at least an id are added to ``unusable``."""
    for raw in listing.items:
        try:
            yield model.model_validate(raw)
        except ValidationError as error:
            place = error.errors()[0]["loc"]
            logger.warning("youtube item skipped", extra={"item": model.__name__, "place": list(place)})
            if unusable is not None:
                unusable.extend(_named(raw, place))


def _named(raw: Any, place: Sequence[int | str]) -> Iterator[Unusable]:
    try:
        platform_id = values.identity(raw.get("id"))
    except (AttributeError, ValueError):
        return
    reasons = (reason for start, reason in _REASONS.items() if tuple(place[: len(start)]) == start)
    snippet = raw.get("snippet")
    title = snippet.get("title") if isinstance(snippet, dict) else ""
    reason = next(reasons, SkipReason.INCOMPLETE)
    yield Unusable(platform_id=platform_id, title=foreign_texts.line(title, most=300), reason=reason)


def _first_of(pictures: dict[str, str], names: Sequence[str]) -> str:
    return next((pictures[name] for name in names if name in pictures), "")
