"""The Protocols of a platform, and the values exchanged between it and the product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from publishing.platforms.areas import Area, SafeZone
from publishing.platforms.day_caps import DayCap
from publishing.platforms.extras import Extras, Playlist, WantedExtra
from publishing.platforms.inputs import Input
from publishing.platforms.results import CountingClient, Measured, OwnVideo
from publishing.platforms.rules import Rule
from publishing.platforms.uploads import Heard, PostedVideo, UploadSession, UploadState

# --- the two documents of each platform ---------------------------------------------------------------------


class Options(BaseModel):
    """A member's choices for one publication on one platform, stored as JSON with the publication.

    Each platform narrows ``platform`` to its own name. Every option that may be empty in a draft has a
    default; a rule of the platform prevents publishing without it.
    """

    model_config = ConfigDict(frozen=True)

    # Fields that are not stored while they are empty, so that an approval from before they existed holds.
    added_later: ClassVar[frozenset[str]] = frozenset()

    platform: str

    def stored(self) -> dict[str, object]:
        """The document to store."""
        empty = {name for name in self.added_later if not getattr(self, name)}
        return self.model_dump(mode="json", exclude=empty)


class Account(BaseModel):
    """Facts about a connected account that publishing needs later, stored with the connection."""

    model_config = ConfigDict(frozen=True)

    def after(self, before: "Account") -> "Account":
        """Return these facts, with those of ``before`` that the platform left out this time."""
        return self


# --- consent ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens to act for a channel. ``refresh_token`` is empty if the platform sent no new one."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel of the tokens. ``subscribers`` is None if it is hidden or not known."""

    id: str
    title: str
    handle: str
    avatar_url: str
    account: Account
    subscribers: int | None = None


