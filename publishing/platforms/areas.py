"""Rectangles of a vertical video, such as the part that a platform's buttons leave free."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle by its edges, as shares of the width and height, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def contains(self, other: "Area") -> bool:
        """True if the other rectangle lies within this one."""
        is_across = self.left <= other.left and other.right <= self.right
        return is_across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeZone:
    """The part that a platform's interface leaves free, and the page that it was read from."""

    area: Area
    source_url: str
    checked_on: date
