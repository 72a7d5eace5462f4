"""The Protocol of a payment service, in billing's own terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

# A Stripe object as received, on its way into the mirror, which parses it.
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A checkout. ``status`` is open, complete or expired.

    ``reference`` and ``customer`` identify its workspace, ``checkout`` our purchase.
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
    """The page to pay an open invoice or to confirm its payment."""

    invoice_id: str
    url: str


class Collection(Enum):
    """How the price difference of a plan change is collected."""

    # Payment comes first, or nothing changes. ConfirmationRequiredError if the cardholder must confirm.
    NOW = "now"
    # The change waits until its invoice is paid.
    MAY_WAIT = "may_wait"
    # With the next invoice.
    LATER = "later"


class PaymentService(Protocol):
    """Customers, checkouts and subscriptions.

    Each call raises UpstreamUnavailableError if Stripe is unavailable and nothing was done, its subclass
    UnconfirmedError if something may have been done, CardDeclinedError for a card, GoneError for an object
    that Stripe can't find, KeyRefusedError for a key, and UpstreamError for any other refusal. ``name`` is
    the call's idempotency key.
    """

    def create_customer(self, *, name: str, workspace_id: str, email: str, title: str) -> Raw:
        """Create a customer for a workspace."""

    def customer(self, customer_id: str) -> Raw:
        """Return a customer's current state. A deleted one has ``deleted``."""

    def start_checkout(self, *, name: str, request: Raw) -> Session:
        """Create a checkout page."""

    def checkout(self, session_id: str) -> Session:
        """Return a checkout's current state."""

    def open_checkouts(self, customer_id: str) -> Sequence[Session]:
        """Return the customer's checkouts that can still be paid."""

    def expire_checkout(self, session_id: str) -> None:
        """Expire a checkout. Raises UpstreamError if it is closed already."""

    def open_portal(self, *, customer_id: str, return_url: str) -> str:
        """Return the URL of a page for cards and invoices."""

    def subscription(self, subscription_id: str) -> Raw:
        """Return a subscription's current state."""

    def all_subscriptions(self) -> Iterator[Raw]:
        """Return all subscriptions."""

    def subscriptions_of(self, customer_id: str) -> Sequence[Raw]:
        """Return all subscriptions of a customer, including ended ones."""

    def payment_page(self, subscription_id: str) -> PaymentPage | None:
        """Return the page to pay the subscription's latest invoice; None if no invoice is open."""

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
        """Change the subscription's plan. The difference is prorated as of ``priced_at``, or now."""

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
        """Return the invoice that ``switch`` would produce. Changes nothing."""

    def set_cancellation(self, *, name: str, subscription_id: str, at_period_end: bool) -> None:
        """Set the subscription to end with its period, or to continue."""

    def end_subscription(self, *, name: str, subscription_id: str) -> None:
        """End the subscription at once."""

    def void_invoice(self, *, name: str, invoice_id: str) -> None:
        """Void an open invoice. A plan change that waits for it is dropped."""

    def invoice(self, invoice_id: str) -> Raw:
        """Return an invoice's current state."""

    def charge(self, charge_id: str) -> Raw:
        """Return a charge's current state."""

    def refunds_of(self, charge_id: str) -> Iterator[Raw]:
        """Return all refunds of a charge."""

    def refunds_since(self, seconds: int) -> Iterator[Raw]:
        """Return all refunds created since that instant."""

    def dispute(self, dispute_id: str) -> Raw:
        """Return a dispute's current state, with its charge expanded."""

    def disputes_since(self, seconds: int) -> Iterator[Raw]:
        """Return all disputes created since that instant."""

    def price(self, price_id: str) -> Raw | None:
        """Return a price, or None."""

    def product(self, product_id: str) -> Raw | None:
        """Return a product, or None."""

    def create_product(self, request: Raw) -> Raw:
        """Create a product with our own id."""

    def change_product(self, product_id: str, request: Raw) -> Raw:
        """Update a product's name and description."""

    def price_by_key(self, lookup_key: str) -> Raw | None:
        """Return the price with this lookup key, or None."""

    def create_price(self, request: Raw) -> Raw:
        """Create a price. It takes over its lookup key from the price that has it."""

    def change_price(self, price_id: str, request: Raw) -> Raw:
        """Update a price. Its amount can't be changed."""

    def endpoints(self) -> Sequence[Raw]:
        """Return the webhook endpoints."""

    def create_endpoint(self, request: Raw) -> Raw:
        """Create a webhook endpoint. Only this response contains its secret."""

    def change_endpoint(self, endpoint_id: str, request: Raw) -> Raw:
        """Change an endpoint's URL or events."""

    def delete_endpoint(self, endpoint_id: str) -> None:
        """Delete an endpoint."""
