"""The platforms that discovery watches. To add one, add a folder here and an entry in REGISTRY."""

from collections.abc import Sequence
from typing import Protocol

from discovery.errors import UnknownPlatformError, UnreadableAddressError
from discovery.platforms.base import Platform, VideoAddress
from discovery.platforms.tiktok import TikTok
from discovery.platforms.youtube import YouTube

# The first one is the default for niches.
REGISTRY: dict[str, Platform] = {each.key: each for each in (YouTube(), TikTok())}


class AtAddress(Protocol):
    """A row about a video of a platform."""

    @property
    def platform(self) -> str:
        """The platform's key."""
        ...

    @property
    def address(self) -> str:
        """The stored form of the video's address."""
        ...


class OnPlatform(Protocol):
    """A row that belongs to a platform."""

    @property
    def platform(self) -> str:
        """The platform's key."""
        ...


def of(row: OnPlatform) -> Platform:
    """Return a row's platform."""
    return named(row.platform)


def named(key: str) -> Platform:
    """Return the platform with this key. Raises UnknownPlatformError."""
    try:
        return REGISTRY[key]
    except KeyError:
        raise UnknownPlatformError(key=key) from None


def all() -> Sequence[Platform]:
    """Return every platform, the default one first."""
    return list(REGISTRY.values())


def collected() -> Sequence[Platform]:
    """Return the platforms on which channels can be watched, the default one first."""
    return [platform for platform in REGISTRY.values() if platform.is_collected]


def default_key() -> str:
    """Return the key of the default platform."""
    return next(iter(REGISTRY))


def choices() -> list[tuple[str, str]]:
    """Return key and name of each platform, for columns."""
    return [(each.key, each.name) for each in REGISTRY.values()]


def collected_choices() -> list[tuple[str, str]]:
    """Return key and name of each platform on which channels can be watched, for forms."""
    return [(each.key, each.name) for each in collected()]


def video_at(text: str) -> tuple[Platform, VideoAddress]:
    """Return the video that a URL points to, with its platform. Raises UnreadableAddressError."""
    for platform in REGISTRY.values():
        address = platform.video_at(text)
        if address is not None:
            return platform, address
    names = " or ".join(platform.name for platform in REGISTRY.values())
    raise UnreadableAddressError(f"Paste the URL of a single video on {names}.")


def address_of(row: AtAddress) -> VideoAddress:
    """Return the video that a row is about."""
    return named(row.platform).stored_video(row.address)
