"""A second, different platform with its server in the same process. Only its tests register it.

Its options depend on the account and are fetched again before each post, its pieces have another size, and a
video gets its URL late.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO, ClassVar, Literal
from urllib.parse import urlencode

from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing.errors import WebhookRefusedError
from publishing.platforms import (
    Account,
    Channel,
    Counts,
    Heard,
    Input,
    Level,
    Options,
    OptionValue,
    OwnVideo,
    Playlist,
    Post,
    PostedVideo,
    PostingClient,
    Rule,
    Section,
    Tokens,
    UploadSession,
    UploadState,
    WantedExtra,
    Words,
)

CAPTION_CHARACTERS = 40
PIECES = 3


class Audience(StrEnum):
    """The audience of a whistle."""

    COLONY = "colony"
    EVERYBODY = "everybody"


class MarmotOptions(Options):
    """The options of a whistle."""

    platform: Literal["marmot"] = "marmot"
    audience: Audience | None = None
    allow_replies: bool = False


class MarmotAccount(Account):
    """The permissions of a burrow."""

    audiences: tuple[Audience, ...] = ()
    replies_disabled: bool = False


def _options(post: Post) -> MarmotOptions:
    assert isinstance(post.options, MarmotOptions)
    return post.options


def _account(account: Account) -> MarmotAccount:
    assert isinstance(account, MarmotAccount)
    return account


@dataclass
class Upload:
    """One upload on the server."""

    post: Post
    size_bytes: int
    content: bytes = b""
    pieces: int = 0
    looks: int = 0
    at: datetime = field(default_factory=timezone.now)


@dataclass
class Burrow:
    """The server: the account's permissions, and the uploads."""

    audiences: tuple[Audience, ...] = (Audience.COLONY, Audience.EVERYBODY)
    replies_disabled: bool = False
    is_away: bool = False
    loses_last_answer: bool = False
    challenge: str = ""
    uploads: dict[str, Upload] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)


@dataclass
class MarmotClient:
    """Its Client."""

    burrow: Burrow

    def authorize_url(
        self, *, state: str, code_verifier: str, redirect_url: str, also: Sequence[str] = ()
    ) -> str:
        self.burrow.challenge = hashlib.sha256(code_verifier.encode()).hexdigest()
        return "https://marmot.invalid/consent?" + urlencode({"state": state, "back": redirect_url})

    def exchange(self, *, code: str, code_verifier: str, redirect_url: str) -> Tokens:
        if hashlib.sha256(code_verifier.encode()).hexdigest() != self.burrow.challenge:
            raise UpstreamError("Marmot does not know this sign-in.", system="Marmot")
        return Tokens("access", "refresh", expires_in_s=3600, scopes=("whistle",))

    def refresh(self, *, refresh_token: str) -> Tokens:
        return Tokens("access", refresh_token, expires_in_s=3600, scopes=("whistle",))

    def lacking(self, *, scopes: Iterable[str]) -> tuple[str, ...]:
        return () if "whistle" in set(scopes) else ("whistle",)

    def revoke(self, *, token: str) -> None:
        self.burrow.revoked.append(token)

    def channel(self, *, access_token: str) -> Channel | None:
        if self.burrow.is_away:
            raise UpstreamUnavailableError("Marmot is asleep.", system="Marmot")
        account = MarmotAccount(
            audiences=self.burrow.audiences, replies_disabled=self.burrow.replies_disabled
        )
        return Channel(id="m1", title="Sunny Slope", handle="@sunny", avatar_url="", account=account)

    def own_videos(self, *, access_token: str, account: Account, limit: int) -> list[OwnVideo]:
        return []

    def counts(self, *, access_token: str, ids: Sequence[str]) -> list[Counts]:
        return []

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> UploadSession:
        if _options(post).audience not in _account(post.account).audiences:
            raise UpstreamError("Marmot does not offer this audience any more.", system="Marmot")
        reference = f"w{len(self.burrow.uploads) + 1}"
        self.burrow.uploads[reference] = Upload(post, size_bytes)
        return UploadSession(url=f"https://marmot.invalid/uploads/{reference}", reference=reference)

    def piece_end(self, *, start: int, size_bytes: int) -> int:
        piece = size_bytes // PIECES
        return size_bytes if start + 2 * piece > size_bytes else start + piece

    def upload_state(self, *, access_token: str, session: UploadSession, size_bytes: int) -> UploadState:
        return self._state(session.reference)

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
        upload = self.burrow.uploads[session.reference]
        file.seek(start)
        upload.content += file.read(end - start)
        upload.pieces += 1
        if end == size_bytes and self.burrow.loses_last_answer:
            raise UpstreamUnavailableError("Marmot hung up.", system="Marmot")
        return self._state(session.reference)

    def _state(self, reference: str) -> UploadState:
        upload = self.burrow.uploads[reference]
        is_whole = len(upload.content) == upload.size_bytes
        return UploadState(received_bytes=len(upload.content), video_id=reference if is_whole else "")

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        return [self._posted(reference, self.burrow.uploads[reference]) for reference in ids]

    def _posted(self, reference: str, upload: Upload) -> PostedVideo:
        upload.looks += 1
        is_out = upload.looks > 1
        return PostedVideo(
            id=reference,
            caption=upload.post.text,
            uploaded_at=upload.at,
            is_processed=is_out,
            url=f"https://marmot.invalid/@sunny/{reference}" if is_out else "",
        )

    def recent_uploads(self, *, access_token: str, account: Account) -> list[PostedVideo]:
        return []

    def watch_url(self, *, account: Account, video_id: str) -> str:
        return "https://marmot.invalid/@sunny"


