"""Picks the platform that is asked: the real one with a key, the sandbox's in development, else none."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings

from discovery.adapters.base import Source
from discovery.errors import SourceOffError


class Mode(StrEnum):
    """Who answers for YouTube."""

    LIVE = "live"
    SANDBOX = "sandbox"
    OFF = "off"


# The sandbox takes any key.
_SANDBOX_KEY = "sandbox"


def mode() -> Mode:
    """Whether the real YouTube is asked, the sandbox's, or nobody."""
    if settings.YOUTUBE_API_KEY:
        return Mode.LIVE
    return Mode.SANDBOX if settings.SANDBOX_URL else Mode.OFF


def is_live() -> bool:
    """Whether the real YouTube is asked."""
    return mode() is Mode.LIVE


def source(*, at: datetime | None = None) -> Source:
    """YouTube as settings have it. ``at`` asks the sandbox what it would have answered then.

    Raises SourceOffError when there is neither a key nor a sandbox.
    """
    # Google's client takes long to load, and few processes ask YouTube.
    from discovery.adapters.youtube import YouTube

    if is_live():
        return YouTube(base_url=settings.YOUTUBE_API_URL, key=settings.YOUTUBE_API_KEY, livemode=True)
    if mode() is Mode.SANDBOX:
        return YouTube(base_url=settings.SANDBOX_URL, key=_SANDBOX_KEY, livemode=False, at=at)
    raise SourceOffError()
