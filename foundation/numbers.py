"""A figure with its source, age and n, so that no number stands on a page without them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Where a figure comes from."""

    PLATFORM = "platform"
    COMPUTED = "computed"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it may be shown.

    ``value`` is None when it is not known, and then ``note`` says why. ``origin`` names the platform or
    the method; ``n`` is the number of observations behind a computed figure.
    """

    value: float | None
    source: Source
    origin: str
    observed_at: datetime | None = None
    n: int | None = None
    unit: str = ""
    note: str = ""
    livemode: bool = True
