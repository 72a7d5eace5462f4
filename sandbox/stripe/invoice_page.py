"""An invoice's page, with payment if it is open."""

import html
from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from sandbox import pages
from sandbox.stripe import cards, collection, invoice_lines, periods
from sandbox.stripe.checkout_page import alert, card_choices, choice_of
from sandbox.stripe.errors import StripeError
from sandbox.stripe.records import Doc
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import Work


def show(service: StripeService, identifier: str, base_url: str) -> Response:
    with service.work(base_url=base_url) as work:
        return _page(work.records.get("invoice", identifier))


def press(service: StripeService, identifier: str, form: Mapping[str, str], base_url: str) -> Response:
    """Pay the invoice with the stored card, including its bank's confirmation, or with another one."""
    with service.work(base_url=base_url, is_present=True) as work:
        invoice = work.records.get("invoice", identifier)
        if invoice is None or invoice["status"] != "open":
            return _page(invoice)
        try:
            _pay(work, invoice, form)
        except StripeError as error:
            return _page(work.records.get("invoice", identifier), problem=error.message, status=error.status)
    return RedirectResponse(f"/stripe/invoices/{identifier}", status_code=303)


def _pay(work: Work, invoice: Doc, form: Mapping[str, str]) -> None:
    given = {}
    if form.get("card"):
        customer = work.records.require("customer", invoice["customer"])
        method = cards.attached(work, cards.made_of(work, choice_of(form)), customer)
        given["payment_method"] = method["id"]
    collection.pay(work, given, invoice["id"])


def _page(invoice: Doc | None, *, problem: str = "", status: int = 200) -> Response:
    if invoice is None or invoice["number"] is None:
        return pages.page("Not found", "<h1>There is no such invoice</h1>", status=404)
    return pages.page(f"Invoice {invoice['number']}", _body(invoice, problem), status=status)


def _body(invoice: Doc, problem: str) -> str:
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
        f"{alert(problem)}<table>{lines}{discount}{credit}"
        f'<tr><th scope="row">Amount due</th><td class="figure"><strong>{due}</strong></td></tr></table>'
        f"{_form(invoice)}<p>This is a simulated invoice. No money moves.</p>"
    )


def _form(invoice: Doc) -> str:
    if invoice["status"] != "open":
        return ""
    return (
        '<form method="post"><fieldset><legend>Card</legend>'
        '<label class="choice"><input type="radio" name="card" value="" checked>'
        "<span>Card on file<small>Pressing Pay also confirms, if its bank requires it</small></span></label>"
        f'{card_choices("")}</fieldset><p class="actions"><button class="primary">Pay</button></p></form>'
    )


def _row(words: str, amount: int, currency: str) -> str:
    figure = invoice_lines.in_words(amount, currency)
    return f'<tr><td>{html.escape(words)}</td><td class="figure">{figure}</td></tr>'
