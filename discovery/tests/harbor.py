"""A second, minimal platform. All its responses are in this module."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from discovery.errors import UnreadableAddressError
from discovery.platforms.base import (
    UNMETERED,
    Bucket,
    CountBatch,
    Counts,
    Format,
    FormatWords,
    Meter,
    SeenChannel,
    SeenVideo,
    UploadPage,
    VideoAddress,
    VideoBatch,
)
from foundation.vendors import Mode

LENA = SeenChannel(
    platform_id="quay-1", uploads_id="quay-1", title="Lena's boats", handle="lena", avatar_url="",
    subscribers=420,
)  # fmt: skip
# Views of her videos, newest first. Each is two hours older than the one before.
VIEWS = (8000, 1000, 900, 1100, 950, 1050, 1000)
NEWEST = timedelta(hours=24)


class HarborSource:
    """Answers from this module and reports each call to the meter."""

    livemode = True

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def search_channels(self, *, words: str, region: str, language: str, since: datetime) -> Sequence[str]:
        """Harbor has no search, which costs nothing."""
        return []

    def channels(self, *, ids: Sequence[str]) -> Sequence[SeenChannel]:
        """See Source."""
        with self._meter.call("lookups"):
            return [LENA] if LENA.platform_id in ids else []

    def channel_at(self, *, address: str) -> SeenChannel | None:
        """See Source."""
        with self._meter.call("lookups"):
            return LENA if address == f"quay/{LENA.handle}" else None

    def uploads(self, *, uploads_id: str, limit: int, page: str = "") -> UploadPage | None:
        """See Source. A list costs three."""
        with self._meter.call("lookups", units=3):
            return UploadPage(ids=[f"boat-{number}" for number in range(len(VIEWS))])

    def videos(self, *, ids: Sequence[str]) -> VideoBatch:
        """See Source."""
        assert len(ids) <= Harbor.ids_per_call
        with self._meter.call("lookups"):
            return VideoBatch(videos=[_video(int(each.removeprefix("boat-"))) for each in ids])

    def counts(self, *, ids: Sequence[str]) -> CountBatch:
        """See Source."""
        assert len(ids) <= Harbor.ids_per_call
        with self._meter.call("lookups"):
            return CountBatch(counts={each: _counts(int(each.removeprefix("boat-"))) for each in ids})


class Harbor:
    """Harbor as a Platform."""

    key = "harbor"
    name = "Harbor"
    key_setting = "HARBOR_TOKEN"
    is_collected = True
    not_collected_words = ""
    no_numbers_words = ""
    time_zone = ZoneInfo("Asia/Tokyo")
    day_ends = "midnight in Tokyo"
    ids_per_call = 3
    format_words: Mapping[str, FormatWords] = {
        Format.SHORT: FormatWords("Ripple", "Ripples"),
        Format.LONG: FormatWords("Voyage", "Voyages"),
    }
    raw_numbers_words = "Harbor's numbers are shown as they are."
    sample_topics: Sequence[str] = ()
    mode = Mode.LIVE
    derives_metrics = True
    keeps_statistics_for: timedelta | None = None
    buckets: Sequence[Bucket] = (Bucket("lookups", 500),)

    def source(self, *, meter: Meter = UNMETERED, at: datetime | None = None) -> HarborSource:
        """See Platform."""
        return HarborSource(meter)

    def read_address(self, text: str) -> str:
        """A quay, such as quay/lena."""
        if not text.startswith("quay/"):
            raise UnreadableAddressError("Paste the quay of a Harbor channel, such as quay/name.")
        return text

    def video_at(self, text: str) -> VideoAddress | None:
        """See Platform."""
        video_id = text.removeprefix("https://harbor.example.test/moored/")
        return self.video_named(video_id) if video_id != text else None

    def video_named(self, text: str) -> VideoAddress | None:
        """See Platform."""
        return self.stored_video(text) if text.startswith("boat-") else None

    def stored_video(self, text: str) -> VideoAddress:
        """See Platform."""
        return VideoAddress(platform_id=text, handle="", address=text, is_short=True, published_at=None)

    def describer(self) -> None:
        """Harbor's channels are watched."""

    def video_url(self, *, platform_id: str, format: str, livemode: bool) -> str:
        """See Platform."""
        return f"https://harbor.example.test/moored/{platform_id}"

    def embed_url(self, *, platform_id: str, livemode: bool) -> str:
        """Harbor has no player."""
        return ""

    def file_url(self, *, platform_id: str, livemode: bool) -> str:
        """Harbor has no files."""
        return ""

    def watchable_url(self, *, platform_id: str, livemode: bool) -> str:
        """No model opens Harbor's videos."""
        return ""

    def channel_url(self, *, platform_id: str) -> str:
        """See Platform."""
        return f"https://harbor.example.test/quays/{platform_id}"

    def counting_regime(self, *, format: str, at: datetime) -> str:
        """Always the same rule."""
        return "seen_twice"

    def regime_words(self, regime: str) -> str:
        """See Platform."""
        return "a view is somebody on Harbor who looked twice"


def _counts(number: int) -> Counts:
    return Counts(views=VIEWS[number], likes=None, comments=None)


def _video(number: int) -> SeenVideo:
    return SeenVideo(
        platform_id=f"boat-{number}",
        channel_id=LENA.platform_id,
        title=f"Boat {number}",
        description="",
        tags=[],
        language="en",
        thumbnail_url="",
        published_at=timezone.now() - NEWEST - timedelta(hours=2 * number),
        duration_s=40,
        is_short=True,
        counts=_counts(number),
    )
