"""YouTube's client: consent, resumable upload and its outcome (contract: YouTube Data API v3, 2026-11).

It implements the resumable protocol itself, because the session's URL must be stored before the first byte is
sent, and google-api-python-client opens and sends in one step.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlencode, urlsplit

import requests
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from foundation import foreign_texts
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from publishing.errors import UploadSessionGoneError
from publishing.platforms import values
from publishing.platforms.base import (
    Account,
    Channel,
    Post,
    Tokens,
)
from publishing.platforms.results import Counts, OwnVideo
from publishing.platforms.uploads import PostedVideo, UploadSession, UploadState
from publishing.platforms.youtube import counting, payloads, refusals
from publishing.platforms.youtube.listing import PLAYER_HEIGHT_PX, own_videos
from publishing.platforms.youtube.options import Category, YouTubeAccount, account_of, options_of
from publishing.platforms.youtube.scopes import SCOPES, lacking
from publishing.platforms.youtube.words import SYSTEM

PIECE_BYTES = 8 * 1024 * 1024  # A multiple of 256 KiB, as the protocol requires.
_UPLOAD_TIMEOUT_S = 120.0
_HOSTS = (".googleapis.com", ".google.com", ".youtube.com")

Parsed = TypeVar("Parsed", bound=BaseModel)


class YouTubeClient:
    """A PostingClient of YouTube. URLs are Google's, or the sandbox's."""

    def __init__(
        self,
        *,
        api_url: str,
        watch_url: str,
        authorize_url: str,
        token_url: str,
        revoke_url: str,
        client_id: str,
        client_secret: str,
        timeout_s: float = 15.0,
    ) -> None:
        self._api = UpstreamClient(SYSTEM, base_url=api_url, timeout_s=timeout_s)
        # Session URLs and token URLs are absolute.
        self._web = UpstreamClient(SYSTEM, base_url="", timeout_s=timeout_s)
        self._api_url = api_url
        self._watch_url = watch_url
        self._authorize_url = authorize_url
        self._token_url = token_url
        self._revoke_url = revoke_url
        self._client_id = client_id
        self._client_secret = client_secret

    def authorize_url(
        self, *, state: str, code_verifier: str, redirect_url: str, also: Sequence[str] = ()
    ) -> str:
        """Return Google's consent page. ``offline`` and ``consent`` make it return a refresh token."""
        digest = hashlib.sha256(code_verifier.encode()).digest()
        return f"{self._authorize_url}?" + urlencode(
            {
                "client_id": self._client_id,
                "redirect_uri": redirect_url,
                "response_type": "code",
                "scope": " ".join((*SCOPES, *also)),
                "access_type": "offline",
                "prompt": "consent",
                "include_granted_scopes": "true",
                "state": state,
                "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
                "code_challenge_method": "S256",
            }
        )

    def exchange(self, *, code: str, code_verifier: str, redirect_url: str) -> Tokens:
        """Exchange the callback's code for tokens."""
        return self._tokens(
            grant_type="authorization_code",
            code=code,
            code_verifier=code_verifier,
            redirect_uri=redirect_url,
        )

    def refresh(self, *, refresh_token: str) -> Tokens:
        """Return a new access token."""
        return self._tokens(grant_type="refresh_token", refresh_token=refresh_token)

    def _tokens(self, **grant: str) -> Tokens:
        form = {**grant, "client_id": self._client_id, "client_secret": self._client_secret}
        try:
            response = self._web.request("POST", self._token_url, data=form)
        except UpstreamError as error:
            raise refusals.of_tokens(error) from error
        parsed = _parse(payloads.TokenResponse, response)
        return Tokens(
            access_token=parsed.access_token,
            refresh_token=parsed.refresh_token,
            expires_in_s=parsed.expires_in,
            scopes=tuple(parsed.scope.split()),
        )

    def lacking(self, *, scopes: Iterable[str]) -> tuple[str, ...]:
        """Return the required permissions that these scopes lack."""
        return lacking(scopes)

    def revoke(self, *, token: str) -> None:
        """Revoke the consent. Status 400 means that the token was no longer valid."""
        self._web.request("POST", self._revoke_url, data={"token": token}, expect=(200, 400))

    def channel(self, *, access_token: str) -> Channel | None:
        """Return the account's channel, or None if it has none."""
        try:
            parts = "snippet,contentDetails,statistics"
            response = self._get(access_token, "channels", part=parts, mine="true")
        except UpstreamError as error:
            if error.context.get("reason") == refusals.SIGN_UP:
                return None
            raise
        found = _parse(payloads.Channels, response).items
        if not found:
            return None
        channel = found[0]
        pictures = channel.snippet.thumbnails
        picture = pictures.get("medium") or pictures.get("default") or {}
        return Channel(
            id=channel.id,
            title=foreign_texts.line(channel.snippet.title, most=200),
            handle=channel.snippet.custom_url,
            avatar_url=values.address(picture.get("url"), most=2000),
            account=YouTubeAccount(uploads_playlist_id=channel.content_details.related_playlists.uploads),
            subscribers=channel.statistics.shown_subscribers,
        )

    def own_videos(self, *, access_token: str, account: Account, limit: int) -> list[OwnVideo]:
        """Return the channel's public videos, newest first: one page of its uploads, at most 50."""
        ids = self._upload_ids(access_token, account)[:limit]
        if not ids:
            return []
        response = self._get(
            access_token,
            "videos",
            part="snippet,contentDetails,statistics,status,player",
            id=",".join(ids),
            # Without a height, the embedded player's size is omitted.
            maxHeight=str(PLAYER_HEIGHT_PX),
        )
        try:
            found = own_videos(response.content, watch_url=self._watch_url)
        except ValueError as error:
            raise _unreadable() from error
        return sorted(found, key=lambda video: video.published_at, reverse=True)

    def counts(self, *, access_token: str, ids: Sequence[str]) -> list[Counts]:
        """Return the videos' numbers with their visibility. One unit of the day's quota."""
        response = self._get(access_token, "videos", part="statistics,status", id=",".join(ids))
        try:
            return counting.counts(response.content)
        except ValueError as error:
            raise _unreadable() from error

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> UploadSession:
        """Open an upload session, which is identified by its URL alone."""
        options = options_of(post.options)
        document = {
            "snippet": {
                "title": post.title,
                "description": post.text,
                "tags": list(options.tags),
                "categoryId": options.category or Category.PEOPLE,
            },
            "status": payloads.upload_status(post, options),
            **payloads.promotion(options),
        }
        response = self._call(
            self._api,
            "POST",
            "/upload/youtube/v3/videos",
            access_token,
            params={
                "uploadType": "resumable",
                "part": ",".join(document),
                "notifySubscribers": "true" if options.notify_subscribers else "false",
            },
            json=document,
            headers={"X-Upload-Content-Type": "video/mp4", "X-Upload-Content-Length": str(size_bytes)},
        )
        location = response.headers.get("Location", "")
        if not self._is_youtubes(location):
            # An empty session is harmless, so requesting another one is safe.
            raise UpstreamUnavailableError("YouTube did not open an upload session.", system=SYSTEM)
        return UploadSession(url=location)

    def _is_youtubes(self, address: str) -> bool:
        """True if the access token may be sent there."""
        if address.startswith(f"{self._api_url}/"):
            return True
        target = urlsplit(address)
        return target.scheme == "https" and (target.hostname or "").endswith(_HOSTS)

    def piece_end(self, *, start: int, size_bytes: int) -> int:
        """Pieces of eight MiB."""
        return min(start + PIECE_BYTES, size_bytes)

    def upload_state(self, *, access_token: str, session: UploadSession, size_bytes: int) -> UploadState:
        """Query the session with an empty PUT: 308 returns its progress, 200 or 201 the video."""
        return self._put(access_token, session.url, data=b"", content_range=f"bytes */{size_bytes}")

    def send(
        self,
        *,
        access_token: str,
        session: UploadSession,
        file: BinaryIO,
        start: int,
        end: int,
        size_bytes: int,
    ) -> UploadState:
        """Send the bytes from ``start`` up to, but not including, ``end``."""
        file.seek(start)
        data = file.read(end - start)
        return self._put(
            access_token, session.url, data=data, content_range=f"bytes {start}-{end - 1}/{size_bytes}"
        )

    def _put(self, access_token: str, session_url: str, *, data: bytes, content_range: str) -> UploadState:
        try:
            response = self._call(
                self._web,
                "PUT",
                session_url,
                access_token,
                data=data,
                headers={"Content-Range": content_range, "Content-Type": "video/mp4"},
                expect=(200, 201, 308),
                timeout=_UPLOAD_TIMEOUT_S,
            )
        except UpstreamUnavailableError:
            raise
        except UpstreamError as error:
            if error.context.get("upstream_status") in (404, 410):
                raise UploadSessionGoneError(
                    "YouTube no longer has this upload session.", system=SYSTEM
                ) from error
            raise
        if response.status_code == requests.codes.permanent_redirect:
            arrived = re.fullmatch(r"bytes=0-(\d+)", response.headers.get("Range", ""))
            return UploadState(received_bytes=int(arrived.group(1)) + 1 if arrived else 0)
        return UploadState(received_bytes=-1, video_id=_parse(payloads.Video, response).id)

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        """Return the channel's own videos with these ids. Unknown ids are omitted."""
        listed = ",".join(ids)
        if not listed:
            return []
        response = self._get(access_token, "videos", part="snippet,status,processingDetails", id=listed)
        return [_posted(video) for video in payloads.readable(_parse(payloads.Videos, response).items)]

    def recent_uploads(self, *, access_token: str, account: Account) -> list[PostedVideo]:
        """Return the channel's latest uploads, newest first, at most 50. An empty channel has no list."""
        found = self.videos(access_token=access_token, ids=self._upload_ids(access_token, account))
        return sorted(found, key=lambda video: video.uploaded_at, reverse=True)

    def _upload_ids(self, access_token: str, account: Account) -> list[str]:
        try:
            response = self._get(
                access_token,
                "playlistItems",
                part="contentDetails",
                playlistId=account_of(account).uploads_playlist_id,
                maxResults="50",
            )
        except UpstreamError as error:
            if error.context.get("upstream_status") == requests.codes.not_found:
                return []
            raise
        return [item.content_details.video_id for item in _parse(payloads.PlaylistItems, response).items]

    def watch_url(self, *, account: Account, video_id: str) -> str:
        """Return the URL where people watch the video."""
        return f"{self._watch_url}{video_id}"

    def set_cover(self, *, access_token: str, video_id: str, jpeg: bytes) -> None:
        """Set the video's thumbnail (50 units of the day's quota). YouTube takes one for a Short, too."""
        self._call(
            self._api,
            "POST",
            "/upload/youtube/v3/thumbnails/set",
            access_token,
            params={"videoId": video_id},
            data=jpeg,
            headers={"Content-Type": "image/jpeg"},
            timeout=_UPLOAD_TIMEOUT_S,
        )

    def _get(self, access_token: str, resource: str, **params: str) -> requests.Response:
        return self._call(self._api, "GET", f"/youtube/v3/{resource}", access_token, params=params)

    def _call(
        self, client: UpstreamClient, method: str, path: str, access_token: str, **options: Any
    ) -> requests.Response:
        headers = {**options.pop("headers", {}), "Authorization": f"Bearer {access_token}"}
        try:
            return client.request(method, path, headers=headers, **options)
        except UpstreamError as error:
            raise refusals.of_api(error) from error


