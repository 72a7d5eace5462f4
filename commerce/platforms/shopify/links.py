"""Builds every link to a shop. Customers are sent to the shop's own hosts only, by https."""

from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from commerce.errors import UnsafeLinkError
from commerce.platforms.base import Destination
from commerce.platforms.shopify.texts import link_codes
from commerce.platforms.shopify.words import LINK_ATTRIBUTE, SYSTEM

_MEDIUM = "video"
# Both carry our code. Shopify reads a referral code from any of the last three.
_CARRIERS = ("utm_content", "ref", "source", "r")


def destination(*, to: Destination, own_url: str) -> str:
    """Return where a click leads, with the parameters that identify our link.

    It is the product's page, or a checkout whose cart has our code. A discount code is applied on the way.
    ``own_url`` is the URL of a stand-in for the shop; empty for the shop itself. Raises UnsafeLinkError.
    """
    origin, path = _place(to, own_url=own_url)
    marks = ({"variant": to.variant_id} if to.variant_id else {}) | _marks(to)
    if to.variant_id and to.to_checkout:
        return cart(origin=origin, items=[(to.variant_id, 1)], to=to)
    if to.discount_code:
        return discount(origin=origin, code=to.discount_code, path=path, marks=marks)
    return f"{origin}{path}?{urlencode(marks)}"


def cart(*, origin: str, items: Sequence[tuple[str, int]], to: Destination) -> str:
    """Return a cart permalink: variants (by number) and quantities, the code, and our attribute.

    Its successor, /buy, has no cart attributes.
    """
    lines = ",".join(f"{int(variant)}:{int(quantity)}" for variant, quantity in items)
    query = {f"attributes[{LINK_ATTRIBUTE}]": to.link_code, **_marks(to)}
    if to.discount_code:
        query = {"discount": to.discount_code, **query}
    return f"{origin}/cart/{lines}?{urlencode(query)}"


def discount(*, origin: str, code: str, path: str, marks: dict[str, str]) -> str:
    """Return the page that applies a code and then leads to ``path``."""
    # Shopify counts the first page or the one after it as the landing page: both have the marks.
    query = {**marks, "redirect": f"{path}?{urlencode(marks)}"}
    return f"{origin}/discount/{quote(code, safe='')}?{urlencode(query)}"


def shown(url: str, *, own_url: str) -> str:
    """Return an https URL, or one of the stand-in's own; empty for anything else."""
    if " " in url or "\\" in url:
        return ""
    is_own = bool(own_url) and _origin(url) == _origin(own_url)
    return url if is_own or url.startswith("https://") else ""


def codes_in(page: str) -> tuple[str, ...]:
    """Return what may be the code of our link in the URL of a landing page, the most reliable place first.

    Other tools replace some parameters, or add them again. The page may be that of a discount, whose own
    address has the marks, or the one that it leads to.
    """
    try:
        parameters = parse_qsl(urlsplit(page).query)
        inner = parse_qsl(urlsplit(dict(parameters).get("redirect", "")).query)
    except ValueError:
        return ()
    places = [(each, name) for each in (parameters, inner) for name in _CARRIERS]
    return link_codes(value for each, wanted in places for name, value in each if name == wanted)


def _marks(to: Destination) -> dict[str, str]:
    return {
        "utm_source": to.source,
        "utm_medium": _MEDIUM,
        "utm_campaign": to.campaign,
        "utm_content": to.content or to.link_code,
        "ref": to.link_code,
    }


def _place(to: Destination, *, own_url: str) -> tuple[str, str]:
    """The origin and the path of the product's page."""
    fallback = f"/products/{quote(to.handle, safe='')}" if to.handle else "/"
    if own_url:
        return own_url, _path_below(to.product_url, own_url) or fallback
    if not to.product_url:
        return f"https://{_host(to)}", fallback
    parts = _split(to.product_url)
    hosts = {to.domain, to.public_domain} - {""}
    if parts.scheme != "https" or parts.netloc.lower() not in hosts:
        raise _unsafe()
    # One slash at the beginning: with two, the page after that of a discount would be on another host.
    return f"https://{parts.netloc.lower()}", quote(f"/{parts.path.lstrip('/')}", safe="/%-._~")


def _host(to: Destination) -> str:
    """The host that customers see, else the permanent one."""
    host = (to.public_domain or to.domain).lower()
    if not host or _split(f"https://{host}/").netloc != host or set(host) & set("/\\@?#: "):
        raise _unsafe()
    return host


def _path_below(url: str, own_url: str) -> str:
    path = urlsplit(url).path if shown(url, own_url=own_url) else ""
    return path.removeprefix(urlsplit(own_url).path)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise _unsafe() from error


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _unsafe() -> UnsafeLinkError:
    return UnsafeLinkError("The product's address is not one of the shop's own.", system=SYSTEM)
