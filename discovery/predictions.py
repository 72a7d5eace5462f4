"""What a video from an idea may reach on the own channel. Arithmetic only; see docs/predictions.md.

The prediction is the interval that contains the next video of the same channel and format in 80 of 100 cases
(``forecasts``), moved by the part of the source's outlier score that is expected to carry over.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from discovery import forecasts

LEAST_VIDEOS = 5
METHOD = forecasts.METHOD
HORIZON_H = 168
LEVEL = 0.8
# The natural-log spread of a channel's videos that is assumed for the source's channel.
_USUAL_SPREAD = 0.7
# The part of the variance between a channel's videos that is due to topic and format. Only this part can
# carry over to another channel; the rest belongs to the one video.
_TOPIC_PART = 0.2
# Half the width of an 80% interval, in standard deviations.
_Z80 = 1.2816


class Reason(StrEnum):
    """Why there is no prediction."""

    NO_OWN_CHANNEL = "no_own_channel"
    TOO_FEW_VIDEOS = "too_few_videos"
    # The platform forbids figures that are computed from its own.
    NOT_ALLOWED = "derived_metrics_off"


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prediction(_Document):
    """The views that a video may have at the age ``horizon_h``: ``low`` to ``high`` in 80 of 100 cases.

    ``n`` is the number of own videos, and ``channel`` the own channel. ``source_effect`` is the factor that
    the source contributes; it is 1 without a scored source.
    """

    state: Literal["predicted"] = "predicted"
    low: int
    middle: int
    high: int
    level: float = LEVEL
    horizon_h: int = HORIZON_H
    n: int
    own_middle: int
    channel: str = ""
    livemode: bool = True
    source_score: float | None = None
    source_effect: float = 1.0
    method: str = METHOD

    @property
    def band(self) -> str:
        """The interval, as 1.2K–9.8K."""
        return f"{compact(self.low)}–{compact(self.high)}"

    @property
    def sentence(self) -> str:
        """The prediction and its reasons in words."""
        on = f" of {self.channel}" if self.channel else ""
        base = (
            f"{self.low:,}–{self.high:,} views after 7 days, in 8 of 10 cases. The last {self.n} "
            f"comparable videos{on} reached about {self.own_middle:,}"
        )
        if self.source_score is None:
            return f"{base}."
        return (
            f"{base}; of the source's {self.source_score:.1f}×, about {self.source_effect:.1f}× is expected "
            "to carry over."
        )


class NotPredicted(_Document):
    """No prediction, and why. ``n`` of ``needed`` own videos are known."""

    state: Literal["not_predicted"] = "not_predicted"
    reason: Reason
    n: int = 0
    needed: int = LEAST_VIDEOS

    @property
    def sentence(self) -> str:
        """The reason in words, with the next step."""
        if self.reason == Reason.NO_OWN_CHANNEL:
            return "Not predicted: connect your channel, so that its videos can be compared."
        if self.reason == Reason.NOT_ALLOWED:
            return "Not predicted: this installation shows no figures computed from your platform's own."
        return f"Not predicted: {self.n} of {self.needed} comparable videos with views at 7 days."


class SourceScore(_Document):
    """The outlier score of an idea's source, with its 80% interval."""

    value: float
    low: float
    high: float


def predict(
    *,
    views_at_7d: Sequence[float] | None,
    source: SourceScore | None = None,
    channel: str = "",
    livemode: bool = True,
) -> Prediction | NotPredicted:
    """Predict from ``views_at_7d``: the views at 7 days of the own ``channel``'s videos of the same format.

    None instead of a sequence: no own channel is connected.
    """
    if views_at_7d is None:
        return NotPredicted(reason=Reason.NO_OWN_CHANNEL)
    n = len(views_at_7d)
    if n < LEAST_VIDEOS:
        return NotPredicted(reason=Reason.TOO_FEW_VIDEOS, n=n)
    forecast = forecasts.of_views(views_at_7d)
    effect = effect_of(source) if source else 0.0
    return Prediction(
        low=views_of(forecast.low + effect),
        middle=views_of(forecast.location + effect),
        high=views_of(forecast.high + effect),
        n=n,
        own_middle=views_of(forecast.location),
        channel=channel,
        livemode=livemode,
        source_score=source.value if source else None,
        source_effect=math.exp(effect),
    )


def effect_of(source: SourceScore) -> float:
    """Return the natural log of the factor that the source's score contributes.

    The score's log is shrunk by the part of its variance that can carry over: topic ÷ (all + its own
    uncertainty).
    """
    if source.value <= 0:
        return 0.0
    uncertainty = 0.0
    if 0 < source.low < source.high:
        uncertainty = (math.log(source.high / source.low) / (2 * _Z80)) ** 2
    whole = _USUAL_SPREAD**2
    return math.log(source.value) * _TOPIC_PART * whole / (whole + uncertainty)


def views_of(log: float) -> int:
    """Return the views whose log, of the views plus 1, this is, rounded to two digits."""
    views = max(0.0, math.expm1(log))
    if views < 100:
        return round(views)
    digits = math.floor(math.log10(views)) - 1
    step = int(10**digits)
    return round(views / step) * step


def compact(views: int) -> str:
    """Return the views in short, as 1.2K."""
    for size, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if views >= size:
            return f"{views / size:.3g}{letter}"
    return str(views)
