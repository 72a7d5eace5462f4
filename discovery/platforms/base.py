"""The Protocol of a video platform, and its values. Independent of any platform and of the database."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from foundation.vendors import Mode


class Format(TextChoices):
    """The format of a video. Shorts are compared with Shorts, long videos with long videos."""

    SHORT = "short", "Short"
    LONG = "long", "Long"


class Broadcast(TextChoices):
    """Whether a video is a stream or premiere that has not ended. Those have no length and no baseline."""

    NONE = "none", "Not live"
    LIVE = "live", "Live now"
    UPCOMING = "upcoming", "Not aired yet"


class SkipReason(TextChoices):
    """Why a listed video is not stored, or a response about it was skipped, as shown on the page."""

    UNREAD = "unread", "its details were not read yet"
    UNAVAILABLE = "unavailable", "it is private, deleted or not published yet"

    NO_DATE = "no_date", "its publication date is missing or invalid"
    NO_LENGTH = "no_length", "its length is missing or invalid"
    BAD_COUNTS = "bad_counts", "its numbers are invalid"
    INCOMPLETE = "incomplete", "the platform's data about it is incomplete"
    OTHER_CHANNEL = "other_channel", "it belongs to another channel"
    ERROR = "error", "it could not be stored because of an internal error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A video's counts at the time of the request. None for counts that the platform hides."""

    views: int | None
    likes: int | None
    comments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenChannel:
    """A public channel. ``uploads_id`` is empty where the platform provides no list of its videos.

    ``region`` is its country code; empty if it states none.
    """

    platform_id: str
    uploads_id: str
    title: str
    handle: str
    avatar_url: str
    subscribers: int | None
    region: str = ""


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
    # Country codes. With ``allowed_in``, it can be watched only there; None is no such rule.
    blocked_in: Sequence[str] = ()
    allowed_in: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A video in a response that can't be used, and why."""

    platform_id: str
    title: str
    reason: SkipReason


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoBatch:
    """A response about videos: the usable and the unusable ones."""

    videos: Sequence[SeenVideo] = ()
    unusable: Sequence[Unusable] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """A page of a channel's list of videos, newest first.

    ``oldest_at`` is when the oldest one was published; None if unknown. ``next_page`` is the token of the
    page with older ones; empty at the end of the list.
    """

    ids: Sequence[str]
    oldest_at: datetime | None = None
    next_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBatch:
    """A response about videos' counts, by video id, and the unusable ones."""

    counts: Mapping[str, Counts]
    unusable: Sequence[Unusable] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAddress:
    """A video as named by its URL or id. ``address`` is its one stored form.

    ``handle`` is its channel's, empty if the URL has none. ``is_short`` and ``published_at`` are None unless
    the URL tells them.
    """

    platform_id: str
    handle: str
    address: str
    is_short: bool | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A public video as its platform describes it to anyone, without numbers."""

    title: str
    handle: str
    channel_title: str
    thumbnail_url: str


class Describer(Protocol):
    """Describes public videos of a platform whose channels can't be watched."""

    # False for the sandbox.
    livemode: bool

    def describe(self, *, address: str) -> Described | None:
        """Return the video at a VideoAddress's ``address``; None if it is private, deleted or unknown.

        Raises UpstreamUnavailableError and UpstreamError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Bucket:
    """A separately counted part of a platform's daily allowance. ``name`` is also its unit, in the plural."""

    name: str
    daily_limit: int


@dataclass(frozen=True, slots=True)
class FormatWords:
    """A platform's names for one of the formats."""

    one: str
    many: str


class Meter(Protocol):
    """Counts calls against the platform's allowance."""

    def call(self, bucket: str, *, units: int = 1) -> AbstractContextManager[None]:
        """Wrap one call and count it before it is made.

        Raises BudgetExhaustedError when the allowance is used up, also in place of a QuotaExceededError.
        """
        ...


class Unmetered:
    """Counts nothing: for tests of connections and contracts."""

    def call(self, bucket: str, *, units: int = 1) -> AbstractContextManager[None]:
        """See Meter."""
        return nullcontext()


UNMETERED = Unmetered()


