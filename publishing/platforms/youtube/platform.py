"""YouTube: live with the installation's OAuth client, else the sandbox, else off."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from foundation import vendors
from foundation.vendors import Vendor
from publishing.errors import PublishingOffError
from publishing.platforms.base import Account, Input, Options, Post, Posting, PostingClient
from publishing.platforms.youtube.client import YouTubeClient
from publishing.platforms.youtube.options import (
    INPUTS,
    Visibility,
    YouTubeAccount,
    YouTubeOptions,
    options_of,
)
from publishing.platforms.youtube.rules import RULES
from publishing.platforms.youtube.words import WORDS


class YouTube:
    """YouTube's Platform, which also accepts posts."""

    name = "youtube"
    words = WORDS
    options_type = YouTubeOptions
    account_type = YouTubeAccount
    account_lasts = None
    pictures_last = None
    # A reading costs three units of the day's quota.
    reads_every = timedelta(hours=6)
    revokes_access_token = False
    rules = RULES

    @property
    def posting(self) -> Posting:
        """Posting is always possible, because every connection has the permission."""
        return self

    def is_live(self) -> bool:
        """True when the installation has its own OAuth client."""
        return _vendor().is_live

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> PostingClient:
        """Return the client for connections of that mode."""
        access = _vendor().access(is_live=livemode)
        if access is None:
            raise PublishingOffError(self.words.not_configured)
        client_id, client_secret = access.keys
        is_live, site = access.is_live, access.base_url
        return YouTubeClient(
            api_url=site,
            watch_url="https://www.youtube.com/shorts/" if is_live else f"{site}/shorts/",
            authorize_url=settings.GOOGLE_OAUTH_AUTHORIZE_URL if is_live else f"{site}/o/oauth2/v2/auth",
            token_url=settings.GOOGLE_OAUTH_TOKEN_URL if is_live else f"{site}/token",
            revoke_url=settings.GOOGLE_OAUTH_REVOKE_URL if is_live else f"{site}/revoke",
            client_id=client_id,
            client_secret=client_secret,
            timeout_s=timeout_s,
        )

    def inputs(self, *, account: Account) -> Sequence[Input]:
        """The same inputs for every channel."""
        return INPUTS

    def audience_of(self, *, options: Options) -> str:
        """The visibility, in the API's terms."""
        return options_of(options).visibility or ""

    def is_public(self, *, options: Options) -> bool:
        """True for the visibility *public*."""
        return options_of(options).visibility == Visibility.PUBLIC

    def caption_of(self, *, post: Post) -> str:
        """The title."""
        return post.title


def _vendor() -> Vendor:
    return vendors.named("youtube_publishing")


YOUTUBE = YouTube()
