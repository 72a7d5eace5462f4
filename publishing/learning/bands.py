"""From a channel's history to the prediction at each horizon. Arithmetic only; see docs/predictions.md."""

from collections.abc import Sequence

from discovery import forecasts
from discovery.predictions import LEAST_VIDEOS, effect_of, views_of
from publishing.models.predictions import Band, Inputs, Reason

METHOD = forecasts.METHOD
# 24 hours, 7 days, 28 days.
HORIZONS_H = (24, 168, 672)
# The horizon that effects are estimated at, and that pages show first.
MAIN_H = 168
HORIZON_WORDS = {24: "24 hours", 168: "7 days", 672: "28 days"}


def predict(inputs: Inputs) -> list[Band]:
    """Return the prediction at each horizon. The same inputs always have the same result."""
    return [_band(inputs, horizon_h) for horizon_h in HORIZONS_H]


def _band(inputs: Inputs, horizon_h: int) -> Band:
    views: Sequence[int] = inputs.views.get(horizon_h, [])
    if inputs.reason is not None:
        return Band(horizon_h=horizon_h, reason=inputs.reason)
    if len(views) < LEAST_VIDEOS:
        return Band(horizon_h=horizon_h, reason=Reason.TOO_FEW_POSTS, n=len(views))
    own = forecasts.of_views(views)
    effect = effect_of(inputs.source) if inputs.source else 0.0
    return Band(
        horizon_h=horizon_h,
        n=len(views),
        location=own.location + effect,
        own_location=own.location,
        scale=own.scale,
        freedom=forecasts.FREEDOM,
        low=views_of(own.low + effect),
        median=views_of(own.location + effect),
        high=views_of(own.high + effect),
    )
