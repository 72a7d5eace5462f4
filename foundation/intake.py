"""Malformed text in requests: refused with 400 before it reaches the database."""

import codecs
import json
import math
from collections.abc import Callable, Mapping
from typing import IO, Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework import exceptions, parsers

from foundation import problems
from foundation.errors import BodyTooLargeError, MalformedRequestError

# The API accepts nothing nested deeper. Beyond Python's own limit, the process crashes.
MAX_DEPTH = 32
View = TypeVar("View", bound=Callable[..., Any])

_CHARSETS = frozenset({"utf-8", "ascii", "iso8859-1"})
_NOT_TEXT = MalformedRequestError(
    "The request contains characters that are not text. Remove them and try again."
)
_NOT_UTF8 = MalformedRequestError("The request uses an unsupported character encoding. Send UTF-8.")


def raw_body(view: View) -> View:
    """Mark a view that verifies the body's raw bytes, so that its body is never parsed as a form."""
    view.takes_raw_body = True  # type: ignore[attr-defined]
    return view


def unread_body(view: View) -> View:
    """Mark a view that takes its raw body with ``read_whole``, for bodies larger than those of forms."""
    view.leaves_body_unread = True  # type: ignore[attr-defined]
    return view


def read_whole(request: HttpRequest, *, most_bytes: int) -> bytes:
    """Return the raw body of an ``unread_body`` view. Raises BodyTooLargeError."""
    body = request.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise BodyTooLargeError
    return body


class IntakeMiddleware:
    """Refuses NUL characters in paths, queries, cookies and forms, and encodings other than UTF-8.

    Postgres cannot store NUL. A query that contains one fails instead of finding nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check path, query and cookies; ``process_view`` checks forms."""
        if not _is_readable(request):
            return problems.respond(request, _NOT_UTF8)
        if (
            "\0" in request.path
            or _has_nul(request.GET)
            or any("\0" in each for each in request.COOKIES.values())
        ):
            return problems.respond(request, _NOT_TEXT)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_arguments: Any
    ) -> HttpResponse | None:
        """Check a form. Django's CSRF check has already read it."""
        is_form = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
        if getattr(view, "leaves_body_unread", False):
            return None
        try:
            if getattr(view, "takes_raw_body", False):
                # Read the bytes now: once the body is parsed, they are no longer available.
                _ = request.body
            elif request.method == "POST" and is_form and _has_nul(request.POST):
                return problems.respond(request, _NOT_TEXT)
        except RequestDataTooBig:
            return problems.respond(request, BodyTooLargeError())
        return None


def _is_readable(request: HttpRequest) -> bool:
    charset = request.content_params.get("charset") if request.content_params else None
    if not charset:
        return True
    try:
        return codecs.lookup(charset).name in _CHARSETS
    except (LookupError, ValueError):
        return False


def _has_nul(values: Mapping[str, Any]) -> bool:
    lists = values.lists() if hasattr(values, "lists") else values.items()
    return any("\0" in name or any("\0" in value for value in found) for name, found in lists)


class JsonParser(parsers.JSONParser):
    """JSON that Postgres can store: no NUL, no lone surrogates, no infinite numbers, limited depth."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the document. Raises ParseError."""
        try:
            document = json.loads(
                stream.read().decode(), parse_constant=_refuse_constant, parse_float=_finite
            )
            _require_storable(document)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError("The body is not valid JSON.") from error
        return document


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number beyond all bounds")
    return value


def _require_storable(document: Any) -> None:
    """Raise ValueError for text that Postgres cannot store, and for a document that is nested too deeply."""
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        inner: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _require_text(value)
            elif isinstance(value, list):
                inner += value
            elif isinstance(value, dict):
                inner += [*value.keys(), *value.values()]
        level = inner


def _require_text(value: str) -> None:
    # A lone surrogate cannot be encoded, which also raises ValueError.
    if b"\0" in value.encode():
        raise ValueError("NUL")