_FAILED = {
    "conversion": "YouTube could not convert the file.",
    "invalidFile": "YouTube could not read the file.",
    "emptyFile": "YouTube received an empty file.",
    "tooSmall": "YouTube reports that the file is too small.",
    "codec": "YouTube does not support the file's codec.",
    "uploadAborted": "The upload was interrupted.",
}
_REJECTED = {
    "copyright": "copyright",
    "inappropriate": "inappropriate content",
    "duplicate": "it is a duplicate of another video",
    "termsOfUse": "it violates the terms of use",
    "uploaderAccountSuspended": "the channel's account is suspended",
    "length": "it is too long for this channel",
    "claim": "another rights holder claims it",
    "uploaderAccountClosed": "the channel's account was closed",
    "trademark": "trademark",
    "legal": "a legal complaint",
}


def _posted(video: payloads.Video) -> PostedVideo:
    return PostedVideo(
        id=video.id,
        caption=video.snippet.title,
        uploaded_at=video.snippet.published_at or timezone.now(),
        is_processed=video.status.upload_status == "processed",
        audience=video.status.privacy_status,
        problem=_problem(video),
    )


def _problem(video: payloads.Video) -> str:
    """Why YouTube does not show the video; empty if it does or has not decided yet."""
    status = video.status
    if status.upload_status == "failed":
        reason = status.failure_reason
        return _FAILED.get(reason, f"YouTube could not use the file ({reason or 'no reason given'}).")
    if status.upload_status == "rejected":
        reason = status.rejection_reason
        return f"YouTube rejected the video: {_REJECTED.get(reason, reason or 'no reason given')}."
    if status.upload_status == "deleted":
        return "The video was deleted on YouTube."
    is_stuck = status.upload_status == "uploaded" and video.processing_details.processing_status == "failed"
    return "YouTube could not process the video." if is_stuck else ""


def _parse(model: type[Parsed], response: requests.Response) -> Parsed:
    try:
        return model.model_validate_json(foreign_texts.storable_json(response.content))
    except ValidationError as error:
        raise _unreadable() from error


def _unreadable() -> UpstreamUnavailableError:
    # A proxy's page or a truncated response: a retry may help.
    return UpstreamUnavailableError("YouTube sent an unreadable response.", system=SYSTEM)
