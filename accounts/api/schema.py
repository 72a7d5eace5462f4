"""The security schemes of the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers the class
    """An API key in the Authorization header."""

    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ek_…",
            "description": "An API key. Create one under Settings, API keys.",
        }


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers the class
    """The session cookie of a signed-in browser."""

    target_class = "accounts.authentication.BrowserAuthentication"
    name = "browser"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A cookie, with a CSRF token for changes."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
