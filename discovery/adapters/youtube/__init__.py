"""YouTube Data API v3, through Google's own client."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from discovery.adapters.base import Counts, SeenChannel, SeenVideo
from discovery.adapters.youtube import service
from discovery.adapters.youtube.answers import (
    ChannelList,
    PlaylistItemList,
    SearchList,
    StatsList,
    VideoList,
)
from foundation.errors import UpstreamError

Answer = TypeVar("Answer", bound=BaseModel)

# Asking for a height makes YouTube tell the embedded player's size, which tells portrait from landscape.
_PLAYER_HEIGHT_PX = 720
_PER_PAGE = 50


class YouTube:
    """A Source backed by YouTube, or by the sandbox's stand-in of it."""

    def __init__(self, *, base_url: str, key: str, livemode: bool, at: datetime | None = None) -> None:
        self.livemode = livemode
        self._base_url = base_url
        self._key = key
        self._at = at

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """``search.list``: one call of a bucket that holds a hundred a day."""
        options = {"regionCode": region, "relevanceLanguage": language}
        found = self._ask(
            SearchList,
            "search",
            part="snippet",
            q=words,
            type="video",
            order="relevance",
            publishedAfter=since.isoformat(),
            maxResults=_PER_PAGE,
            **{name: value for name, value in options.items() if value},
        )
        return [item.snippet.channel_id for item in found.items]

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """``channels.list`` by id."""
        found = self._ask(
            ChannelList,
            "channels",
            part="snippet,statistics,contentDetails",
            id=list(ids),
            maxResults=_PER_PAGE,
        )
        return [item.as_seen() for item in found.items]

    def channel_by_handle(self, *, handle: str) -> SeenChannel | None:
        """``channels.list`` by handle."""
        found = self._ask(ChannelList, "channels", part="snippet,statistics,contentDetails", forHandle=handle)
        return found.items[0].as_seen() if found.items else None

    def uploads(self, *, uploads_id: str, limit: int) -> Sequence[str] | None:
        """``playlistItems.list`` of the uploads playlist: the cheap way to follow a channel."""
        try:
            found = self._ask(
                PlaylistItemList,
                "playlistItems",
                part="contentDetails",
                playlistId=uploads_id,
                maxResults=min(limit, _PER_PAGE),
            )
        except service.NoSuchThingError:
            return None
        return [item.content_details.video_id for item in found.items]

    def videos(self, *, ids: Sequence[str]) -> Sequence[SeenVideo]:
        """``videos.list`` by id."""
        found = self._ask(
            VideoList,
            "videos",
            part="snippet,contentDetails,statistics,player",
            id=list(ids),
            maxHeight=_PLAYER_HEIGHT_PX,
            maxResults=_PER_PAGE,
        )
        return [item.as_seen() for item in found.items]

    def counts(self, *, ids: Sequence[str]) -> Mapping[str, Counts]:
        """``videos.batchGetStats``: one unit for fifty videos."""
        found = self._ask(
            StatsList, "videos", method="batchGetStats", part=["id", "statistics"], id=list(ids)
        )
        return {item.id: item.statistics.as_counts() for item in found.items}

    def _ask(self, model: type[Answer], resource: str, *, method: str = "list", **options: Any) -> Answer:
        document = service.call(
            base_url=self._base_url,
            key=self._key,
            resource=resource,
            method=method,
            options=options,
            at=self._at,
        )
        try:
            return model.model_validate(document)
        except ValidationError as error:
            raise UpstreamError(
                "YouTube answered something that could not be read.", system=service.SYSTEM
            ) from error
