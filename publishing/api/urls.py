"""Paths to the REST endpoints of publishing."""

from django.urls import path

from publishing.api import (
    calendar,
    connections,
    crossposts,
    extras,
    predictions,
    publications,
    results,
    reviews,
)

urlpatterns = [
    path("connections/", connections.ConnectionListView.as_view(), name="connections"),
    path("connections/<str:pk>/", connections.ConnectionView.as_view(), name="connection"),
    path("lessons/", predictions.LessonListView.as_view(), name="lessons"),
    path("predictions/", predictions.PredictionListView.as_view(), name="predictions"),
    path("predictions/<str:pk>/", predictions.PredictionView.as_view(), name="prediction"),
    path("crossposts/", crossposts.CrosspostListView.as_view(), name="crossposts"),
    path("crossposts/<str:crosspost_id>/", crossposts.CrosspostView.as_view(), name="crosspost"),
    path(
        "crossposts/<str:crosspost_id>/publish/",
        crossposts.CrosspostPublishView.as_view(),
        name="crosspost-publish",
    ),
    path(
        "crossposts/<str:crosspost_id>/schedule/",
        crossposts.CrosspostScheduleView.as_view(),
        name="crosspost-schedule",
    ),
    path("publications/", publications.PublicationListView.as_view(), name="publications"),
    path("connections/<str:pk>/next-slot/", calendar.NextSlotView.as_view(), name="connection-next-slot"),
    path(
        "connections/<str:pk>/playlists/",
        extras.ConnectionPlaylistsView.as_view(),
        name="connection-playlists",
    ),
    path(
        "publications/<str:pk>/extras/<str:extra_id>/retry/",
        extras.ExtraRetryView.as_view(),
        name="extra-retry",
    ),
    path("schedule/", calendar.ScheduleView.as_view(), name="schedule"),
    path("slots/", calendar.SlotListView.as_view(), name="slots"),
    path("slots/<str:slot_id>/", calendar.SlotView.as_view(), name="slot"),
    path("calendar-rules/", calendar.CalendarRulesView.as_view(), name="calendar-rules"),
    path(
        "publications/<str:pk>/schedule/",
        calendar.PublicationScheduleView.as_view(),
        name="publication-schedule",
    ),
    path(
        "publications/<str:pk>/unschedule/",
        calendar.PublicationUnscheduleView.as_view(),
        name="publication-unschedule",
    ),
    path("publications/<str:pk>/plan/", calendar.PublicationPlanView.as_view(), name="publication-plan"),
    path("publications/<str:pk>/queue/", calendar.PublicationQueueView.as_view(), name="publication-queue"),
    path("publications/<str:pk>/", publications.PublicationView.as_view(), name="publication"),
    path("metrics/", results.MetricListView.as_view(), name="metrics"),
    path(
        "publications/<str:pk>/retention/",
        results.PublicationRetentionView.as_view(),
        name="publication-retention",
    ),
    path(
        "publications/<str:pk>/publish/",
        publications.PublicationPublishView.as_view(),
        name="publication-publish",
    ),
    path(
        "publications/<str:pk>/cancel/",
        publications.PublicationCancelView.as_view(),
        name="publication-cancel",
    ),
    path(
        "publications/<str:pk>/reconcile/",
        publications.PublicationReconcileView.as_view(),
        name="publication-reconcile",
    ),
    path("publications/<str:pk>/reviews/", reviews.ReviewListView.as_view(), name="publication-reviews"),
    path(
        "publications/<str:pk>/withdraw-request/",
        reviews.ReviewWithdrawView.as_view(),
        name="publication-withdraw-request",
    ),
    path("publications/<str:pk>/approve/", reviews.ApproveView.as_view(), name="publication-approve"),
    path(
        "publications/<str:pk>/ask-for-changes/",
        reviews.AskForChangesView.as_view(),
        name="publication-ask-for-changes",
    ),
    path("publications/<str:pk>/comments/", reviews.CommentListView.as_view(), name="publication-comments"),
    path(
        "publications/<str:pk>/comments/<str:comment_id>/resolve/",
        reviews.CommentResolveView.as_view(),
        name="publication-comment-resolve",
    ),
    path(
        "publications/<str:pk>/preflight/",
        publications.PublicationPreflightView.as_view(),
        name="publication-preflight",
    ),
]
