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
    """True when htmx asks for a part of the page and not for a page to put in its place."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def page_behind(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, without the host; "/" where that is not known."""
    referer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return urlsplit(referer)._replace(scheme="", netloc="").geturl() or "/" if safe else "/"


def part(template: str, **values: Any) -> SafeString:
    """A part of a page, to be placed in another template. The template gets these values and nothing else."""
    return mark_safe(render_to_string(template, values))  # noqa: S308 - escaped by the template


def render_page(
    request: HttpRequest, *, template: str, partial: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render ``partial`` for htmx and ``template``, which includes it, for everyone else."""
    response = render(request, partial if is_partial(request) else template, context, status=status)
    # The same address gives two documents; a cache must not hand one out for the other.
    response["Vary"] = "HX-Request, Cookie"
    return response
