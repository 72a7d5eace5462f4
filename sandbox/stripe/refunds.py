"""Refunds of charges: full or partial, immediate or delayed, and those that finally fail."""

import copy
from typing import Any

from sandbox.stripe import errors, events, parameters, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

# The duration of a pending refund.
_SETTLES_AFTER_S = 86_400
_UNSUPPORTED = (
    "currency", "customer", "instructions_email", "origin", "refund_application_fee", "reverse_transfer",
)  # fmt: skip


def create(work: Work, given: dict[str, Any]) -> Doc:
    """Refund a charge, or a part of it. Raises StripeError for more than the remaining amount."""
    parameters.refuse(given, *_UNSUPPORTED)
    charge = _charge_of(work, given)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = given.get("amount", left)
    _check(charge, amount, left)
    method = work.records.get("payment_method", charge["payment_method"]) or {}
    behavior = method.get("_refund")
    refund: Doc = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": charge["id"],
        "created": work.at,
        "currency": charge["currency"],
        "destination_details": {"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        "metadata": given.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": given.get("reason") or None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if behavior == "pending" else "succeeded",
        "transfer_reversal": None,
        "_fails": behavior == "fails",
        "_test_clock": charge.get("_test_clock"),
    }
    work.records.put(refund, due_at=work.at + _SETTLES_AFTER_S if behavior else None)
    events.emit(work, "refund.created", refund)
    _note(work, charge, refund, amount, event="charge.refunded")
    return refund


def settle(work: Work, refund: Doc) -> None:
    """Complete a pending refund."""
    before = copy.deepcopy(refund)
    if not refund["_fails"]:
        refund["status"] = "succeeded"
        work.records.put(refund)
        _tell(work, refund, before)
        return
    refund |= {
        "status": "failed",
        "failure_balance_transaction": new_id("txn"),
        "failure_reason": "expired_or_canceled_card",
    }
    work.records.put(refund)
    charge = work.records.require("charge", refund["charge"])
    _note(work, charge, refund, -refund["amount"], event="charge.updated")
    _tell(work, refund, before)
    events.emit(work, "refund.failed", refund)


def of_charge(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Return a charge's refunds, newest first. It never needs pagination."""
    work.records.require("charge", identifier)
    found = work.records.all("refund", charge=identifier)[::-1]
    return rendering.listing(found, url=f"/v1/charges/{identifier}/refunds")


def _tell(work: Work, refund: Doc, before: Doc) -> None:
    events.emit(work, "refund.updated", refund, before)
    events.emit(work, "charge.refund.updated", refund, before)


def _note(work: Work, charge: Doc, refund: Doc, amount: int, *, event: str) -> None:
    """Add the refund to its charge's totals."""
    before = copy.deepcopy(charge)
    refunded = charge["amount_refunded"] + amount
    found = work.records.all("refund", charge=charge["id"])[::-1]
    charge |= {
        "amount_refunded": refunded,
        "refunded": refunded == charge["amount_captured"],
        "_refunds": charge["_refunds"] | {"data": found},
    }
    work.records.put(charge)
    events.emit(work, event, charge, before)


def _charge_of(work: Work, given: dict[str, Any]) -> Doc:
    if given.get("charge"):
        return work.records.require("charge", given["charge"], param="charge", status=400)
    if not given.get("payment_intent"):
        raise errors.invalid("One of the following params should be provided: payment_intent or charge.")
    intent = work.records.require(
        "payment_intent", given["payment_intent"], param="payment_intent", status=400
    )
    if intent["latest_charge"] is None:
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise errors.invalid(message, param="payment_intent")
    return work.records.require("charge", intent["latest_charge"])


def _check(charge: Doc, amount: Any, left: int) -> None:
    identifier = charge["id"]
    if not charge["paid"]:
        raise errors.invalid(f"Charge {identifier} has failed, so it cannot be refunded.", param="charge")
    if charge.get("_disputed_amount"):
        message = f"Charge {identifier} has been charged back; cannot issue a refund."
        raise errors.invalid(message, code="charge_disputed")
    if left == 0:
        message = f"Charge {identifier} has already been refunded."
        raise errors.invalid(message, code="charge_already_refunded")
    if not isinstance(amount, int) or amount < 1:
        message = "This value must be greater than or equal to 1."
        raise errors.invalid(message, param="amount", code="parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise errors.invalid(message, param="amount", code="amount_too_large")
