"""URLs of publishing's pages."""

from django.urls import path

from publishing import views

app_name = "publishing"
urlpatterns = [
    path("publications/", views.publication_list, name="publications"),
    path("publications/new/", views.publication_new, name="publication-new"),
    path("publications/<str:pk>/", views.publication_page, name="publication"),
    path("publications/<str:pk>/state/", views.publication_state, name="publication-state"),
    path("publications/<str:pk>/publish/", views.publication_publish, name="publication-publish"),
    path("publications/<str:pk>/cancel/", views.publication_cancel, name="publication-cancel"),
    path("publications/<str:pk>/look-again/", views.publication_check, name="publication-check"),
    path("publications/<str:pk>/missing/", views.publication_missing, name="publication-missing"),
    path("connections/", views.connection_list, name="connections"),
    path("connections/<slug:platform>/start/", views.connection_start, name="connection-start"),
    path("connections/<slug:platform>/callback/", views.connection_callback, name="connection-callback"),
    path("connections/<str:pk>/disconnect/", views.connection_disconnect, name="connection-disconnect"),
]
