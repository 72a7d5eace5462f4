"""Stripe, through its official client."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from billing.adapters.base import Collection, PaymentPage, Raw, Session
from billing.adapters.stripe_calls import Effect, client, execute, list_all
from billing.errors import CardDeclinedError, GoneError

_BEHAVIORS = {
    # A card that is declined leaves the subscription as it was.
    Collection.NOW: {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"},
    Collection.MAY_WAIT: {
        "proration_behavior": "always_invoice",
        "payment_behavior": "pending_if_incomplete",
    },
    Collection.LATER: {"proration_behavior": "create_prorations"},
}


class Stripe:
    """A PaymentService backed by Stripe's API, at the version that settings pin."""

    def __init__(self, *, key: str, base_url: str) -> None:
        self._v1 = client(key, base_url).v1

    # --- customers --------------------------------------------------------------------------------------

    def create_customer(self, *, name: str, workspace_id: str, email: str, title: str) -> Raw:
        metadata = {"djstripe_subscriber": workspace_id}
        request: Any = {"email": email, "name": title, "metadata": metadata}
        return execute(
            lambda: self._v1.customers.create(request, _named(name)),
            kind="customer",
            about="customer",
            effect=Effect.CREATE,
        )

    def customer(self, customer_id: str) -> Raw:
        return execute(lambda: self._v1.customers.retrieve(customer_id), kind="customer", about="customer")

    # --- pages ------------------------------------------------------------------------------------------

    def start_checkout(self, *, name: str, request: Raw) -> Session:
        asked: Any = request
        found = execute(
            lambda: self._v1.checkout.sessions.create(asked, _named(name)),
            kind="checkout.session",
            about="session",
            effect=Effect.CREATE,
        )
        return _session(found)

    def checkout(self, session_id: str) -> Session:
        return _session(
            execute(
                lambda: self._v1.checkout.sessions.retrieve(session_id),
                kind="checkout.session",
                about="session",
            )
        )

    def open_checkouts(self, customer_id: str) -> Sequence[Session]:
        request = {"customer": customer_id, "status": "open"}
        found = list_all(self._v1.checkout.sessions.list, request, about="customer")
        return [_session(each) for each in found if each.get("id")]

    def expire_checkout(self, session_id: str) -> None:
        execute(
            lambda: self._v1.checkout.sessions.expire(session_id),
            kind="checkout.session",
            about="session",
            effect=Effect.CREATE,
        )

    def open_portal(self, *, customer_id: str, return_url: str) -> str:
        request: Any = {"customer": customer_id, "return_url": return_url}
        if settings.STRIPE_PORTAL_CONFIGURATION:
            request["configuration"] = settings.STRIPE_PORTAL_CONFIGURATION
        found = execute(
            lambda: self._v1.billing_portal.sessions.create(request),
            kind="billing_portal.session",
            about="customer",
            effect=Effect.CREATE,
        )
        return str(found["url"])

    # --- subscriptions ----------------------------------------------------------------------------------

    def subscription(self, subscription_id: str) -> Raw:
        return execute(
            lambda: self._v1.subscriptions.retrieve(subscription_id),
            kind="subscription",
            about="subscription",
        )

    def all_subscriptions(self) -> Iterator[Raw]:
        return list_all(self._v1.subscriptions.list, {"status": "all"}, about="subscription")

    def subscriptions_of(self, customer_id: str) -> Sequence[Raw]:
        request = {"status": "all", "customer": customer_id}
        found = list_all(self._v1.subscriptions.list, request, about="customer")
        return [each for each in found if _id_of(each.get("customer")) == customer_id]

    def payment_page(self, subscription_id: str) -> PaymentPage | None:
        expanded: Any = {"expand": ["latest_invoice"]}
        found = execute(
            lambda: self._v1.subscriptions.retrieve(subscription_id, expanded),
            kind="subscription",
            about="subscription",
        )
        invoice = found.get("latest_invoice")
        return _payment_page(self.invoice(invoice) if isinstance(invoice, str) else invoice)

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
        request: Any = {
            "items": [{"id": item_id, "price": price_id}],
            **_BEHAVIORS[collection],
            **_as_of(priced_at),
        }
        try:
            self._update(subscription_id, request, name, effect=Effect.PAY)
        except GoneError as error:
            if error.about == "subscription" and error.context.get("upstream_status") != 404:
                # Stripe's message for a customer without any card.
                raise CardDeclinedError(reason="There is no card to charge.") from error
            raise

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
        request: Any = {
            "customer": customer_id,
            "subscription": subscription_id,
            "subscription_details": {
                "items": [{"id": item_id, "price": price_id}],
                "proration_behavior": "always_invoice" if pay_now else "create_prorations",
                **_as_of(priced_at),
            },
        }
        return execute(
            lambda: self._v1.invoices.create_preview(request), kind="invoice", about="subscription"
        )

    def set_cancellation(self, *, name: str, subscription_id: str, at_period_end: bool) -> None:
        request: Any = {"cancel_at_period_end": at_period_end}
        answer = self._update(subscription_id, request, name)
        if not at_period_end and answer.get("cancel_at"):
            # It was set to end on a specific date, which is another field.
            never: Any = {"cancel_at": ""}
            self._update(subscription_id, never, f"{name}:never")

    def end_subscription(self, *, name: str, subscription_id: str) -> None:
        execute(
            lambda: self._v1.subscriptions.cancel(subscription_id, options=_named(name)),
            kind="subscription",
            about="subscription",
            effect=Effect.CHANGE,
        )

    def void_invoice(self, *, name: str, invoice_id: str) -> None:
        execute(
            lambda: self._v1.invoices.void_invoice(invoice_id, options=_named(name)),
            kind="invoice",
            about="invoice",
            effect=Effect.CHANGE,
        )

    def _update(
        self, subscription_id: str, request: Any, name: str, *, effect: Effect = Effect.CHANGE
    ) -> Raw:
        return execute(
            lambda: self._v1.subscriptions.update(subscription_id, request, _named(name)),
            kind="subscription",
            about="subscription",
            effect=effect,
        )

    # --- refunds and disputes ---------------------------------------------------------------------------

    def charge(self, charge_id: str) -> Raw:
        return execute(lambda: self._v1.charges.retrieve(charge_id), kind="charge", about="charge")

    def refunds_of(self, charge_id: str) -> Iterator[Raw]:
        return list_all(self._v1.refunds.list, {"charge": charge_id}, about="charge")

    def refunds_since(self, seconds: int) -> Iterator[Raw]:
        found = list_all(self._v1.refunds.list, {"created": {"gte": seconds}}, about="refund")
        return (each for each in found if each.get("id"))

    def dispute(self, dispute_id: str) -> Raw:
        expanded: Any = {"expand": ["charge"]}
        return execute(
            lambda: self._v1.disputes.retrieve(dispute_id, expanded), kind="dispute", about="dispute"
        )

    def disputes_since(self, seconds: int) -> Iterator[Raw]:
        found = list_all(self._v1.disputes.list, {"created": {"gte": seconds}}, about="dispute")
        return (each for each in found if each.get("id"))

    # --- catalogue --------------------------------------------------------------------------------------

    def invoice(self, invoice_id: str) -> Raw:
        return execute(lambda: self._v1.invoices.retrieve(invoice_id), kind="invoice", about="invoice")

    def price(self, price_id: str) -> Raw | None:
        return _or_none(lambda: self._v1.prices.retrieve(price_id), "price")

    def product(self, product_id: str) -> Raw | None:
        return _or_none(lambda: self._v1.products.retrieve(product_id), "product")

    def create_product(self, request: Raw) -> Raw:
        asked: Any = request
        return _made(lambda: self._v1.products.create(asked), "product")

    def change_product(self, product_id: str, request: Raw) -> Raw:
        asked: Any = request
        return _made(lambda: self._v1.products.update(product_id, asked), "product")

    def price_by_key(self, lookup_key: str) -> Raw | None:
        request = {"lookup_keys": [lookup_key], "limit": 1}
        return next(list_all(self._v1.prices.list, request, about="price"), None)

    def create_price(self, request: Raw) -> Raw:
        asked: Any = {**request, "transfer_lookup_key": True}
        return _made(lambda: self._v1.prices.create(asked), "price")

    def change_price(self, price_id: str, request: Raw) -> Raw:
        asked: Any = request
        return _made(lambda: self._v1.prices.update(price_id, asked), "price")

    # --- endpoints --------------------------------------------------------------------------------------

    def endpoints(self) -> Sequence[Raw]:
        found = list_all(self._v1.webhook_endpoints.list, {}, about="webhook_endpoint")
        return [each for each in found if each.get("id")]

    def create_endpoint(self, request: Raw) -> Raw:
        asked: Any = request
        return _made(lambda: self._v1.webhook_endpoints.create(asked), "webhook_endpoint")

    def change_endpoint(self, endpoint_id: str, request: Raw) -> Raw:
        asked: Any = request
        return _made(lambda: self._v1.webhook_endpoints.update(endpoint_id, asked), "webhook_endpoint")

    def delete_endpoint(self, endpoint_id: str) -> None:
        _made(lambda: self._v1.webhook_endpoints.delete(endpoint_id), "webhook_endpoint")


