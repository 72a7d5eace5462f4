"""Paths to the REST endpoints of publishing."""

from django.urls import path

from publishing.api import views

urlpatterns = [
    path("connections/", views.ConnectionListView.as_view(), name="connections"),
    path("connections/<str:pk>/", views.ConnectionView.as_view(), name="connection"),
    path("publications/", views.PublicationListView.as_view(), name="publications"),
    path("publications/<str:pk>/", views.PublicationView.as_view(), name="publication"),
    path(
        "publications/<str:pk>/publish/", views.PublicationPublishView.as_view(), name="publication-publish"
    ),
    path("publications/<str:pk>/cancel/", views.PublicationCancelView.as_view(), name="publication-cancel"),
    path(
        "publications/<str:pk>/reconcile/",
        views.PublicationReconcileView.as_view(),
        name="publication-reconcile",
    ),
    path(
        "publications/<str:pk>/preflight/",
        views.PublicationPreflightView.as_view(),
        name="publication-preflight",
    ),
]
