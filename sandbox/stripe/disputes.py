"""Disputes: a bank reverses a payment, or inquires about it, and decides."""

import copy
from typing import Any

from sandbox.stripe import changes, errors, events
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_EVIDENCE_WITHIN_S = 9 * 86_400
_OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
# Texts of evidence that decide a dispute in Stripe's test mode.
_DECISIVE = {"winning_evidence": "won", "losing_evidence": "lost"}
_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
    "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt",
    "refund_policy", "refund_policy_disclosure", "refund_refusal_explanation", "service_date",
    "service_documentation", "shipping_address", "shipping_carrier", "shipping_date",
    "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def begin_by_card(work: Work, charge: Doc) -> None:
    """Dispute a charge right after it was made with a test card that disputes."""
    work.records.put(charge)
    begin(work, charge, kind=charge["_disputes"])


def begin(work: Work, charge: Doc, *, kind: str, amount: int | None = None) -> Doc:
    """Open a dispute. ``kind`` is Stripe's reason, or ``inquiry``, which moves no money yet."""
    if not charge["paid"] or charge["disputed"]:
        raise errors.invalid(f"Charge {charge['id']} cannot be disputed.", param="charge")
    is_inquiry = kind == "inquiry"
    disputed = amount or charge["amount"] - charge["amount_refunded"]
    dispute: Doc = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": disputed,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": work.at,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": work.at + _EVIDENCE_WITHIN_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "inquiry" if is_inquiry else "chargeback"},
            "type": "card",
        },
        "reason": "general" if is_inquiry else kind,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }
    before = copy.deepcopy(charge)
    charge |= {"disputed": True, "_disputed_amount": 0 if is_inquiry else disputed}
    work.records.put(charge)
    changes.created(work, dispute, event="charge.dispute.created")
    events.emit(work, "charge.updated", charge, before)
    if not is_inquiry:
        _move_funds(work, dispute, -disputed, event="charge.dispute.funds_withdrawn")
    return dispute


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Store evidence and, by default, submit it. The texts of Stripe's test mode decide at once."""
    dispute = work.records.require("dispute", identifier)
    evidence = given.get("evidence") or {}
    if evidence and dispute["status"] not in _OPEN:
        raise errors.invalid("This dispute is already closed.", param="evidence")
    before = copy.deepcopy(dispute)
    changes.take(dispute, given)
    dispute["evidence"] |= evidence
    if evidence:
        dispute["evidence_details"]["has_evidence"] = True
    if evidence and given.get("submit", True):
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = dispute["status"].replace("needs_response", "under_review")
    changes.updated(work, dispute, before, event="charge.dispute.updated")
    outcome = _DECISIVE.get(str(evidence.get("uncategorized_text")))
    if outcome and given.get("submit", True):
        return decide(work, dispute, outcome=outcome)
    return dispute


def accept(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Accept the dispute, which loses it."""
    return decide(work, work.records.require("dispute", identifier), outcome="lost")


def decide(work: Work, dispute: Doc, *, outcome: str) -> Doc:
    """Apply the bank's decision: won, and the money returns; or lost. An inquiry is closed without either."""
    if dispute["status"] not in _OPEN:
        raise errors.invalid("This dispute is already closed.")
    before = copy.deepcopy(dispute)
    is_inquiry = dispute["status"].startswith("warning_")
    dispute["status"] = "warning_closed" if is_inquiry else outcome
    work.records.put(dispute)
    if dispute["status"] == "won":
        _free(work, dispute)
        _move_funds(work, dispute, dispute["amount"], event="charge.dispute.funds_reinstated")
    events.emit(work, "charge.dispute.closed", dispute, before)
    return dispute


def escalate(work: Work, dispute: Doc) -> Doc:
    """Escalate an inquiry to a dispute, which withdraws the money."""
    if not dispute["status"].startswith("warning_") or dispute["status"] not in _OPEN:
        raise errors.invalid("This dispute is not an open inquiry.")
    before = copy.deepcopy(dispute)
    dispute |= {"status": "needs_response", "is_charge_refundable": False}
    dispute["evidence_details"]["due_by"] = work.at + _EVIDENCE_WITHIN_S
    charge = work.records.require("charge", dispute["charge"])
    work.records.put(charge | {"_disputed_amount": dispute["amount"]})
    changes.updated(work, dispute, before, event="charge.dispute.updated")
    _move_funds(work, dispute, -dispute["amount"], event="charge.dispute.funds_withdrawn")
    return dispute


def _free(work: Work, dispute: Doc) -> None:
    """Make the charge refundable again."""
    charge = work.records.require("charge", dispute["charge"])
    work.records.put(charge | {"_disputed_amount": 0})


def _move_funds(work: Work, dispute: Doc, amount: int, *, event: str) -> None:
    before = copy.deepcopy(dispute)
    dispute["balance_transactions"].append(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "created": work.at,
            "currency": dispute["currency"],
            "fee": 0,
            "net": amount,
            "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
            "source": dispute["id"],
            "status": "available",
            "type": "adjustment",
        }
    )
    work.records.put(dispute)
    events.emit(work, event, dispute, before)
