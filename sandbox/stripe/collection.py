"""Collection of invoices: at once, by retries after days, or on request."""

import copy
from typing import Any

from sandbox.stripe import cards, errors, events, invoices, lifecycle, payments, pending_updates
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

# Days between attempts, by the clock.
RETRY_AFTER_DAYS = (3, 5, 7)


def collect(work: Work, invoice: Doc) -> str | None:
    """Try to collect, and update the subscription. Returns the decline code, or None if it is paid."""
    if invoice["amount_due"] == 0:
        _close(work, invoice)
        return None
    before = copy.deepcopy(invoice)
    method = payments.payer(work, invoice, work.records.get("subscription", invoice["_subscription"]))
    decline = payments.charge(work, invoice, method) if method else "no_payment_method"
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    if decline is None:
        _close(work, invoice, before)
    else:
        _put_off(work, invoice, before)
        if decline == "authentication_required":
            events.emit(work, "invoice.payment_action_required", invoice)
    return decline


def pay(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Pay now, with the given card or the default one. Raises StripeError if it fails."""
    invoice = work.records.require("invoice", identifier)
    if invoice["status"] == "paid":
        raise errors.invalid("Invoice is already paid")
    if invoice["status"] == "draft":
        invoice = invoices.finalize(work, invoice)
    if invoice["status"] not in ("open", "uncollectible"):
        raise errors.invalid(f"This invoice is {invoice['status']} and can't be paid.")
    if given.get("paid_out_of_band"):
        _close(work, invoice, copy.deepcopy(invoice))
        return invoice
    if given.get("payment_method"):
        customer = work.records.require("customer", invoice["customer"])
        method = cards.owned(work, given["payment_method"], customer, param="payment_method")
        invoice["default_payment_method"] = method["id"]
    decline = collect(work, invoice)
    if decline is not None:
        raise errors.declined(decline, keeps_work=True)
    return work.records.require("invoice", identifier)


def retry(work: Work, invoice: Doc) -> None:
    """Run a due retry."""
    decline = collect(work, invoice)
    if decline is not None and invoice["next_payment_attempt"] is None:
        lifecycle.after_last_retry(work, invoice)


def retry_open(work: Work, customer: Doc) -> None:
    """After a new card, retry everything that is still owed."""
    for invoice in work.records.all("invoice", customer=customer["id"], status="open"):
        subscription = work.records.get("subscription", invoice["_subscription"])
        if subscription is None or subscription["status"] not in lifecycle.ENDED:
            collect(work, invoice)


def _close(work: Work, invoice: Doc, before: Doc | None = None) -> None:
    before = before or copy.deepcopy(invoice)
    invoice |= {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
    }
    invoice["status_transitions"]["paid_at"] = work.at
    work.records.put(invoice)
    events.emit(work, "invoice.updated", invoice, before)
    events.emit(work, "invoice.paid", invoice)
    events.emit(work, "invoice.payment_succeeded", invoice)
    _is_in_arrears(work, invoice, is_late=False)
    if invoice["_is_pending_update"]:
        pending_updates.apply(work, invoice)
    else:
        lifecycle.after_payment(work, invoice)


def _put_off(work: Work, invoice: Doc, before: Doc) -> None:
    """Record the failure and schedule the retry. A first payment is not retried automatically."""
    is_first = invoice["billing_reason"] == "subscription_create"
    attempt = invoice["attempt_count"] - 1
    is_tried_again = invoice["auto_advance"] and not is_first and attempt < len(RETRY_AFTER_DAYS)
    next_at = work.at + RETRY_AFTER_DAYS[attempt] * lifecycle.DAY_S if is_tried_again else None
    invoice["next_payment_attempt"] = next_at
    work.records.put(invoice, due_at=next_at)
    events.emit(work, "invoice.updated", invoice, before)
    events.emit(work, "invoice.payment_failed", invoice)
    if invoice["_is_pending_update"]:
        # The change waits; the subscription continues unchanged.
        return
    _is_in_arrears(work, invoice, is_late=True)
    lifecycle.after_failure(work, invoice)


def _is_in_arrears(work: Work, invoice: Doc, *, is_late: bool) -> None:
    """Set or clear the customer's delinquent mark."""
    customer = work.records.require("customer", invoice["customer"])
    if customer["delinquent"] != is_late and invoice["billing_reason"] != "subscription_create":
        before = copy.deepcopy(customer)
        customer["delinquent"] = is_late
        work.records.put(customer)
        events.emit(work, "customer.updated", customer, before)
