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
from discovery.models.budgets import ApiBudget, CollectionState, Outcome
from discovery.models.candidates import Candidate, CandidateQuerySet, Decision
from discovery.models.ideas import Idea, IdeaQuerySet, IdeaStatus
from discovery.models.imports import Import, ImportEntry, ImportQuerySet, ImportStatus, SkippedRow
from discovery.models.kept_candidates import KeptCandidate
from discovery.models.pictures import Picture
from discovery.models.providers import ProviderState
from discovery.models.saved_views import SavedView
from discovery.models.source_channels import (
    SUPPLIED,
    ChannelOrigin,
    ChannelStatus,
    SkippedVideo,
    SourceChannel,
)
from discovery.models.source_videos import DatedBy, Method, Snapshot, SourceVideo, Unscored
from discovery.models.video_links import LinkStatus, VideoLink, VideoLinkQuerySet
from discovery.models.watching import Niche, WatchedChannel, WatchedChannelQuerySet
from discovery.platforms.base import Broadcast, Format, SkipReason

__all__ = [
    "SUPPLIED",
    "Analysis",
    "AnalysisBudget",
    "AnalysisQuerySet",
    "AnalysisStage",
    "AnalysisStatus",
    "ApiBudget",
    "Broadcast",
    "Candidate",
    "CandidateQuerySet",
    "ChannelOrigin",
    "ChannelStatus",
    "CollectionState",
    "DatedBy",
    "Decision",
    "Finding",
    "Format",
    "Idea",
    "IdeaQuerySet",
    "IdeaStatus",
    "Import",
    "ImportEntry",
    "ImportQuerySet",
    "ImportStatus",
    "KeptCandidate",
    "LinkStatus",
    "Method",
    "Niche",
    "Origin",
    "Outcome",
    "Picture",
    "ProviderState",
    "SavedView",
    "SkipReason",
    "SkippedRow",
    "SkippedVideo",
    "Snapshot",
    "SourceChannel",
    "SourceVideo",
    "Unscored",
    "VideoLink",
    "VideoLinkQuerySet",
    "WatchedChannel",
    "WatchedChannelQuerySet",
]
