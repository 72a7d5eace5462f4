"""The portal page: change a plan, cancel it, or replace the card."""

import html
from collections.abc import Callable, Mapping

from starlette.responses import RedirectResponse, Response

from sandbox import pages
from sandbox.stripe import customers, invoice_lines, lifecycle, periods, portal
from sandbox.stripe.checkout_page import alert, card_choices, choice_of, each
from sandbox.stripe.errors import StripeError
from sandbox.stripe.records import Doc
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import Work

_WORDS = {
    "active": "Active",
    "trialing": "Trial",
    "past_due": "Payment overdue",
    "unpaid": "Unpaid",
    "incomplete": "First payment incomplete",
    "paused": "Paused",
}


def show(service: StripeService, identifier: str, base_url: str) -> Response:
    with service.work(base_url=base_url) as work:
        return _page(work, work.records.get("billing_portal.session", identifier))


def press(service: StripeService, identifier: str, form: Mapping[str, str], base_url: str) -> Response:
    """Perform the button's action, and show the portal again."""
    with service.work(base_url=base_url, is_present=True) as work:
        session = work.records.get("billing_portal.session", identifier)
        action = _ACTIONS.get(form.get("action", ""))
        if session is None or action is None:
            return _page(work, session)
        try:
            with work.records.store.transaction():
                action(work, session, form)
        except StripeError as error:
            return _page(work, session, problem=error.message, status=error.status)
    return RedirectResponse(f"/stripe/portal/{identifier}", status_code=303)


def _switch(work: Work, session: Doc, form: Mapping[str, str]) -> None:
    portal.switch(work, session, form.get("subscription", ""), form.get("price", ""))


def _cancel(work: Work, session: Doc, form: Mapping[str, str]) -> None:
    portal.cancel(work, session, form.get("subscription", ""))


def _resume(work: Work, session: Doc, form: Mapping[str, str]) -> None:
    portal.resume(work, session, form.get("subscription", ""))


def _replace_card(work: Work, session: Doc, form: Mapping[str, str]) -> None:
    customer = work.records.require("customer", session["customer"])
    customers.replace_card(work, customer, choice_of(form))


_ACTIONS: dict[str, Callable[[Work, Doc, Mapping[str, str]], None]] = {
    "switch": _switch,
    "cancel": _cancel,
    "resume": _resume,
    "card": _replace_card,
}


def _page(work: Work, session: Doc | None, *, problem: str = "", status: int = 200) -> Response:
    customer = work.records.get("customer", session["customer"]) if session else None
    if session is None or customer is None or customer.get("deleted"):
        return pages.page("Not found", "<h1>There is no such portal session</h1>", status=404)
    found = work.records.all("subscription", customer=customer["id"])
    plans = [_plan(work, session, doc) for doc in found if doc["status"] not in lifecycle.ENDED]
    body = (
        "<h1>Your plan</h1>"
        '<p class="quiet">This page simulates Stripe\'s customer portal. No money moves.</p>'
        f"{alert(problem)}{''.join(plans) or '<p>No active plan.</p>'}"
        f"{_card(work, session, customer, found)}{_invoices(work, session, customer)}{_return(session)}"
    )
    return pages.page("Your plan", body, status=status)


def _plan(work: Work, session: Doc, subscription: Doc) -> str:
    features = portal.features_of(work, session)
    names = ", ".join(_name(work, item["price"]) for item in subscription["items"]["data"])
    end = periods.in_words(lifecycle.period_of(subscription)["end"])
    if subscription["cancel_at"] is not None:
        sentence = f"Ends on {periods.in_words(subscription['cancel_at'])}."
        button = _button(subscription, "resume", "Resume")
    else:
        sentence = f"Trial until {end}." if subscription["status"] == "trialing" else f"Renews on {end}."
        immediately = features["subscription_cancel"]["mode"] == "immediately"
        button = _button(subscription, "cancel", "Cancel now" if immediately else "Cancel at period end")
        button = button if features["subscription_cancel"]["enabled"] else ""
    offers = "".join(
        _offer(work, subscription, price) for price in portal.offers(work, features, subscription)
    )
    others = f'<h2>Change to</h2><ul class="offers">{offers}</ul>' if offers else ""
    return (
        f"<h2>{names}</h2><p>{_WORDS[subscription['status']]}. {sentence}</p>"
        f'<div class="actions">{button}</div>{others}'
    )


def _offer(work: Work, subscription: Doc, price: Doc) -> str:
    name = html.escape((work.records.get("product", price["product"]) or {"name": price["product"]})["name"])
    button = _button(subscription, "switch", f"Switch to {name}", price=price["id"], details=each(price))
    return f"<li><span>{name}<small>{each(price)}</small></span>{button}</li>"


def _name(work: Work, price_id: str) -> str:
    price = work.records.require("price", price_id)
    product = work.records.get("product", price["product"]) or {"name": price["product"]}
    return f"{html.escape(product['name'])} – {each(price)}"


def _button(subscription: Doc, action: str, words: str, *, price: str = "", details: str = "") -> str:
    """``words`` is HTML; ``details`` distinguishes buttons with the same words for screen readers."""
    label = f' aria-label="{words}, {details}"' if details else ""
    hidden = f'<input type="hidden" name="price" value="{html.escape(price)}">' if price else ""
    return (
        f'<form method="post"><input type="hidden" name="subscription" value="{subscription["id"]}">{hidden}'
        f'<button name="action" value="{action}"{label}>{words}</button></form>'
    )


def _card(work: Work, session: Doc, customer: Doc, subscriptions: list[Doc]) -> str:
    if not portal.features_of(work, session)["payment_method_update"]["enabled"]:
        return ""
    live = [doc["default_payment_method"] for doc in subscriptions if doc["status"] not in lifecycle.ENDED]
    default = next((one for one in live if one), customer["invoice_settings"]["default_payment_method"])
    method = work.records.get("payment_method", default) if default else None
    present = (
        f"{method['card']['brand'].title()} ending in {method['card']['last4']}" if method else "No card"
    )
    return (
        f'<h2>Card</h2><p>{present}.</p><form method="post"><fieldset><legend>Another card</legend>'
        f"{card_choices()}"
        '</fieldset><p class="actions"><button name="action" value="card">Replace card</button></p></form>'
    )


def _invoices(work: Work, session: Doc, customer: Doc) -> str:
    found = [doc for doc in work.records.all("invoice", customer=customer["id"]) if doc["status"] != "draft"]
    if not found or not portal.features_of(work, session)["invoice_history"]["enabled"]:
        return ""
    rows = "".join(
        f'<tr><td><a href="/stripe/invoices/{doc["id"]}">{doc["number"]}</a></td>'
        f"<td>{periods.in_words(doc['created'])}</td>"
        f'<td class="figure">{invoice_lines.in_words(doc["amount_due"], doc["currency"])}</td>'
        f"<td>{doc['status'].title()}</td></tr>"
        for doc in found[::-1][:24]
    )
    head = '<tr><th>Invoice</th><th>Date</th><th class="figure">Amount</th><th>Status</th></tr>'
    return f'<h2>Invoices</h2><div class="wide"><table>{head}{rows}</table></div>'


def _return(session: Doc) -> str:
    url = session["return_url"]
    return f'<p class="actions"><a href="{html.escape(url)}">Return</a></p>' if url else ""
