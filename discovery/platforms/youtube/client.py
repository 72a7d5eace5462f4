"""YouTube Data API v3, through Google's own client."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from discovery.errors import ChannelUnreadableError, ListPageExpiredError
from discovery.platforms.base import UNMETERED, CountBatch, Meter, SeenChannel, UploadPage, VideoBatch
from discovery.platforms.youtube import addresses, responses, service
from discovery.platforms.youtube.budget import SEARCHES, UNITS
from discovery.platforms.youtube.refusals import SYSTEM, RefusedError
from discovery.platforms.youtube.responses import Listing
from foundation.errors import UpstreamError

# Requesting a height makes YouTube return the embedded player's size, which shows portrait or landscape.
_PLAYER_HEIGHT_PX = 720
_PER_PAGE = 50
_CHANNEL_PARTS = "snippet,statistics,contentDetails"
# Explanations of why a channel's list can't be read, more specific than YouTube's reason.
_UNREADABLE = {
    "playlistItemsNotAccessible": "YouTube does not allow reading its list of videos.",
    "channelClosed": "The channel was closed.",
    "channelSuspended": "YouTube suspended the channel.",
}


class YouTubeClient:
    """A Source backed by YouTube, or by the sandbox."""

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        livemode: bool,
        meter: Meter = UNMETERED,
        at: datetime | None = None,
    ) -> None:
        self.livemode = livemode
        self._meter = meter
        self._base_url = base_url
        self._key = key
        self._at = at

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """``search.list``: one call from a bucket of a hundred a day."""
        options = {"regionCode": region, "relevanceLanguage": language}
        found = self._call(
            "search",
            bucket=SEARCHES,
            part="snippet",
            q=words,
            type="video",
            order="relevance",
            publishedAfter=since.isoformat(),
            maxResults=_PER_PAGE,
            **{name: value for name, value in options.items() if value},
        )
        return responses.searched_channels(found)

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """``channels.list`` by id."""
        found = self._call("channels", part=_CHANNEL_PARTS, id=list(ids), maxResults=_PER_PAGE)
        return responses.channels(found)

    def channel_at(self, *, address: str) -> SeenChannel | None:
        """One call, or two for the channel of a video."""
        if address.startswith("@"):
            return self.channel_by_handle(handle=address)
        if address.startswith(addresses.USER_NAME):
            return self.channel_by_user_name(name=address.removeprefix(addresses.USER_NAME))
        if addresses.is_video(address):
            videos = self.videos(ids=[address]).videos
            if not videos:
                return None
            address = videos[0].channel_id
        found = self.channels(ids=[address])
        return next((channel for channel in found if channel.platform_id == address), None)

    def channel_by_handle(self, *, handle: str) -> SeenChannel | None:
        """``channels.list`` by handle."""
        found = self._call("channels", part=_CHANNEL_PARTS, forHandle=handle)
        return next(iter(responses.channels(found)), None)

    def channel_by_user_name(self, *, name: str) -> SeenChannel | None:
        """``channels.list`` by the name in URLs that begin with /user/."""
        found = self._call("channels", part=_CHANNEL_PARTS, forUsername=name)
        return next(iter(responses.channels(found)), None)

    def uploads(self, *, uploads_id: str, limit: int, page: str = "") -> UploadPage | None:
        """``playlistItems.list`` of the uploads playlist: the cheap way to watch a channel."""
        try:
            found = self._call(
                "playlistItems",
                part="contentDetails",
                playlistId=uploads_id,
                maxResults=min(limit, _PER_PAGE),
                **({"pageToken": page} if page else {}),
            )
        except RefusedError as refusal:
            if page and (refusal.is_missing or refusal.is_invalid):
                raise ListPageExpiredError(platform=SYSTEM) from refusal
            if refusal.is_missing:
                return None
            words = _UNREADABLE.get(refusal.reason, f"YouTube refused its list of videos ({refusal.reason}).")
            raise ChannelUnreadableError(words, platform=SYSTEM) from refusal
        return responses.upload_page(found)

    def videos(self, *, ids: Sequence[str]) -> VideoBatch:
        """``videos.list`` by id."""
        found = self._call(
            "videos",
            part="snippet,contentDetails,statistics,player",
            id=list(ids),
            maxHeight=_PLAYER_HEIGHT_PX,
            maxResults=_PER_PAGE,
        )
        return responses.videos(found)

    def counts(self, *, ids: Sequence[str]) -> CountBatch:
        """``videos.batchGetStats``: one unit for fifty videos. It may omit public videos."""
        found = self._call("videos", method="batchGetStats", part=["id", "statistics"], id=list(ids))
        return responses.counts(found)

    def _call(self, resource: str, *, method: str = "list", bucket: str = UNITS, **options: Any) -> Listing:
        with self._meter.call(bucket):
            document = service.call(
                base_url=self._base_url,
                key=self._key,
                resource=resource,
                method=method,
                options=options,
                at=self._at,
            )
        try:
            return Listing.model_validate(document)
        except ValidationError as error:
            raise UpstreamError("YouTube sent an unreadable response.", system=SYSTEM) from error
