"""Authentication of REST requests: an API key, or the signed-in browser.

Separate from ``access``, since REST framework loads these classes during its own import.
"""

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts import api_keys
from accounts.models import ApiKey, User


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer ek_…``."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the issuer and the key; None if the header is missing."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        key = api_keys.authenticate(secret=secret.strip())
        if key is None:
            raise exceptions.AuthenticationFailed(
                "This API key is unknown, revoked or expired. Create a new one under Settings, API keys."
            )
        return key.issued_by, key

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header for a client without a key."""
        return 'Bearer realm="ettametta"'


class BrowserAuthentication(authentication.SessionAuthentication):
    """The signed-in browser, with CSRF protection."""
