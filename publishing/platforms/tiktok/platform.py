"""TikTok: live with the installation's app, else the sandbox, else off. Its connections only read."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings

from foundation import vendors
from foundation.vendors import Vendor
from publishing.errors import PublishingOffError
from publishing.platforms.base import Client, Posting
from publishing.platforms.day_caps import DayCap
from publishing.platforms.tiktok import payloads
from publishing.platforms.tiktok.account import TikTokAccount
from publishing.platforms.tiktok.client import TikTokClient
from publishing.platforms.tiktok.words import WORDS


class TikTok:
    """TikTok's Platform."""

    name = "tiktok"
    words = WORDS
    account_type = TikTokAccount
    account_lasts = None
    pictures_last = timedelta(hours=2)
    reads_every = timedelta(hours=1)
    revokes_access_token = True
    day_cap = DayCap(
        posts=15,
        per_account=True,
        time_zone="UTC",
        text="TikTok accepts about 15 posts a day from one account through its API.",
        source_url="https://developers.tiktok.com/doc/content-posting-api-get-started",
        checked_on=date(2026, 11, 20),
    )
    counts_per_call = payloads.PER_PAGE
    not_provided: Mapping[str, str] = dict.fromkeys(
        ("engaged_views", "average_view_duration_s", "average_view_percent", "traffic_sources", "retention"),
        "not provided by TikTok's API",
    )
    reports = None

    @property
    def posting(self) -> Posting | None:
        """Not available."""
        return None

    def is_live(self) -> bool:
        """True when the installation has its own app."""
        return _vendor().is_live

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> Client:
        """Return the client for connections of that mode."""
        access = _vendor().access(is_live=livemode)
        if access is None:
            raise PublishingOffError(self.words.not_configured)
        client_key, client_secret = access.keys
        return TikTokClient(
            api_url=access.base_url,
            web_url=settings.TIKTOK_WEB_URL if access.is_live else access.base_url,
            client_key=client_key,
            client_secret=client_secret,
            timeout_s=timeout_s,
        )


def _vendor() -> Vendor:
    return vendors.named("tiktok")


TIKTOK = TikTok()
