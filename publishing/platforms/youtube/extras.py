"""Playlists and comments of YouTube (contract: YouTube Data API v3, 2026-11).

``youtube.force-ssl`` is the only permission for comments, and covers playlists, too. A call that adds
something costs 50 units, one that looks costs one.
"""

import logging
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import requests
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from foundation import foreign_texts, vendors
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from publishing.errors import PublishingOffError, ScopeMissingError
from publishing.platforms import values
from publishing.platforms.extras import Playlist
from publishing.platforms.youtube import payloads, refusals
from publishing.platforms.youtube.payloads import Resource
from publishing.platforms.youtube.scopes import EXTRAS_SCOPE
from publishing.platforms.youtube.words import SYSTEM, WORDS

logger = logging.getLogger(__name__)

_MOST_PAGES = 4
_MOST_COMMENT_PAGES = 10
_STATES = ("published", "heldForReview", "likelySpam")
_Line = Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=150))]
Parsed = TypeVar("Parsed", bound=BaseModel)


class _Snippet(Resource):
    title: _Line = ""


class _Status(Resource):
    privacy_status: _Line = ""


class _Playlist(Resource):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{2,64}$")
    snippet: _Snippet = _Snippet()
    status: _Status = _Status()


class _Playlists(Resource):
    kind: Literal["youtube#playlistListResponse"]
    items: list[Any] = Field(default_factory=list)
    next_page_token: str = ""


class _Entry(Resource):
    id: str = Field(min_length=1, max_length=200)


class _Entries(Resource):
    kind: Literal["youtube#playlistItemListResponse"]
    items: list[_Entry] = Field(default_factory=list)


class _Author(Resource):
    value: str = ""


class _CommentSnippet(Resource):
    text_original: str = ""
    text_display: str = ""
    author_channel_id: _Author = _Author()
    published_at: datetime


class _Comment(Resource):
    id: str
    snippet: _CommentSnippet


class _ThreadSnippet(Resource):
    top_level_comment: _Comment


class _Thread(Resource):
    id: str = Field(min_length=1, max_length=200)
    snippet: _ThreadSnippet


class _Threads(Resource):
    kind: Literal["youtube#commentThreadListResponse"]
    items: list[_Thread] = Field(default_factory=list)
    next_page_token: str = ""


