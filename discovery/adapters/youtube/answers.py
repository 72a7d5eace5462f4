"""YouTube's answers, as far as they are read. Counts come as text, and hidden ones not at all."""

import re
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from discovery.adapters.base import Counts, SeenChannel, SeenVideo

# YouTube's own limit since 2024-10-15.
_LONGEST_SHORT_S = 180
# Where the player's size is not told, only what was a Short under every rule counts as one.
_CERTAINLY_SHORT_S = 60
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_THUMBNAILS = ("shortsAspectRatio", "medium", "high", "standard", "default")


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


class _Thumbnail(_Part):
    url: str


class _Statistics(_Part):
    view_count: int | None = None
    like_count: int | None = None
    comment_count: int | None = None

    def as_counts(self) -> Counts:
        return Counts(views=self.view_count, likes=self.like_count, comments=self.comment_count)


class _SearchSnippet(_Part):
    channel_id: str


class _SearchItem(_Part):
    snippet: _SearchSnippet


class SearchList(_Part):
    """``search.list``."""

    items: list[_SearchItem] = []


class _Playlists(_Part):
    uploads: str


class _ChannelContent(_Part):
    related_playlists: _Playlists


class _ChannelSnippet(_Part):
    title: str
    custom_url: str = ""
    thumbnails: dict[str, _Thumbnail] = {}


class _ChannelStatistics(_Part):
    subscriber_count: int | None = None


class _ChannelItem(_Part):
    id: str
    snippet: _ChannelSnippet
    statistics: _ChannelStatistics = _ChannelStatistics()
    content_details: _ChannelContent

    def as_seen(self) -> SeenChannel:
        pictures = self.snippet.thumbnails
        picture = pictures.get("medium") or pictures.get("default")
        return SeenChannel(
            platform_id=self.id,
            uploads_id=self.content_details.related_playlists.uploads,
            title=self.snippet.title[:120],
            handle=self.snippet.custom_url[:64],
            avatar_url=picture.url if picture else "",
            subscribers=self.statistics.subscriber_count,
        )


class ChannelList(_Part):
    """``channels.list``, which leaves ``items`` out when nothing matches."""

    items: list[_ChannelItem] = []


class _ItemContent(_Part):
    video_id: str


class _PlaylistItem(_Part):
    content_details: _ItemContent


class PlaylistItemList(_Part):
    """``playlistItems.list``."""

    items: list[_PlaylistItem] = []


class _StatsItem(_Part):
    id: str
    statistics: _Statistics = _Statistics()


class StatsList(_Part):
    """``videos.batchGetStats``."""

    items: list[_StatsItem] = []


class _VideoSnippet(_Part):
    published_at: datetime
    channel_id: str
    title: str
    description: str = ""
    tags: list[str] = []
    thumbnails: dict[str, _Thumbnail] = {}
    default_language: str = ""
    default_audio_language: str = ""


class _VideoContent(_Part):
    duration_s: int = Field(alias="duration")

    @field_validator("duration_s", mode="before")
    @classmethod
    def _seconds(cls, value: Any) -> int:
        found = _DURATION.fullmatch(str(value))
        if found is None:
            raise ValueError("not an ISO 8601 duration")
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


class _Player(_Part):
    embed_height: int | None = None
    embed_width: int | None = None


class _VideoItem(_Part):
    id: str
    snippet: _VideoSnippet
    content_details: _VideoContent
    statistics: _Statistics = _Statistics()
    player: _Player = _Player()

    def as_seen(self) -> SeenVideo:
        pictures = self.snippet.thumbnails
        picture = next((pictures[name] for name in _THUMBNAILS if name in pictures), None)
        return SeenVideo(
            platform_id=self.id,
            channel_id=self.snippet.channel_id,
            title=self.snippet.title,
            description=self.snippet.description,
            tags=self.snippet.tags,
            language=self.snippet.default_audio_language or self.snippet.default_language,
            thumbnail_url=picture.url if picture else "",
            published_at=self.snippet.published_at,
            duration_s=self.content_details.duration_s,
            is_short=self._is_short(),
            counts=self.statistics.as_counts(),
        )

    def _is_short(self) -> bool:
        """The API has no such field: short enough, and not wider than high."""
        height, width = self.player.embed_height, self.player.embed_width
        if not height or not width:
            return self.content_details.duration_s <= _CERTAINLY_SHORT_S
        return self.content_details.duration_s <= _LONGEST_SHORT_S and height >= width


class VideoList(_Part):
    """``videos.list``."""

    items: list[_VideoItem] = []
