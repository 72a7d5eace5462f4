"""What this product needs of a provider of stock."""

from enum import StrEnum
from pathlib import Path
from typing import Protocol

from synthesis.content import Document

# The frame of every video.
WIDTH_PX, HEIGHT_PX = 1080, 1920


class Kind(StrEnum):
    """What a stock file is."""

    VIDEO = "video"
    PHOTO = "photo"


class Orientation(StrEnum):
    """The shape of a stock file."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    SQUARE = "square"


class Rendition(Document):
    """One file of a clip or photo. Its size is that of the original if the provider does not say it."""

    url: str
    width_px: int
    height_px: int


class StockItem(Document):
    """A clip or photo that a search found. ``duration_s`` is 0 for a photo.

    ``id`` is its kind and its number at the provider, such as ``video/1001``.
    """

    id: str
    kind: Kind
    title: str
    width_px: int
    height_px: int
    duration_s: float
    page_url: str
    creator: str
    creator_url: str
    thumbnail_url: str
    renditions: tuple[Rendition, ...]

    @property
    def is_portrait(self) -> bool:
        """True if it is higher than wide."""
        return self.height_px > self.width_px

    @property
    def is_sharp(self) -> bool:
        """True if its short side fills the width of a video without enlarging."""
        return min(self.width_px, self.height_px) >= WIDTH_PX


class Search(Document):
    """A search. Without ``locale``, a tag such as ``de-DE``, the words are English."""

    query: str
    kind: Kind = Kind.VIDEO
    orientation: Orientation | None = None
    locale: str = ""


class StockProvider(Protocol):
    """A provider of stock.

    Every call raises UpstreamUnavailableError if a retry may help, and UpstreamError otherwise.
    """

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def livemode(self) -> bool:
        """False for the sandbox's stand-in."""

    @property
    def licence(self) -> str:
        """The name of its licence."""

    def search(self, search: Search) -> list[StockItem]:
        """The first matches, best first; empty if nothing matches. Raises StockLimitError when throttled."""

    def find(self, *, item_id: str) -> StockItem:
        """The clip or photo of that id. Raises StockClipGoneError, and StockLimitError if it is throttled."""

    def fetch(self, *, item: StockItem, to: Path) -> None:
        """Write the file that fits a portrait video best to ``to``, completely or not at all.

        Raises StockClipGoneError.
        """
