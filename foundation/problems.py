"""Refusals as HTTP responses: problem+json (RFC 9457) for clients, a message or a page for people."""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from rest_framework import exceptions
from rest_framework.response import Response

from foundation import logs, outages, pages
from foundation.errors import (
    BodyTooLargeError,
    DomainError,
    InvalidError,
    NotFoundError,
    StoreUnavailableError,
    UpstreamError,
)

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"
HOOKS_PREFIX = "/hooks/"
CONTENT_TYPE = "application/problem+json"
# Details of another system's response belong in the log, not in our response.
_PRIVATE_FACTS = frozenset({"upstream_body", "upstream_status", "cause"})
# Values of these fields must not be shown again.
_SECRET = re.compile(r"csrf|password|token|secret", re.IGNORECASE)
# A form lists, in hidden fields of this name and separated by spaces, the fields that the page filled in:
# other hidden fields, and its submit buttons.
_FILLED_IN = "filled_in"
_IS_ID = re.compile(r"[a-z]{2,5}_[0-9a-z]{20,}|on|\d{1,3}")


def document(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    instance: str,
    retryable: bool = False,
    errors: list[dict[str, str]] | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Build a problem document with our members: code, request_id, retryable, errors, docs_url and facts."""
    docs_url = f"{settings.SITE_URL}/api/problems/{code}/"
    return {
        "type": docs_url,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        "request_id": logs.request_id(),
        "errors": errors or [],
        "retryable": retryable,
        "docs_url": docs_url,
        **facts,
    }


def of_error(error: DomainError, instance: str) -> dict[str, Any]:
    """Build the document of a refusal."""
    facts = {name: value for name, value in error.context.items() if name not in _PRIVATE_FACTS}
    # A fact must not replace one of the document's own members with the same name.
    return facts | document(
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.message,
        instance=instance,
        retryable=error.retryable,
        errors=error.errors if isinstance(error, InvalidError) else None,
    )


def answer(body: dict[str, Any], retry_after_s: int | None = None) -> HttpResponse:
    """Return the document as an HTTP response."""
    response = JsonResponse(body, status=body["status"], content_type=CONTENT_TYPE)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response


def rest_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception hook: returns every refusal as problem+json. Ignores bugs."""
    instance = context["request"].path
    error = _as_refusal(error)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DomainError):
        log_refusal(error)
        return _rest_response(of_error(error, instance), getattr(error, "retry_after_s", None))
    if isinstance(error, exceptions.APIException):
        return _of_rest_framework(error, instance)
    return None


def _rest_response(
    body: dict[str, Any], retry_after_s: int | None = None, authenticate: str | None = None
) -> Response:
    response = Response(body, status=body["status"], content_type=CONTENT_TYPE)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    if authenticate:
        response["WWW-Authenticate"] = authenticate
    return response


def _of_rest_framework(error: exceptions.APIException, instance: str) -> Response:
    status, code = error.status_code, str(error.default_code)
    fields: list[dict[str, str]] = []
    detail = "Some fields are invalid."
    if isinstance(error, exceptions.ValidationError):
        status, code, fields = 422, "invalid", _fields(error.get_full_details())
    else:
        detail = str(error.detail)
    body = document(
        status=status,
        code=code,
        title=HTTPStatus(status).phrase,
        detail=detail,
        instance=instance,
        retryable=status == HTTPStatus.TOO_MANY_REQUESTS,
        errors=fields,
    )
    wait = getattr(error, "wait", None)
    return _rest_response(body, None if wait is None else int(wait) + 1, getattr(error, "auth_header", None))


