"""Niches, the channels they watch, the videos found there and the ideas made of them."""

from discovery.models.candidates import Candidate, Decision, Format, Method, Snapshot, Unscored
from discovery.models.ideas import Idea, IdeaStatus
from discovery.models.watching import ApiBudget, ChannelStatus, Niche, Outcome, Platform, WatchedChannel

__all__ = [
    "ApiBudget",
    "Candidate",
    "ChannelStatus",
    "Decision",
    "Format",
    "Idea",
    "IdeaStatus",
    "Method",
    "Niche",
    "Outcome",
    "Platform",
    "Snapshot",
    "Unscored",
    "WatchedChannel",
]
