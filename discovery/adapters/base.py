"""What collection asks of a platform, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from discovery.models import Broadcast, SkipReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A video's numbers at the moment of asking; None where the platform hides one."""

    views: int | None
    likes: int | None
    comments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenChannel:
    """A public channel. ``uploads_id`` is empty where the platform names no list of its videos."""

    platform_id: str
    uploads_id: str
    title: str
    handle: str
    avatar_url: str
    subscribers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVideo:
    """A public video. Its length is 0 until it has been broadcast."""

    platform_id: str
    channel_id: str
    title: str
    description: str
    tags: Sequence[str]
    language: str
    thumbnail_url: str
    published_at: datetime
    duration_s: int
    is_short: bool
    counts: Counts
    broadcast: Broadcast = Broadcast.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A video in an answer that cannot be used, and why."""

    platform_id: str
    title: str
    reason: SkipReason


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoBatch:
    """An answer about videos: those that can be used, and those that cannot."""

    videos: Sequence[SeenVideo] = ()
    unusable: Sequence[Unusable] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBatch:
    """An answer about videos' numbers, by the video's id, and those that cannot be used."""

    counts: Mapping[str, Counts]
    unusable: Sequence[Unusable] = ()


class Source(Protocol):
    """A platform that can be asked. Each method is one call, and takes at most fifty ids.

    Raises UpstreamUnavailableError and UpstreamError, QuotaExceededError when the platform's day is over, and
    KeyRefusedError when the platform does not accept this installation.
    """

    @property
    def livemode(self) -> bool:
        """False for the sandbox."""
        ...

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """Ids of channels whose recent videos match ``words``, one for each video found, best first."""
        ...

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """Those of the channels that exist."""
        ...

    def channel_by_handle(self, *, handle: str) -> SeenChannel | None:
        """The channel called ``@handle``, if there is one."""
        ...

    def channel_by_user_name(self, *, name: str) -> SeenChannel | None:
        """The channel with this user name from before there were handles, if there is one."""
        ...

    def uploads(self, *, uploads_id: str, limit: int) -> Sequence[str] | None:
        """Ids of a channel's newest videos; None when there is no such list.

        Raises ChannelUnreadableError when there is one that may not be read.
        """
        ...

    def videos(self, *, ids: Sequence[str]) -> VideoBatch:
        """Those of the videos that are public."""
        ...

    def counts(self, *, ids: Sequence[str]) -> CountBatch:
        """The numbers of public videos. One that is missing here may still be public."""
        ...
