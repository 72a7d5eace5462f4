"""Conditional requests: an ETag of a response's content, and 304 if the client has that content already."""

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

P = ParamSpec("P")
Request = TypeVar("Request", bound=HttpRequest)

# The client must ask before each use, and no shared cache may store the response.
CACHE_CONTROL = "private, no-cache"
# Django masks the CSRF token anew for each use; the secret behind it stays the same.
_CSRF_TOKEN = re.compile(rb'("csrfmiddlewaretoken" value=|"X-CSRFToken": )"[A-Za-z0-9]{64}"')


def etag_of(*facts: object) -> str:
    """Return the ETag for these facts, by their ``repr``.

    It is weak, because compression changes the bytes of a response.
    """
    return _tag(repr(facts).encode("utf-8", "backslashreplace"))


def is_known(request: HttpRequest, *, etag: str) -> bool:
    """True if If-None-Match names this ETag, by weak comparison (RFC 9110, 13.1.2)."""
    named = parse_etags(request.headers.get("If-None-Match", ""))
    return named == ["*"] or etag.removeprefix("W/") in {each.removeprefix("W/") for each in named}


def by_content(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Decorator for pages: adds an ETag of the whole content, and returns 304 if the client has it.

    The page is rendered in any case, so a 304 never hides a change. It saves the transfer.
    """

    @functools.wraps(view)
    def conditional(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = _tag(_without_masks(request, response.content))
        if is_known(request, etag=etag):
            response = HttpResponseNotModified()
        response["ETag"] = etag
        response["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(response, ("Cookie",))
        return response

    return conditional


def _without_masks(request: HttpRequest, content: bytes) -> bytes:
    """The content with the secret in place of CSRF tokens: a new secret makes the old tokens invalid."""
    secret = str(request.META.get("CSRF_COOKIE", "")).encode()
    return secret + _CSRF_TOKEN.sub(rb"\1", content)


def _tag(content: bytes) -> str:
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