class YouTubeExtrasClient:
    """An ExtrasClient of YouTube."""

    def __init__(self, *, base_url: str, timeout_s: float = 15.0) -> None:
        self._api = UpstreamClient(SYSTEM, base_url=base_url, timeout_s=timeout_s)

    def playlists(self, *, access_token: str) -> list[Playlist]:
        """Return the channel's playlists in YouTube's order. One unit for each fifty."""
        found: list[Playlist] = []
        token = ""
        for _ in range(_MOST_PAGES):
            response = self._get(
                access_token,
                "playlists",
                part="snippet,status",
                mine="true",
                maxResults="50",
                **({"pageToken": token} if token else {}),
            )
            page = _parse(_Playlists, response)
            found += _readable(page.items)
            token = page.next_page_token
            if not token:
                break
        return found

    def channel_id(self, *, access_token: str) -> str:
        """Return the id of the token's channel. One unit."""
        response = self._get(access_token, "channels", part="snippet", mine="true")
        found = _parse(payloads.Channels, response).items
        return found[0].id if found else ""

    def entry_of(self, *, access_token: str, playlist_id: str, video_id: str) -> str:
        """Return the entry of the video. One unit."""
        response = self._get(
            access_token, "playlistItems", part="id", playlistId=playlist_id, videoId=video_id
        )
        found = _parse(_Entries, response).items
        return found[0].id if found else ""

    def add_entry(self, *, access_token: str, playlist_id: str, video_id: str) -> str:
        """Add the video at the playlist's default place."""
        resource = {"kind": "youtube#video", "videoId": video_id}
        snippet = {"playlistId": playlist_id, "resourceId": resource}
        response = self._call(
            "POST", "playlistItems", access_token, part="snippet", body={"snippet": snippet}
        )
        return _parse(_Entry, response).id

    def comment_of(
        self, *, access_token: str, video_id: str, channel_id: str, text: str, since: datetime
    ) -> str:
        """Look at the comments, newest first, in each of the states that YouTube gives them."""
        for state in _STATES:
            for thread in self._threads(access_token, video_id, state, since):
                comment = thread.snippet.top_level_comment.snippet
                is_own = comment.author_channel_id.value == channel_id
                texts = (comment.text_original, comment.text_display)
                if is_own and any(_same(each, text) for each in texts):
                    return thread.id
        return ""

    def _threads(self, access_token: str, video_id: str, state: str, since: datetime) -> Iterator[_Thread]:
        token = ""
        for _ in range(_MOST_COMMENT_PAGES):
            response = self._get(
                access_token,
                "commentThreads",
                part="snippet",
                videoId=video_id,
                order="time",
                textFormat="plainText",
                moderationStatus=state,
                maxResults="100",
                **({"pageToken": token} if token else {}),
            )
            page = _parse(_Threads, response)
            yield from page.items
            token = page.next_page_token
            is_older = page.items and page.items[-1].snippet.top_level_comment.snippet.published_at < since
            if not token or is_older:
                return
        # A guess in either direction could be wrong, so a person has to look.
        raise UpstreamError("The video has too many comments to look through.", system=SYSTEM)

    def add_comment(self, *, access_token: str, video_id: str, channel_id: str, text: str) -> str:
        """Write the comment as the channel."""
        comment = {"snippet": {"textOriginal": text}}
        snippet = {"channelId": channel_id, "videoId": video_id, "topLevelComment": comment}
        response = self._call(
            "POST", "commentThreads", access_token, part="snippet", body={"snippet": snippet}
        )
        return _parse(_Entry, response).id

    def _get(self, access_token: str, resource: str, **params: str) -> requests.Response:
        return self._call("GET", resource, access_token, **params)

    def _call(
        self, method: str, resource: str, access_token: str, *, body: Any = None, **params: str
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {access_token}"}
        try:
            return self._api.request(
                method, f"/youtube/v3/{resource}", headers=headers, params=params, json=body
            )
        except UpstreamError as error:
            raise _refusal(error) from error


class YouTubeExtras:
    """YouTube's Extras."""

    name = "Playlists and comments"
    scope = EXTRAS_SCOPE
    explained = (
        "Google has no narrower permission: this one also allows changing and deleting the channel's videos, "
        "playlists, comments and captions.",
        "ettametta uses it only to add the videos that it publishes to playlists that you choose, and to "
        "write the first comment that you typed.",
        "Publishing works without it. You can take it back at any time in your Google account.",
    )
    write_units = 50
    # The channel, and one page of each state of comments.
    look_units = 1 + len(_STATES)
    may_not_be_sure = ("processingFailure", "backendError", "internalError")

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> YouTubeExtrasClient:
        """Return the client for connections of that mode."""
        access = vendors.named("youtube_publishing").access(is_live=livemode)
        if access is None:
            raise PublishingOffError(WORDS.not_configured)
        return YouTubeExtrasClient(base_url=access.base_url, timeout_s=timeout_s)


def _readable(items: list[Any]) -> Iterator[Playlist]:
    for item in items:
        try:
            playlist = _Playlist.model_validate(item)
        except ValidationError:
            logger.warning("playlist not readable", extra={"system": SYSTEM})
        else:
            title = playlist.snippet.title or "Untitled playlist"
            yield Playlist(id=playlist.id, title=title, audience=playlist.status.privacy_status)


def _same(theirs: str, ours: str) -> bool:
    return _words(theirs) == _words(ours)


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", foreign_texts.lines(text)).split()


def _refusal(error: UpstreamError) -> UpstreamError:
    found = refusals.of_api(error)
    is_temporary = isinstance(found, UpstreamUnavailableError)
    if not is_temporary and found.context.get("reason") in refusals.LACKS_SCOPE:
        return ScopeMissingError("ettametta lacks the permission for playlists and comments.", system=SYSTEM)
    return found


def _parse(document: type[Parsed], response: requests.Response) -> Parsed:
    try:
        return document.model_validate(values.document(response.content))
    except ValueError as error:
        # What was asked for may have happened.
        raise UpstreamUnavailableError("YouTube sent an unreadable response.", system=SYSTEM) from error


EXTRAS = YouTubeExtras()
