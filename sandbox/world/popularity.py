"""Growth of a video's numbers with its age: smooth, saturating, and sometimes viral."""

import math
from dataclasses import dataclass

HOUR_S = 3600.0
DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Popularity:
    """The parameters of one video's history, which determine its numbers at any time."""

    usual_views: float
    pace: float
    takes_off: float
    takes_off_after_h: float
    utc_offset_h: float
    likes_per_view: float
    comments_per_view: float

    def views(self, *, published_at: float, at: float) -> int:
        """Return the views at ``at``: never decreasing, 0 until it is published."""
        age_h = self._lived_h(published_at, at)
        if age_h <= 0:
            return 0
        views = self.usual_views * _reach(age_h, self.pace)
        if self.takes_off > 1 and age_h > self.takes_off_after_h:
            extra = self.usual_views * (self.takes_off - 1)
            views += extra * _wave(age_h - self.takes_off_after_h, self.pace)
        return int(views)

    def likes(self, views: int) -> int:
        return int(views * self.likes_per_view)

    def comments(self, views: int) -> int:
        return int(views * self.comments_per_view)

    def _lived_h(self, published_at: float, at: float) -> float:
        """The age, with nights counted shorter than evenings.

        Warping time, instead of adding a ripple to the views, keeps the count from ever falling.
        """
        return (at - published_at) / HOUR_S + self._tide(at) - self._tide(published_at)

    def _tide(self, at: float) -> float:
        local_h = at / HOUR_S + self.utc_offset_h
        # A strength of 0.45 at its steepest, highest at eight in the evening.
        return 0.45 * DAY_H / math.tau * math.sin(math.tau * (local_h - 20) / DAY_H)


def _reach(age_h: float, pace: float) -> float:
    """The share of the usual audience reached: most within two days, then a slow tail."""
    first = 0.58 * (1 - math.exp(-age_h / (13 * pace)))
    second = 0.32 * (1 - math.exp(-age_h / (110 * pace)))
    return first + second + 0.045 * math.log1p(age_h / 240)


def _wave(age_h: float, pace: float) -> float:
    """The share of a viral video's extra views: a slow start, a steep middle, a long end."""
    tau = 20 * pace
    return 1 - (1 + age_h / tau) * math.exp(-age_h / tau)
