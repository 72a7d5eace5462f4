"""A number with its source, age and sample size, so that pages never show a bare number."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """The source of a number."""

    PLATFORM = "platform"
    # Handed over by the workspace, or by a data provider.
    IMPORTED = "imported"
    LICENSED = "licensed"
    COMPUTED = "computed"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it may be shown.

    ``value`` is None when unknown; ``note`` then says why. ``origin`` names the platform or the method; ``n``
    is the number of observations behind a computed number.
    """

    value: float | None
    source: Source
    origin: str
    observed_at: datetime | None = None
    n: int | None = None
    unit: str = ""
    note: str = ""
    livemode: bool = True
