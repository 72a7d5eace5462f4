"""The platforms that discovery watches. A new one is a folder here and an entry in REGISTRY."""

from collections.abc import Sequence
from typing import Protocol

from discovery.errors import UnknownPlatformError
from discovery.platforms.base import Platform
from discovery.platforms.youtube import YouTube

# The first is what a niche is watched on unless another is chosen.
REGISTRY: dict[str, Platform] = {each.key: each for each in (YouTube(),)}


class OnPlatform(Protocol):
    """A row that belongs to a platform."""

    @property
    def platform(self) -> str:
        """The platform's key."""
        ...


def of(row: OnPlatform) -> Platform:
    """The platform that the row belongs to."""
    return named(row.platform)


def named(key: str) -> Platform:
    """The platform with this key. Raises UnknownPlatformError."""
    try:
        return REGISTRY[key]
    except KeyError:
        raise UnknownPlatformError(key=key) from None


def all() -> Sequence[Platform]:
    """Every platform, the default one first."""
    return list(REGISTRY.values())


def default_key() -> str:
    """The key of the platform that a row belongs to when none was chosen."""
    return next(iter(REGISTRY))


def choices() -> list[tuple[str, str]]:
    """Key and name of each, for columns and forms."""
    return [(each.key, each.name) for each in REGISTRY.values()]
