"""What billing asks of a payment service, in its own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

# An object of Stripe's as it came, on its way into the mirror, where it is parsed.
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A checkout. ``status`` is open, complete or expired; ``reference`` and ``customer`` say whose it is,
    ``checkout`` which purchase of ours it was made for.
    """

    id: str
    status: str
    url: str
    reference: str
    customer: str
    subscription: str
    checkout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """Where a person pays an open invoice, or confirms its payment."""

    invoice_id: str
    url: str


class Collection(Enum):
    """How the difference of a change of plan is collected."""

    # Paid first, or nothing changes; ConfirmationRequiredError where the card's owner has to confirm.
    NOW = "now"
    # The change waits until its invoice is paid.
    MAY_WAIT = "may_wait"
    # With the next invoice.
    LATER = "later"


class PaymentService(Protocol):
    """Customers, checkouts and subscriptions.

    Each call raises UpstreamUnavailableError where Stripe is away and nothing was done, its subclass
    UnconfirmedError where something may have been done, CardDeclinedError for a card, GoneError for an
    object that Stripe does not know, KeyRefusedError for a key, and UpstreamError for any other refusal.
    ``name`` is the call's idempotency key.
    """

    def create_customer(self, *, name: str, workspace_id: str, email: str, title: str) -> Raw:
        """A customer for a workspace."""

    def customer(self, customer_id: str) -> Raw:
        """A customer as it is now. One that was deleted says ``deleted``."""

    def start_checkout(self, *, name: str, request: Raw) -> Session:
        """A page to pay on."""

    def checkout(self, session_id: str) -> Session:
        """A checkout as it is now."""

    def open_checkouts(self, customer_id: str) -> Sequence[Session]:
        """The customer's checkouts that can still be paid."""

    def expire_checkout(self, session_id: str) -> None:
        """Close the page; UpstreamError where it is closed already."""

    def open_portal(self, *, customer_id: str, return_url: str) -> str:
        """The address of a page for cards and invoices."""

    def subscription(self, subscription_id: str) -> Raw:
        """A subscription as it is now."""

    def all_subscriptions(self) -> Iterator[Raw]:
        """Every subscription there is."""

    def subscriptions_of(self, customer_id: str) -> Sequence[Raw]:
        """Every subscription of a customer, those that ended included."""

    def payment_page(self, subscription_id: str) -> PaymentPage | None:
        """Where the subscription's latest invoice is paid; None where nothing is open."""

    def switch(
        self,
        *,
        name: str,
        subscription_id: str,
        item_id: str,
        price_id: str,
        collection: Collection,
        priced_at: int | None,
    ) -> None:
        """Change what a subscription is for. The difference is worked out as of ``priced_at``, or now."""

    def preview_switch(
        self,
        *,
        customer_id: str,
        subscription_id: str,
        item_id: str,
        price_id: str,
        pay_now: bool,
        priced_at: int | None,
    ) -> Raw:
        """The bill that ``switch`` would lead to; nothing is changed."""

    def set_cancellation(self, *, name: str, subscription_id: str, at_period_end: bool) -> None:
        """Let the subscription end with its period, or go on."""

    def end_subscription(self, *, name: str, subscription_id: str) -> None:
        """End it at once."""

    def void_invoice(self, *, name: str, invoice_id: str) -> None:
        """Void an open invoice. A change of plan that waits for it is dropped."""

    def invoice(self, invoice_id: str) -> Raw:
        """A bill as it is now."""

    def charge(self, charge_id: str) -> Raw:
        """A payment as it is now."""

    def refunds_of(self, charge_id: str) -> Iterator[Raw]:
        """Every refund of a payment."""

    def refunds_since(self, seconds: int) -> Iterator[Raw]:
        """Every refund made since that instant."""

    def dispute(self, dispute_id: str) -> Raw:
        """A dispute as it is now, with its charge in full."""

    def disputes_since(self, seconds: int) -> Iterator[Raw]:
        """Every dispute that began since that instant."""

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

    def delete_endpoint(self, endpoint_id: str) -> None:
        """Send nothing there any more."""
