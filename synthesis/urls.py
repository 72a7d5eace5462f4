"""URLs of the pages of synthesis."""

from django.urls import path

from synthesis import hooks
from synthesis.views import (
    library,
    looks,
    pronunciations,
    renders,
    scenes,
    stills,
    stock,
    studio,
    versions,
    video,
    voice,
    wizard,
)

app_name = "synthesis"
urlpatterns = [
    path("videos/", studio.video_list, name="videos"),
    path("videos/new/", studio.video_new, name="video-new"),
    path("videos/from-idea/<str:idea_id>/", studio.video_from_idea, name="video-from-idea"),
    path("videos/<str:pk>/", video.video_page, name="video"),
    path("videos/<str:pk>/progress/", video.video_progress, name="video-progress"),
    path("videos/<str:pk>/archive/", studio.video_archive, name="video-archive"),
    path("videos/<str:pk>/restore/", studio.video_restore, name="video-restore"),
    path("videos/<str:pk>/rename/", wizard.video_rename, name="video-rename"),
    path("videos/<str:pk>/versions/", versions.versions_page, name="video-versions"),
    path("videos/<str:pk>/recipe/", versions.recipe_page, name="video-recipe"),
    path("videos/<str:pk>/lineage/", video.lineage_page, name="video-lineage"),
    path("videos/<str:pk>/script/", wizard.script_page, name="video-script"),
    path("videos/<str:pk>/script/state/", wizard.script_state, name="video-script-state"),
    path("videos/<str:pk>/script/write/", wizard.script_write, name="video-script-write"),
    path("videos/<str:pk>/script/hook/", wizard.script_hook, name="video-script-hook"),
    path("videos/<str:pk>/scenes/", scenes.scenes_page, name="video-scenes"),
    path("videos/<str:pk>/scenes/add/", scenes.scene_add, name="scene-add"),
    path("videos/<str:pk>/scenes/order/", scenes.scene_order, name="scene-order"),
    path("videos/<str:pk>/scenes/<str:scene_id>/", scenes.scene_page, name="scene"),
    path("videos/<str:pk>/stills/", stills.stills_state, name="video-stills"),
    path("videos/<str:pk>/scenes/<str:scene_id>/objects/", looks.object_search, name="scene-objects"),
    path("videos/<str:pk>/scenes/<str:scene_id>/preview/", scenes.scene_preview, name="scene-preview"),
    path("videos/<str:pk>/stock/", stock.stock_choose_all, name="video-stock"),
    path("videos/<str:pk>/scenes/<str:scene_id>/stock/", stock.stock_page, name="scene-stock"),
    path("videos/<str:pk>/scenes/<str:scene_id>/stock/state/", stock.stock_state, name="scene-stock-state"),
    path("videos/<str:pk>/scenes/<str:scene_id>/<str:action>/", scenes.scene_action, name="scene-action"),
    path("videos/<str:pk>/voice/", voice.voice_page, name="video-voice"),
    path("videos/<str:pk>/voice/preview/", voice.voice_preview, name="voice-preview"),
    path("videos/<str:pk>/quote/", wizard.quote_page, name="video-quote"),
    path("videos/<str:pk>/render/", wizard.render_start, name="render-start"),
    path("renders/<str:pk>/cancel/", renders.render_cancel, name="render-cancel"),
    path("renders/<str:pk>/retry/", renders.render_retry, name="render-retry"),
    path("library/recordings/upload/", scenes.recording_upload, name="recording-upload"),
    path("library/music/upload/", voice.music_upload, name="music-upload"),
    path("settings/pronunciations/", pronunciations.pronunciation_list, name="pronunciations"),
    path(
        "settings/pronunciations/listen/", pronunciations.pronunciation_preview, name="pronunciation-preview"
    ),
    path("settings/pronunciations/<str:pk>/", pronunciations.pronunciation_edit, name="pronunciation"),
    path(
        "settings/pronunciations/<str:pk>/delete/",
        pronunciations.pronunciation_delete,
        name="pronunciation-delete",
    ),
    path("library/", library.asset_list, name="assets"),
    path("library/upload/", library.asset_upload, name="asset-upload"),
    path("assets/<str:pk>/content/", library.asset_content, name="asset-content"),
    path("assets/<str:pk>/delete/", library.asset_delete, name="asset-delete"),
    path("jobs/", renders.jobs_tray, name="jobs-tray"),
    path("hooks/render-nodes/<str:node_id>/", hooks.render_node, name="render-node-hook"),
]
