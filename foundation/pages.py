"""Page or partial: the same view answers a browser and htmx."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django_htmx.middleware import HtmxDetails


def is_partial(request: HttpRequest) -> bool:
    """True when htmx requests a part of the page, rather than a whole page through a boosted link."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def page_behind(request: HttpRequest) -> str:
    """The path of our page that sent the form, without the host; "/" if unknown."""
    referer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return urlsplit(referer)._replace(scheme="", netloc="").geturl() or "/" if safe else "/"


def part(template: str, **values: Any) -> SafeString:
    """Render a part of a page, for use in another template. The template gets only these values."""
    return mark_safe(render_to_string(template, values))  # noqa: S308 - escaped by the template


def render_page(
    request: HttpRequest, *, template: str, partial: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render ``partial`` for htmx, and otherwise ``template``, which includes it."""
    response = render(request, partial if is_partial(request) else template, context, status=status)
    # The same URL returns two documents. A cache must not mix them up.
    response["Vary"] = "HX-Request, Cookie"
    return response
