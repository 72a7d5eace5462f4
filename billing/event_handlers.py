"""Handlers of Stripe's events, one per kind of object: each reads the object again and applies its state.

An event only signals a change. The handler applies the object's current state, so events may arrive in any
order and any number.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from djstripe import models as djstripe

from accounts.models import Workspace
from billing import adapters, catalogue, checkout, mirror, reversals, subscriptions

logger = logging.getLogger(__name__)

Found = Mapping[str, Any]


def lock_name(found: Found) -> str:
    """The lock that serializes events about this object: its customer's, the catalogue's or its own."""
    if found.get("object") in ("product", "price"):
        return catalogue.LOCK
    # A dispute names only its charge. Its customer is locked once the charge has been read.
    return mirror.customer_in(found) or str(found.get("id") or "")


def handle(*, type_: str, found: Found) -> None:
    """Read the event's object from Stripe, mirror it and apply its consequences. Call it under the lock.

    Idempotent. Raises UpstreamUnavailableError and UpstreamError.
    """
    handler = _HANDLERS.get(str(found.get("object")))
    if handler is None:
        logger.warning("stripe event with an unsupported object", extra={"event_type": type_})
        return
    handler(found)
    customer_id = mirror.customer_in(found)
    if customer_id:
        subscriptions.follow_customer(customer_id)


def _product(found: Found) -> None:
    product = adapters.payments().product(found["id"])
    if product is None or product.get("deleted"):
        djstripe.Product.objects.filter(id=found["id"]).update(active=False)
    else:
        mirror.store(djstripe.Product, product)


def _price(found: Found) -> None:
    price = adapters.payments().price(found["id"])
    if price is None or price.get("deleted"):
        djstripe.Price.objects.filter(id=found["id"]).update(active=False)
    else:
        mirror.store(djstripe.Price, price)


def _customer(found: Found) -> None:
    customer = adapters.payments().customer(found["id"])
    if customer.get("deleted"):
        subscriptions.unlink_deleted_customer(str(found["id"]))
        return
    owner = (customer.get("metadata") or {}).get("djstripe_subscriber", "")
    workspace = Workspace.objects.filter(pk=owner).first() or mirror.workspace_of(found["id"])
    if workspace is not None:
        mirror.link_customer(customer, workspace=workspace)


def _subscription(found: Found) -> None:
    customer_id = mirror.customer_in(found)
    if _is_ours(customer_id):
        subscriptions.fetch(customer_id=customer_id, subscription_id=str(found["id"]))


def _checkout(found: Found) -> None:
    """Also closes the purchase, so that another plan can be bought once this one has ended."""
    customer_id = mirror.customer_in(found)
    if found.get("subscription") and _is_ours(customer_id):
        subscriptions.fetch(customer_id=customer_id, subscription_id=mirror.id_of(found["subscription"]))
    checkout.note_completed(found)


def _invoice(found: Found) -> None:
    """Mirror the invoice and refresh its subscription."""
    if not _is_ours(mirror.customer_in(found)):
        return
    invoice = adapters.payments().invoice(found["id"])
    subscription_id = mirror.subscription_billed_by(invoice)
    if subscription_id:
        subscriptions.fetch(customer_id=mirror.customer_in(found), subscription_id=subscription_id)
    mirror.store_invoice(invoice)


def _charge(found: Found) -> None:
    _store_refunds(str(found["id"]))


def _refund(found: Found) -> None:
    charge_id = mirror.id_of(found.get("charge"))
    if charge_id:
        _store_refunds(charge_id)
    else:
        logger.info("stripe refund without a charge", extra={"refund_id": found.get("id")})


def _store_refunds(charge_id: str) -> None:
    """Store all refunds of a payment, so that one of several events is enough."""
    charge = adapters.payments().charge(charge_id)
    workspace = _paid_by(charge)
    if workspace is not None:
        refunds = list(adapters.payments().refunds_of(charge_id))
        reversals.keep_refunds(workspace=workspace, charge=charge, refunds=refunds)


def _dispute(found: Found) -> None:
    dispute = adapters.payments().dispute(str(found["id"]))
    charge = dispute["charge"]
    if not isinstance(charge, Mapping):
        charge = adapters.payments().charge(str(charge))
    workspace = _paid_by(charge)
    if workspace is not None:
        reversals.keep_dispute(workspace=workspace, charge=charge, dispute=dispute)


def _paid_by(charge: Found) -> Workspace | None:
    """Lock the customer, refresh its plan, and return the workspace that made the payment.

    A refund or a dispute does not end a plan by itself, but Stripe may have ended the subscription because
    of it.
    """
    customer_id = mirror.customer_in(charge)
    if customer_id:
        mirror.lock(customer_id)
    workspace = mirror.workspace_of(customer_id) if _is_ours(customer_id) else None
    if workspace is None:
        logger.info("stripe charge without a workspace", extra={"charge_id": charge.get("id")})
        return None
    for subscription_id in mirror.unended_of(customer_id):
        subscriptions.fetch(customer_id=customer_id, subscription_id=subscription_id)
    subscriptions.follow_customer(customer_id)
    return workspace


def _is_ours(customer_id: str) -> bool:
    """True for a customer of a workspace. An unknown customer is looked up at Stripe."""
    if customer_id and not djstripe.Customer.objects.filter(id=customer_id).exists():
        _customer({"id": customer_id})
    return bool(djstripe.Customer.objects.filter(id=customer_id).exists())


_HANDLERS: dict[str, Callable[[Found], None]] = {
    "product": _product,
    "price": _price,
    "customer": _customer,
    "subscription": _subscription,
    "checkout.session": _checkout,
    "invoice": _invoice,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
}
