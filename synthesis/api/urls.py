"""Paths to the REST endpoints of synthesis."""

from django.urls import path

from synthesis.api.views import production, scenes, videos

urlpatterns = [
    path("videos/", videos.VideoListView.as_view()),
    path("videos/<str:video_id>/", videos.VideoView.as_view()),
    path("videos/<str:video_id>/archive/", videos.VideoArchiveView.as_view()),
    path("videos/<str:video_id>/restore/", videos.VideoRestoreView.as_view()),
    path("videos/<str:video_id>/script/", videos.VideoScriptView.as_view()),
    path("videos/<str:video_id>/recipe/", videos.VideoRecipeView.as_view()),
    path("videos/<str:video_id>/scenes/", scenes.SceneListView.as_view()),
    path("videos/<str:video_id>/scenes/order/", scenes.SceneOrderView.as_view()),
    path("videos/<str:video_id>/scenes/<str:scene_id>/", scenes.SceneView.as_view()),
    path("videos/<str:video_id>/scenes/<str:scene_id>/lock/", scenes.SceneLockView.as_view()),
    path("quotes/", production.QuoteListView.as_view()),
    path("quotes/<str:quote_id>/", production.QuoteView.as_view()),
    path("renders/", production.RenderListView.as_view()),
    path("renders/<str:render_id>/", production.RenderView.as_view()),
    path("renders/<str:render_id>/cancel/", production.RenderCancelView.as_view()),
    path("renders/<str:render_id>/retry/", production.RenderRetryView.as_view()),
    path("renders/<str:render_id>/attempts/", production.RenderAttemptsView.as_view()),
    path("assets/", production.AssetListView.as_view()),
    path("assets/<str:asset_id>/", production.AssetDetailView.as_view()),
    path("assets/<str:asset_id>/content/", production.AssetContentView.as_view(), name="asset-api-content"),
]
