"""The addresses that this node may call, checked when a URL is given and again when it is called."""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urlsplit

from render_node import errors
from render_node.config import Config

_PARAM = "webhook_url"


class ForbiddenAddressError(OSError):
    """The host name resolves to an address that this node must not call."""


def check(url: str, *, config: Config) -> None:
    """Raise WebhookHostError unless this node may call ``url``.

    The list of hosts prevents callers from making the node send requests into its own network: a URL is
    called only if its host is in the node's configuration, and redirects are not followed.
    """
    if not config.webhook_secrets:
        raise errors.WebhookHostError(
            "This node has no webhook secret, so it sends no webhooks.", param=_PARAM
        )
    address = _split(url)
    if address is None or address.scheme not in {"http", "https"} or address.username is not None:
        raise errors.WebhookHostError("webhook_url must be a plain http or https URL.", param=_PARAM)
    host = address.hostname or ""
    if not _is_named(host, config=config) and not _is_covered(host, config=config):
        raise errors.WebhookHostError(
            f"{host} is not in the list of hosts that may receive webhooks from this node.", param=_PARAM
        )


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def path_of(url: str) -> str:
    """The request target: path and query."""
    address = urlsplit(url)
    return (address.path or "/") + (f"?{address.query}" if address.query else "")


def _split(url: str) -> SplitResult | None:
    try:
        address = urlsplit(url)
        address.port  # noqa: B018 - reading the attribute validates it
    except ValueError:
        return None
    return address


def _is_named(host: str, *, config: Config) -> bool:
    return host in config.webhook_hosts


def _is_covered(host: str, *, config: Config) -> bool:
    """Whether a pattern covers the host. A pattern matches names, never addresses."""
    is_name = any(character.isalpha() for character in host.rpartition(".")[2]) and ":" not in host
    return is_name and any(
        pattern == "*" or (pattern.startswith("*.") and host.endswith(pattern[1:]))
        for pattern in config.webhook_hosts
    )


def connect(url: str, *, config: Config, timeout_s: float) -> http.client.HTTPConnection:
    """Connect to an address that the host resolves to now. A later DNS response cannot change the target.

    A host that is listed by its name may have any address; a host that a pattern covers must be on the public
    internet. Raises ForbiddenAddressError, and OSError if the name does not resolve.
    """
    address = urlsplit(url)
    host = address.hostname or ""
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    may_be_private = _is_named(host, config=config)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]) for entry in found]
    if not may_be_private and not all(_is_public(number) for number in numbers):
        raise ForbiddenAddressError(f"{host} resolves to an address that is not public")
    if not may_be_private and not _is_covered(host, config=config):
        raise ForbiddenAddressError(f"{host} is no longer in the list of hosts")
    if secure:
        return _PinnedHTTPS(host, numbers[0], port=port, timeout_s=timeout_s)
    return _Pinned(host, numbers[0], port=port, timeout_s=timeout_s)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


class _Pinned(http.client.HTTPConnection):
    """A connection to a fixed address, with the host's name in the request."""

    def __init__(self, host: str, number: str, *, port: int, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._number = number

    def connect(self) -> None:
        self.sock = socket.create_connection((self._number, self.port), timeout=self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    """The same over TLS, with a certificate that must be valid for the host."""

    def __init__(self, host: str, number: str, *, port: int, timeout_s: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout_s, context=self._tls)
        self._number = number

    def connect(self) -> None:
        plain = socket.create_connection((self._number, self.port), timeout=self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
