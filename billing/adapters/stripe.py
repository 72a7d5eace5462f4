"""Stripe, through its own client."""

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import stripe
from django.conf import settings

from billing.adapters.base import Raw, Session
from billing.errors import CardDeclinedError, GoneError
from foundation.errors import UpstreamError, UpstreamUnavailableError

# A person is waiting; what can wait longer is a task, which tries again.
_TIMEOUT_S = 5
_SYSTEM = "Stripe"
_PAGE = 100


class Stripe:
    """A PaymentService backed by Stripe's API, at the version that settings pin."""

    def __init__(self, *, key: str, base_url: str) -> None:
        self._v1 = _client(key, base_url).v1

    def create_customer(self, *, name: str, workspace_id: str, email: str, title: str) -> Raw:
        metadata = {"djstripe_subscriber": workspace_id}
        request: Any = {"email": email, "name": title, "metadata": metadata}
        with _translated():
            return _plain(self._v1.customers.create(request, _named(name)))

    def start_checkout(self, *, name: str, request: Raw) -> Session:
        asked: Any = request
        with _translated():
            return _session(self._v1.checkout.sessions.create(asked, _named(name)))

    def checkout(self, session_id: str) -> Session:
        with _translated():
            return _session(self._v1.checkout.sessions.retrieve(session_id))

    def expire_checkout(self, session_id: str) -> None:
        with _translated():
            self._v1.checkout.sessions.expire(session_id)

    def open_portal(self, *, customer_id: str, return_url: str) -> str:
        request: Any = {"customer": customer_id, "return_url": return_url}
        if settings.STRIPE_PORTAL_CONFIGURATION:
            request["configuration"] = settings.STRIPE_PORTAL_CONFIGURATION
        with _translated():
            return str(self._v1.billing_portal.sessions.create(request).url)

    def subscription(self, subscription_id: str) -> Raw:
        with _translated():
            return _plain(self._v1.subscriptions.retrieve(subscription_id))

    def all_subscriptions(self) -> Iterator[Raw]:
        request: Any = {"status": "all", "limit": _PAGE}
        with _translated():
            for each in self._v1.subscriptions.list(request).auto_paging_iter():
                yield _plain(each)

    def switch(self, *, name: str, subscription_id: str, item_id: str, price_id: str, pay_now: bool) -> None:
        request: Any = {
            "items": [{"id": item_id, "price": price_id}],
            "proration_behavior": "always_invoice" if pay_now else "create_prorations",
        }
        if pay_now:
            # A card that is declined leaves the subscription as it was.
            request["payment_behavior"] = "error_if_incomplete"
        with _translated():
            self._v1.subscriptions.update(subscription_id, request, _named(name))

    def set_cancellation(self, *, name: str, subscription_id: str, at_period_end: bool) -> None:
        request: Any = {"cancel_at_period_end": at_period_end}
        with _translated():
            answer = self._v1.subscriptions.update(subscription_id, request, _named(name))
            if not at_period_end and answer.cancel_at:
                # It was to end on a day of its own, which is another field.
                never: Any = {"cancel_at": ""}
                self._v1.subscriptions.update(subscription_id, never, _named(f"{name}:never"))

    def end_subscription(self, *, name: str, subscription_id: str) -> None:
        with _translated():
            self._v1.subscriptions.cancel(subscription_id, options=_named(name))

    def customer(self, customer_id: str) -> Raw:
        with _translated():
            return _plain(self._v1.customers.retrieve(customer_id))

    def invoice(self, invoice_id: str) -> Raw:
        with _translated():
            return _plain(self._v1.invoices.retrieve(invoice_id))

    def price(self, price_id: str) -> Raw | None:
        return _or_none(lambda: self._v1.prices.retrieve(price_id))

    def product(self, product_id: str) -> Raw | None:
        return _or_none(lambda: self._v1.products.retrieve(product_id))

    def create_product(self, request: Raw) -> Raw:
        asked: Any = request
        with _translated():
            return _plain(self._v1.products.create(asked))

    def change_product(self, product_id: str, request: Raw) -> Raw:
        asked: Any = request
        with _translated():
            return _plain(self._v1.products.update(product_id, asked))

    def price_by_key(self, lookup_key: str) -> Raw | None:
        request: Any = {"lookup_keys": [lookup_key], "limit": 1}
        with _translated():
            found = self._v1.prices.list(request).data
        return _plain(found[0]) if found else None

    def create_price(self, request: Raw) -> Raw:
        asked: Any = {**request, "transfer_lookup_key": True}
        with _translated():
            return _plain(self._v1.prices.create(asked))

    def change_price(self, price_id: str, request: Raw) -> Raw:
        asked: Any = request
        with _translated():
            return _plain(self._v1.prices.update(price_id, asked))

    def endpoints(self) -> Sequence[Raw]:
        request: Any = {"limit": _PAGE}
        with _translated():
            return [_plain(each) for each in self._v1.webhook_endpoints.list(request).auto_paging_iter()]

    def create_endpoint(self, request: Raw) -> Raw:
        asked: Any = request
        with _translated():
            return _plain(self._v1.webhook_endpoints.create(asked))

    def change_endpoint(self, endpoint_id: str, request: Raw) -> Raw:
        asked: Any = request
        with _translated():
            return _plain(self._v1.webhook_endpoints.update(endpoint_id, asked))


@functools.lru_cache(maxsize=4)
def _client(key: str, base_url: str) -> stripe.StripeClient:
    # Shared by threads: its sessions are each thread's own.
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base_url},
        http_client=stripe.RequestsClient(timeout=_TIMEOUT_S),
        max_network_retries=0,
    )


def _named(name: str) -> Any:
    return {"idempotency_key": name}


def _plain(found: Any) -> Mapping[str, Any]:
    """An object of Stripe's as plain values."""
    plain: dict[str, Any] = json.loads(str(found))
    return plain


def _or_none(retrieve: Callable[[], Any]) -> Raw | None:
    try:
        with _translated():
            return _plain(retrieve())
    except GoneError:
        return None


def _session(found: Any) -> Session:
    return Session(
        id=found.id,
        status=found.status or "",
        url=found.url or "",
        reference=found.client_reference_id or "",
        customer=_id_of(found.customer),
        subscription=_id_of(found.subscription),
    )


def _id_of(found: Any) -> str:
    """The id of what is told by its id or in full."""
    return found if isinstance(found, str) else getattr(found, "id", None) or ""


@contextmanager
def _translated() -> Iterator[None]:
    """Stripe's errors as ours. Their messages may quote what we sent, so that none is passed on but a
    card's.
    """
    try:
        yield
    except stripe.CardError as error:
        raise CardDeclinedError(reason=error.user_message or "") from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise UpstreamUnavailableError(
            "Stripe cannot be reached just now. Nothing was charged. Try again in a minute.", system=_SYSTEM
        ) from error
    except stripe.StripeError as error:
        raise _refusal(error) from error


def _refusal(error: stripe.StripeError) -> UpstreamError:
    facts: dict[str, Any] = {"upstream_status": error.http_status, "cause": error.code or ""}
    if error.http_status is None or error.http_status >= 500:
        return UpstreamUnavailableError(
            "Stripe is not available just now. Nothing was charged. Try again in a minute.",
            system=_SYSTEM,
            **facts,
        )
    if error.code == "resource_missing" or error.http_status == 404:
        return GoneError("Stripe does not know this any more.", system=_SYSTEM, **facts)
    return UpstreamError(
        "Stripe did not accept this. Nothing was charged. Tell your administrator if it happens again.",
        system=_SYSTEM,
        **facts,
    )
