"""Paths to the REST endpoints of publishing."""

from django.urls import path

from publishing.api import connections, predictions, publications

urlpatterns = [
    path("connections/", connections.ConnectionListView.as_view(), name="connections"),
    path("connections/<str:pk>/", connections.ConnectionView.as_view(), name="connection"),
    path("predictions/", predictions.PredictionListView.as_view(), name="predictions"),
    path("predictions/<str:pk>/", predictions.PredictionView.as_view(), name="prediction"),
    path("publications/", publications.PublicationListView.as_view(), name="publications"),
    path("publications/<str:pk>/", publications.PublicationView.as_view(), name="publication"),
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
    path(
        "publications/<str:pk>/preflight/",
        publications.PublicationPreflightView.as_view(),
        name="publication-preflight",
    ),
]
