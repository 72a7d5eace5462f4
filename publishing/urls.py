"""URLs of publishing's pages."""

from django.urls import path

from publishing.views import analytics, connections, publications

app_name = "publishing"
urlpatterns = [
    path("analytics/", analytics.analytics_page, name="analytics"),
    path("publications/", publications.publication_list, name="publications"),
    path("publications/new/", publications.publication_new, name="publication-new"),
    path("publications/<str:pk>/", publications.publication_page, name="publication"),
    path("publications/<str:pk>/state/", publications.publication_state, name="publication-state"),
    path("publications/<str:pk>/publish/", publications.publication_publish, name="publication-publish"),
    path("publications/<str:pk>/cancel/", publications.publication_cancel, name="publication-cancel"),
    path("publications/<str:pk>/look-again/", publications.publication_check, name="publication-check"),
    path("publications/<str:pk>/missing/", publications.publication_missing, name="publication-missing"),
    path("connections/", connections.connection_list, name="connections"),
    path("connections/<slug:platform>/start/", connections.connection_start, name="connection-start"),
    path(
        "connections/<slug:platform>/callback/", connections.connection_callback, name="connection-callback"
    ),
    path("connections/<str:pk>/disconnect/", connections.connection_disconnect, name="connection-disconnect"),
]
