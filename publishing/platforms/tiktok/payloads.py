"""TikTok's responses: the fields that we read."""

import logging
import math
import re
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from foundation import foreign_texts
from publishing.platforms import values
from publishing.platforms.tiktok.account import Privacy

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
COUNT_FIELDS = "id,view_count,like_count,comment_count,share_count"

_DEFAULT_LIFE_S = 3600
_LONGEST_S = 86_400


def _lifetime_s(value: Any) -> int:
    seconds = values.count_or_none(value)
    return _DEFAULT_LIFE_S if seconds is None else seconds


def _scope(value: Any) -> str:
    return foreign_texts.line(" ".join(map(str, value)) if isinstance(value, list) else value)


def _id(value: Any) -> Any:
    # Ids have more digits than JavaScript's numbers, so that most are sent as text, and some are not.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _moment(value: Any) -> datetime:
    return values.moment(int(value) if isinstance(value, float) and math.isfinite(value) else value)


def _duration_s(value: Any) -> int:
    """A number of seconds, rounded up; 0 if it is not known."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return math.ceil(value) if is_number and 0 <= value <= _LONGEST_S else 0


def _ids(value: Any) -> tuple[str, ...]:
    found = (str(_id(each)) for each in value) if isinstance(value, list) else ()
    return tuple(each for each in found if re.fullmatch(r"\d{1,20}", each, re.ASCII))


def _privacies(value: Any) -> tuple[Privacy, ...]:
    known = {level.value: level for level in Privacy}
    return tuple(known[each] for each in value if each in known) if isinstance(value, list) else ()


_Text = Annotated[str, BeforeValidator(foreign_texts.line)]
# Without a clear *false*, the account has it turned off.
_Off = Annotated[bool, BeforeValidator(lambda value: value is not False)]
# A video without one of its counts is still public.
_Count = Annotated[int | None, BeforeValidator(values.count_or_none)]
_Title = Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=_TITLE))]
_Url = Annotated[str, BeforeValidator(lambda value: values.address(value, most=_URL))]


Item = TypeVar("Item", bound=BaseModel)


class Tokens(BaseModel):
    """The response of the token endpoint: tokens, or an error, which may have status 200.

    Nothing but a missing access token makes it unreadable: the refresh token that was used has ended.
    """

    access_token: _Text = ""
    refresh_token: _Text = ""
    expires_in: Annotated[int, BeforeValidator(_lifetime_s)] = _DEFAULT_LIFE_S
    scope: Annotated[str, BeforeValidator(_scope)] = ""
    error: _Text = ""
    error_description: _Text = ""


class Problem(BaseModel):
    """The error in an envelope. Its code is *ok* for a success."""

    code: str
    message: _Text = ""
    log_id: _Text = ""


class Envelope(BaseModel):
    """The document around all data and errors. An error may come without data, or with null."""

    data: Any = None
    error: Problem


class User(BaseModel):
    """The account of the token."""

    open_id: str = Field(min_length=1, max_length=64)
    display_name: _Title = ""
    username: Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=99))] = ""
    avatar_url: _Url = ""
    follower_count: _Count = None


class UserInfo(BaseModel):
    """The data of ``user/info``."""

    user: User


class Creator(BaseModel):
    """The data of ``creator_info``: what the account may post. Unknown audiences are left out."""

    privacy_level_options: Annotated[tuple[Privacy, ...], BeforeValidator(_privacies)] = ()
    comment_disabled: _Off = True
    duet_disabled: _Off = True
    stitch_disabled: _Off = True
    max_video_post_duration_sec: Annotated[int | None, BeforeValidator(values.count_or_none)] = None


class Opened(BaseModel):
    """The data of ``video/init``: the id of the post, and the secret address for its bytes."""

    publish_id: str = Field(min_length=1, max_length=64)
    upload_url: str = Field(min_length=1, max_length=1000)


class PostStatus(BaseModel):
    """The data of ``status/fetch``. The list of ids is misspelled in the API."""

    status: _Text
    fail_reason: _Text = ""
    uploaded_bytes: Annotated[int | None, BeforeValidator(values.count_or_none)] = None
    publicaly_available_post_id: Annotated[tuple[str, ...], BeforeValidator(_ids)] = ()


class Counted(BaseModel):
    """The numbers of one public video of the account."""

    id: Annotated[str, BeforeValidator(_id), Field(pattern=r"^\d{1,20}$")]
    view_count: _Count = None
    like_count: _Count = None
    comment_count: _Count = None
    share_count: _Count = None


class Video(Counted):
    """One public video of the account."""

    title: _Title = ""
    video_description: _Title = ""
    create_time: Annotated[datetime, BeforeValidator(_moment)]
    duration: Annotated[int, BeforeValidator(_duration_s)] = 0
    cover_image_url: _Url = ""


class FoundVideos(BaseModel):
    """The data of ``video/query``. Each video is parsed separately. An empty list may be null."""

    videos: Annotated[list[Any], BeforeValidator(lambda value: [] if value is None else value)]


class VideoPage(FoundVideos):
    """The data of ``video/list``."""

    cursor: Annotated[int, BeforeValidator(lambda value: 0 if value is None else value)] = 0
    has_more: Annotated[bool, BeforeValidator(lambda value: value is True)] = False


def readable(items: list[Any]) -> list[Video]:
    """Return the videos that can be parsed. Others are logged."""
    return _parsed(Video, items)


def counted(items: list[Any]) -> list[Counted]:
    """Return the numbers of the videos that can be parsed. Others are logged."""
    return _parsed(Counted, items)


def _parsed(model: type[Item], items: list[Any]) -> list[Item]:
    found = []
    for item in items:
        try:
            found.append(model.model_validate(item))
        except ValidationError as error:
            place = list(error.errors()[0]["loc"])
            logger.warning("video not readable", extra={"system": "TikTok", "place": place})
    return found
