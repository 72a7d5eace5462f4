"""URLs of commerce's pages."""

from django.urls import path

from commerce.views import go

app_name = "commerce"
urlpatterns = [
    # As short as a post needs it; people add a slash.
    path("go/<str:code>", go.go, name="go"),
    path("go/<str:code>/", go.go),
]
