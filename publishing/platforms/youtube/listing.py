"""The channel's own videos in YouTube's response, as values with their counts."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from foundation import foreign_texts
from publishing.platforms import values
from publishing.platforms.results import OwnVideo
from publishing.platforms.youtube.payloads import Resource, Videos

logger = logging.getLogger(__name__)

PLAYER_HEIGHT_PX = 720
# Discovery decides by the same limits whether a video is a Short.
_LONGEST_SHORT_S = 181
_CERTAINLY_SHORT_S = 60
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?)?", re.ASCII)
_THUMBNAILS = ("shortsAspectRatio", "medium", "high", "standard", "default")


def _duration_s(value: Any) -> int:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not a duration")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _pictures(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    found = {name: each.get("url") for name, each in value.items() if isinstance(each, dict)}
    return {name: values.address(url, most=500) for name, url in found.items()}


# A video without one of its counts is still public.
_Count = Annotated[int | None, BeforeValidator(values.count_or_none)]


class _Snippet(Resource):
    title: Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=300))] = ""
    published_at: datetime
    live_broadcast_content: str = "none"
    thumbnails: Annotated[dict[str, str], BeforeValidator(_pictures)] = Field(default_factory=dict)


class _Content(Resource):
    duration_s: Annotated[int, BeforeValidator(_duration_s)] = Field(default=0, alias="duration")


class _Statistics(Resource):
    view_count: _Count = None
    like_count: _Count = None
    comment_count: _Count = None


class _Status(Resource):
    privacy_status: str = ""


class _Player(Resource):
    embed_height: Annotated[int | None, BeforeValidator(values.count_or_none)] = None
    embed_width: Annotated[int | None, BeforeValidator(values.count_or_none)] = None


class _Video(Resource):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    snippet: _Snippet
    content_details: _Content = _Content()
    statistics: _Statistics = _Statistics()
    status: _Status = _Status()
    player: _Player = _Player()

    @property
    def is_comparable(self) -> bool:
        """True for a public video that has been broadcast."""
        is_aired = self.snippet.live_broadcast_content == "none" and self.content_details.duration_s > 0
        return is_aired and self.status.privacy_status == "public"

    @property
    def is_short(self) -> bool:
        """True if short enough and not wider than high. The API has no such field."""
        height, width, duration_s = (
            self.player.embed_height,
            self.player.embed_width,
            self.content_details.duration_s,
        )
        if not height or not width:
            return duration_s <= _CERTAINLY_SHORT_S
        return duration_s <= _LONGEST_SHORT_S and height >= width


def own_videos(content: bytes, *, watch_url: str) -> list[OwnVideo]:
    """Return the public videos in a response that have been broadcast. Raises ValueError for no list."""
    items = Videos.model_validate(values.document(content)).items
    return [_own(video, watch_url) for video in _readable(items) if video.is_comparable]


def _readable(items: Iterable[Any]) -> Iterator[_Video]:
    for item in items:
        try:
            video = _Video.model_validate(item)
            video.snippet.published_at = values.plausible(video.snippet.published_at)
        except (ValidationError, ValueError) as error:
            logger.warning("video not readable", extra={"system": "YouTube", "cause": type(error).__name__})
        else:
            yield video


def _own(video: _Video, watch_url: str) -> OwnVideo:
    counts = video.statistics
    return OwnVideo(
        id=video.id,
        title=video.snippet.title or "Untitled video",
        url=f"{watch_url}{video.id}",
        thumbnail_url=_first_of(video.snippet.thumbnails),
        published_at=video.snippet.published_at,
        duration_s=video.content_details.duration_s,
        is_short=video.is_short,
        views=counts.view_count,
        likes=counts.like_count,
        comments=counts.comment_count,
        shares=None,
    )


def _first_of(pictures: Mapping[str, str]) -> str:
    return next((pictures[name] for name in _THUMBNAILS if pictures.get(name)), "")
