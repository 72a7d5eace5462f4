"""Bills as they are listed."""

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
    """One bill: its total in words, and what has become of it."""

    invoice: Invoice
    total: str
    due: str
    status: str


def owed(bills: Sequence[Bill]) -> str:
    """What is due of these together, in words; empty for nothing, or nothing that is known."""
    due = [bill.invoice for bill in bills if bill.invoice.status == "open" and bill.invoice.amount_due > 0]
    if not due:
        return ""
    return money.in_words(sum(invoice.amount_due for invoice in due), due[0].currency)


def to_pay(bills: Sequence[Bill]) -> Bill | None:
    """The oldest bill that is due and can be paid on a page of Stripe's; None for none that is known."""
    due = [bill for bill in bills if bill.invoice.status == "open" and bill.invoice.amount_due > 0]
    return next((bill for bill in reversed(due) if bill.invoice.hosted_invoice_url), None)


def of_workspace(*, workspace: Workspace) -> list[Bill]:
    """The latest bills, newest first. One query."""
    return [
        Bill(
            invoice=invoice,
            total=money.in_words(invoice.total, invoice.currency),
            due=money.in_words(invoice.amount_due, invoice.currency),
            status=_WORDS.get(invoice.status or "", "Unknown"),
        )
        for invoice in mirror.invoices_of(workspace)
    ]