def _made(call: Any, kind: str) -> Raw:
    return execute(call, kind=kind, about=kind, effect=Effect.CREATE)


def _named(name: str) -> Any:
    return {"idempotency_key": name}


def _as_of(seconds: int | None) -> dict[str, int]:
    return {} if seconds is None else {"proration_date": seconds}


def _or_none(retrieve: Callable[[], Any], kind: str) -> Raw | None:
    try:
        return execute(retrieve, kind=kind, about=kind)
    except GoneError:
        return None


def _session(found: Raw) -> Session:
    metadata = found.get("metadata")
    return Session(
        id=str(found["id"]),
        status=str(found.get("status") or ""),
        url=str(found.get("url") or ""),
        reference=str(found.get("client_reference_id") or ""),
        customer=_id_of(found.get("customer")),
        subscription=_id_of(found.get("subscription")),
        checkout=str(metadata.get("checkout") or "") if isinstance(metadata, Mapping) else "",
    )


def _payment_page(invoice: Any) -> PaymentPage | None:
    if not isinstance(invoice, Mapping) or invoice.get("status") != "open":
        return None
    return PaymentPage(
        invoice_id=str(invoice.get("id") or ""), url=str(invoice.get("hosted_invoice_url") or "")
    )


def _id_of(found: Any) -> str:
    """Return the id of an object that is given by id or expanded."""
    if isinstance(found, Mapping):
        found = found.get("id")
    return found if isinstance(found, str) else ""
