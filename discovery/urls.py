"""URLs of discovery's pages."""

from django.urls import path

from discovery import views

app_name = "discovery"

urlpatterns = [
    path("discover/", views.candidates_page, name="candidates"),
    path("discover/candidates/<str:candidate_id>/", views.candidate_page, name="candidate"),
    path("discover/candidates/<str:candidate_id>/decision/", views.decide, name="candidate-decision"),
    path("discover/candidates/<str:candidate_id>/idea/", views.make_idea, name="candidate-idea"),
    path(
        "discover/candidates/<str:candidate_id>/analysis/", views.analyse_candidate, name="candidate-analysis"
    ),
    path("discover/my-channel/", views.my_channel_page, name="my-channel"),
    path("discover/sources/", views.sources_page, name="sources"),
    path("discover/imports/add/", views.add_import, name="import-add"),
    path("discover/imports/<str:import_id>/", views.import_page, name="import"),
    path("discover/imports/<str:import_id>/skipped.csv", views.import_skipped, name="import-skipped"),
    path("discover/imports/<str:import_id>/remove/", views.remove_import, name="import-remove"),
    path("discover/licensed/watch/", views.watch_licensed, name="licensed-watch"),
    path("discover/licensed/unwatch/", views.unwatch_licensed, name="licensed-unwatch"),
    path("discover/videos/add/", views.add_video, name="video-add"),
    path("discover/videos/<str:link_id>/remove/", views.remove_video, name="video-remove"),
    path("discover/views/", views.save_view, name="views"),
    path("discover/views/<str:view_id>/", views.rename_view, name="view-rename"),
    path("discover/views/<str:view_id>/delete/", views.delete_view, name="view-delete"),
    path("discover/niches/new/", views.new_niche, name="niche-new"),
    path("discover/niches/<str:niche_id>/", views.niche_page, name="niche"),
    path("discover/samples/", views.follow_samples, name="samples"),
    path("discover/niches/<str:niche_id>/progress/", views.niche_progress, name="niche-progress"),
    path("discover/niches/<str:niche_id>/restart/", views.restart_niche, name="niche-restart"),
    path("discover/niches/<str:niche_id>/scan/", views.scan_niche, name="niche-scan"),
    path("discover/niches/<str:niche_id>/delete/", views.delete_niche, name="niche-delete"),
    path("discover/niches/<str:niche_id>/channels/", views.add_channel, name="niche-channels"),
    path(
        "discover/niches/<str:niche_id>/channels/<str:channel_id>/remove/",
        views.remove_channel,
        name="niche-channel-remove",
    ),
    path("pictures/<int:source_id>/<slug:version>-<int:width>.jpg", views.picture, name="picture"),
    path("analyses/", views.analysis_list, name="analyses"),
    path("analyses/new/", views.analyse_own, name="analysis-new"),
    path("analyses/<str:analysis_id>/", views.analysis_page, name="analysis"),
    path("analyses/<str:analysis_id>/progress/", views.analysis_progress, name="analysis-progress"),
    path("analyses/<str:analysis_id>/comparison/", views.analysis_comparison, name="analysis-comparison"),
    path("analyses/<str:analysis_id>/again/", views.analysis_again, name="analysis-again"),
    path("analyses/<str:analysis_id>/retry/", views.analysis_retry, name="analysis-retry"),
    path("analyses/<str:analysis_id>/cancel/", views.analysis_cancel, name="analysis-cancel"),
    path("findings/<str:finding_id>/idea/", views.finding_idea, name="finding-idea"),
    path("findings/<str:finding_id>/report/", views.report_finding, name="finding-report"),
    path("ideas/", views.ideas_page, name="ideas"),
    path("ideas/new/", views.new_idea, name="idea-new"),
    path("ideas/<str:idea_id>/", views.idea_page, name="idea"),
    path("ideas/<str:idea_id>/move/", views.move_idea, name="idea-move"),
    path("ideas/<str:idea_id>/delete/", views.delete_idea, name="idea-delete"),
]
