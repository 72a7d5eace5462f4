"""Invoices: from the lines of a period to number, total and final state."""

import copy
from typing import Any

from sandbox.stripe import changes, discounts, errors, events, invoice_lines, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


def draft(work: Work, subscription: Doc, *, reason: str, lines: list[Doc], period: Doc | None = None) -> Doc:
    """Create a draft invoice from these lines and all pending items."""
    customer = work.records.require("customer", subscription["customer"])
    # From the first invoice on, a customer's currency is fixed.
    customer["currency"] = customer["currency"] or subscription["currency"]
    work.records.put(customer)
    invoice = _blank(work, subscription, customer, reason=reason, period=period)
    waiting = invoice_lines.pending(work, subscription)
    lines = [*(invoice_lines.for_pending(work, subscription, doc) for doc in waiting), *lines]
    for doc in waiting:
        work.records.put(doc | {"invoice": invoice["id"]})
    _add_up(work, invoice, subscription, customer, lines)
    return changes.created(work, invoice, event="invoice.created")


def finalize(work: Work, invoice: Doc) -> Doc:
    """Finalize the invoice and assign its number. It does not change after that."""
    customer = work.records.require("customer", invoice["customer"])
    before = copy.deepcopy(invoice)
    number = customer["next_invoice_sequence"]
    url = f"{work.base_url}/stripe/invoices/{invoice['id']}"
    customer |= {"next_invoice_sequence": number + 1, "balance": invoice["ending_balance"]}
    work.records.put(customer)
    invoice |= {
        "auto_advance": True,
        "effective_at": work.at,
        "hosted_invoice_url": url,
        "invoice_pdf": f"{url}?format=pdf",
        "number": f"{customer['invoice_prefix']}-{number:04}",
        "status": "open",
    }
    invoice["status_transitions"]["finalized_at"] = work.at
    work.records.put(invoice)
    events.emit(work, "invoice.finalized", invoice, before)
    return invoice


def void(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    return _end(work, identifier, status="void", event="invoice.voided", stamp="voided_at")


def mark_uncollectible(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    return _end(
        work,
        identifier,
        status="uncollectible",
        event="invoice.marked_uncollectible",
        stamp="marked_uncollectible_at",
    )


def finalize_draft(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    invoice = work.records.require("invoice", identifier)
    if invoice["status"] != "draft":
        raise errors.invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    return finalize(work, invoice)


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    invoice = work.records.require("invoice", identifier)
    before = copy.deepcopy(invoice)
    changes.take(invoice, given, "auto_advance", "description", "footer", "default_payment_method")
    due_at = invoice["next_payment_attempt"] if invoice["status"] == "open" else None
    return changes.updated(work, invoice, before, event="invoice.updated", due_at=due_at)


def lines_of(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Return all lines. A subscription's invoice never needs pagination."""
    return dict(work.records.require("invoice", identifier)["lines"])


def open_of(work: Work, subscription: Doc) -> list[Doc]:
    return work.records.all("invoice", subscription=subscription["id"], status="open")


def stop_collecting(work: Work, subscription: Doc) -> None:
    """Stop automatic collection of what is still owed."""
    for invoice in open_of(work, subscription):
        before = copy.deepcopy(invoice)
        invoice |= {"auto_advance": False, "next_payment_attempt": None}
        changes.updated(work, invoice, before, event="invoice.updated")


def _end(work: Work, identifier: str, *, status: str, event: str, stamp: str) -> Doc:
    invoice = work.records.require("invoice", identifier)
    if invoice["status"] not in ("open", "uncollectible"):
        message = f"You can only pass in open invoices. This invoice isn't open: it is {invoice['status']}."
        raise errors.invalid(message)
    before = copy.deepcopy(invoice)
    invoice |= {"status": status, "next_payment_attempt": None, "auto_advance": False}
    if status == "void":
        invoice["amount_remaining"] = 0
    invoice["status_transitions"][stamp] = work.at
    work.records.put(invoice)
    events.emit(work, event, invoice, before)
    return invoice


def _add_up(work: Work, invoice: Doc, subscription: Doc, customer: Doc, lines: list[Doc]) -> None:
    """Calculate the sums: lines, minus discounts, minus the customer's credit balance."""
    for line in lines:
        line["invoice"] = invoice["id"]
    subtotal = sum(line["amount"] for line in lines)
    discountable = [line for line in lines if line["discountable"]]
    left = sum(line["amount"] for line in discountable)
    for identifier in subscription["discounts"]:
        discount = work.records.require("discount", identifier)
        if discount["end"] is not None and discount["end"] <= work.at:
            continue
        off = discounts.off(discounts.coupon_of(work, discount), left)
        left -= off
        invoice["discounts"].append(identifier)
        invoice["total_discount_amounts"].append({"amount": off, "discount": identifier})
        invoice_lines.split(discountable, discount, off)
    total = subtotal - sum(entry["amount"] for entry in invoice["total_discount_amounts"])
    starting = customer["balance"]
    due = max(total + min(starting, 0), 0) if total > 0 else 0
    url = f"/v1/invoices/{invoice['id']}/lines"
    invoice |= {
        "amount_due": due,
        "amount_remaining": due,
        "ending_balance": starting + total - due,
        "lines": rendering.listing(lines, url=url) | {"total_count": len(lines)},
        "starting_balance": starting,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": total,
    }


def _blank(work: Work, subscription: Doc, customer: Doc, *, reason: str, period: Doc | None) -> Doc:
    identifier = new_id("in")
    return {
        "id": identifier,
        "object": "invoice",
        "account_country": "US",
        "account_name": "ettametta sandbox",
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": subscription["automatic_tax"] | {"provider": None, "status": None},
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": work.at,
        "currency": subscription["currency"],
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": subscription["description"],
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": {
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": period["end"] if period else work.at,
        "period_start": period["start"] if period else work.at,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "test_clock": customer["test_clock"],
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
        "_account": work.account_id,
        "_subscription": subscription["id"],
        "_is_pending_update": False,
        "_payments": rendering.listing([], url="/v1/invoice_payments"),
        "_confirmation_secret": None,
    }
