"""The front's own responses, in the client's format: a problem document, a line, a toast or a page."""

import functools
import json
from dataclasses import dataclass
from http import HTTPStatus

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.template.loader import render_to_string

from foundation import logs, problems
from foundation.errors import BodyTooLargeError

_PLACE_OF_ID = "req_00000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A response that needs neither a thread nor a store."""

    status: int
    code: str
    detail: str
    retry_after_s: int | None = None
    # The page's template; by default the one of the status.
    template: str = ""


BUSY = Refusal(503, "busy", "The service is very busy. Try again in a few seconds.", retry_after_s=2)
TOO_LARGE = Refusal(413, BodyTooLargeError.code, BodyTooLargeError().message)
TOO_SLOW = Refusal(408, "body_too_slow", "The request body did not arrive in time. Send it again.")
INCOMPLETE = Refusal(400, "body_incomplete", "The request body ended early. Send it again.")
TOO_MANY_UPLOADS = Refusal(
    429,
    "too_many_uploads",
    "Several of your uploads are running. Wait until one is done, then try again.",
    retry_after_s=30,
    template="errors/too_many_uploads.html",
)
SIGNED_OUT = Refusal(
    401,
    "not_authenticated",
    "Files are accepted from signed-in people only. Reload the page to sign in, or send an API key.",
)
FAILED = Refusal(500, "internal_server_error", "Something went wrong. Try again in a minute.")

# The same response as accounts.authentication gives to a request without a key.
_AUTHENTICATE = 'Bearer realm="ettametta"'
_HTML = "text/html; charset=utf-8"
_CONTENT_TYPES = {"api": problems.CONTENT_TYPE, "line": "text/plain"}


def answer(
    refusal: Refusal, *, path: str, is_htmx: bool, request_id: str, back_url: str = "/"
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body. A page that requires sign-in links to it, and back to ``back_url``."""
    form = _form(path, is_htmx=is_htmx)
    headers = [
        ("content-type", _CONTENT_TYPES.get(form, _HTML)),
        ("cache-control", "no-store"),
        (logs.REQUEST_ID_HEADER.lower(), request_id),
        ("x-content-type-options", "nosniff"),
    ]
    if refusal.retry_after_s is not None:
        headers.append(("retry-after", str(refusal.retry_after_s)))
    if form == "api":
        if refusal is SIGNED_OUT:
            headers.append(("www-authenticate", _AUTHENTICATE))
        return refusal.status, headers, _document(refusal, path=path, request_id=request_id)
    if form == "line":
        return refusal.status, headers, f"{refusal.detail}\n".encode()
    headers += _frame_headers()
    if form == "toast":
        headers += [("hx-retarget", "#messages"), ("hx-reswap", "beforeend")]
        return refusal.status, headers, _toast(refusal)
    if refusal is SIGNED_OUT:
        return 302, [*headers, ("location", redirect_to_login(back_url).url)], b""
    return refusal.status, headers, _page(refusal).replace(_PLACE_OF_ID.encode(), request_id.encode())


def _form(path: str, *, is_htmx: bool) -> str:
    if path.startswith(problems.API_PREFIX):
        return "api"
    # The same as Django's refusals of webhooks.
    if path.startswith(problems.HOOKS_PREFIX):
        return "line"
    return "toast" if is_htmx else "page"


def _document(refusal: Refusal, *, path: str, request_id: str) -> bytes:
    with logs.bound(request_id=request_id):
        document = problems.document(
            status=refusal.status,
            code=refusal.code,
            title=HTTPStatus(refusal.status).phrase,
            detail=refusal.detail,
            instance=path,
            retryable=refusal.status in {408, 429, 503},
        )
    return json.dumps(document).encode()


@functools.cache
def _frame_headers() -> tuple[tuple[str, str], ...]:
    return (
        ("content-security-policy", build_policy()),
        ("x-frame-options", str(settings.X_FRAME_OPTIONS)),
        ("referrer-policy", str(settings.SECURE_REFERRER_POLICY)),
    )


@functools.cache
def _toast(refusal: Refusal) -> bytes:
    context = {"error": {"message": refusal.detail}}
    return render_to_string("errors/_refusal.html", context).encode()


@functools.cache
def _page(refusal: Refusal) -> bytes:
    template = refusal.template or f"errors/{refusal.status}.html"
    return render_to_string(template, {"request_id": _PLACE_OF_ID}).encode()
