"""The numbers that platforms report about published videos, and the Protocols that read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVideo:
    """A public video of the connected account, with its counts. None for counts that are hidden."""

    id: str
    title: str
    url: str
    thumbnail_url: str
    published_at: datetime
    duration_s: int
    is_short: bool
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A published video's numbers now. None for what is hidden, unreadable or not provided.

    ``audience`` is who may see it, in the terms of ``PostedVideo.audience``; empty if unknown.
    """

    id: str
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How a video was watched on whole days of the platform. None for what it did not report.

    ``average_view_percent`` is more than 100 if viewers watch it again.
    """

    engaged_views: int | None
    average_view_duration_s: float | None
    average_view_percent: float | None
    shares: int | None


@dataclass(frozen=True, slots=True)
class RetentionPoint:
    """The share of viewers at one position of a video.

    ``position`` is from 0 to 1. ``watching`` is more than 1 where viewers watch again. ``relative`` compares
    with videos of similar length: 0 to 1, 0.5 is the median; None if the platform did not report it.
    """

    position: float
    watching: float
    relative: float | None


class CountingClient(Protocol):
    """The part of a Client that reads numbers."""

    def counts(self, *, access_token: str, ids: Sequence[str]) -> list[Counts]:
        """Return the numbers of the account's videos with these ids, at most ``Platform.counts_per_call``.

        Videos that are unknown, removed or unreadable are omitted. Costs one call.
        """


class ReportsClient(Protocol):
    """Reads how the account's own videos were watched. Days are inclusive, and the platform's own.

    Every call raises the errors of Client, and ScopeMissingError without the permission.
    """

    def watched(
        self, *, access_token: str, ids: Sequence[str], since: date, until: date
    ) -> dict[str, Watched]:
        """Return the reports of these videos by id, at most 500. A video without a report yet is omitted."""

    def traffic(self, *, access_token: str, video_id: str, since: date, until: date) -> dict[str, int] | None:
        """Return views by source, in the platform's terms; None if it does not report them."""

    def retention(
        self, *, access_token: str, video_id: str, since: date, until: date
    ) -> list[RetentionPoint]:
        """Return the curve of one video by position; empty while there is none."""


class Reports(Protocol):
    """What a platform's watch reports take."""

    @property
    def name(self) -> str:
        """The source of the numbers, for people."""

    @property
    def scope(self) -> str:
        """The permission that they need."""

    @property
    def allows(self) -> str:
        """What the permission allows, as a sentence."""

    @property
    def time_zone(self) -> ZoneInfo:
        """The time zone of its days."""

    @property
    def day_words(self) -> str:
        """Its days, in the plural."""

    @property
    def lag_days(self) -> int:
        """How many days before today the last reported one is."""

    @property
    def settled_days(self) -> int:
        """How many days after a day its numbers no longer change."""

    @property
    def awaiting(self) -> str:
        """Why a young video has no report yet, as a sentence without its full stop."""

    def source_words(self, source: str) -> str:
        """A traffic source, for people."""

    def client(self, *, livemode: bool | None = None) -> ReportsClient:
        """Return the client, live or sandbox. Raises PublishingOffError."""


class Measured(Protocol):
    """The part of a Platform that says what it measures."""

    @property
    def counts_per_call(self) -> int:
        """How many videos ``counts`` accepts."""

    @property
    def not_provided(self) -> Mapping[str, str]:
        """Why the platform provides no such number, by field of Counts and Watched."""

    @property
    def reports(self) -> Reports | None:
        """Its watch reports; None if its API has none."""
