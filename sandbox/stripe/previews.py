"""Preview of the next invoice: the change is made, the invoice created, and all of it rolled back."""

from typing import Any

from sandbox.stripe import errors, invoice_lines, invoices, lifecycle, parameters, periods, plan_changes
from sandbox.stripe.catalogue import recurring_of
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_TAKEN_OVER = (
    "items", "proration_behavior", "proration_date", "cancel_at", "cancel_at_period_end", "trial_end",
    "billing_cycle_anchor",
)  # fmt: skip


class _TakenBackError(Exception):
    """Not an error: it rolls back the attempt."""


def create(work: Work, given: dict[str, Any]) -> Doc:
    """Create an invoice that exists only in this response."""
    parameters.refuse(given, "schedule", "schedule_details", "invoice_items", "preview_mode", "discounts")
    if not given.get("subscription"):
        raise errors.invalid("The sandbox previews invoices of a subscription.", param="subscription")
    found: list[Doc] = []
    try:
        with work.records.store.transaction():
            found.append(_drawn_up(work, given))
            raise _TakenBackError
    except _TakenBackError:
        return found[0]


def _drawn_up(work: Work, given: dict[str, Any]) -> Doc:
    subscription = work.records.require(
        "subscription", given["subscription"], param="subscription", status=400
    )
    if subscription["status"] in lifecycle.ENDED:
        raise errors.invalid("Nothing to invoice for customer", code="invoice_upcoming_none")
    work = work.on_clock_of(subscription)
    details = given.get("subscription_details") or {}
    parameters.refuse(details, *(set(details) - set(_TAKEN_OVER)))
    earlier = subscription["latest_invoice"]
    if details:
        wanted = {name: details[name] for name in _TAKEN_OVER if name in details}
        # Whether the card would pay is not part of the preview.
        subscription = plan_changes.update(work, wanted, subscription["id"])
    if subscription["latest_invoice"] != earlier:
        return _as_preview(work.records.require("invoice", subscription["latest_invoice"]))
    if subscription["cancel_at"] is not None and not invoice_lines.pending(work, subscription):
        raise errors.invalid("Nothing to invoice for customer", code="invoice_upcoming_none")
    return _as_preview(_next(work, subscription))


def _next(work: Work, subscription: Doc) -> Doc:
    period = lifecycle.period_of(subscription)
    anchor = subscription["billing_cycle_anchor"]
    for item in subscription["items"]["data"]:
        interval, count = recurring_of(work.records.require("price", item["price"]))
        end = periods.end_after(anchor, interval=interval, count=count, after=period["end"])
        item |= {"current_period_start": period["end"], "current_period_end": end}
    lines = [invoice_lines.for_item(work, subscription, item) for item in subscription["items"]["data"]]
    invoice = invoices.draft(work, subscription, reason="upcoming", lines=lines, period=period)
    return invoice | {"created": period["end"], "next_payment_attempt": period["end"]}


def _as_preview(invoice: Doc) -> Doc:
    identifier = new_id("upcoming_in")
    lines = invoice["lines"] | {"url": f"/v1/invoices/{identifier}/lines"}
    return invoice | {
        "id": identifier,
        "status": "draft",
        "number": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "amount_paid": 0,
        "amount_remaining": invoice["amount_due"],
        "attempt_count": 0,
        "attempted": False,
        "billing_reason": "upcoming",
        "lines": lines,
    }
