"""YouTube's answers as far as we read them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Resource(BaseModel):
    """A resource of the API, whose members are written in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class TokenAnswer(BaseModel):
    """What the token address answers."""

    access_token: str
    expires_in: int = 3600
    refresh_token: str = ""
    scope: str = ""


class Snippet(Resource):
    """What a channel or video is called."""

    title: str = ""
    custom_url: str = ""
    published_at: datetime | None = None
    thumbnails: dict[str, dict[str, Any]] = Field(default_factory=dict)


class RelatedPlaylists(Resource):
    """A channel's own playlists."""

    uploads: str = ""


class ChannelDetails(Resource):
    """A channel's playlists."""

    related_playlists: RelatedPlaylists = RelatedPlaylists()


class Channel(Resource):
    """One channel."""

    id: str
    snippet: Snippet
    content_details: ChannelDetails = ChannelDetails()


class Channels(Resource):
    """A list of channels; without any, the member is left out."""

    kind: Literal["youtube#channelListResponse"]
    items: list[Channel] = Field(default_factory=list)


class Status(Resource):
    """What became of an upload."""

    upload_status: str = ""
    failure_reason: str = ""
    rejection_reason: str = ""


class Processing(Resource):
    """How far the conversion is."""

    processing_status: str = ""


class Video(Resource):
    """One video as its owner sees it."""

    id: str
    snippet: Snippet = Snippet()
    status: Status = Status()
    processing_details: Processing = Processing()


class Videos(Resource):
    """A list of videos."""

    kind: Literal["youtube#videoListResponse"]
    items: list[Video]


class PlaylistDetails(Resource):
    """Which video a playlist entry is."""

    video_id: str


class PlaylistItem(Resource):
    """One entry of a playlist."""

    content_details: PlaylistDetails


class PlaylistItems(Resource):
    """A list of entries."""

    kind: Literal["youtube#playlistItemListResponse"]
    items: list[PlaylistItem]
