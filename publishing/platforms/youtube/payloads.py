"""YouTube's documents: the status of an upload that we send, and the fields of responses that we read."""

import logging
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from publishing.platforms import values
from publishing.platforms.base import Post
from publishing.platforms.youtube.options import Visibility, YouTubeOptions

logger = logging.getLogger(__name__)


def upload_status(post: Post, options: YouTubeOptions) -> dict[str, Any]:
    """Return the status part of an upload. YouTube accepts ``publishAt`` only for a private video."""
    status: dict[str, Any] = {
        # An empty value is refused; without a value, YouTube would make the video public.
        "privacyStatus": options.visibility or "",
        "selfDeclaredMadeForKids": bool(options.made_for_kids),
        "containsSyntheticMedia": post.synthetic_media,
    }
    if post.publish_at is not None:
        publish_at = post.publish_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        status |= {"privacyStatus": Visibility.PRIVATE, "publishAt": publish_at}
    return status


def promotion(options: YouTubeOptions) -> dict[str, Any]:
    """Return the part of an upload that discloses a paid promotion; no part without one."""
    if not options.paid_promotion:
        return {}
    return {"paidProductPlacementDetails": {"hasPaidProductPlacement": True}}


class Resource(BaseModel):
    """A resource of the API. Its fields are in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class TokenResponse(BaseModel):
    """The response of the token endpoint."""

    access_token: str
    expires_in: int = 3600
    refresh_token: str = ""
    scope: str = ""


class Snippet(Resource):
    """The texts of a channel or video."""

    title: str = ""
    custom_url: str = ""
    published_at: datetime | None = None
    thumbnails: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @field_validator("published_at", mode="before")
    @classmethod
    def _if_known(cls, value: Any) -> Any:
        # A removed video stays in the list with an empty date.
        return value or None


class RelatedPlaylists(Resource):
    """A channel's own playlists."""

    uploads: str = ""


class ChannelDetails(Resource):
    """A channel's playlists."""

    related_playlists: RelatedPlaylists = RelatedPlaylists()


class ChannelStatistics(Resource):
    """A channel's counts. YouTube sends them as text."""

    subscriber_count: Annotated[int | None, BeforeValidator(values.count_or_none)] = None
    hidden_subscriber_count: bool = False

    @property
    def shown_subscribers(self) -> int | None:
        """The number of subscribers, unless the channel hides it."""
        return None if self.hidden_subscriber_count else self.subscriber_count


class Channel(Resource):
    """One channel."""

    id: str
    snippet: Snippet
    statistics: ChannelStatistics = ChannelStatistics()
    content_details: ChannelDetails = ChannelDetails()


class Channels(Resource):
    """A list of channels. The field is missing if there are none."""

    kind: Literal["youtube#channelListResponse"]
    items: list[Channel] = Field(default_factory=list)


class Status(Resource):
    """The status of an upload."""

    upload_status: str = ""
    privacy_status: str = ""
    failure_reason: str = ""
    rejection_reason: str = ""


class Processing(Resource):
    """The progress of the conversion."""

    processing_status: str = ""


class Video(Resource):
    """One video as its owner sees it."""

    id: str
    snippet: Snippet = Snippet()
    status: Status = Status()
    processing_details: Processing = Processing()


class Videos(Resource):
    """A list of videos, each of which is parsed separately."""

    kind: Literal["youtube#videoListResponse"]
    items: list[Any] = Field(default_factory=list)


def readable(items: list[Any]) -> list[Video]:
    """Parse the videos of a list. If one can't be parsed, only its id is kept."""
    found = []
    for item in items:
        try:
            found.append(Video.model_validate(item))
        except ValidationError:
            logger.warning("video not readable", extra={"system": "YouTube"})
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                found.append(Video(id=item["id"]))
    return found


class PlaylistDetails(Resource):
    """The video of a playlist entry."""

    video_id: str


class PlaylistItem(Resource):
    """One entry of a playlist."""

    content_details: PlaylistDetails


class PlaylistItems(Resource):
    """A list of entries."""

    kind: Literal["youtube#playlistItemListResponse"]
    items: list[PlaylistItem] = Field(default_factory=list)
