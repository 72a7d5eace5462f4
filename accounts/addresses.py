"""The client's IP address, behind the configured number of proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# A network operator gives each customer at least an IPv6 network of this size.
_IPV6_CUSTOMER_BITS = 64


def of_client(request: HttpRequest) -> str:
    """Return the address seen by the outermost trusted proxy, else the connection's own.

    Each proxy appends the address of its client to X-Forwarded-For. Only the rightmost entries, one for each
    proxy, are trusted; entries forged by a client are further left.
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


def network(address: str) -> str:
    """Return the address itself; for IPv6 the network, since a customer has many addresses in it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_CUSTOMER_BITS), strict=False))
