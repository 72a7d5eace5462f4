"""The URL map: pages by app, REST under /api/v1/."""

from allauth.account.views import password_reset_from_key
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from ettametta import views

# One namespace, so that any app's code can name an endpoint: reverse("api:render", args=[id]).
api = [
    path("", include("accounts.api.urls")),
    path("", include("billing.api.urls")),
    path("", include("discovery.api.urls")),
    path("", include("synthesis.api.urls")),
    path("", include("publishing.api.urls")),
    path("", include("commerce.api.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("first-steps/", views.hide_first_steps, name="first-steps-hide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status_page, name="status"),
    path("status", views.status_page),
    path("theme/", views.choose_theme, name="theme"),
    path("search/", views.search_page, name="search"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("settings/integrations/", views.integrations_page, name="integrations"),
    path("settings/integrations/tests/", views.integration_test, name="integration-tests"),
    # Replaces allauth's pattern, which does not allow the underscore in our ids.
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>usr_[0-9a-z]+)-(?P<key>.+)/$",
        password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/", include("allauth.account.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("billing.urls")),
    path("", include("discovery.urls")),
    path("", include("synthesis.urls")),
    # Before publishing, whose webhooks have paths of any platform.
    path("", include("commerce.urls")),
    path("", include("publishing.urls")),
    path("api/schema/", views.api_schema, name="api-schema"),
    path("api/docs/", views.api_docs, name="api-docs"),
    path("api/problems/<slug:code>/", views.problem_page, name="problem"),
    path("api/v1/", include((api, "api"))),
]

handler400 = "ettametta.views.bad_request"
handler403 = "ettametta.views.forbidden"
handler404 = "ettametta.views.not_found"
handler500 = "ettametta.views.server_error"
