"""YouTube: live with the installation's OAuth client, else the sandbox's, else off."""

from collections.abc import Sequence

from django.conf import settings

from publishing.errors import PublishingOffError
from publishing.platforms.base import Account, Client, Input, Options, Post
from publishing.platforms.youtube.client import YouTubeClient
from publishing.platforms.youtube.options import INPUTS, YouTubeAccount, YouTubeOptions, options_of
from publishing.platforms.youtube.rules import RULES
from publishing.platforms.youtube.words import WORDS


class YouTube:
    """The Platform."""

    name = "youtube"
    words = WORDS
    options_type = YouTubeOptions
    account_type = YouTubeAccount
    account_lasts = None
    rules = RULES

    def is_live(self) -> bool:
        """True when the installation has an OAuth client of its own."""
        return bool(settings.GOOGLE_OAUTH_CLIENT_ID and settings.GOOGLE_OAUTH_CLIENT_SECRET)

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> Client:
        """A client for connections of that mode."""
        live = self.is_live() if livemode is None else livemode
        if live and self.is_live():
            return YouTubeClient(
                api_url=settings.YOUTUBE_API_URL,
                watch_url="https://www.youtube.com/shorts/",
                authorize_url=settings.GOOGLE_OAUTH_AUTHORIZE_URL,
                token_url=settings.GOOGLE_OAUTH_TOKEN_URL,
                revoke_url=settings.GOOGLE_OAUTH_REVOKE_URL,
                client_id=settings.GOOGLE_OAUTH_CLIENT_ID,
                client_secret=settings.GOOGLE_OAUTH_CLIENT_SECRET,
                timeout_s=timeout_s,
            )
        if not live and settings.SANDBOX_URL:
            return YouTubeClient(
                api_url=settings.SANDBOX_URL,
                watch_url=f"{settings.SANDBOX_URL}/shorts/",
                authorize_url=f"{settings.SANDBOX_URL}/o/oauth2/v2/auth",
                token_url=f"{settings.SANDBOX_URL}/token",
                revoke_url=f"{settings.SANDBOX_URL}/revoke",
                client_id="sandbox-client",
                client_secret="sandbox-secret",  # noqa: S106 - the sandbox accepts any
                timeout_s=timeout_s,
            )
        raise PublishingOffError(self.words.not_configured)

    def inputs(self, *, account: Account) -> Sequence[Input]:
        """The same for every channel."""
        return INPUTS

    def audience_of(self, *, options: Options) -> str:
        """The visibility, which is what the API answers with too."""
        return options_of(options).visibility or ""

    def caption_of(self, *, post: Post) -> str:
        """The title."""
        return post.title


YOUTUBE = YouTube()
