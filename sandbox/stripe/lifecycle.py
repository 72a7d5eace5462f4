"""A subscription's status, and when time changes it next."""

import copy
from typing import Any

from sandbox.stripe import changes, discounts, errors, events, invoices
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

DAY_S = 86_400
EXPIRES_AFTER_S = 23 * 3600
REMINDED_BEFORE_S = 3 * DAY_S
FURTHEST_S = 5 * 366 * DAY_S
ENDED = ("canceled", "incomplete_expired")


def keep(work: Work, subscription: Doc, before: Doc | None = None, *, event: str = "updated") -> Doc:
    """Store a subscription, with the time of its next change."""
    kind = f"customer.subscription.{event}"
    work.records.put(subscription, due_at=due_at(subscription))
    if before is None:
        events.emit(work, kind, subscription)
    else:
        events.emit(work, kind, subscription, before)
    return subscription


def keep_quietly(work: Work, subscription: Doc) -> Doc:
    """Store it during an operation, without an event for the intermediate state."""
    return work.records.put(subscription, due_at=due_at(subscription))


def due_at(subscription: Doc) -> int | None:
    status = subscription["status"]
    if status in (*ENDED, "paused"):
        return None
    if status == "incomplete":
        return int(subscription["created"]) + EXPIRES_AFTER_S
    moments = [period_of(subscription)["end"]]
    if subscription["pending_update"] is not None:
        moments.append(subscription["pending_update"]["expires_at"])
    if subscription["cancel_at"] is not None:
        moments.append(subscription["cancel_at"])
    if status == "trialing" and not subscription["_is_reminded"]:
        moments.append(subscription["trial_end"] - REMINDED_BEFORE_S)
    return int(min(moments))


def period_of(subscription: Doc) -> Doc:
    """Return the period that ends first, which is the same for all items if they renew together."""
    item = min(subscription["items"]["data"], key=lambda item: item["current_period_end"])
    return {"start": item["current_period_start"], "end": item["current_period_end"]}


def set_period(subscription: Doc, *, start: int, end: int) -> None:
    for item in subscription["items"]["data"]:
        item |= {"current_period_start": start, "current_period_end": end}


def check_future(work: Work, at: int, *, param: str) -> None:
    """Raise StripeError for an instant in the past, or too far in the future for Stripe."""
    if at <= work.at:
        message = "Invalid timestamp: must be an integer Unix time in the future."
        raise errors.invalid(message, param=param)
    if at > work.at + FURTHEST_S:
        message = "Invalid timestamp: can be no more than five years in the future."
        raise errors.invalid(message, param=param)


def cancel(work: Work, subscription: Doc, *, reason: str, details: dict[str, Any] | None = None) -> Doc:
    """End it now."""
    before = copy.deepcopy(subscription)
    if subscription["status"] not in ENDED:
        invoices.stop_collecting(work, subscription)
    subscription |= {
        "status": "canceled",
        "canceled_at": subscription["canceled_at"] or work.at,
        "ended_at": work.at,
        "cancellation_details": before["cancellation_details"] | (details or {}) | {"reason": reason},
    }
    return keep(work, subscription, event="deleted")


def after_payment(work: Work, invoice: Doc) -> None:
    """A paid invoice makes its subscription active, unless a later invoice is still open."""
    subscription = _of(work, invoice)
    if subscription is None or subscription["status"] not in ("incomplete", "past_due", "unpaid"):
        return
    if subscription["latest_invoice"] not in (None, invoice["id"]):
        latest = work.records.get("invoice", subscription["latest_invoice"])
        if latest is not None and latest["status"] == "open":
            return
    before = copy.deepcopy(subscription)
    subscription["status"] = "active"
    keep(work, subscription, before)


def after_failure(work: Work, invoice: Doc) -> None:
    """After a failed renewal the subscription is past due; after a failed first payment, incomplete."""
    subscription = _of(work, invoice)
    if subscription is None or subscription["status"] != "active":
        return
    before = copy.deepcopy(subscription)
    subscription["status"] = "past_due"
    keep(work, subscription, before)


def after_last_retry(work: Work, invoice: Doc) -> None:
    """After the last retry, the setting decides: canceled, unpaid, or unchanged."""
    subscription = _of(work, invoice)
    if subscription is None or subscription["status"] != "past_due":
        return
    if work.settings.after_retries == "canceled":
        cancel(work, subscription, reason="payment_failed")
    elif work.settings.after_retries == "unpaid":
        before = copy.deepcopy(subscription)
        subscription["status"] = "unpaid"
        keep(work, subscription, before)


def use_up(work: Work, subscription: Doc) -> None:
    """End discounts that were for one invoice, or have expired."""
    stays = []
    for identifier in subscription["discounts"]:
        discount = work.records.require("discount", identifier)
        is_over = discount["end"] is not None and discount["end"] <= work.at
        if is_over or discounts.coupon_of(work, discount)["duration"] == "once":
            discounts.end(work, identifier)
        else:
            stays.append(identifier)
    subscription["discounts"] = stays


def set_discounts(work: Work, subscription: Doc, given: Any, *, session: str | None = None) -> None:
    """Replace the current discounts."""
    chosen = []
    for place, entry in enumerate(given or []):
        if entry.get("discount"):
            chosen.append(entry["discount"])
            continue
        param = f"discounts[{place}]"
        coupon, promotion = discounts.usable_coupon(
            work, entry, customer=subscription["customer"], param=param
        )
        redeemed = discounts.redeem(
            work,
            coupon,
            promotion,
            customer=subscription["customer"],
            subscription=subscription["id"],
            session=session,
        )
        chosen.append(redeemed["id"])
    for identifier in subscription["discounts"]:
        if identifier not in chosen:
            discounts.end(work, identifier)
    subscription["discounts"] = chosen


def describe(subscription: Doc, given: dict[str, Any]) -> None:
    """Set the fields that may change at any time and affect nothing else."""
    names = ("description", "payment_settings", "trial_settings", "invoice_settings", "automatic_tax")
    changes.take(subscription, given, *(name for name in names if given.get(name) != ""))
    subscription["automatic_tax"] = _TAX | (subscription["automatic_tax"] or {})


def _of(work: Work, invoice: Doc) -> Doc | None:
    return work.records.get("subscription", invoice["_subscription"])


_TAX = {"disabled_reason": None, "enabled": False, "liability": None}
