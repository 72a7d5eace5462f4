"""Outlier scores: how far a video exceeds its channel's normal at the same age. Pure functions.

docs/scoring.md defines every number. Views multiply rather than add, so all arithmetic is on a log scale.
Lists are ordered by ``Score.low``; a video stands out if that is at least ``STANDS_OUT_AT``.
"""

from discovery.scoring.comparing import MIN_AGE_H, score, score_channel
from discovery.scoring.engagement import FEWEST, Engagement, Rate, Verdict, engagement, engagement_channel
from discovery.scoring.looks import VELOCITY_WINDOW_H, Observation, Past, trail, velocity, views_at
from discovery.scoring.normal import MAX_BASELINE, MIN_BASELINE, PAD_UNDER, pad_of, without_one
from discovery.scoring.outcomes import STANDS_OUT_AT, Compared, Reason, Score, Unscored, Velocity

__all__ = [
    "FEWEST",
    "MAX_BASELINE",
    "MIN_AGE_H",
    "MIN_BASELINE",
    "PAD_UNDER",
    "STANDS_OUT_AT",
    "VELOCITY_WINDOW_H",
    "Compared",
    "Engagement",
    "Observation",
    "Past",
    "Rate",
    "Reason",
    "Score",
    "Unscored",
    "Velocity",
    "Verdict",
    "engagement",
    "engagement_channel",
    "pad_of",
    "score",
    "score_channel",
    "trail",
    "velocity",
    "views_at",
    "without_one",
]
