"""Paths of discovery's REST endpoints."""

from django.urls import path

from discovery.api import views

urlpatterns = [
    path("niches/", views.NicheListView.as_view()),
    path("niches/<str:niche_id>/", views.NicheView.as_view()),
    path("niches/<str:niche_id>/scan/", views.NicheScanView.as_view()),
    path("niches/<str:niche_id>/restart/", views.NicheRestartView.as_view()),
    path("watchlists/", views.WatchlistListView.as_view()),
    path("watchlists/<str:niche_id>/", views.WatchlistView.as_view()),
    path("channels/", views.ChannelListView.as_view()),
    path("channels/<str:channel_id>/", views.ChannelView.as_view()),
    path("candidates/", views.CandidateListView.as_view()),
    path("candidates/<str:candidate_id>/", views.CandidateView.as_view()),
    path("candidates/<str:candidate_id>/save/", views.CandidateSaveView.as_view()),
    path("candidates/<str:candidate_id>/dismiss/", views.CandidateDismissView.as_view()),
    path("candidates/<str:candidate_id>/snapshots/", views.SnapshotListView.as_view()),
    path("ideas/", views.IdeaListView.as_view()),
    path("ideas/<str:idea_id>/", views.IdeaView.as_view()),
    path("ideas/<str:idea_id>/move/", views.IdeaMoveView.as_view()),
]
