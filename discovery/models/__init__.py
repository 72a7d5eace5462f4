"""Niches, the channels they watch, the videos found there and the ideas made from them."""

from discovery.models.analyses import (
    Analysis,
    AnalysisBudget,
    AnalysisQuerySet,
    AnalysisStage,
    AnalysisStatus,
    Finding,
    Origin,
)
from discovery.models.candidates import (
    Candidate,
    CandidateQuerySet,
    Decision,
    Method,
    Snapshot,
    Unscored,
)
from discovery.models.ideas import Idea, IdeaQuerySet, IdeaStatus
from discovery.models.pictures import Picture
from discovery.models.watching import (
    ApiBudget,
    ChannelStatus,
    Niche,
    Outcome,
    SkippedVideo,
    WatchedChannel,
)
from discovery.platforms.base import Broadcast, Format, SkipReason

__all__ = [
    "Analysis",
    "AnalysisBudget",
    "AnalysisQuerySet",
    "AnalysisStage",
    "AnalysisStatus",
    "ApiBudget",
    "Broadcast",
    "Candidate",
    "CandidateQuerySet",
    "ChannelStatus",
    "Decision",
    "Finding",
    "Format",
    "Idea",
    "IdeaQuerySet",
    "IdeaStatus",
    "Method",
    "Niche",
    "Origin",
    "Outcome",
    "Picture",
    "SkipReason",
    "SkippedVideo",
    "Snapshot",
    "Unscored",
    "WatchedChannel",
]
