"""TikTok's oEmbed: the title, the account and the cover of a public video. It has no numbers.

https://developers.tiktok.com/doc/embed-videos
"""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from discovery.platforms.base import Described
from foundation import foreign_texts
from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient

SYSTEM = "TikTok"
_TIMEOUT_S = 8.0
_SITE = "https://www.tiktok.com"
# TikTok sends 400 for a video that is private, deleted or unknown.
_ABSENT = frozenset({400, 401, 403, 404, 410})
_AUTHOR = re.compile(r"https?://[^/]+(?:/tiktok)?/@([\w.]{1,30})", re.ASCII)
_LONGEST_URL = 500

Text = Annotated[str, BeforeValidator(foreign_texts.line)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Text = ""
    title: Text = ""
    author_name: Text = ""
    author_unique_id: Text = ""
    author_url: Text = ""
    thumbnail_url: Text = ""


class OEmbed:
    """The oEmbed endpoint below ``base_url``. It needs no key."""

    def __init__(self, *, base_url: str, livemode: bool) -> None:
        self.livemode = livemode
        self._http = UpstreamClient(SYSTEM, base_url=base_url, timeout_s=_TIMEOUT_S)

    def describe(self, *, address: str) -> Described | None:
        """See Describer."""
        try:
            response = self._http.request("GET", "/oembed", params={"url": f"{_SITE}/{address}"})
        except UpstreamError as error:
            if error.context.get("upstream_status") in _ABSENT:
                return None
            raise
        try:
            answer = _Answer.model_validate_json(foreign_texts.storable_json(response.content))
        except ValidationError as error:
            raise UpstreamError("TikTok sent an unreadable response.", system=SYSTEM) from error
        return _described(answer)


def _described(answer: _Answer) -> Described | None:
    # A deleted video's response may be a document without content.
    if answer.type != "video" or not (answer.author_unique_id or answer.author_url):
        return None
    found = _AUTHOR.match(answer.author_url)
    handle = (answer.author_unique_id or (found[1] if found else "")).removeprefix("@").lower()
    return Described(
        title=answer.title,
        handle=handle[:64],
        channel_title=answer.author_name or handle,
        thumbnail_url=_picture(answer.thumbnail_url),
    )


def _picture(url: str) -> str:
    """Return the URL; empty if a browser would not load it. Half a URL would be requested in vain."""
    is_usable = url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL
    return url if is_usable else ""
