"""Customers and their cards."""

import copy
import secrets
import string
from typing import Any

from sandbox.stripe import cards, changes, collection, errors, lifecycle, parameters, rendering
from sandbox.stripe.cards import Card
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_FIELDS = (
    "address", "balance", "business_name", "description", "email", "individual_name", "invoice_prefix",
    "name", "next_invoice_sequence", "phone", "preferred_locales", "shipping", "tax_exempt",
)  # fmt: skip


def create(work: Work, given: dict[str, Any]) -> Doc:
    parameters.refuse(given, "source", "tax_id_data", "cash_balance")
    if given.get("test_clock"):
        work.records.require("test_helpers.test_clock", given["test_clock"], param="test_clock", status=400)
    work = work.on_clock_of(given)
    customer: Doc = {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": work.at,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": "".join(secrets.choice(string.ascii_uppercase) for _ in range(8)),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": given.get("test_clock"),
    }
    _describe(customer, given)
    work.records.put(customer)
    _give_cards(work, customer, given)
    return changes.created(work, customer, event="customer.created")


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    parameters.refuse(given, "source", "default_source", "cash_balance")
    customer = work.records.require("customer", identifier)
    before = copy.deepcopy(customer)
    _describe(customer, given)
    _give_cards(work, customer, given)
    return changes.updated(work, customer, before, event="customer.updated")


def retrieve(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Return the customer, or the stub of a deleted one."""
    found = work.records.get("customer", identifier)
    if found is None:
        raise errors.missing("customer", identifier)
    return found


def delete(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """End the customer's subscriptions and delete the customer, leaving a stub."""
    customer = work.records.require("customer", identifier)
    work = work.on_clock_of(customer)
    for subscription in work.records.all("subscription", customer=identifier):
        if subscription["status"] not in lifecycle.ENDED:
            lifecycle.cancel(work, subscription, reason="cancellation_requested")
    for method in work.records.all("payment_method", customer=identifier):
        cards.detach(work, {}, method["id"])
    changes.removed(work, customer, event="customer.deleted")
    return work.records.put({"id": identifier, "object": "customer", "deleted": True})


def sources(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Return the legacy card sources: none."""
    work.records.require("customer", identifier)
    return rendering.listing([], url=f"/v1/customers/{identifier}/sources")


def tax_ids(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    work.records.require("customer", identifier)
    return rendering.listing([], url=f"/v1/customers/{identifier}/tax_ids")


def payment_method(work: Work, _: dict[str, Any], identifier: str, method_id: str) -> Doc:
    method = work.records.require("payment_method", method_id)
    if method["customer"] != identifier:
        raise errors.missing("payment_method", method_id)
    return method


def replace_card(work: Work, customer: Doc, card: Card) -> Doc:
    """Replace the card, as on the portal: it becomes the default, and open invoices are retried."""
    work = work.on_clock_of(customer)
    method = cards.attached(work, cards.made_of(work, card), customer)
    before = copy.deepcopy(customer)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    changes.updated(work, customer, before, event="customer.updated")
    for subscription in work.records.all("subscription", customer=customer["id"]):
        if subscription["status"] not in lifecycle.ENDED and subscription["default_payment_method"]:
            earlier = copy.deepcopy(subscription)
            subscription["default_payment_method"] = method["id"]
            lifecycle.keep(work, subscription, earlier)
    collection.retry_open(work, customer)
    return method


def _describe(customer: Doc, given: dict[str, Any]) -> None:
    changes.take(customer, given, *(name for name in _FIELDS if name in given))
    customer["balance"] = customer["balance"] or 0
    settings = given.get("invoice_settings") or {}
    names = ("custom_fields", "footer", "rendering_options")
    customer["invoice_settings"] |= {name: settings[name] or None for name in names if name in settings}


def _give_cards(work: Work, customer: Doc, given: dict[str, Any]) -> None:
    """Attach a card and set the default for invoices. The same predefined id given twice is one card."""
    attached = None
    if given.get("payment_method"):
        attached = cards.attach(work, {"customer": customer["id"]}, given["payment_method"])
    default = (given.get("invoice_settings") or {}).get("default_payment_method")
    if default is None:
        return
    if default == "":
        customer["invoice_settings"]["default_payment_method"] = None
    elif attached is not None and default == given["payment_method"]:
        customer["invoice_settings"]["default_payment_method"] = attached["id"]
    else:
        param = "invoice_settings[default_payment_method]"
        method = cards.owned(work, default, customer, param=param)
        customer["invoice_settings"]["default_payment_method"] = method["id"]