class Source(Protocol):
    """The API client of a platform. A method accepts at most the platform's ``ids_per_call`` ids.

    Each call goes through the Meter that the source was created with. Raises UpstreamUnavailableError and
    UpstreamError, QuotaExceededError when the day's allowance is used up, and KeyRefusedError when the
    platform rejects this installation.
    """

    @property
    def livemode(self) -> bool:
        """False for the sandbox."""
        ...

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """Return ids of channels with recent videos that match ``words``, one per video found, best first."""
        ...

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """Return the channels that exist."""
        ...

    def channel_at(self, *, address: str) -> SeenChannel | None:
        """Return the channel at an address as returned by the platform's ``read_address``, or None."""
        ...

    def uploads(self, *, uploads_id: str, limit: int, page: str = "") -> UploadPage | None:
        """Return a channel's newest videos, or those of a further page; None if there is no such list.

        Raises ChannelUnreadableError if the list exists but can't be read, and ListPageExpiredError if the
        further page no longer exists.
        """
        ...

    def videos(self, *, ids: Sequence[str]) -> VideoBatch:
        """Return the videos that are public."""
        ...

    def counts(self, *, ids: Sequence[str]) -> CountBatch:
        """Return the counts of public videos. A video that is missing here may still be public."""
        ...


class Platform(Protocol):
    """A video platform: its names and URLs, counting rules, API costs and mode."""

    # Stored in rows and used in REST. It never changes; at most 12 characters.
    key: str
    name: str
    # The setting with its key, for operators.
    key_setting: str
    # Its allowance counts by days of this time zone; ``day_ends`` says in words when a day ends.
    time_zone: ZoneInfo
    day_ends: str
    # At least two.
    ids_per_call: int
    # False if only accounts that people connect can be read, so that no channel can be watched.
    is_collected: bool
    # If it is not collected: why not, and why other people's videos have no numbers.
    not_collected_words: str
    no_numbers_words: str
    format_words: Mapping[str, FormatWords]
    # Why scores are missing if ``derives_metrics`` is False.
    raw_numbers_words: str
    # Topics of the sandbox's channels; empty if it has no sample data of this platform.
    sample_topics: Sequence[str]

    @property
    def mode(self) -> Mode:
        """The platform's mode on this installation."""
        ...

    @property
    def derives_metrics(self) -> bool:
        """Whether scores and velocities may be computed from its numbers."""
        ...

    @property
    def keeps_statistics_for(self) -> timedelta | None:
        """The retention period of its statistics; None is unlimited."""
        ...

    @property
    def buckets(self) -> Sequence[Bucket]:
        """Its daily allowance. A round ends with its first bucket; without another, only some calls stop."""
        ...

    def source(self, *, meter: Meter = UNMETERED, at: datetime | None = None) -> Source:
        """Return the source as configured. ``at`` queries the sandbox as of an earlier moment.

        Raises SourceOffError if there is neither a key nor a sandbox.
        """
        ...

    def read_address(self, text: str) -> str:
        """Normalise a pasted address of a channel to the form that ``channel_at`` accepts and rows store.

        A channel's handle or id always has the same form. Raises UnreadableAddressError.
        """
        ...

    def video_at(self, text: str) -> VideoAddress | None:
        """Return the video that a URL points to; None for a URL of another site.

        Raises UnreadableAddressError for another page of this platform.
        """
        ...

    def video_named(self, text: str) -> VideoAddress | None:
        """Return the video with that id; None if it can't be an id of this platform."""
        ...

    def stored_video(self, address: str) -> VideoAddress:
        """Return the video of a VideoAddress's stored ``address``."""
        ...

    def describer(self) -> Describer | None:
        """Return what describes a single video; None if its channels are watched instead."""
        ...

    def video_url(self, *, platform_id: str, format: str, livemode: bool) -> str:
        """Return the URL of a video, on the platform or in the sandbox."""
        ...

    def embed_url(self, *, platform_id: str, livemode: bool) -> str:
        """Return the URL of the platform's player for other sites; empty if it has none that may be used."""
        ...

    def file_url(self, *, platform_id: str, livemode: bool) -> str:
        """Return the URL of a video's file; empty if the platform's rules forbid a download."""
        ...

    def watchable_url(self, *, platform_id: str, livemode: bool) -> str:
        """Return the URL of a public video that a vision model opens itself; empty if it opens none."""
        ...

    def channel_url(self, *, platform_id: str) -> str:
        """Return the URL of a channel on the platform."""
        ...

    def counting_regime(self, *, format: str, at: datetime) -> str:
        """The rule for counting views at that time. Counts under different rules are not compared."""
        ...

    def regime_words(self, regime: str) -> str:
        """The definition of a view under that rule, as the end of a sentence."""
        ...
