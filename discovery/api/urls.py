"""Paths of discovery's REST endpoints."""

from django.urls import path

from discovery.api import views

urlpatterns = [
    path("niches/", views.NicheListView.as_view(), name="niches"),
    path("niches/<str:niche_id>/", views.NicheView.as_view(), name="niche"),
    path("niches/<str:niche_id>/scan/", views.NicheScanView.as_view(), name="niche-scan"),
    path("niches/<str:niche_id>/restart/", views.NicheRestartView.as_view(), name="niche-restart"),
    path("watchlists/", views.WatchlistListView.as_view(), name="watchlists"),
    path("watchlists/<str:niche_id>/", views.WatchlistView.as_view(), name="watchlist"),
    path("channels/", views.ChannelListView.as_view(), name="channels"),
    path("channels/<str:channel_id>/", views.ChannelView.as_view(), name="channel"),
    path("candidates/", views.CandidateListView.as_view(), name="candidates"),
    path("candidates/<str:candidate_id>/", views.CandidateView.as_view(), name="candidate"),
    path("candidates/<str:candidate_id>/save/", views.CandidateSaveView.as_view(), name="candidate-save"),
    path(
        "candidates/<str:candidate_id>/dismiss/",
        views.CandidateDismissView.as_view(),
        name="candidate-dismiss",
    ),
    path(
        "candidates/<str:candidate_id>/snapshots/",
        views.SnapshotListView.as_view(),
        name="candidate-snapshots",
    ),
    path("ideas/", views.IdeaListView.as_view(), name="ideas"),
    path("ideas/<str:idea_id>/", views.IdeaView.as_view(), name="idea"),
    path("ideas/<str:idea_id>/move/", views.IdeaMoveView.as_view(), name="idea-move"),
]
