"""Collection of an invoice's amount: payment intents, charges, and the card to use."""

from sandbox.stripe import changes, events, rendering
from sandbox.stripe.errors import declined
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


def payer(work: Work, invoice: Doc, subscription: Doc | None) -> Doc | None:
    """Return the card that pays: the invoice's own, the subscription's, else the customer's."""
    customer = work.records.require("customer", invoice["customer"])
    candidates = (
        invoice["default_payment_method"],
        subscription["default_payment_method"] if subscription else None,
        customer["invoice_settings"]["default_payment_method"],
    )
    for identifier in candidates:
        method = work.records.get("payment_method", identifier) if identifier else None
        if method is not None and method["customer"] == customer["id"]:
            return method
    return None


def charge(work: Work, invoice: Doc, method: Doc) -> str | None:
    """Charge the amount due. Returns the decline code, or None on success.

    An invoice has one payment intent, and a charge for each attempt. If the bank requires confirmation, there
    is no attempt: ``authentication_required``.
    """
    decline = method["_charge"]
    intent = _intent(work, invoice)
    if decline is None and _must_be_confirmed(work, invoice, method):
        return _wait_for_owner(work, invoice, intent, method)
    taken = _charge(work, invoice, intent, method, decline)
    intent |= {
        "payment_method": method["id"],
        "latest_charge": taken["id"],
        "status": "requires_payment_method" if decline else "succeeded",
        "amount_received": 0 if decline else invoice["amount_due"],
        "last_payment_error": _error(decline, method, taken) if decline else None,
        "next_action": None,
    }
    work.records.put(intent)
    events.emit(work, f"payment_intent.{'payment_failed' if decline else 'succeeded'}", intent)
    _note(work, invoice, intent, is_paid=decline is None)
    return None if decline is None else str(decline)


def _must_be_confirmed(work: Work, invoice: Doc, method: Doc) -> bool:
    """Renewals are paid in the owner's absence, which some cards allow after setup."""
    if work.is_present:
        return False
    is_renewal = invoice["billing_reason"] == "subscription_cycle"
    return bool(method["_confirms"] == "always" or (method["_confirms"] and not is_renewal))


def _wait_for_owner(work: Work, invoice: Doc, intent: Doc, method: Doc) -> str:
    intent |= {
        "payment_method": method["id"],
        "status": "requires_action",
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": invoice["hosted_invoice_url"]},
        },
    }
    work.records.put(intent)
    events.emit(work, "payment_intent.requires_action", intent)
    _note(work, invoice, intent, is_paid=False)
    return "authentication_required"


def _intent(work: Work, invoice: Doc) -> Doc:
    found = invoice["_payments"]["data"]
    if found:
        return work.records.require("payment_intent", found[0]["payment"]["payment_intent"])
    identifier = new_id("pi")
    intent: Doc = {
        "id": identifier,
        "object": "payment_intent",
        "amount": invoice["amount_due"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": new_id(f"{identifier}_secret"),
        "confirmation_method": "automatic",
        "created": work.at,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "description": "Subscription",
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": "off_session",
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
        "_invoice": invoice["id"],
    }
    return changes.created(work, intent, event="payment_intent.created")


def _charge(work: Work, invoice: Doc, intent: Doc, method: Doc, decline: str | None) -> Doc:
    error = declined(decline).document["error"] if decline else {}
    identifier = new_id("ch")
    refunds = rendering.listing([], url=f"/v1/charges/{identifier}/refunds")
    doc: Doc = {
        "id": identifier,
        "object": "charge",
        "amount": invoice["amount_due"],
        "amount_captured": 0 if decline else invoice["amount_due"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "ETTAMETTA SANDBOX",
        "captured": decline is None,
        "created": work.at,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": "Subscription",
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": error.get("code"),
        "failure_message": error.get("message"),
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "on_behalf_of": None,
        "outcome": {
            "network_status": "declined_by_network" if decline else "approved_by_network",
            "reason": decline,
            "risk_level": "normal",
            "seller_message": "The bank declined the payment." if decline else "Payment complete.",
            "type": "issuer_declined" if decline else "authorized",
        },
        "paid": decline is None,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"card": _card(method, invoice["amount_due"]), "type": "card"},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None if decline else invoice["hosted_invoice_url"],
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "failed" if decline else "succeeded",
        "transfer_data": None,
        "transfer_group": None,
        "_disputed_amount": 0,
        "_disputes": method.get("_disputes"),
        "_refunds": refunds,
        "_test_clock": invoice["test_clock"],
    }
    # A card that disputes does so right after the payment.
    is_disputed = decline is None and method.get("_disputes") is not None
    return changes.created(
        work, doc, event=f"charge.{doc['status']}", due_at=work.at if is_disputed else None
    )


def _card(method: Doc, amount: int) -> Doc:
    """Return the card as a charge shows it, which differs from a payment method's."""
    names = (
        "brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet",
        "regulated_status",
    )  # fmt: skip
    card = {name: method["card"][name] for name in names}
    return card | {
        "amount_authorized": amount,
        "authorization_code": None,
        "installments": None,
        "mandate": None,
        "network": method["card"]["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "three_d_secure": None,
    }


def _error(decline: str, method: Doc, taken: Doc) -> Doc:
    refusal: Doc = declined(decline).document["error"]
    return refusal | {
        "charge": taken["id"],
        "payment_method": {"id": method["id"], "object": "payment_method"},
    }


def _note(work: Work, invoice: Doc, intent: Doc, *, is_paid: bool) -> None:
    """Store the payment on the invoice, for callers that expand it."""
    found = invoice["_payments"]["data"]
    payment = found[0] if found else {"id": new_id("inpay"), "created": work.at}
    payment |= {
        "object": "invoice_payment",
        "amount_paid": invoice["amount_due"] if is_paid else None,
        "amount_requested": invoice["amount_due"],
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
        "status": "paid" if is_paid else "open",
        "status_transitions": {"canceled_at": None, "paid_at": work.at if is_paid else None},
    }
    invoice["_payments"]["data"] = [payment]
    invoice["_confirmation_secret"] = {"client_secret": intent["client_secret"], "type": "payment_intent"}
    work.records.put(payment)
