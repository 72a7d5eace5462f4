"""Paths to REST endpoints."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("api_keys/", views.ApiKeyListView.as_view(), name="api-key-list"),
    path("api_keys/<str:key_id>/", views.ApiKeyView.as_view(), name="api-key-detail"),
    path("api_keys/<str:key_id>/rotate/", views.ApiKeyRotationView.as_view(), name="api-key-rotate"),
    path("members/", views.MemberListView.as_view(), name="member-list"),
    path("audit_log/", views.AuditLogView.as_view(), name="audit-log"),
]
