"""What billing asks of a payment service, in its own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

# An object of Stripe's as it came, on its way into the mirror, where it is parsed.
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A checkout. ``status`` is open, complete or expired; ``reference`` and ``customer`` say whose it is."""

    id: str
    status: str
    url: str
    reference: str
    customer: str
    subscription: str


class PaymentService(Protocol):
    """Customers, checkouts and subscriptions.

    Each call raises UpstreamUnavailableError where nobody answers in time, CardDeclinedError for a card, and
    UpstreamError for any other refusal (``GoneError`` for what is not there any more). ``name`` names a
    call: it may be repeated under the same name and has one effect.
    """

    def create_customer(self, *, name: str, workspace_id: str, email: str, title: str) -> Raw:
        """A customer for a workspace."""

    def start_checkout(self, *, name: str, request: Raw) -> Session:
        """A page to pay on."""

    def checkout(self, session_id: str) -> Session:
        """A checkout as it is now."""

    def expire_checkout(self, session_id: str) -> None:
        """Close the page; UpstreamError where it is closed already."""

    def open_portal(self, *, customer_id: str, return_url: str) -> str:
        """The address of a page for cards and invoices."""

    def subscription(self, subscription_id: str) -> Raw:
        """A subscription as it is now."""

    def all_subscriptions(self) -> Iterator[Raw]:
        """Every subscription there is."""

    def switch(self, *, name: str, subscription_id: str, item_id: str, price_id: str, pay_now: bool) -> None:
        """Change what a subscription is for. With ``pay_now`` the difference is paid first, or nothing
        changes.
        """

    def set_cancellation(self, *, name: str, subscription_id: str, at_period_end: bool) -> None:
        """Let the subscription end with its period, or go on."""

    def end_subscription(self, *, name: str, subscription_id: str) -> None:
        """End it at once."""

    def customer(self, customer_id: str) -> Raw:
        """A customer as it is now; a deleted one says ``deleted``."""

    def invoice(self, invoice_id: str) -> Raw:
        """A bill as it is now."""

    def price(self, price_id: str) -> Raw | None:
        """A price, or None."""

    def product(self, product_id: str) -> Raw | None:
        """A product, or None."""

    def create_product(self, request: Raw) -> Raw:
        """A product under an id of ours."""

    def change_product(self, product_id: str, request: Raw) -> Raw:
        """Other words for a product."""

    def price_by_key(self, lookup_key: str) -> Raw | None:
        """The price that carries the key, or None."""

    def create_price(self, request: Raw) -> Raw:
        """A price; it takes its lookup key over from the one that has it."""

    def change_price(self, price_id: str, request: Raw) -> Raw:
        """What can be changed of a price, which is not its amount."""

    def endpoints(self) -> Sequence[Raw]:
        """Where events are sent."""

    def create_endpoint(self, request: Raw) -> Raw:
        """Another place that events are sent to, with its secret, which is told this once."""

    def change_endpoint(self, endpoint_id: str, request: Raw) -> Raw:
        """Another address or other events for one."""
