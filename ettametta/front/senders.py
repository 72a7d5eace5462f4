"""Who sends a body, and how much one sender may be sending at once."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts import addresses

# A network operator gives each customer at least this much of IPv6.
_IPV6_CUSTOMER_BITS = 64


class TooMuchAtOnceError(Exception):
    """The session or the address is sending as much as it may at once."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A session or API key, empty without one, and an address. Django verifies the former later."""

    credential: str
    address: str


@dataclass(frozen=True, slots=True)
class Share:
    """The most that may be on its way at once: bodies, and bytes of them."""

    bodies: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Shares:
    """What one sender may be sending at once. Bodies above ``large_from_bytes`` are large, others small."""

    large_from_bytes: int
    large_per_session: Share
    large_per_address: Share
    small_per_address: Share


def sender_of(request: HttpRequest) -> Sender:
    """Who sends this request, by its headers alone."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    credential = cookie or request.headers.get("Authorization", "")
    return Sender(credential, _network(addresses.of_client(request)))


def _network(address: str) -> str:
    """The address itself; for IPv6 the network, since a customer has any number of addresses in it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_CUSTOMER_BITS), strict=False))


class Senders:
    """What each sender is sending to this process. Used from the event loop alone."""

    def __init__(self, shares: Shares) -> None:
        self.shares = shares
        self._held: dict[tuple[str, str], Share] = {}

    def take(self, sender: Sender, size_bytes: int) -> None:
        """Count one more body. Raises TooMuchAtOnceError, and then nothing was counted."""
        wanted: dict[tuple[str, str], Share] = {}
        for key, most in self._places(sender, size_bytes).items():
            held = self._held.get(key, Share(0, 0))
            wanted[key] = Share(held.bodies + 1, held.size_bytes + size_bytes)
            if wanted[key].bodies > most.bodies or wanted[key].size_bytes > most.size_bytes:
                raise TooMuchAtOnceError
        self._held.update(wanted)

    def give_back(self, sender: Sender, size_bytes: int) -> None:
        """Count a body no more that was counted with this size."""
        for key in self._places(sender, size_bytes):
            held = self._held.pop(key)
            if held.bodies > 1:
                self._held[key] = Share(held.bodies - 1, held.size_bytes - size_bytes)

    def _places(self, sender: Sender, size_bytes: int) -> dict[tuple[str, str], Share]:
        """Where a body of this size counts, and the most that fits there."""
        if size_bytes <= self.shares.large_from_bytes:
            return {("small", sender.address): self.shares.small_per_address}
        places = {("address", sender.address): self.shares.large_per_address}
        if sender.credential:
            places["session", sender.credential] = self.shares.large_per_session
        return places


class Claim:
    """What one body counts for its sender, until it is closed."""

    def __init__(self, senders: Senders, sender: Sender) -> None:
        self._senders = senders
        self._sender = sender
        self._size_bytes = 0

    def cover(self, size_bytes: int) -> None:
        """Count the body as one of at least ``size_bytes``. Raises TooMuchAtOnceError."""
        if size_bytes > self._size_bytes:
            self.close()
            self._senders.take(self._sender, size_bytes)
            self._size_bytes = size_bytes

    def close(self) -> None:
        """Count nothing any more."""
        if self._size_bytes:
            self._senders.give_back(self._sender, self._size_bytes)
        self._size_bytes = 0
