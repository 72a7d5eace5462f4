"""What comparing a video results in."""

from dataclasses import dataclass
from enum import StrEnum

# A video stands out if the lower bound of its score is at least this. The default threshold of the product.
STANDS_OUT_AT = 3.0


class Reason(StrEnum):
    """Why a video has no score."""

    NO_VIEWS = "no_views"
    TOO_YOUNG = "too_young"
    BASELINE_TOO_SMALL = "baseline_too_small"
    # Its views began under one counting rule and are now counted under another.
    COUNTING_CHANGED = "counting_changed"
    # The platform reported more views than any video has.
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline video at the age it was compared at. ``views`` are whole."""

    id: str
    title: str
    views: float
    age_h: float
    is_interpolated: bool


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` times the channel's normal, from a baseline of 5 to 30 videos.

    - ``low`` to ``high``: the uncertainty of the channel's normal, at 80 % confidence. Lists are ordered by
      ``low``.
    - ``normal``: in views, the mean of the logs of the baseline without its lowest and highest fifth.
    - ``band_low`` to ``band_high``: the channel's normal range, as multiples of ``normal``. One further video
      of the channel falls into it in 80 of 100 cases.
    - ``pad``: views added to all counts before they are compared, on channels with a normal under 100 views.
    """

    value: float
    low: float
    high: float
    normal: float
    band_low: float
    band_high: float
    method: str
    baseline: tuple[Compared, ...]
    pad: float = 0.0

    @property
    def stands_out(self) -> bool:
        """Whether the video reaches the default threshold."""
        return self.low >= STANDS_OUT_AT


@dataclass(frozen=True, slots=True)
class Unscored:
    """Why there is no score, and which videos were available for comparison."""

    reason: Reason
    baseline: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class Velocity:
    """Views per hour within a window that ends with the last observation."""

    views_per_hour: float
    window_h: float
