"""What a provider of licensed data implements. It needs nothing else of this product.

An operator names the class in DISCOVERY_PLUGINS; see docs/plugins.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensedChannel:
    """A channel in the provider's data. ``id`` has at most 64 characters and never changes."""

    id: str
    title: str
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensedVideo:
    """A video with its counts at ``observed_at``. Counts are None if they are not known.

    ``id`` is the platform's id of the video, which links are made of. Both times have a time zone.
    """

    id: str
    channel_id: str
    title: str
    published_at: datetime
    observed_at: datetime
    views: int | None
    likes: int | None = None
    comments: int | None = None
    duration_s: int = 0
    thumbnail_url: str = ""


class Provider(Protocol):
    """A provider of licensed data. Its class is created once per process, without arguments.

    Its methods run in a worker and may take minutes; a run is stopped after nine. What they raise, and values
    that are invalid, are recorded and stop neither other providers nor the rest of the product.
    """

    # Shown with its numbers, as in "From Example Data". At most 60 characters, and never changed.
    name: str
    # The key of the platform whose videos it has, see ``discovery.platforms``.
    platform: str
    # What the licence allows, in words for the page.
    licence: str
    # How often it runs, and how many videos it may deliver, in a day.
    runs_a_day: int
    videos_a_day: int

    def channels(self) -> Iterable[LicensedChannel]:
        """Return all channels. People choose which of them they watch."""
        ...

    def videos(self, *, since: datetime | None) -> Iterable[LicensedVideo]:
        """Return the videos that were published or counted since then, oldest first; None returns all.

        The same video may be returned again, with newer counts.
        """
        ...
