"""Invoices for display."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Workspace
from billing import mirror, money
from billing.mirror import Invoice

_WORDS = {
    "paid": "Paid",
    "open": "Due",
    "void": "Void",
    "uncollectible": "Not paid",
    "draft": "Being prepared",
}


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice: its total in words and its status."""

    invoice: Invoice
    total: str
    due: str
    status: str


def owed(bills: Sequence[Bill]) -> str:
    """The total amount due, in words; empty if nothing is due or the amount is unknown."""
    due = [bill.invoice for bill in bills if bill.invoice.status == "open" and bill.invoice.amount_due > 0]
    if not due:
        return ""
    return money.in_words(sum(invoice.amount_due for invoice in due), due[0].currency)


def to_pay(bills: Sequence[Bill]) -> Bill | None:
    """The oldest invoice that is due and has a payment page at Stripe; None if none is known."""
    due = [bill for bill in bills if bill.invoice.status == "open" and bill.invoice.amount_due > 0]
    return next((bill for bill in reversed(due) if bill.invoice.hosted_invoice_url), None)


def of_workspace(*, workspace: Workspace) -> list[Bill]:
    """The latest invoices, newest first. One query."""
    return [
        Bill(
            invoice=invoice,
            total=money.in_words(invoice.total, invoice.currency),
            due=money.in_words(invoice.amount_due, invoice.currency),
            status=_WORDS.get(invoice.status or "", "Unknown"),
        )
        for invoice in mirror.invoices_of(workspace)
    ]
