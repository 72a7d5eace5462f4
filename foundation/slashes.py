"""URLs end with a slash. A request without one is redirected, with method and body kept."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.utils.http import escape_leading_slashes


class _Moved(HttpResponsePermanentRedirect):
    status_code = HttpResponsePermanentRedirect.status_code_preserve_request


class SlashMiddleware(CommonMiddleware):
    """Django's middleware with 308 instead of 301.

    After a 301, most clients turn a POST into a GET, which succeeds and does nothing.
    """

    response_redirect_class = _Moved

    def get_full_path_with_slash(self, request: HttpRequest) -> str:
        """Return the path with a slash, also for a request with a body."""
        return escape_leading_slashes(request.get_full_path(force_append_slash=True))
