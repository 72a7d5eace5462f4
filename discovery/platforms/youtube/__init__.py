"""YouTube: its names and rules, and its Data API v3 as a source of trends."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from discovery.errors import SourceOffError
from discovery.platforms.base import UNMETERED, Bucket, Format, FormatWords, Meter, Source, VideoAddress
from discovery.platforms.youtube import addresses, counting
from discovery.platforms.youtube.budget import DAY_ENDS, SEARCHES, UNITS
from foundation import vendors
from foundation.vendors import Mode, Vendor

# YouTube's retention limit for statistics, unless the operator has accepted the derived metrics policy.
_STATISTICS_KEPT_FOR = timedelta(days=30)


class YouTube:
    """YouTube as a Platform."""

    key = "youtube"
    name = "YouTube"
    key_setting = "YOUTUBE_API_KEY"
    time_zone = ZoneInfo("America/Los_Angeles")
    day_ends = DAY_ENDS
    ids_per_call = 50
    is_collected = True
    not_collected_words = ""
    no_numbers_words = ""
    format_words: Mapping[str, FormatWords] = {
        Format.SHORT: FormatWords("Short", "Shorts"),
        Format.LONG: FormatWords("Long", "long videos"),
    }
    raw_numbers_words = (
        "This installation does not compute scores and velocities: your administrator has not accepted "
        "YouTube's policy on derived metrics. All numbers come from YouTube."
    )
    sample_topics: Sequence[str] = (
        "home coffee", "budget travel", "strength training", "desk setups", "sourdough baking", "houseplants",
        "personal finance", "street photography", "board games", "language learning",
    )  # fmt: skip

    @property
    def mode(self) -> Mode:
        """Live if there is a key."""
        return _vendor().mode

    @property
    def derives_metrics(self) -> bool:
        """True if the operator has accepted YouTube's policy on derived metrics."""
        return bool(settings.YOUTUBE_DERIVED_METRICS_ACCEPTED)

    @property
    def keeps_statistics_for(self) -> timedelta | None:
        """A month, unless the policy was accepted."""
        return None if self.derives_metrics else _STATISTICS_KEPT_FOR

    @property
    def buckets(self) -> Sequence[Bucket]:
        """See ``budget``."""
        return (
            Bucket(UNITS, settings.YOUTUBE_DAILY_UNITS),
            Bucket(SEARCHES, settings.YOUTUBE_DAILY_SEARCHES),
        )

    def source(self, *, meter: Meter = UNMETERED, at: datetime | None = None) -> Source:
        """YouTube with the key, or the sandbox."""
        access = _vendor().access()
        if access is None:
            raise SourceOffError(platform=self.name, setting=self.key_setting)
        # Imported here, because Google's client loads slowly and few processes call YouTube.
        from discovery.platforms.youtube.client import YouTubeClient

        return YouTubeClient(
            base_url=access.base_url,
            key=access.key,
            livemode=access.is_live,
            meter=meter,
            # Only the sandbox can be queried as of an earlier moment.
            at=None if access.is_live else at,
        )

    def read_address(self, text: str) -> str:
        """See ``addresses.read``."""
        return addresses.read(text)

    def video_at(self, text: str) -> VideoAddress | None:
        """See ``addresses.video_at``."""
        return addresses.video_at(text)

    def video_named(self, text: str) -> VideoAddress | None:
        """See ``addresses.video_named``."""
        return addresses.video_named(text)

    def stored_video(self, address: str) -> VideoAddress:
        """See ``addresses.stored``."""
        return addresses.stored(address)

    def describer(self) -> None:
        """None: the video's channel is watched."""

    def video_url(self, *, platform_id: str, format: str, livemode: bool) -> str:
        """Its watch page."""
        kind = "shorts/" if format == Format.SHORT else "watch?v="
        site = "https://www.youtube.com" if livemode else settings.SANDBOX_URL
        return f"{site}/{kind}{platform_id}"

    def embed_url(self, *, platform_id: str, livemode: bool) -> str:
        """YouTube's player without cookies. The sandbox has no player: its files are played directly."""
        return f"https://www.youtube-nocookie.com/embed/{platform_id}" if livemode else ""

    def file_url(self, *, platform_id: str, livemode: bool) -> str:
        """Only the sandbox's videos have one: YouTube's terms forbid downloads."""
        return "" if livemode else f"{settings.SANDBOX_URL}/media/videos/{platform_id}.mp4"

    def watchable_url(self, *, platform_id: str, livemode: bool) -> str:
        """The one form that Gemini documents. The sandbox's model knows the sandbox's videos by it."""
        return f"https://www.youtube.com/watch?v={platform_id}"

    def channel_url(self, *, platform_id: str) -> str:
        """Its page, by id, which stays valid if the handle changes."""
        return f"https://www.youtube.com/channel/{platform_id}"

    def counting_regime(self, *, format: str, at: datetime) -> str:
        """See ``counting.regime``."""
        return counting.regime(format=format, at=at)

    def regime_words(self, regime: str) -> str:
        """See ``counting.WORDS``."""
        return counting.WORDS[regime]


def _vendor() -> Vendor:
    return vendors.named("youtube_discovery")
