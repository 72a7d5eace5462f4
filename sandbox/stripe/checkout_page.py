"""The checkout page."""

import html
from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from sandbox import pages
from sandbox.stripe import cards, checkout, checkout_sessions, invoice_lines, periods
from sandbox.stripe.cards import Card
from sandbox.stripe.errors import StripeError
from sandbox.stripe.records import Doc
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import Work

CHOICES = {
    "works": (cards.WORKS, "4242 4242 4242 4242", "Works, now and later"),
    "fails_later": (
        cards.FAILS_LATER,
        "4000 0000 0000 0341",
        "Can be saved, but every charge fails",
    ),
    "declined": (cards.DECLINED, "4000 0000 0000 0002", "Declined immediately"),
    "confirms": (
        cards.CONFIRMS,
        "4000 0025 0000 3155",
        "Its bank requires confirmation; pressing Pay confirms",
    ),
    "disputes": (cards.DISPUTES, "4000 0000 0000 0259", "Works, and its owner disputes each payment"),
}


def show(service: StripeService, identifier: str, base_url: str) -> Response:
    with service.work(base_url=base_url) as work:
        session = work.records.get("checkout.session", identifier)
        return _page(work, session)


def press(service: StripeService, identifier: str, form: Mapping[str, str], base_url: str) -> Response:
    """Apply a code, or pay. If the session is already paid, redirect without paying again."""
    with service.work(base_url=base_url, is_present=True) as work:
        session = work.records.get("checkout.session", identifier)
        if session is None or session["status"] == "expired":
            return _page(work, session)
        if session["status"] == "complete":
            return RedirectResponse(checkout.success_url(session), status_code=303)
        try:
            with work.records.store.transaction():
                return _pressed(work, session, form)
        except StripeError as error:
            session = work.records.get("checkout.session", identifier)
            return _page(work, session, problem=error.message, status=error.status, form=form)


def choice_of(form: Mapping[str, str]) -> Card:
    """Return the chosen card, or the first one."""
    return CHOICES.get(form.get("card", ""), CHOICES["works"])[0]


def card_choices(chosen: str = "works") -> str:
    return "".join(
        f'<label class="choice"><input type="radio" name="card" value="{name}"'
        f"{' checked' if name == chosen else ''}>"
        f"<span>{number}<small>{words}</small></span></label>"
        for name, (_, number, words) in CHOICES.items()
    )


def alert(problem: str) -> str:
    return f'<p class="alert" role="alert">{html.escape(problem)}</p>' if problem else ""


def each(price: Doc) -> str:
    """Format an item's price, as in $19.00 / month."""
    recurring = price["recurring"]
    cost = invoice_lines.in_words(price["unit_amount"] or 0, price["currency"])
    if recurring is None:
        return cost
    interval, count = recurring["interval"], recurring["interval_count"]
    return f"{cost} / {interval}" if count == 1 else f"{cost} / {count} {interval}s"


def _pressed(work: Work, session: Doc, form: Mapping[str, str]) -> Response:
    if form.get("promotion_code", "").strip():
        checkout.apply_code(work, session, form["promotion_code"])
    if form.get("action") == "apply":
        return _page(work, session)
    card = choice_of(form) if checkout.needs_card(session) else None
    paid = checkout.pay(work, session, card)
    return RedirectResponse(checkout.success_url(paid), status_code=303)


def _page(
    work: Work,
    session: Doc | None,
    *,
    problem: str = "",
    status: int = 200,
    form: Mapping[str, str] | None = None,
) -> Response:
    if session is None:
        return pages.page("Not found", "<h1>There is no such checkout</h1>", status=404)
    if session["status"] == "expired":
        body = f"<h1>This checkout has expired</h1><p>Nothing was paid.</p>{_back(session)}"
        return pages.page("Checkout", body, status=410)
    if session["status"] == "complete":
        url = html.escape(checkout.success_url(session))
        body = (
            "<h1>This checkout is complete</h1><p>It has already been paid.</p>"
            f'<p><a href="{url}">Continue</a></p>'
        )
        return pages.page("Checkout", body)
    chosen = (form or {}).get("card", "works")
    return pages.page("Checkout", _open(work, session, problem, chosen), status=status)


def _open(work: Work, session: Doc, problem: str, chosen: str) -> str:
    is_trial = checkout_sessions.has_trial(session)
    fieldset = ""
    if checkout.needs_card(session):
        fieldset = f"<fieldset><legend>Card</legend>{card_choices(chosen)}</fieldset>"
    return (
        f"<h1>{'Start your trial' if is_trial else 'Subscribe'}</h1>"
        '<p class="quiet">This page simulates Stripe Checkout. No money moves.</p>'
        f"{alert(problem)}{_table(work, session)}{_promotion(work, session)}"
        f'<form method="post">{fieldset}<p class="actions">{_back_link(session)}'
        f'<button class="primary" name="action" value="pay">{"Start trial" if is_trial else "Pay"}</button>'
        "</p></form>"
    )


def _table(work: Work, session: Doc) -> str:
    currency = session["currency"]
    rows = "".join(_row(item) for item in session["_line_items"]["data"])
    if checkout_sessions.has_trial(session):
        rows += f'<tr><td>Trial</td><td class="figure">{_trial(work, session)}</td></tr>'
    off = session["total_details"]["amount_discount"]
    if session["discounts"]:
        rows += f'<tr><td>Discount</td><td class="figure">{invoice_lines.in_words(-off, currency)}</td></tr>'
    total = invoice_lines.in_words(session["amount_total"], currency)
    rows += f'<tr><th scope="row">Total due today</th><td class="figure"><strong>{total}</strong></td></tr>'
    return f"<table>{rows}</table>"


def _row(item: Doc) -> str:
    quantity = f" × {item['quantity']}" if item["quantity"] > 1 else ""
    name = html.escape(item["description"]) + quantity
    return f'<tr><td>{name}</td><td class="figure">{each(item["price"])}</td></tr>'


def _trial(work: Work, session: Doc) -> str:
    data = session["_subscription_data"]
    days = data.get("trial_period_days")
    return f"{days} days free" if days else f"free until {periods.in_words(data['trial_end'])}"


def _promotion(work: Work, session: Doc) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    applied = next(
        (entry["promotion_code"] for entry in session["_applied"] if "promotion_code" in entry), None
    )
    if applied is not None:
        code = work.records.require("promotion_code", applied)["code"]
        return f'<p class="quiet">Promotion code {html.escape(code)} is applied.</p>'
    return (
        '<form method="post" class="inline"><label for="promotion_code">Promotion code</label>'
        '<input id="promotion_code" name="promotion_code" autocomplete="off">'
        '<button name="action" value="apply">Apply</button></form>'
    )


def _back(session: Doc) -> str:
    link = _back_link(session)
    return f"<p>{link}</p>" if link else ""


def _back_link(session: Doc) -> str:
    url = session["cancel_url"]
    return f'<a href="{html.escape(url)}">Back</a>' if url else ""
