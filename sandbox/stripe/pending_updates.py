"""Changes that wait for their payment: applied when it is paid, dropped when it is not."""

import copy
from typing import Any

from sandbox.stripe import errors, events, invoices, lifecycle
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

BEHAVIOR = "pending_if_incomplete"
_EXPIRES_AFTER_S = 23 * 3600
_ALLOWED = frozenset(
    {
        "billing_cycle_anchor", "expand", "items", "off_session", "payment_behavior", "proration_behavior",
        "proration_date", "trial_end", "trial_from_plan",
    }
)  # fmt: skip


def check(subscription: Doc, given: dict[str, Any]) -> None:
    """Refuse changes that can't be pending, and a second pending change."""
    if given.get("items") and subscription["pending_update"] is not None:
        raise errors.invalid("This subscription has a pending update. Void its invoice first.", param="items")
    if given.get("payment_behavior") != BEHAVIOR:
        return
    for name in set(given) - _ALLOWED:
        message = f"You cannot set `{name}` when `payment_behavior` is `{BEHAVIOR}`."
        raise errors.invalid(message, param=name)


def begin(work: Work, before: Doc, wanted: Doc) -> Doc:
    """Start waiting for the payment: keep the subscription unchanged, and store the change with it."""
    subscription = copy.deepcopy(before) | {
        "latest_invoice": wanted["latest_invoice"],
        "pending_update": {
            "billing_cycle_anchor": None,
            "expires_at": work.at + _EXPIRES_AFTER_S,
            "subscription_items": wanted["items"]["data"],
            "trial_end": None,
            "trial_from_plan": None,
        },
    }
    return lifecycle.keep(work, subscription, before)


def apply(work: Work, invoice: Doc) -> None:
    """Apply the paid change."""
    subscription = _waiting(work, invoice)
    if subscription is None:
        return
    before = copy.deepcopy(subscription)
    subscription["items"]["data"] = subscription["pending_update"]["subscription_items"]
    subscription["pending_update"] = None
    lifecycle.keep(work, subscription, before)
    events.emit(work, "customer.subscription.pending_update_applied", subscription)


def void(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Void an invoice, and drop the change that waited for it."""
    invoice = invoices.void(work, given, identifier)
    _drop(work, invoice)
    return invoice


def expire(work: Work, subscription: Doc) -> None:
    """Drop a change that was not paid in time."""
    invoice = invoices.void(work, {}, subscription["latest_invoice"])
    dropped = _drop(work, invoice)
    events.emit(work, "customer.subscription.pending_update_expired", dropped or subscription)


def _drop(work: Work, invoice: Doc) -> Doc | None:
    subscription = _waiting(work, invoice)
    if subscription is None:
        return None
    before = copy.deepcopy(subscription)
    subscription["pending_update"] = None
    return lifecycle.keep(work, subscription, before)


def _waiting(work: Work, invoice: Doc) -> Doc | None:
    """Return the subscription whose change waits for this invoice."""
    subscription = work.records.get("subscription", invoice["_subscription"])
    if not invoice["_is_pending_update"] or subscription is None or subscription["pending_update"] is None:
        return None
    return subscription if subscription["latest_invoice"] == invoice["id"] else None
