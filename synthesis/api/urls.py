"""Paths to the REST endpoints of synthesis."""

from django.urls import path

from synthesis.api.views import objects, posters, production, scenes, sound, stock, videos

urlpatterns = [
    path("videos/", videos.VideoListView.as_view(), name="videos"),
    path("videos/<str:video_id>/", videos.VideoView.as_view(), name="video"),
    path("videos/<str:video_id>/archive/", videos.VideoArchiveView.as_view(), name="video-archive"),
    path("videos/<str:video_id>/restore/", videos.VideoRestoreView.as_view(), name="video-restore"),
    path("videos/<str:video_id>/script/", videos.VideoScriptView.as_view(), name="video-script"),
    path("videos/<str:video_id>/script/hook/", videos.VideoHookView.as_view(), name="video-script-hook"),
    path("videos/<str:video_id>/recipe/", videos.VideoRecipeView.as_view(), name="video-recipe"),
    path("videos/<str:video_id>/scenes/", scenes.SceneListView.as_view(), name="video-scenes"),
    path("videos/<str:video_id>/scenes/order/", scenes.SceneOrderView.as_view(), name="video-scene-order"),
    path("videos/<str:video_id>/scenes/<str:scene_id>/", scenes.SceneView.as_view(), name="video-scene"),
    path(
        "videos/<str:video_id>/scenes/<str:scene_id>/lock/",
        scenes.SceneLockView.as_view(),
        name="video-scene-lock",
    ),
    path(
        "videos/<str:video_id>/scenes/<str:scene_id>/split/",
        scenes.SceneSplitView.as_view(),
        name="video-scene-split",
    ),
    path(
        "videos/<str:video_id>/scenes/<str:scene_id>/merge/",
        scenes.SceneMergeView.as_view(),
        name="video-scene-merge",
    ),
    path("videos/<str:video_id>/stock/", stock.VideoStockView.as_view(), name="video-stock"),
    path(
        "videos/<str:video_id>/scenes/<str:scene_id>/stock/",
        stock.SceneStockView.as_view(),
        name="video-scene-stock",
    ),
    path("objects/", objects.ObjectListView.as_view(), name="objects"),
    path("stock/", stock.StockListView.as_view(), name="stock"),
    path("voices/", sound.VoiceListView.as_view(), name="voices"),
    path("voices/<str:voice_id>/sample/", sound.VoiceSampleView.as_view(), name="voice-sample"),
    path("pronunciations/", sound.PronunciationListView.as_view(), name="pronunciations"),
    path("pronunciations/<str:pronunciation_id>/", sound.PronunciationView.as_view(), name="pronunciation"),
    path("quotes/", production.QuoteListView.as_view(), name="quotes"),
    path("quotes/<str:quote_id>/", production.QuoteView.as_view(), name="quote"),
    path("renders/", production.RenderListView.as_view(), name="renders"),
    path("renders/<str:render_id>/", production.RenderView.as_view(), name="render"),
    path("renders/<str:render_id>/cancel/", production.RenderCancelView.as_view(), name="render-cancel"),
    path("renders/<str:render_id>/retry/", production.RenderRetryView.as_view(), name="render-retry"),
    path(
        "renders/<str:render_id>/attempts/", production.RenderAttemptsView.as_view(), name="render-attempts"
    ),
    path("renders/<str:render_id>/poster/", posters.RenderPosterView.as_view(), name="render-poster"),
    path("assets/", production.AssetListView.as_view(), name="assets"),
    path("assets/<str:asset_id>/", production.AssetDetailView.as_view(), name="asset"),
    path(
        "assets/<str:asset_id>/credentials/",
        production.AssetCredentialsView.as_view(),
        name="asset-credentials",
    ),
    path("assets/<str:asset_id>/content/", production.AssetContentView.as_view(), name="asset-content"),
]
