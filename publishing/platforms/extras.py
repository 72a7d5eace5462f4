"""What a published video gets besides its upload: a place in playlists, and a first comment.

It needs a permission of its own. No call has an idempotency key, so each has a counterpart that looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class ExtraKind(StrEnum):
    """The kinds of extras."""

    PLAYLIST = "playlist"
    COMMENT = "comment"


class Playlist(BaseModel):
    """One of the account's playlists. ``audience`` is in the platform's terms; empty if unknown."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    audience: str = ""


class PlaylistShelf(BaseModel):
    """An account's playlists as last read. ``read_at`` is None before the first successful reading.

    ``tried_at`` is the last attempt, and ``problem`` why it failed; empty if it did not.
    """

    model_config = ConfigDict(frozen=True)

    playlists: tuple[Playlist, ...] = ()
    read_at: datetime | None = None
    tried_at: datetime
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedExtra:
    """One extra that a post's options ask for: ``target`` is the playlist's id, or ``text`` the comment."""

    kind: ExtraKind
    target: str = ""
    text: str = ""


class ExtrasClient(Protocol):
    """Adds extras. Every call raises the errors of Client, and ScopeMissingError without the permission."""

    def playlists(self, *, access_token: str) -> list[Playlist]:
        """Return the account's own playlists, at most 200."""

    def channel_id(self, *, access_token: str) -> str:
        """Return the id of the channel that the token acts for; empty if it has none."""

    def entry_of(self, *, access_token: str, playlist_id: str, video_id: str) -> str:
        """Return the id of the video's entry in the playlist; empty if it is not in it."""

    def add_entry(self, *, access_token: str, playlist_id: str, video_id: str) -> str:
        """Add the video to the playlist. Returns the entry's id. A repeated call adds it again."""

    def comment_of(
        self, *, access_token: str, video_id: str, channel_id: str, text: str, since: datetime
    ) -> str:
        """Return the id of the channel's own comment with this text; empty if there is none.

        Comments before ``since`` may be left out. Also finds what the platform holds back for review.
        """

    def add_comment(self, *, access_token: str, video_id: str, channel_id: str, text: str) -> str:
        """Write the comment. Returns its id. A repeated call writes a second one."""


class Extras(Protocol):
    """A platform's extras."""

    @property
    def name(self) -> str:
        """What the permission is for, for people."""

    @property
    def scope(self) -> str:
        """The permission that they need."""

    @property
    def explained(self) -> Sequence[str]:
        """What the permission allows beyond that and what it is used for, in sentences."""

    @property
    def write_units(self) -> int:
        """What a call that adds something costs of the day's quota."""

    @property
    def look_units(self) -> int:
        """What looking for one extra costs at most, with the look at the channel."""

    @property
    def may_not_be_sure(self) -> Sequence[str]:
        """The platform's ``reason`` codes of refusals that may be temporary errors with an effect."""

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> ExtrasClient:
        """Return the client, live or sandbox. Raises PublishingOffError."""
