"""Subscriptions: creation, lists and end."""

import copy
from typing import Any

from sandbox.stripe import (
    cards,
    catalogue,
    changes,
    collection,
    errors,
    invoice_lines,
    invoices,
    lifecycle,
    parameters,
    periods,
    prorations,
    rendering,
)
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_UNSUPPORTED = (
    "add_invoice_items", "application_fee_percent", "backdate_start_date", "billing_cycle_anchor",
    "billing_cycle_anchor_config", "billing_schedules", "billing_thresholds", "days_until_due",
    "default_tax_rates", "on_behalf_of", "pending_invoice_item_interval", "transfer_data", "default_source",
)  # fmt: skip


def create(work: Work, given: dict[str, Any], *, session: Doc | None = None) -> Doc:
    """Create a subscription and collect its first payment, if there is one."""
    parameters.refuse(given, *_UNSUPPORTED)
    if given.get("collection_method") not in (None, "charge_automatically"):
        raise errors.invalid("The sandbox charges automatically only.", param="collection_method")
    if not given.get("customer"):
        raise parameters.absent("customer")
    customer = work.records.require("customer", given["customer"], param="customer", status=400)
    work = work.on_clock_of(customer)
    subscription = _blank(work, customer)
    subscription["items"]["data"] = _items(work, subscription, given.get("items"))
    catalogue.check_currency(customer, subscription["currency"])
    _start(work, subscription, given)
    lifecycle.describe(subscription, given)
    if given.get("default_payment_method"):
        method = cards.owned(work, given["default_payment_method"], customer, param="default_payment_method")
        subscription["default_payment_method"] = method["id"]
    lifecycle.set_discounts(
        work, subscription, given.get("discounts"), session=session["id"] if session else None
    )
    _plan_end(subscription, given, work)
    one_time = session["_one_time"] if session else []
    return _first_invoice(work, subscription, given.get("payment_behavior") or "allow_incomplete", one_time)