def _fields(details: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten REST framework's nested error details to a list of field, code and detail."""
    if isinstance(details, dict) and {"message", "code"} <= details.keys():
        return [{"field": path or "body", "code": str(details["code"]), "detail": str(details["message"])}]
    entries = details.items() if isinstance(details, dict) else enumerate(details)
    found: list[dict[str, str]] = []
    for name, inner in entries:
        leaf = isinstance(inner, dict) and {"message", "code"} <= inner.keys() and isinstance(name, int)
        step = path if leaf or name == "non_field_errors" else f"{path}.{name}" if path else str(name)
        found += _fields(inner, step)
    return found


def log_refusal(error: DomainError) -> None:
    """Log a refusal. Failures of other systems are warnings that include their message."""
    if isinstance(error, UpstreamError):
        logger.warning(
            "another system failed",
            extra={
                "system": error.system,
                "code": error.code,
                "upstream_status": error.context.get("upstream_status"),
                "cause": error.context.get("cause", ""),
            },
        )


class ProblemMiddleware:
    """Answers refusals raised by pages, and returns problem documents for all errors under /api/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Turn Django's own HTML errors under /api/ (no such route, a bug) into problem documents."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not request.path.startswith(API_PREFIX):
            # Django's own response has no text: the URL of a form was opened as a page.
            page = render(request, "errors/405.html", {"request_id": logs.request_id()}, status=405)
            page["Allow"] = response.headers.get("Allow", "")
            return page
        is_document = response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
        if not request.path.startswith(API_PREFIX) or response.status_code < 400 or is_document:
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return of_status(request, response.status_code)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a DomainError and equivalent errors; leave bugs to Django."""
        if isinstance(error, Http404):
            return None
        refusal = _as_refusal(error)
        return respond(request, refusal) if isinstance(refusal, DomainError) else None


def of_status(request: HttpRequest, status: int) -> HttpResponse:
    """Build the document of an error that Django answers itself."""
    phrase = HTTPStatus(status).phrase
    return answer(
        document(
            status=status,
            code=phrase.lower().replace(" ", "_"),
            title=phrase,
            detail=HTTPStatus(status).description or phrase,
            instance=request.path,
        )
    )


def _as_refusal(error: Exception) -> Exception:
    """Return the refusal that is equivalent to one of Django's errors, or the error itself."""
    if isinstance(error, Http404):
        return NotFoundError()
    if isinstance(error, RequestDataTooBig):
        return BodyTooLargeError()
    return outages.refusal_of(error) or error


def respond(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the refusal as a document under /api/ and to scripts that accept one, elsewhere as a page.

    Webhooks, which nobody reads but an operator at the other end, get one line of text.
    """
    log_refusal(error)
    retry_after_s = getattr(error, "retry_after_s", None)
    if request.path.startswith(API_PREFIX) or CONTENT_TYPE in request.headers.get("Accept", ""):
        return answer(of_error(error, request.path), retry_after_s)
    if request.path.startswith(HOOKS_PREFIX):
        response = HttpResponse(f"{error.message}\n", status=error.status, content_type="text/plain")
    elif isinstance(error, StoreUnavailableError):
        response = _outage_page(request, error)
    else:
        response = _page(request, error)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response


def _outage_page(request: HttpRequest, error: StoreUnavailableError) -> HttpResponse:
    """Rendered without the request, because the page frame reads from the database."""
    context = {"error": error, "request_id": logs.request_id()}
    if request.headers.get("HX-Request"):
        response = HttpResponse(render_to_string("errors/_refusal.html", context), status=error.status)
        return _into_messages(response)
    return HttpResponse(render_to_string("errors/503.html", context), status=error.status)


def _into_messages(response: HttpResponse) -> HttpResponse:
    # htmx adds the message to the region that screen readers announce, and leaves the page unchanged.
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "beforeend"
    return response


def _page(request: HttpRequest, error: DomainError) -> HttpResponse:
    context = {
        "error": error,
        "request_id": logs.request_id(),
        "back_url": pages.page_behind(request),
        "typed": typed_in(request),
    }
    if getattr(request, "htmx", False):
        return _into_messages(render(request, "errors/_refusal.html", context, status=error.status))
    # Inside a workspace, keep its navigation.
    name = "refusal_in_frame" if getattr(request, "workspace", None) else "refusal_page"
    return render(request, f"errors/{name}.html", context, status=error.status)


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the text typed into a refused form, by label, so that it can be copied."""
    if request.method != "POST":
        return []
    filled_in = {_FILLED_IN, *" ".join(request.POST.getlist(_FILLED_IN)).split()}
    values = ((name, str(value).strip()) for name, value in request.POST.items())
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in values
        if value and name not in filled_in and not _SECRET.search(name) and not _IS_ID.fullmatch(value)
    ]