# --- a post and its outcome ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoFile:
    """The file to publish. None means unknown."""

    width_px: int | None
    height_px: int | None
    duration_s: float | None
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A video's text, audience and file. ``file`` is None after it was deleted.

    ``text`` includes the hashtags, as it is sent. ``cover_ms`` is the moment of the cover in the video; None
    for the platform's choice. ``captions`` is where the video's own captions stand; None if it has none.
    ``accounts_today`` counts the accounts that this installation posted to in 24 hours, with this one.
    With ``publish_at``, the platform keeps the video private and publishes it at that time.
    ``may_add_extras`` is True with the permission for playlists and comments. ``playlists`` are those of the
    account; None if they are not known. ``promotes`` is True if it links to products of the
    workspace's own shop.
    """

    title: str
    text: str
    synthetic_media: bool
    synthetic_media_required: bool
    options: Options
    account: Account
    file: VideoFile | None
    hashtags: tuple[str, ...] = ()
    cover_ms: int | None = None
    captions: Area | None = None
    publish_at: datetime | None = None
    accounts_today: int = 1
    may_add_extras: bool = False
    playlists: Sequence[Playlist] | None = None
    promotes: bool = False


# --- words on pages -----------------------------------------------------------------------------------------


class TextUnit(StrEnum):
    """What the limit of a platform's text counts."""

    CHARACTERS = "characters"
    # Of UTF-8.
    BYTES = "bytes"
    # Code units, of which an emoji has two or more.
    UTF16 = "utf16"

    def length(self, text: str) -> int:
        """The length of a text in this unit."""
        if self is TextUnit.BYTES:
            return len(text.encode("utf-8", "surrogatepass"))
        if self is TextUnit.UTF16:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        return len(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Names and texts for the platform on pages. Sentences end with a full stop."""

    name: str
    # With its article: "a Vimeo channel".
    channel: str
    # Where the owner manages the channel's videos.
    studio: str
    consent_page: str
    # The requested permissions, and what they do not allow.
    allows: tuple[str, ...]
    never: tuple[str, ...]
    consent_note: str
    # The title is not part of the post; empty if it is.
    title_hint: str = field(default="", kw_only=True)
    # Why a published video has no address of its own: it may get one later, or never will.
    address_later: str = field(default="", kw_only=True)
    no_address: str = field(default="", kw_only=True)
    no_channel: str
    # The platform granted access that can't be refreshed.
    short_access: str
    not_configured: str
    title_characters: int
    text_characters: int
    text_label: str = "Description"
    # What the text's limit counts.
    text_unit: TextUnit = TextUnit.CHARACTERS
    # False if the platform shows the text only.
    has_title: bool = True
    # What is special about links in texts and comments there; empty if people can open them.
    links_note: str = ""
    # What can't be done there from here, and why.
    not_available: tuple[str, ...] = ()
    # The part of a vertical video that the platform's own buttons and texts leave free.
    safe_zone: SafeZone | None = None


# --- the platform -------------------------------------------------------------------------------------------


class Client(CountingClient, Protocol):
    """The API client of a platform: consent, the account, and its videos.

    Every call raises UpstreamUnavailableError if a retry may help and UpstreamError if not. Calls that take
    an access token raise AccessRefusedError if a refreshed token may be accepted.
    """

    def authorize_url(
        self, *, state: str, code_verifier: str, redirect_url: str, also: Sequence[str] = ()
    ) -> str:
        """Return the consent page's URL. A platform with PKCE derives the challenge from the verifier.

        ``also`` are permissions to request beyond those that every connection needs.
        """

    def exchange(self, *, code: str, code_verifier: str, redirect_url: str) -> Tokens:
        """Exchange the callback's code for tokens."""

    def refresh(self, *, refresh_token: str) -> Tokens:
        """Return a new access token, and a new refresh token if the platform replaces them.

        Raises ConnectionLostError if the consent was revoked.
        """

    def lacking(self, *, scopes: Iterable[str]) -> tuple[str, ...]:
        """Return the permissions that the connection needs and these scopes lack, in words."""

    def revoke(self, *, token: str) -> None:
        """Revoke the consent by the token that the Platform names. An unknown token counts as revoked."""

    def channel(self, *, access_token: str) -> Channel | None:
        """Return the account's channel, or None if it has none."""

    def own_videos(self, *, access_token: str, account: Account, limit: int) -> list[OwnVideo]:
        """Return the account's public videos, newest first, at most ``limit``, without unaired streams."""


class PostingClient(Client, Protocol):
    """The API client of a platform that accepts posts."""

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> UploadSession:
        """Open an upload session. This alone must not create a video."""

    def piece_end(self, *, start: int, size_bytes: int) -> int:
        """The end of the piece that begins at ``start``, exclusive; ``size_bytes`` for the last piece."""

    def upload_state(self, *, access_token: str, session: UploadSession, size_bytes: int) -> UploadState:
        """Query the session's progress. Raises UploadSessionGoneError."""

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
        """Send the bytes from ``start`` up to, but not including, ``end``. Raises UploadSessionGoneError."""

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        """Return the channel's own videos with these ids. Unknown ids are omitted."""

    def recent_uploads(self, *, access_token: str, account: Account) -> list[PostedVideo]:
        """Return the channel's latest uploads, newest first, at most 50; an empty channel has none."""

    def watch_url(self, *, account: Account, video_id: str) -> str:
        """Return the URL where people watch the video."""


class Posting(Protocol):
    """A platform's side of posting: its options, rules, and the client that uploads."""

    @property
    def name(self) -> str:
        """Its key in rows and URLs: lower case, at most 16 characters."""

    @property
    def words(self) -> Words:
        """Its texts on pages."""

    @property
    def options_type(self) -> type[Options]:
        """The type of its options document."""

    @property
    def account_type(self) -> type[Account]:
        """The type of its account document."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that posting needs beyond those of every connection."""

    def no_posting(self, *, scopes: Iterable[str], livemode: bool) -> str:
        """Why a connection with these permissions can't post, and how to resolve it; empty if it can."""

    @property
    def rules(self) -> Sequence[Rule[Post]]:
        """Its rules for a post, in the order of display."""

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> PostingClient:
        """Return its client, live or sandbox; by default as configured for new connections.

        A connection keeps the mode in which it was made. Raises PublishingOffError.
        """

    def inputs(self, *, account: Account, playlists: Sequence[Playlist] = ()) -> Sequence[Input]:
        """The options available to this account, one for each field of ``options_type``."""

    def extras_of(self, *, options: Options) -> Sequence[WantedExtra]:
        """What the options ask for besides the upload; empty for a platform without extras."""

    @property
    def comment_option(self) -> str:
        """The name of the option that is the first comment; empty if its API has none."""

    def disclosed(self, *, options: Options) -> Options:
        """Return the options that disclose that the post promotes the owner's own products."""

    def audience_of(self, *, options: Options) -> str:
        """The post's audience, in the terms of ``PostedVideo.audience``; empty if not chosen."""

    def audience_in_words(self, *, options: Options) -> str:
        """Who can watch the post, for people; empty if not chosen."""

    def is_public(self, *, options: Options) -> bool:
        """True if everyone can find and watch a post with these options."""

    def lead(self, *, options: Options) -> timedelta:
        """How long before its time a post is uploaded, for the platform to publish it at that time.

        Zero if it can't publish a post with these options at a later time; it is then sent at its time.
        """

    def caption_of(self, *, post: Post) -> str:
        """The text that identifies the post in ``PostingClient.recent_uploads``."""


class Platform(Measured, Posting, Protocol):
    """A platform whose accounts can be connected. The registry has one object for each."""

    @property
    def extras(self) -> Extras | None:
        """Playlists and comments; None if its API has none."""

    @property
    def account_lasts(self) -> timedelta | None:
        """The maximum age of the account document for composing and sending; None: any age."""

    @property
    def pictures_last(self) -> timedelta | None:
        """How long the URL of an account's picture works after it was read; None: without limit."""

    @property
    def reads_every(self) -> timedelta:
        """How often the videos of an account are read."""

    @property
    def revokes_access_token(self) -> bool:
        """True if a consent is revoked by a valid access token; False if by the refresh token."""

    @property
    def day_cap(self) -> DayCap | None:
        """Its limit of posts on one day; None: no known limit."""

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> Heard:
        """Return what a webhook of the platform reports. Raises WebhookRefusedError if it isn't genuine."""

    def is_live(self) -> bool:
        """True when the installation has its own keys for it."""
