"""Downloads thumbnails, only from an allowlist of hosts."""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient

_SYSTEM = "pictures"
_MOST_BYTES = 5 * 1024 * 1024
_TIMEOUT_S = 5.0


def fetch(url: str, *, to: Path) -> None:
    """Write the file at ``url`` to ``to``.

    Raises UpstreamUnavailableError, and UpstreamError for a refused download: another host, a private
    address, a response that is not a file, or more than 5 MB.
    """
    address = urlsplit(url)
    origin = f"{address.scheme}://{address.netloc}"
    if not _is_allowed(origin):
        raise UpstreamError("Pictures are not fetched from this host.", system=_SYSTEM, origin=origin)
    if origin != settings.SANDBOX_URL:
        _require_public(address.hostname or "")
    client = UpstreamClient(_SYSTEM, base_url=origin, timeout_s=_TIMEOUT_S)
    path = f"{address.path}?{address.query}" if address.query else address.path
    client.download(path, to=to, max_bytes=_MOST_BYTES)


def _is_allowed(origin: str) -> bool:
    """True if the list has the origin, or its domain as in ``https://*.example.com``."""
    parts = urlsplit(origin)
    if "*" in origin:
        return False
    if origin in settings.PICTURE_ORIGINS:
        return True
    domain = (parts.hostname or "").partition(".")[2]
    return parts.netloc == parts.hostname and f"{parts.scheme}://*.{domain}" in settings.PICTURE_ORIGINS


def _require_public(host: str) -> None:
    """Refuse a host name that resolves to a private address."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UpstreamUnavailableError("This host can't be resolved right now.", system=_SYSTEM) from error
    if not all(ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise UpstreamError("This host has a private address.", system=_SYSTEM, host=host)
