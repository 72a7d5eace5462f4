"""Where a request comes from, behind as many proxies as the installation says there are."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def of_client(request: HttpRequest) -> str:
    """The client's address: the one that the outermost trusted proxy has seen, else the connection's own.

    Each proxy appends the address it was called from to X-Forwarded-For, so that only as many entries from
    the right are trusted as there are proxies; whatever a client writes itself stands further left.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies <= 0 or len(seen) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(seen[-proxies].strip()))
    except ValueError:
        return direct
