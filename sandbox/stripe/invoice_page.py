"""An invoice as a person reads it."""

import html

from starlette.responses import Response

from sandbox import pages
from sandbox.stripe import invoice_lines, periods
from sandbox.stripe.books import Books
from sandbox.stripe.records import Doc


def show(books: Books, identifier: str, base_url: str) -> Response:
    with books.work(base_url=base_url) as work:
        invoice = work.records.get("invoice", identifier)
    if invoice is None or invoice["number"] is None:
        return pages.page("Not found", "<h1>There is no such invoice</h1>", status=404)
    return pages.page(f"Invoice {invoice['number']}", _body(invoice))


def _body(invoice: Doc) -> str:
    currency = invoice["currency"]
    lines = "".join(_row(line["description"], line["amount"], currency) for line in invoice["lines"]["data"])
    off = sum(entry["amount"] for entry in invoice["total_discount_amounts"])
    discount = _row("Discount", -off, currency) if off else ""
    balance = invoice["amount_due"] - invoice["total"]
    credit = _row("From your credit balance", balance, currency) if balance else ""
    due = invoice_lines.in_words(invoice["amount_due"], currency)
    buyer = html.escape(invoice["customer_name"] or invoice["customer_email"] or invoice["customer"])
    return (
        f"<h1>Invoice {invoice['number']}</h1>"
        f'<p class="quiet">{periods.in_words(invoice["created"])} · for {buyer} · {invoice["status"]}</p>'
        f"<table>{lines}{discount}{credit}"
        f'<tr><th scope="row">Amount due</th><td class="figure"><strong>{due}</strong></td></tr></table>'
        "<p>Nothing was sold and no money moved: this is a practice invoice.</p>"
    )


def _row(words: str, amount: int, currency: str) -> str:
    figure = invoice_lines.in_words(amount, currency)
    return f'<tr><td>{html.escape(words)}</td><td class="figure">{figure}</td></tr>'