def cancel(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """End a subscription now, with or without a credit for unused time."""
    subscription = work.records.require("subscription", identifier)
    if subscription["status"] in lifecycle.ENDED:
        raise errors.missing("subscription", identifier)
    work = work.on_clock_of(subscription)
    if given.get("prorate") and subscription["status"] not in ("trialing", "incomplete"):
        for item in subscription["items"]["data"]:
            prorations.credit(work, subscription, item, at=work.at)
    if given.get("invoice_now") and invoice_lines.pending(work, subscription):
        invoice = invoices.draft(work, subscription, reason="manual", lines=[])
        collection.collect(work, invoices.finalize(work, invoice))
        subscription["latest_invoice"] = invoice["id"]
    details = given.get("cancellation_details") or {}
    return lifecycle.cancel(work, subscription, reason="cancellation_requested", details=details)


def resume(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Resume a paused subscription: a new period begins and is charged."""
    subscription = work.records.require("subscription", identifier)
    if subscription["status"] != "paused":
        raise errors.invalid("Only paused subscriptions can be resumed.")
    work = work.on_clock_of(subscription)
    before = copy.deepcopy(subscription)
    begin_period(work, subscription, anchor=work.at)
    subscription["status"] = "past_due"
    lines = [invoice_lines.for_item(work, subscription, item) for item in subscription["items"]["data"]]
    invoice = invoices.finalize(
        work, invoices.draft(work, subscription, reason="subscription_cycle", lines=lines)
    )
    subscription["latest_invoice"] = invoice["id"]
    lifecycle.keep_quietly(work, subscription)
    collection.collect(work, invoice)
    subscription = work.records.require("subscription", identifier)
    return lifecycle.keep(work, subscription, before, event="resumed")


def find(work: Work, given: dict[str, Any]) -> dict[str, Any]:
    """Return the conditions of a list. Canceled subscriptions are excluded unless requested."""
    status = given.get("status")
    live = ["active", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"]
    wanted: Any = {"all": None, "ended": list(lifecycle.ENDED), None: live, "": live}.get(status, status)
    return {"customer": given.get("customer"), "status": wanted, "created": given.get("created")}


def items_of(work: Work, given: dict[str, Any]) -> Doc:
    subscription = work.records.require(
        "subscription", given["subscription"], param="subscription", status=400
    )
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    return rendering.listing(subscription["items"]["data"], url=url)


def item(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    found = find_item(work, identifier)
    if found is None:
        raise errors.missing("subscription_item", identifier)
    return found[1]


def find_item(work: Work, identifier: str) -> tuple[Doc, Doc] | None:
    for subscription in work.records.all("subscription"):
        for entry in subscription["items"]["data"]:
            if entry["id"] == identifier:
                return subscription, entry
    return None


def new_item(work: Work, subscription: Doc, given: dict[str, Any], *, param: str) -> Doc:
    """Create an item for a recurring price, without a period yet."""
    parameters.refuse(given, "price_data", "tax_rates", "billing_thresholds", "discounts")
    if not given.get("price"):
        raise parameters.absent(f"{param}[price]")
    changes.not_negative(given, "quantity")
    currency = subscription["currency"]
    price = catalogue.usable(work, given["price"], param=f"{param}[price]", currency=currency)
    if price["recurring"] is None:
        message = (
            "The price specified is set to `type=one_time` but this field only accepts prices with "
            "`type=recurring`."
        )
        raise errors.invalid(message, param=f"{param}[price]")
    subscription["currency"] = price["currency"]
    doc: Doc = {
        "id": new_id("si", 14),
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": work.at,
        "current_period_end": work.at,
        "current_period_start": work.at,
        "discounts": [],
        "metadata": {},
        "price": price["id"],
        "quantity": given.get("quantity", 1),
        "subscription": subscription["id"],
        "tax_rates": [],
    }
    changes.take(doc, given)
    return doc


def begin_period(work: Work, subscription: Doc, *, anchor: int) -> None:
    """Begin the first period at the anchor, from which all later ones are counted."""
    subscription["billing_cycle_anchor"] = anchor
    for entry in subscription["items"]["data"]:
        interval, count = catalogue.recurring_of(work.records.require("price", entry["price"]))
        entry["current_period_start"] = anchor
        entry["current_period_end"] = periods.end_after(anchor, interval=interval, count=count, after=anchor)


def _items(work: Work, subscription: Doc, given: Any) -> list[Doc]:
    if not given:
        raise parameters.absent("items")
    found = [
        new_item(work, subscription, entry, param=f"items[{place}]") for place, entry in enumerate(given)
    ]
    if len({entry["price"] for entry in found}) < len(found):
        raise errors.invalid("Cannot add multiple subscription items with the same plan.", param="items")
    return found


def _start(work: Work, subscription: Doc, given: dict[str, Any]) -> None:
    """Start with a trial, or with the first period."""
    trial_end = given.get("trial_end") or None
    if given.get("trial_period_days"):
        trial_end = work.at + given["trial_period_days"] * lifecycle.DAY_S
    if trial_end in (None, "now"):
        begin_period(work, subscription, anchor=work.at)
        return
    lifecycle.check_future(work, trial_end, param="trial_end")
    subscription |= {
        "billing_cycle_anchor": trial_end,
        "status": "trialing",
        "trial_start": work.at,
        "trial_end": trial_end,
    }
    lifecycle.set_period(subscription, start=work.at, end=trial_end)


def _plan_end(subscription: Doc, given: dict[str, Any], work: Work) -> None:
    if given.get("cancel_at_period_end"):
        end = lifecycle.period_of(subscription)["end"]
        subscription |= {"cancel_at_period_end": True, "cancel_at": end, "canceled_at": work.at}
    elif isinstance(given.get("cancel_at"), int):
        lifecycle.check_future(work, given["cancel_at"], param="cancel_at")
        subscription |= {"cancel_at": given["cancel_at"], "canceled_at": work.at}


def _first_invoice(work: Work, subscription: Doc, behavior: str, one_time: list[Doc]) -> Doc:
    is_trial = subscription["status"] == "trialing"
    lines = [
        invoice_lines.for_item(work, subscription, entry, is_trial=is_trial)
        for entry in subscription["items"]["data"]
    ]
    for entry in one_time:
        price = work.records.require("price", entry["price"])
        product = work.records.require("product", price["product"])
        lines.append(invoice_lines.for_one_time(price, product, entry["quantity"], subscription, work.at))
    lifecycle.keep_quietly(work, subscription)
    invoice = invoices.finalize(
        work, invoices.draft(work, subscription, reason="subscription_create", lines=lines)
    )
    subscription["latest_invoice"] = invoice["id"]
    lifecycle.keep(work, subscription, event="created")
    if behavior != "default_incomplete" or invoice["amount_due"] == 0:
        _pay_first(work, invoice, behavior)
    subscription = work.records.require("subscription", subscription["id"])
    before = copy.deepcopy(subscription)
    lifecycle.use_up(work, subscription)
    return lifecycle.keep(work, subscription, before)


def _pay_first(work: Work, invoice: Doc, behavior: str) -> None:
    decline = collection.collect(work, invoice)
    # A customer without any card is refused, and no subscription is created.
    if decline == "no_payment_method" or (decline and behavior == "error_if_incomplete"):
        raise (
            errors.declined(decline)
            if behavior == "error_if_incomplete"
            else errors.invalid(errors.declined(decline).message, code="resource_missing")
        )


def _blank(work: Work, customer: Doc) -> Doc:
    identifier = new_id("sub")
    return {
        "id": identifier,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": work.at,
        "billing_cycle_anchor_config": None,
        "billing_mode": {
            "type": "flexible",
            "flexible": {"proration_discounts": "included"},
            "updated_at": work.at,
        },
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": work.at,
        "currency": None,
        "customer": customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": rendering.listing([], url=f"/v1/subscription_items?subscription={identifier}"),
        "latest_invoice": None,
        "livemode": False,
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": work.at,
        "status": "incomplete",
        "test_clock": customer["test_clock"],
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": None,
        "_is_reminded": False,
    }
