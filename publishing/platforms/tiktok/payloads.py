"""TikTok's responses: the fields that we read."""

import logging
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from foundation import foreign_texts
from publishing.platforms import values

logger = logging.getLogger(__name__)

# TikTok's lists accept at most this many videos per page.
PER_PAGE = 20
_TITLE = 300
_URL = 2000
USER_FIELDS = "open_id,display_name,avatar_url,username,follower_count"
VIDEO_FIELDS = (
    "id,title,video_description,create_time,duration,cover_image_url,"
    "view_count,like_count,comment_count,share_count"
)

_Count = Annotated[int | None, BeforeValidator(values.count)]
_Title = Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=_TITLE))]
_Url = Annotated[str, BeforeValidator(lambda value: values.address(value, most=_URL))]


class Tokens(BaseModel):
    """The response of the token endpoint: tokens, or an error, which may have status 200."""

    access_token: str = ""
    refresh_token: str = ""
    expires_in: int = Field(default=3600, ge=0)
    scope: str = ""
    error: str = ""
    error_description: str = ""


class Problem(BaseModel):
    """The error in an envelope. Its code is *ok* for a success."""

    code: str
    message: str = ""
    log_id: str = ""


class Envelope(BaseModel):
    """The document around all data and errors."""

    data: dict[str, Any] = Field(default_factory=dict)
    error: Problem


class User(BaseModel):
    """The account of the token."""

    open_id: str = Field(min_length=1, max_length=64)
    display_name: _Title = ""
    username: Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=99))] = ""
    avatar_url: _Url = ""
    follower_count: Annotated[int | None, BeforeValidator(values.count)] = None


class UserInfo(BaseModel):
    """The data of ``user/info``."""

    user: User


class Video(BaseModel):
    """One public video of the account."""

    id: str = Field(pattern=r"^\d{1,20}$")
    title: _Title = ""
    video_description: _Title = ""
    create_time: Annotated[datetime, BeforeValidator(values.moment)]
    duration: int = Field(default=0, ge=0, le=86_400)
    cover_image_url: _Url = ""
    view_count: _Count = None
    like_count: _Count = None
    comment_count: _Count = None
    share_count: _Count = None


class VideoPage(BaseModel):
    """The data of ``video/list``. Each video is parsed separately."""

    videos: list[Any] = Field(default_factory=list)
    cursor: int = 0
    has_more: bool = False


def readable(items: list[Any]) -> list[Video]:
    """Return the videos that can be parsed. Others are logged."""
    found = []
    for item in items:
        try:
            found.append(Video.model_validate(item))
        except ValidationError as error:
            place = list(error.errors()[0]["loc"])
            logger.warning("video not readable", extra={"system": "TikTok", "place": place})
    return found
