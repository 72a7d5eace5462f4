"""Paths to REST endpoints."""

from django.urls import path

from accounts.api import notifications, views

urlpatterns = [
    path("api-keys/", views.ApiKeyListView.as_view(), name="api-keys"),
    path("api-keys/<str:key_id>/", views.ApiKeyView.as_view(), name="api-key"),
    path("api-keys/<str:key_id>/rotate/", views.ApiKeyRotationView.as_view(), name="api-key-rotate"),
    path("members/", views.MemberListView.as_view(), name="members"),
    path("notifications/", notifications.NotificationListView.as_view(), name="notifications"),
    path("notifications/read/", notifications.NotificationsReadView.as_view(), name="notifications-read"),
    path(
        "notifications/<str:notification_id>/",
        notifications.NotificationView.as_view(),
        name="notification",
    ),
    path(
        "notifications/<str:notification_id>/read/",
        notifications.NotificationReadView.as_view(),
        name="notification-read",
    ),
    path(
        "notification-preferences/",
        notifications.PreferenceListView.as_view(),
        name="notification-preferences",
    ),
    path(
        "notification-preferences/<str:event>/",
        notifications.PreferenceView.as_view(),
        name="notification-preference",
    ),
    path("audit-log/", views.AuditLogView.as_view(), name="audit-log"),
]
