"""TikTok: its names and URLs. Its rules allow nobody to search it or to collect other people's channels."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from discovery.errors import SourceOffError, UnreadableAddressError
from discovery.platforms.base import (
    UNMETERED,
    Bucket,
    Describer,
    Format,
    FormatWords,
    Meter,
    Source,
    VideoAddress,
)
from discovery.platforms.tiktok import addresses
from foundation import vendors
from foundation.vendors import Mode

_REGIME = "tiktok_views"


class TikTok:
    """TikTok as a Platform. Videos come from connected accounts only, so nothing is watched there."""

    key = "tiktok"
    name = "TikTok"
    key_setting = "TIKTOK_API_KEY"
    time_zone = ZoneInfo("UTC")
    day_ends = "midnight UTC"
    ids_per_call = 20
    is_collected = False
    format_words: Mapping[str, FormatWords] = {
        Format.SHORT: FormatWords("TikTok", "TikToks"),
        Format.LONG: FormatWords("TikTok", "TikToks"),
    }
    raw_numbers_words = ""
    sample_topics: Sequence[str] = ()
    not_collected_words = (
        "TikTok gives its research API to non-commercial researchers only. ettametta adds TikTok videos by "
        "URL, from your connected account, from a CSV file, or from a licensed provider that your "
        "administrator installs."
    )
    no_numbers_words = "TikTok's public data has no numbers for other people's videos"

    @property
    def mode(self) -> Mode:
        """Live if the installation has an app."""
        return vendors.named("tiktok").mode

    @property
    def derives_metrics(self) -> bool:
        """An account's owner may compare its own numbers."""
        return True

    @property
    def keeps_statistics_for(self) -> timedelta | None:
        """Until the account is disconnected."""
        return None

    @property
    def buckets(self) -> Sequence[Bucket]:
        """None, since nothing is collected."""
        return ()

    def source(self, *, meter: Meter = UNMETERED, at: datetime | None = None) -> Source:
        """There is none."""
        raise SourceOffError(platform=self.name, setting=self.key_setting)

    def read_address(self, text: str) -> str:
        """No address can be watched."""
        raise UnreadableAddressError("Channels of TikTok can't be watched. Connect your own account instead.")

    def video_at(self, text: str) -> VideoAddress | None:
        """See ``addresses.video_at``."""
        return addresses.video_at(text)

    def video_named(self, text: str) -> VideoAddress | None:
        """See ``addresses.video_named``."""
        return addresses.video_named(text)

    def stored_video(self, address: str) -> VideoAddress:
        """See ``addresses.stored``."""
        return addresses.stored(address)

    def describer(self) -> Describer:
        """TikTok's oEmbed. It needs no key, so it is available even if TikTok is not set up."""
        # Imported here, as few processes call it.
        from discovery.platforms.tiktok.oembed import OEmbed

        livemode = self.mode is not Mode.SANDBOX
        return OEmbed(base_url=_site(livemode), livemode=livemode)

    def video_url(self, *, platform_id: str, format: str, livemode: bool) -> str:
        """Its player, whose URL needs no user name."""
        return f"{_site(livemode)}/player/v1/{platform_id}"

    def channel_url(self, *, platform_id: str) -> str:
        """The website: an application's id of an account does not lead to its page."""
        return str(settings.TIKTOK_WEB_URL)

    def embed_url(self, *, platform_id: str, livemode: bool) -> str:
        """None: the pages embed no frames of TikTok."""
        return ""

    def file_url(self, *, platform_id: str, livemode: bool) -> str:
        """None: no API gives the file."""
        return ""

    def watchable_url(self, *, platform_id: str, livemode: bool) -> str:
        """None: no model opens its pages."""
        return ""

    def counting_regime(self, *, format: str, at: datetime) -> str:
        """One rule at all times."""
        return _REGIME

    def regime_words(self, regime: str) -> str:
        """What TikTok reports."""
        return "a view is what TikTok reports as a view"


def _site(livemode: bool) -> str:
    return settings.TIKTOK_WEB_URL if livemode else f"{settings.SANDBOX_URL}/tiktok"
