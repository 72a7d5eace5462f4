"""Identifies the sender of a body, and limits how much one sender sends at once."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts import addresses


class TooMuchAtOnceError(Exception):
    """The session or the address is already sending its maximum."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A session or API key, empty without one, and an address. Django verifies the session or key later."""

    credential: str
    address: str


@dataclass(frozen=True, slots=True)
class Share:
    """The maximum in transit at once: the number of bodies, and their bytes."""

    bodies: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The limits of one sender. Bodies above ``large_from_bytes`` are large, others small.

    ``large_unsigned`` is for all senders without a session or key together, as senders of webhooks are.
    """

    large_from_bytes: int
    large_per_session: Share
    large_per_address: Share
    large_unsigned: Share
    large_unsigned_per_address: Share
    small_per_address: Share


def sender_of(request: HttpRequest) -> Sender:
    """Identify the sender of this request by its headers only."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    credential = cookie or request.headers.get("Authorization", "")
    return Sender(credential, addresses.network(addresses.of_client(request)))


class Senders:
    """What each sender is sending to this process. Used only from the event loop."""

    def __init__(self, shares: Shares) -> None:
        self.shares = shares
        self._held: dict[tuple[str, str], Share] = {}

    def take(self, sender: Sender, size_bytes: int) -> None:
        """Count one more body. Raises TooMuchAtOnceError, and then counts nothing."""
        wanted: dict[tuple[str, str], Share] = {}
        for key, most in self._places(sender, size_bytes).items():
            held = self._held.get(key, Share(0, 0))
            wanted[key] = Share(held.bodies + 1, held.size_bytes + size_bytes)
            if wanted[key].bodies > most.bodies or wanted[key].size_bytes > most.size_bytes:
                raise TooMuchAtOnceError
        self._held.update(wanted)

    def give_back(self, sender: Sender, size_bytes: int) -> None:
        """Stop counting a body that was counted with this size."""
        for key in self._places(sender, size_bytes):
            held = self._held.pop(key)
            if held.bodies > 1:
                self._held[key] = Share(held.bodies - 1, held.size_bytes - size_bytes)

    def _places(self, sender: Sender, size_bytes: int) -> dict[tuple[str, str], Share]:
        """Return the counters for a body of this size, with their limits."""
        if size_bytes <= self.shares.large_from_bytes:
            return {("small", sender.address): self.shares.small_per_address}
        if not sender.credential:
            return {
                ("unsigned", ""): self.shares.large_unsigned,
                ("unsigned", sender.address): self.shares.large_unsigned_per_address,
            }
        return {
            ("address", sender.address): self.shares.large_per_address,
            ("session", sender.credential): self.shares.large_per_session,
        }


class Claim:
    """The share of one body in its sender's limits, until it is closed."""

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
        """Stop counting the body."""
        if self._size_bytes:
            self._senders.give_back(self._sender, self._size_bytes)
        self._size_bytes = 0
