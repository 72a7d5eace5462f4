"""What discovery needs of a video platform, in its own words. Nothing here knows a platform or a row."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from foundation.vendors import Mode


class Format(TextChoices):
    """Shorts are compared with Shorts and long videos with long videos."""

    SHORT = "short", "Short"
    LONG = "long", "Long"


class Broadcast(TextChoices):
    """Whether a video is a stream or premiere that has not ended; those have no length and no normal."""

    NONE = "none", "Not live"
    LIVE = "live", "Live now"
    UPCOMING = "upcoming", "Not aired yet"


class SkipReason(TextChoices):
    """Why a video of an answer could not be used, as the page says it."""

    NO_DATE = "no_date", "its publication date is missing or cannot be right"
    NO_LENGTH = "no_length", "its length is missing or cannot be right"
    BAD_COUNTS = "bad_counts", "its numbers cannot be right"
    INCOMPLETE = "incomplete", "the platform's answer about it is incomplete"
    OTHER_CHANNEL = "other_channel", "it belongs to another channel"
    ERROR = "error", "it could not be stored because of an error on our side"


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


@dataclass(frozen=True, slots=True)
class Bucket:
    """A part of a platform's daily allowance, counted apart. ``name`` is also its unit, in the plural."""

    name: str
    daily_limit: int


@dataclass(frozen=True, slots=True)
class FormatWords:
    """What a platform calls one of the formats."""

    one: str
    many: str


class Meter(Protocol):
    """Counts calls against the platform's allowance."""

    def call(self, bucket: str, *, units: int = 1) -> AbstractContextManager[None]:
        """Surrounds one call, and counts it before it is made.

        Raises BudgetExhaustedError when the allowance is used up, also instead of a QuotaExceededError.
        """
        ...


class Unmetered:
    """Counts nothing: for tests of connections and contracts."""

    def call(self, bucket: str, *, units: int = 1) -> AbstractContextManager[None]:
        """See Meter."""
        return nullcontext()


UNMETERED = Unmetered()


class Source(Protocol):
    """A platform that can be asked. A method takes at most the platform's ``ids_per_call`` ids.

    Each call goes through the Meter that the source was made with. Raises UpstreamUnavailableError and
    UpstreamError, QuotaExceededError when the platform's day is over, and KeyRefusedError when the platform
    does not accept this installation.
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

    def channel_at(self, *, address: str) -> SeenChannel | None:
        """The channel at an address as the platform's ``read_address`` gave it, if there is one."""
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


class Platform(Protocol):
    """A video platform: its names and addresses, how it counts, what asking costs, and who answers for it."""

    # In rows and over REST; never changes, 12 characters at most.
    key: str
    name: str
    # The setting that connects it, for operators.
    key_setting: str
    # Its allowance is granted by the days of this time zone; ``day_ends`` says in words when one ends.
    time_zone: ZoneInfo
    day_ends: str
    # At least two.
    ids_per_call: int
    format_words: Mapping[str, FormatWords]
    # Why scores are missing where ``derives_metrics`` is False.
    raw_numbers_words: str
    # What the sandbox's channels publish on; empty where it has no sample data of this platform.
    sample_topics: Sequence[str]

    @property
    def mode(self) -> Mode:
        """Who answers for it on this installation."""
        ...

    @property
    def derives_metrics(self) -> bool:
        """Whether scores and velocities may be computed of its numbers."""
        ...

    @property
    def keeps_statistics_for(self) -> timedelta | None:
        """How long its numbers may be kept; None is for good."""
        ...

    @property
    def buckets(self) -> Sequence[Bucket]:
        """Its daily allowance. A round ends with the first bucket; another's end stops only what needs it."""
        ...

    def source(self, *, meter: Meter = UNMETERED, at: datetime | None = None) -> Source:
        """The platform as settings have it. ``at`` asks the sandbox what it would have answered then.

        Raises SourceOffError when there is neither a key nor a sandbox.
        """
        ...

    def read_address(self, text: str) -> str:
        """What people pasted to name a channel, in the form that ``channel_at`` takes and rows keep.

        The same channel's handle or id always reads the same. Raises UnreadableAddressError.
        """
        ...

    def video_url(self, *, platform_id: str, format: str, livemode: bool) -> str:
        """Where a video can be watched: on the platform, or in the sandbox it comes from."""
        ...

    def channel_url(self, *, platform_id: str) -> str:
        """Where a channel is on the platform."""
        ...

    def counting_regime(self, *, format: str, at: datetime) -> str:
        """The rule by which views were counted at that time; numbers of different rules are not compared."""
        ...

    def regime_words(self, regime: str) -> str:
        """What a view is under that rule, as the end of a sentence."""
        ...
