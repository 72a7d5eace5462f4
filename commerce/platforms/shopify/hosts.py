"""The hosts of files that Shopify stores for us: exports, and pictures on their way to it."""

from urllib.parse import urlsplit

from commerce.platforms.shopify.words import SYSTEM
from foundation.errors import UpstreamError

_STORAGE = ("storage.googleapis.com", "shopify.com", "myshopify.com", "shopifycloud.com", "shopifycdn.com")


def check_storage(url: str, *, own_url: str) -> None:
    """Raise UpstreamError unless the URL is https on a host of Shopify's, or on that of its stand-in."""
    try:
        parts, own = urlsplit(url), urlsplit(own_url)
        host = parts.hostname or ""
        is_default_port = parts.port in (None, 443)
    except ValueError as error:
        raise _refused() from error
    if own_url and (parts.scheme, host) == (own.scheme, own.hostname):
        return
    is_theirs = any(host == each or host.endswith(f".{each}") for each in _STORAGE)
    if parts.scheme != "https" or not is_theirs or not is_default_port or "@" in parts.netloc:
        raise _refused()


def _refused() -> UpstreamError:
    return UpstreamError(f"{SYSTEM} named a file on a host that is not its own.", system=SYSTEM)
