"""Addresses end with a slash. Who leaves it out is led there with method and body kept."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.utils.http import escape_leading_slashes


class _Moved(HttpResponsePermanentRedirect):
    status_code = HttpResponsePermanentRedirect.status_code_preserve_request


class SlashMiddleware(CommonMiddleware):
    """Django's, with 308 in place of 301: after a 301 most clients turn a POST into a GET, which succeeds
    and does nothing.
    """

    response_redirect_class = _Moved

    def get_full_path_with_slash(self, request: HttpRequest) -> str:
        """The address with its slash, also for a request with a body."""
        return escape_leading_slashes(request.get_full_path(force_append_slash=True))
