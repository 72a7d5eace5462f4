"""What an event of Stripe's makes us look at: its object is read again, and followed.

An event only says that something changed. What counts is the object as it is when the event is applied, so
that neither the order nor the number of events matters.
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
    """What events about this object take turns by: its customer, the catalogue, or the object itself."""
    if found.get("object") in ("product", "price"):
        return catalogue.LOCK
    # A dispute names its charge alone: its customer is locked once the charge was read.
    return mirror.customer_in(found) or str(found.get("id") or "")


def follow(*, type_: str, found: Found) -> None:
    """Read what an event is about at Stripe, mirror it, and do what follows. Call it under the lock.

    Raises UpstreamUnavailableError and UpstreamError. The second time changes nothing.
    """
    look = _LOOKS.get(str(found.get("object")))
    if look is None:
        logger.warning("stripe event about an unknown object", extra={"event_type": type_})
        return
    look(found)
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
        subscriptions.leave_deleted_customer(str(found["id"]))
        return
    owner = (customer.get("metadata") or {}).get("djstripe_subscriber", "")
    workspace = Workspace.objects.filter(pk=owner).first() or mirror.workspace_of(found["id"])
    if workspace is not None:
        mirror.link_customer(customer, workspace=workspace)


def _subscription(found: Found) -> None:
    customer_id = mirror.customer_in(found)
    if _is_ours(customer_id):
        subscriptions.look(customer_id=customer_id, subscription_id=str(found["id"]))


def _checkout(found: Found) -> None:
    """Closes the purchase as well, so that another plan can be bought once this one has ended."""
    customer_id = mirror.customer_in(found)
    if found.get("subscription") and _is_ours(customer_id):
        subscriptions.look(customer_id=customer_id, subscription_id=mirror.id_of(found["subscription"]))
    checkout.note_completed(found)


def _invoice(found: Found) -> None:
    """The bill, and what its subscription has become by it."""
    if not _is_ours(mirror.customer_in(found)):
        return
    invoice = adapters.payments().invoice(found["id"])
    subscription_id = mirror.subscription_billed_by(invoice)
    if subscription_id:
        subscriptions.look(customer_id=mirror.customer_in(found), subscription_id=subscription_id)
    mirror.store_invoice(invoice)


def _charge(found: Found) -> None:
    _refunds_of(str(found["id"]))


def _refund(found: Found) -> None:
    charge_id = mirror.id_of(found.get("charge"))
    if charge_id:
        _refunds_of(charge_id)
    else:
        logger.info("stripe refund of no charge", extra={"refund_id": found.get("id")})


def _refunds_of(charge_id: str) -> None:
    """All refunds of a payment, so that one event of several is enough."""
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
    """The workspace that made the payment, with its customer locked and its plan brought up to date.

    A refund or a dispute ends no plan. Stripe may have ended the subscription because of it.
    """
    customer_id = mirror.customer_in(charge)
    if customer_id:
        mirror.lock(customer_id)
    workspace = mirror.workspace_of(customer_id) if _is_ours(customer_id) else None
    if workspace is None:
        logger.info("stripe charge of no workspace", extra={"charge_id": charge.get("id")})
        return None
    for subscription_id in mirror.unended_of(customer_id):
        subscriptions.look(customer_id=customer_id, subscription_id=subscription_id)
    subscriptions.follow_customer(customer_id)
    return workspace


def _is_ours(customer_id: str) -> bool:
    """True for a customer of a workspace. Stripe is asked about one that is met for the first time."""
    if customer_id and not djstripe.Customer.objects.filter(id=customer_id).exists():
        _customer({"id": customer_id})
    return bool(djstripe.Customer.objects.filter(id=customer_id).exists())


_LOOKS: dict[str, Callable[[Found], None]] = {
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
