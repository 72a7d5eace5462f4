"""Paths to REST endpoints."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("api-keys/", views.ApiKeyListView.as_view(), name="api-keys"),
    path("api-keys/<str:key_id>/", views.ApiKeyView.as_view(), name="api-key"),
    path("api-keys/<str:key_id>/rotate/", views.ApiKeyRotationView.as_view(), name="api-key-rotate"),
    path("members/", views.MemberListView.as_view(), name="members"),
    path("audit-log/", views.AuditLogView.as_view(), name="audit-log"),
]