_CHOICES = {
    Audience.COLONY: OptionValue(Audience.COLONY, "Colony", "Marmots of your own meadow."),
    Audience.EVERYBODY: OptionValue(Audience.EVERYBODY, "Everybody", "Also those of the next valley."),
}


@dataclass
class Marmot:
    """Its Platform."""

    burrow: Burrow = field(default_factory=Burrow)

    name = "marmot"
    words = Words(
        name="Marmot",
        channel="a Marmot burrow",
        studio="Marmot's meadow",
        consent_page="Marmot's page",
        allows=("Whistle for you.",),
        never=("Dig.",),
        consent_note="You can fill the hole at any time.",
        no_channel="This marmot has no burrow.",
        short_access="Marmot gave access for a summer only.",
        not_configured="Marmot is not configured here.",
        title_characters=60,
        text_characters=CAPTION_CHARACTERS,
        text_label="Caption",
    )
    options_type = MarmotOptions
    account_type = MarmotAccount
    account_lasts = timedelta(0)
    pictures_last = None
    reads_every = timedelta(days=1)
    revokes_access_token = False
    day_cap = None
    counts_per_call = 10
    not_provided: ClassVar = {"shares": "not provided by Marmot"}
    reports = None
    extras = None
    scopes = ("whistle",)
    rules: tuple[Rule[Post], ...] = (
        Rule(
            code="audience",
            level=Level.BLOCKED,
            field="audience",
            source_url="https://marmot.invalid/rules",
            fine="You chose who hears it.",
            broken="Choose who hears it.",
            breaks=lambda post: _options(post).audience is None,
        ),
        Rule(
            code="caption",
            level=Level.BLOCKED,
            field="post_text",
            fine="The caption fits.",
            broken=f"Shorten the caption to {CAPTION_CHARACTERS} characters.",
            breaks=lambda post: len(post.text) > CAPTION_CHARACTERS,
        ),
    )

    def no_posting(self, *, scopes: Iterable[str], livemode: bool) -> str:
        return "" if "whistle" in set(scopes) else "It cannot whistle."

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> Heard:
        raise WebhookRefusedError

    def is_live(self) -> bool:
        return False

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> PostingClient:
        return MarmotClient(self.burrow)

    def extras_of(self, *, options: Options) -> Sequence[WantedExtra]:
        return ()

    def inputs(self, *, account: Account, playlists: Sequence[Playlist] = ()) -> Sequence[Input]:
        offered = _account(account)
        return (
            Input(
                name="audience",
                label="Who hears it",
                section=Section.AUDIENCE,
                values=tuple(_CHOICES[each] for each in offered.audiences),
            ),
            Input(
                name="allow_replies",
                label="Allow replies",
                section=Section.LABELS,
                is_fixed=offered.replies_disabled,
            ),
        )

    def audience_of(self, *, options: Options) -> str:
        assert isinstance(options, MarmotOptions)
        return options.audience or ""

    def audience_in_words(self, *, options: Options) -> str:
        return self.audience_of(options=options)

    @property
    def comment_option(self) -> str:
        return ""

    def disclosed(self, *, options: Options) -> Options:
        return options

    def is_public(self, *, options: Options) -> bool:
        return self.audience_of(options=options) == Audience.EVERYBODY

    def lead(self, *, options: Options) -> timedelta:
        return timedelta()

    def caption_of(self, *, post: Post) -> str:
        return post.text
