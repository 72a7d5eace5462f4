"""What publishing needs of a platform, in its own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us act for a channel. ``refresh_token`` is empty when the platform sent none anew."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel behind the tokens."""

    id: str
    title: str
    handle: str
    avatar_url: str
    uploads_playlist_id: str


@dataclass(frozen=True, slots=True)
class Post:
    """What is said about a video when it is sent."""

    title: str
    text: str
    tags: tuple[str, ...]
    visibility: str
    made_for_kids: bool
    synthetic_media: bool
    notify_subscribers: bool


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far an upload session is: bytes that arrived, and the video's id once it is complete."""

    received_bytes: int
    video_id: str = ""


@dataclass(frozen=True, slots=True)
class PostedVideo:
    """A video on the channel, as its owner sees it.

    ``visibility`` is who may see it there, empty if unknown; ``problem`` is the platform's reason, empty if
    there is none.
    """

    id: str
    title: str
    uploaded_at: datetime
    is_processed: bool
    visibility: str = ""
    problem: str = ""


class VideoPlatform(Protocol):
    """A platform that videos are uploaded to.

    Every call raises UpstreamUnavailableError when asking again may help and UpstreamError when it does not.
    Those that take an access token raise AccessRefusedError when a renewed one may be accepted.
    """

    def authorize_url(self, *, state: str, code_challenge: str, redirect_url: str) -> str:
        """Where to send a person to give consent."""

    def exchange(self, *, code: str, code_verifier: str, redirect_url: str) -> Tokens:
        """The tokens for the code that the person came back with."""

    def refresh(self, *, refresh_token: str) -> Tokens:
        """A fresh access token. Raises ConnectionLostError when the consent is over."""

    def lacking(self, *, scopes: Iterable[str]) -> tuple[str, ...]:
        """What publishing needs and these scopes do not permit, in words."""

    def revoke(self, *, token: str) -> None:
        """Give the consent back. A token that is unknown already counts as given back."""

    def channel(self, *, access_token: str) -> Channel | None:
        """The channel of the account, or None when it has none."""

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> str:
        """Open an upload session and return its address. No video exists by this alone."""

    def upload_state(self, *, access_token: str, session_url: str, size_bytes: int) -> UploadState:
        """Ask how far the session is. Raises UploadSessionGoneError."""

    def send(
        self, *, access_token: str, session_url: str, file: BinaryIO, start: int, end: int, size_bytes: int
    ) -> UploadState:
        """Send the bytes from ``start`` up to and without ``end``. Raises UploadSessionGoneError."""

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        """The channel's own videos with these ids; unknown ones are left out."""

    def recent_uploads(self, *, access_token: str, uploads_playlist_id: str) -> list[PostedVideo]:
        """The channel's latest uploads, newest first, at most 50; none for a channel without any."""

    def watch_url(self, *, video_id: str) -> str:
        """Where people see the video."""
