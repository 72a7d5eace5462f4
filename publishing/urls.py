"""URLs of publishing's pages."""

from django.urls import path

from publishing import hooks
from publishing.views import (
    analytics,
    connections,
    crossposts,
    extras,
    guest_reviews,
    learned,
    publications,
    results,
    reviews,
)
from publishing.views.calendar import boards, lists, moves, plans

app_name = "publishing"
urlpatterns = [
    path("analytics/", analytics.analytics_page, name="analytics"),
    path("analytics/posts.csv", analytics.analytics_csv, name="analytics-csv"),
    path("videos/<str:pk>/results/", results.video_results, name="video-results"),
    path("analytics/learned/", learned.learned_page, name="learned"),
    path("calendar/", boards.calendar_now, name="calendar"),
    path("calendar/new/", lists.calendar_new, name="calendar-new"),
    path("calendar/list/<str:tab>/", lists.calendar_list, name="calendar-list"),
    path("calendar/slots/", plans.calendar_slots, name="calendar-slots"),
    path("calendar/slots/<str:slot_id>/remove/", plans.slot_remove, name="slot-remove"),
    path("calendar/rules/", plans.calendar_rules, name="calendar-rules"),
    path("calendar/feed/", plans.feed_renew, name="calendar-feed-renew"),
    path("calendar/feed/revoke/", plans.feed_revoke, name="calendar-feed-revoke"),
    path("calendar/feeds/<str:token>/calendar.ics", plans.calendar_feed, name="calendar-feed"),
    path("calendar/<str:scale>/<str:day>/", boards.calendar_page, name="calendar-page"),
    path("publications/", publications.publication_list, name="publications"),
    path("publications/new/", crossposts.crosspost_new, name="publication-new"),
    path("publications/new/preview/", crossposts.crosspost_new_preview, name="publication-new-preview"),
    path("crossposts/<str:crosspost_id>/", crossposts.crosspost_page, name="crosspost"),
    path("crossposts/<str:crosspost_id>/preview/", crossposts.crosspost_preview, name="crosspost-preview"),
    path("publications/<str:pk>/", publications.publication_page, name="publication"),
    path("publications/<str:pk>/state/", publications.publication_state, name="publication-state"),
    path("publications/<str:pk>/results/", results.publication_results, name="publication-results"),
    path("publications/<str:pk>/publish/", publications.publication_publish, name="publication-publish"),
    path("publications/<str:pk>/cancel/", publications.publication_cancel, name="publication-cancel"),
    path("publications/<str:pk>/move/", moves.publication_move, name="publication-move"),
    path(
        "publications/<str:pk>/place/<str:scale>/<str:day>/",
        moves.publication_place,
        name="publication-place",
    ),
    path("publications/<str:pk>/look-again/", publications.publication_check, name="publication-check"),
    path("publications/<str:pk>/missing/", publications.publication_missing, name="publication-missing"),
    path("publications/<str:pk>/extras/<str:extra_id>/retry/", extras.extra_retry, name="extra-retry"),
    path("publications/<str:pk>/review/", reviews.review_page, name="review"),
    path("publications/<str:pk>/review/ask/", reviews.review_ask, name="review-ask"),
    path("publications/<str:pk>/review/withdraw/", reviews.review_withdraw, name="review-withdraw"),
    path("publications/<str:pk>/review/approve/", reviews.review_approve, name="review-approve"),
    path(
        "publications/<str:pk>/review/ask-for-changes/",
        reviews.review_ask_for_changes,
        name="review-ask-for-changes",
    ),
    path("publications/<str:pk>/review/comments/", reviews.review_comment, name="review-comment"),
    path(
        "publications/<str:pk>/review/comments/<str:comment_id>/resolve/",
        reviews.review_comment_resolve,
        name="review-comment-resolve",
    ),
    path("publications/<str:pk>/review/links/", reviews.review_link_new, name="review-link-new"),
    path(
        "publications/<str:pk>/review/links/<str:review_link_id>/revoke/",
        reviews.review_link_revoke,
        name="review-link-revoke",
    ),
    path("reviews/<str:token>/", guest_reviews.guest_review, name="guest-review"),
    path("reviews/<str:token>/video/", guest_reviews.guest_review_video, name="guest-review-video"),
    path("reviews/<str:token>/comments/", guest_reviews.guest_comment, name="guest-comment"),
    path("reviews/<str:token>/approve/", guest_reviews.guest_approve, name="guest-approve"),
    path(
        "reviews/<str:token>/ask-for-changes/",
        guest_reviews.guest_ask_for_changes,
        name="guest-ask-for-changes",
    ),
    path("settings/approvals/", reviews.approval_settings, name="approval-settings"),
    path("hooks/<slug:platform>/", hooks.platform_hook, name="platform-hook"),
    path("connections/", connections.connection_list, name="connections"),
    path("connections/<slug:platform>/start/", connections.connection_start, name="connection-start"),
    path(
        "connections/<slug:platform>/callback/", connections.connection_callback, name="connection-callback"
    ),
    path("connections/<str:pk>/extras/", extras.extras_page, name="connection-extras"),
    path("connections/<str:pk>/disconnect/", connections.connection_disconnect, name="connection-disconnect"),
]
