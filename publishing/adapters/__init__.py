"""Picks the platforms from settings: the live one with its keys, else the sandbox, else none."""

from django.conf import settings

from publishing.adapters.base import VideoPlatform
from publishing.adapters.youtube import YouTube
from publishing.errors import PublishingOffError


def youtube(*, livemode: bool | None = None, timeout_s: float = 15.0) -> VideoPlatform:
    """YouTube, live or sandbox; by default as the installation is configured for new connections.

    A connection made in one mode goes on in that mode. Raises PublishingOffError.
    """
    live = is_live() if livemode is None else livemode
    if live and is_live():
        return YouTube(
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
        return YouTube(
            api_url=settings.SANDBOX_URL,
            watch_url=f"{settings.SANDBOX_URL}/shorts/",
            authorize_url=f"{settings.SANDBOX_URL}/o/oauth2/v2/auth",
            token_url=f"{settings.SANDBOX_URL}/token",
            revoke_url=f"{settings.SANDBOX_URL}/revoke",
            client_id="sandbox-client",
            client_secret="sandbox-secret",  # noqa: S106 - the sandbox accepts any
            timeout_s=timeout_s,
        )
    raise PublishingOffError()


def is_live() -> bool:
    """True when the installation has an OAuth client of its own."""
    return bool(settings.GOOGLE_OAUTH_CLIENT_ID and settings.GOOGLE_OAUTH_CLIENT_SECRET)
