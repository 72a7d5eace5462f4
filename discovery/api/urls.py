"""Paths of discovery's REST endpoints."""

from django.urls import path

from discovery.api.views import analyses, candidates, channels, ideas, niches, video_links

urlpatterns = [
    path("niches/", niches.NicheListView.as_view(), name="niches"),
    path("niches/<str:niche_id>/", niches.NicheView.as_view(), name="niche"),
    path("niches/<str:niche_id>/scan/", niches.NicheScanView.as_view(), name="niche-scan"),
    path("niches/<str:niche_id>/restart/", niches.NicheRestartView.as_view(), name="niche-restart"),
    path("watchlists/", niches.WatchlistListView.as_view(), name="watchlists"),
    path("watchlists/<str:niche_id>/", niches.WatchlistView.as_view(), name="watchlist"),
    path(
        "watchlists/<str:niche_id>/channels/<str:channel_id>/",
        niches.WatchlistChannelView.as_view(),
        name="watchlist-channel",
    ),
    path("channels/", channels.ChannelListView.as_view(), name="channels"),
    path("channels/<str:channel_id>/", channels.ChannelView.as_view(), name="channel"),
    path("video-links/", video_links.VideoLinkListView.as_view(), name="video-links"),
    path("video-links/<str:link_id>/", video_links.VideoLinkView.as_view(), name="video-link"),
    path("candidates/", candidates.CandidateListView.as_view(), name="candidates"),
    path("candidates/<str:candidate_id>/", candidates.CandidateView.as_view(), name="candidate"),
    path(
        "candidates/<str:candidate_id>/save/", candidates.CandidateSaveView.as_view(), name="candidate-save"
    ),
    path(
        "candidates/<str:candidate_id>/dismiss/",
        candidates.CandidateDismissView.as_view(),
        name="candidate-dismiss",
    ),
    path(
        "candidates/<str:candidate_id>/reopen/",
        candidates.CandidateReopenView.as_view(),
        name="candidate-reopen",
    ),
    path(
        "candidates/<str:candidate_id>/snapshots/",
        candidates.SnapshotListView.as_view(),
        name="candidate-snapshots",
    ),
    path("analyses/", analyses.AnalysisListView.as_view(), name="analyses"),
    path("analyses/<str:analysis_id>/", analyses.AnalysisView.as_view(), name="analysis"),
    path("analyses/<str:analysis_id>/cancel/", analyses.AnalysisCancelView.as_view(), name="analysis-cancel"),
    path("analyses/<str:analysis_id>/retry/", analyses.AnalysisRetryView.as_view(), name="analysis-retry"),
    path("findings/", analyses.FindingListView.as_view(), name="findings"),
    path(
        "findings/<str:finding_id>/report-wrong/",
        analyses.FindingReportView.as_view(),
        name="finding-report-wrong",
    ),
    path("ideas/", ideas.IdeaListView.as_view(), name="ideas"),
    path("ideas/<str:idea_id>/", ideas.IdeaView.as_view(), name="idea"),
    path("ideas/<str:idea_id>/move/", ideas.IdeaMoveView.as_view(), name="idea-move"),
]
