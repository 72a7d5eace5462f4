"""The numbers of videos in YouTube's response."""

import logging
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from foundation import foreign_texts
from publishing.platforms import values
from publishing.platforms.results import Counts
from publishing.platforms.youtube.payloads import Resource, Videos

logger = logging.getLogger(__name__)

_Count = Annotated[int | None, BeforeValidator(values.count_or_none)]


class _Statistics(Resource):
    view_count: _Count = None
    like_count: _Count = None
    comment_count: _Count = None


class _Status(Resource):
    privacy_status: Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=32))] = ""


class _Video(Resource):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    statistics: _Statistics = _Statistics()
    status: _Status = _Status()


def counts(content: bytes) -> list[Counts]:
    """Return the numbers of each readable video in a response. Raises ValueError for no list."""
    found = []
    for item in Videos.model_validate(values.document(content)).items:
        try:
            found.append(_counts(item))
        except ValidationError:
            logger.warning("video not readable", extra={"system": "YouTube"})
    return found


def _counts(item: Any) -> Counts:
    video = _Video.model_validate(item)
    return Counts(
        id=video.id,
        views=video.statistics.view_count,
        likes=video.statistics.like_count,
        comments=video.statistics.comment_count,
        shares=None,
        audience=video.status.privacy_status,
    )
