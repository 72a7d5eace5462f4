"""The platforms for publishing. To add one, add a folder here and an entry in REGISTRY."""

from typing import Protocol

from foundation.errors import NotFoundError
from publishing.platforms.areas import Area, SafeZone
from publishing.platforms.base import (
    Account,
    Channel,
    Client,
    Options,
    Platform,
    Post,
    Posting,
    PostingClient,
    TextUnit,
    Tokens,
    VideoFile,
    Words,
)
from publishing.platforms.day_caps import DayCap
from publishing.platforms.documents import GONE_VALUE, Field, Kind, facts, fields_of
from publishing.platforms.extras import (
    ExtraKind,
    Extras,
    ExtrasClient,
    Playlist,
    PlaylistShelf,
    WantedExtra,
)
from publishing.platforms.inputs import Input, OptionValue, Phrase, Section, Terms
from publishing.platforms.results import Counts, OwnVideo, Reports, ReportsClient, RetentionPoint, Watched
from publishing.platforms.rules import Level, Page, Rule
from publishing.platforms.tiktok import TIKTOK
from publishing.platforms.uploads import Heard, PostedVideo, TakesCover, UploadSession, UploadState
from publishing.platforms.youtube import YOUTUBE

__all__ = [
    "GONE_VALUE",
    "REGISTRY",
    "Account",
    "Area",
    "Channel",
    "Client",
    "Counts",
    "DayCap",
    "ExtraKind",
    "Extras",
    "ExtrasClient",
    "Field",
    "Heard",
    "Input",
    "Kind",
    "Level",
    "OptionValue",
    "Options",
    "OwnVideo",
    "Page",
    "Phrase",
    "Platform",
    "Playlist",
    "PlaylistShelf",
    "Post",
    "PostedVideo",
    "Posting",
    "PostingClient",
    "Reports",
    "ReportsClient",
    "RetentionPoint",
    "Rule",
    "SafeZone",
    "Section",
    "TakesCover",
    "Terms",
    "TextUnit",
    "Tokens",
    "UploadSession",
    "UploadState",
    "VideoFile",
    "WantedExtra",
    "Watched",
    "Words",
    "all",
    "channels_in_words",
    "facts",
    "fields_of",
    "named",
    "of",
]

# The first one is the default of the composer.
REGISTRY: dict[str, Platform] = {platform.name: platform for platform in (YOUTUBE, TIKTOK)}


class _OnPlatform(Protocol):
    """A row that belongs to a platform."""

    @property
    def platform(self) -> str:
        """The platform's name."""


def of(row: _OnPlatform) -> Platform:
    """Return a row's platform."""
    return REGISTRY[row.platform]


def named(name: str) -> Platform:
    """Return the platform with that name, as used in URLs. Raises NotFoundError."""
    if name not in REGISTRY:
        raise NotFoundError()
    return REGISTRY[name]


def all() -> tuple[Platform, ...]:
    """Return every platform."""
    return tuple(REGISTRY.values())


def channels_in_words() -> str:
    """The channels that can be connected, joined with "or"."""
    return " or ".join(platform.words.channel for platform in all())
