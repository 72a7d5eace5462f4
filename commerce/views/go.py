"""Tracked links. Anyone may follow one: no session is read, and no cookie is set."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from accounts import addresses, throttles
from commerce.offers import clicks, codes, destinations


@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect to the product, and count the click.

    An unknown code gets a page that says so. Requests for unknown codes are limited per network, since only
    guesses are made often.
    """
    known = codes.read_link_code(code)
    target = destinations.find(code=known) if known else None
    network = addresses.network(addresses.of_client(request))
    if target is None:
        throttles.take_public_page(address=network)
        return _unlisted(HttpResponse(render_to_string("commerce/link_unknown_page.html"), status=404))
    if request.method != "HEAD":
        clicks.count(target=target, network=network, headers=request.headers)
    return _unlisted(HttpResponseRedirect(target.url))


def _unlisted(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # The shop learns the site that the click came from, but no address of a page.
    response["Referrer-Policy"] = "strict-origin"
    return response
