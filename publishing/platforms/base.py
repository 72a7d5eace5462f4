"""What publishing knows of a platform: its Protocols, and the values that pass between it and the product."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

# --- the two documents that each platform has of its own ----------------------------------------------------


class Options(BaseModel):
    """What a member chooses for one publication on one platform, stored as JSON with the publication.

    Each platform narrows ``platform`` to its own name. What may be left open in a draft has a default;
    a rule of the platform stops it from being published.
    """

    model_config = ConfigDict(frozen=True)

    platform: str


class Account(BaseModel):
    """What a platform says of a connected account and publishing needs later, stored with the connection."""

    model_config = ConfigDict(frozen=True)


# --- consent ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us act for a channel. ``refresh_token`` is empty when the platform sent no new one."""

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
    account: Account


# --- a post, and what becomes of it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VideoFile:
    """The file to be posted; None is not known."""

    width_px: int | None
    height_px: int | None
    duration_s: float | None
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is said about a video, for whom it is, and the file; ``file`` is None once it was deleted."""

    title: str
    text: str
    synthetic_media: bool
    synthetic_media_required: bool
    options: Options
    account: Account
    file: VideoFile | None


@dataclass(frozen=True, slots=True)
class UploadSession:
    """An open upload: the secret address that takes the bytes, and the platform's id of it, if it has one."""

    url: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far an upload session is: bytes that arrived, and the video's id once it is complete.

    A platform that gives a video its id later answers with another id by which ``videos`` finds it.
    """

    received_bytes: int
    video_id: str = ""


@dataclass(frozen=True, slots=True)
class PostedVideo:
    """A video on the channel, as its owner sees it.

    ``caption`` is compared with ``Platform.caption_of``. ``audience`` is who may see it there, empty if
    unknown; ``problem`` is the platform's reason, empty if there is none; ``url`` is empty where
    ``watch_url`` already said it.
    """

    id: str
    caption: str
    uploaded_at: datetime
    is_processed: bool
    audience: str = ""
    problem: str = ""
    url: str = ""


# --- preflight ----------------------------------------------------------------------------------------------


Subject = TypeVar("Subject")


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Subject]):
    """One rule, as data: ``breaks`` says whether the subject breaks it; a platform's rules are about a Post.

    ``field`` names the input that mends it, empty when there is none; ``source_url`` is the platform's page.
    """

    code: str
    level: Level
    field: str
    source_url: str
    fine: str
    broken: str
    breaks: Callable[[Subject], bool]


# --- the composer -------------------------------------------------------------------------------------------


class Section(StrEnum):
    """Where on the composer an option stands."""

    TEXT = "text"
    AUDIENCE = "audience"
    LABELS = "labels"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option that is chosen; for yes or no the values are *yes* and *no*."""

    value: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One option as people fill it in. ``name`` is its field in the platform's Options, which has the limits.

    ``max_characters`` limits a list that is typed in one line. One that is ``is_fixed`` is shown and cannot
    be changed, since the account does not allow it.
    """

    name: str
    label: str
    section: Section
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    max_characters: int | None = None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What pages call the platform and its parts. Sentences end with a full stop."""

    name: str
    # With its article: "a Vimeo channel".
    channel: str
    # Where the owner manages what is on the channel.
    studio: str
    consent_page: str
    # What publishing asks to be allowed, and what that does not allow.
    allows: tuple[str, ...]
    never: tuple[str, ...]
    consent_note: str
    no_channel: str
    # The platform gave access that cannot be renewed.
    short_access: str
    not_configured: str
    title_characters: int
    text_characters: int
    text_label: str = "Description"


# --- the platform -------------------------------------------------------------------------------------------


class Client(Protocol):
    """Speaks to a platform.

    Every call raises UpstreamUnavailableError when asking again may help and UpstreamError when it does not.
    Those that take an access token raise AccessRefusedError when a renewed one may be accepted.
    """

    def authorize_url(self, *, state: str, code_verifier: str, redirect_url: str) -> str:
        """Where to send a person to give consent. The challenge made of the verifier is the platform's."""

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

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> UploadSession:
        """Open an upload session. No video may come into being by this alone."""

    def piece_end(self, *, start: int, size_bytes: int) -> int:
        """Where the piece that begins at ``start`` ends, without that byte; ``size_bytes`` for the last."""

    def upload_state(self, *, access_token: str, session: UploadSession, size_bytes: int) -> UploadState:
        """Ask how far the session is. Raises UploadSessionGoneError."""

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
        """Send the bytes from ``start`` up to and without ``end``. Raises UploadSessionGoneError."""

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        """The channel's own videos with these ids; unknown ones are left out."""

    def recent_uploads(self, *, access_token: str, account: Account) -> list[PostedVideo]:
        """The channel's latest uploads, newest first, at most 50; none for a channel without any."""

    def watch_url(self, *, account: Account, video_id: str) -> str:
        """Where people see the video."""


class Platform(Protocol):
    """A platform that videos are published to. One object for each, found through the registry."""

    @property
    def name(self) -> str:
        """Its key in rows and addresses, in lower case and with at most 16 characters."""

    @property
    def words(self) -> Words:
        """What pages say of it."""

    @property
    def options_type(self) -> type[Options]:
        """Its document of options."""

    @property
    def account_type(self) -> type[Account]:
        """Its document about a connected account."""

    @property
    def account_lasts(self) -> timedelta | None:
        """How old the document about an account may be for composing and sending; None: any age."""

    @property
    def rules(self) -> Sequence[Rule[Post]]:
        """What it demands of a post, in the order in which people read it."""

    def is_live(self) -> bool:
        """True when the installation has keys of its own for it."""

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> Client:
        """Its client, live or sandbox; by default as the installation is configured for new connections.

        A connection made in one mode goes on in that mode. Raises PublishingOffError.
        """

    def inputs(self, *, account: Account) -> Sequence[Input]:
        """Its options as this account is offered them, one for each field of ``options_type``."""

    def audience_of(self, *, options: Options) -> str:
        """Who will see the post, in the words that ``PostedVideo.audience`` uses; empty when not chosen."""

    def caption_of(self, *, post: Post) -> str:
        """By what the post can be told apart in ``Client.recent_uploads``."""
