"""Paths to the REST endpoints of publishing."""

from django.urls import path

from publishing.api import views

urlpatterns = [
    path("connections/", views.ConnectionListView.as_view()),
    path("connections/<str:pk>/", views.ConnectionView.as_view()),
    path("publications/", views.PublicationListView.as_view()),
    path("publications/<str:pk>/", views.PublicationView.as_view()),
    path("publications/<str:pk>/publish/", views.PublicationPublishView.as_view()),
    path("publications/<str:pk>/cancel/", views.PublicationCancelView.as_view()),
    path("publications/<str:pk>/reconcile/", views.PublicationReconcileView.as_view()),
    path("publications/<str:pk>/preflight/", views.PublicationPreflightView.as_view()),
]
