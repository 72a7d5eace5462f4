"""Niches, the channels they watch, the videos found there and the ideas made of them."""

from discovery.models.candidates import (
    Broadcast,
    Candidate,
    CandidateQuerySet,
    Decision,
    Format,
    Method,
    Snapshot,
    Unscored,
)
from discovery.models.ideas import Idea, IdeaStatus
from discovery.models.pictures import Picture
from discovery.models.watching import (
    ApiBudget,
    ChannelStatus,
    Niche,
    Outcome,
    Platform,
    SkippedVideo,
    SkipReason,
    WatchedChannel,
)

__all__ = [
    "ApiBudget",
    "Broadcast",
    "Candidate",
    "CandidateQuerySet",
    "ChannelStatus",
    "Decision",
    "Format",
    "Idea",
    "IdeaStatus",
    "Method",
    "Niche",
    "Outcome",
    "Picture",
    "Platform",
    "SkipReason",
    "SkippedVideo",
    "Snapshot",
    "Unscored",
    "WatchedChannel",
]
