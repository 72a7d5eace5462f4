"""What collection asks of a platform, in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A video's numbers at the moment of asking; None where the platform hides one."""

    views: int | None
    likes: int | None
    comments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenChannel:
    """A public channel."""

    platform_id: str
    uploads_id: str
    title: str
    handle: str
    avatar_url: str
    subscribers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVideo:
    """A public video."""

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


class Source(Protocol):
    """A platform that can be asked. Each method is one call, and takes at most fifty ids.

    Raises UpstreamUnavailableError and UpstreamError, and QuotaExceededError when the platform's day is over.
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

    def uploads(self, *, uploads_id: str, limit: int) -> Sequence[str] | None:
        """Ids of a channel's newest videos; None when the channel is gone."""
        ...

    def videos(self, *, ids: Sequence[str]) -> Sequence[SeenVideo]:
        """Those of the videos that are public."""
        ...

    def counts(self, *, ids: Sequence[str]) -> Mapping[str, Counts]:
        """The numbers of those videos that are public."""
        ...
