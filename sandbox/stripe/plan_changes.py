"""Updates of a subscription: prices, end and card, with their proration."""

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
    pending_updates,
    prorations,
    subscriptions,
)
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

_UNSUPPORTED = (
    "add_invoice_items", "application_fee_percent", "billing_schedules", "billing_thresholds",
    "days_until_due", "default_source", "default_tax_rates", "on_behalf_of", "pause_collection",
    "pending_invoice_item_interval", "transfer_data",
)  # fmt: skip
_AFTER_THE_END = {"metadata", "cancellation_details", "expand"}


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Change a subscription.

    With ``error_if_incomplete``, a declined card leaves everything unchanged; with ``pending_if_incomplete``,
    the change waits until its invoice is paid.
    """
    parameters.refuse(given, *_UNSUPPORTED)
    _check_choices(given)
    subscription = work.records.require("subscription", identifier)
    if subscription["status"] in lifecycle.ENDED and set(given) - _AFTER_THE_END:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise errors.invalid(message)
    pending_updates.check(subscription, given)
    work = work.on_clock_of(subscription)
    before = copy.deepcopy(subscription)
    _describe(work, subscription, given)
    _set_end(work, subscription, given)
    is_due_now = _end_trial(work, subscription, given) | _change_items(work, subscription, given)
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = lifecycle.period_of(subscription)["end"]
    may_wait = given.get("payment_behavior") == pending_updates.BEHAVIOR
    # If the change may have to wait, emit no event until that is known.
    _keep(work, subscription, None if may_wait else before)
    decline = None
    if is_due_now or _is_billed_now(work, subscription, given):
        decline = _bill(work, subscription, given, is_new_period=is_due_now)
    subscription = work.records.require("subscription", identifier)
    if not may_wait:
        return subscription
    if decline is not None:
        return pending_updates.begin(work, before, subscription)
    return lifecycle.keep(work, subscription, before)


def _keep(work: Work, subscription: Doc, before: Doc | None) -> None:
    if before is None:
        lifecycle.keep_quietly(work, subscription)
    else:
        lifecycle.keep(work, subscription, before)


def update_item(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Update one item of a subscription."""
    found = subscriptions.find_item(work, identifier)
    if found is None:
        raise errors.missing("subscription_item", identifier)
    names = ("proration_behavior", "payment_behavior", "proration_date")
    whole = {name: given[name] for name in names if name in given}
    entry = {name: value for name, value in given.items() if name not in names} | {"id": identifier}
    changed = update(work, whole | {"items": [entry]}, found[0]["id"])
    return next(item for item in changed["items"]["data"] if item["id"] == identifier)


def _check_choices(given: dict[str, Any]) -> None:
    if given.get("collection_method") == "send_invoice":
        raise errors.invalid("The sandbox charges automatically only.", param="collection_method")


def _describe(work: Work, subscription: Doc, given: dict[str, Any]) -> None:
    lifecycle.describe(subscription, given)
    if given.get("cancellation_details"):
        subscription["cancellation_details"] |= given["cancellation_details"]
    if given.get("default_payment_method"):
        customer = work.records.require("customer", subscription["customer"])
        method = cards.owned(work, given["default_payment_method"], customer, param="default_payment_method")
        subscription["default_payment_method"] = method["id"]
    if "discounts" in given:
        lifecycle.set_discounts(work, subscription, given["discounts"])


def _set_end(work: Work, subscription: Doc, given: dict[str, Any]) -> None:
    """Set the end to the end of the period or an instant, or remove it."""
    if given.get("cancel_at_period_end") and given.get("cancel_at"):
        raise errors.invalid(
            "You can only set one of `cancel_at` and `cancel_at_period_end`.", param="cancel_at"
        )
    if given.get("cancel_at_period_end"):
        _will_end(work, subscription, lifecycle.period_of(subscription)["end"], at_period_end=True)
    elif given.get("cancel_at") in ("min_period_end", "max_period_end"):
        _will_end(work, subscription, lifecycle.period_of(subscription)["end"], at_period_end=False)
    elif given.get("cancel_at"):
        lifecycle.check_future(work, given["cancel_at"], param="cancel_at")
        _will_end(work, subscription, given["cancel_at"], at_period_end=False)
    elif given.get("cancel_at") == "" or _takes_back(subscription, given):
        subscription |= {"cancel_at": None, "cancel_at_period_end": False, "canceled_at": None}
        subscription["cancellation_details"]["reason"] = None


def _takes_back(subscription: Doc, given: dict[str, Any]) -> bool:
    """An end at a specific instant belongs to another parameter, and stays."""
    return given.get("cancel_at_period_end") is False and bool(subscription["cancel_at_period_end"])


def _will_end(work: Work, subscription: Doc, at: int, *, at_period_end: bool) -> None:
    subscription |= {"cancel_at": at, "cancel_at_period_end": at_period_end, "canceled_at": work.at}
    subscription["cancellation_details"]["reason"] = "cancellation_requested"


def _end_trial(work: Work, subscription: Doc, given: dict[str, Any]) -> bool:
    """True if a trial ended, so that a first paid period has begun."""
    trial_end = given.get("trial_end")
    if trial_end in (None, ""):
        return False
    if trial_end == "now" or trial_end <= work.at:
        if subscription["status"] != "trialing":
            return False
        subscription |= {"status": "active", "trial_end": work.at}
        subscriptions.begin_period(work, subscription, anchor=work.at)
        return True
    lifecycle.check_future(work, trial_end, param="trial_end")
    subscription |= {"status": "trialing", "trial_end": trial_end, "billing_cycle_anchor": trial_end}
    subscription |= {"trial_start": subscription["trial_start"] or work.at, "_is_reminded": False}
    lifecycle.set_period(subscription, start=work.at, end=trial_end)
    return False


def _change_items(work: Work, subscription: Doc, given: dict[str, Any]) -> bool:
    """Apply the wanted items, with prorations. True if a new period had to begin."""
    if not given.get("items") and given.get("billing_cycle_anchor") != "now":
        return False
    earlier = copy.deepcopy(subscription["items"]["data"])
    later = _wanted(work, subscription, given.get("items") or [])
    is_new_period = given.get("billing_cycle_anchor") == "now" or _needs_new_period(work, earlier, later)
    is_running = subscription["status"] in ("active", "past_due", "unpaid")
    moment = given.get("proration_date") or work.at
    subscription["items"]["data"] = later
    if not is_running:
        return False
    is_prorated = given.get("proration_behavior", "create_prorations") != "none"
    if is_prorated:
        for item in _without(earlier, later):
            prorations.credit(work, subscription, item, at=moment)
    if is_new_period:
        subscriptions.begin_period(work, subscription, anchor=work.at)
    elif is_prorated:
        for item in _without(later, earlier):
            prorations.debit(work, subscription, item, at=moment)
    return is_new_period


def _wanted(work: Work, subscription: Doc, given: list[dict[str, Any]]) -> list[Doc]:
    """Return the items after the change: named ones change, others stay, new ones are added."""
    period = lifecycle.period_of(subscription)
    items = {item["id"]: item for item in copy.deepcopy(subscription["items"]["data"])}
    for place, entry in enumerate(given):
        param = f"items[{place}]"
        if not entry.get("id"):
            added = subscriptions.new_item(work, subscription, entry, param=param)
            items[added["id"]] = added | {
                "current_period_start": period["start"],
                "current_period_end": period["end"],
            }
            continue
        if entry["id"] not in items:
            raise errors.missing("subscription_item", entry["id"], param=f"{param}[id]", status=400)
        if entry.get("deleted"):
            del items[entry["id"]]
        else:
            _change(work, subscription, items[entry["id"]], entry, param)
    if not items:
        raise errors.invalid("A subscription must have at least one active plan.", param="items")
    if len({item["price"] for item in items.values()}) < len(items):
        raise errors.invalid("Cannot add multiple subscription items with the same plan.", param="items")
    return list(items.values())


def _change(work: Work, subscription: Doc, item: Doc, given: dict[str, Any], param: str) -> None:
    parameters.refuse(given, "price_data", "tax_rates", "billing_thresholds", "discounts")
    changes.not_negative(given, "quantity")
    if given.get("price") and given["price"] != item["price"]:
        fresh = subscriptions.new_item(work, subscription, given, param=param)
        item["price"] = fresh["price"]
    item["quantity"] = given.get("quantity", item["quantity"])
    changes.take(item, given)


def _needs_new_period(work: Work, earlier: list[Doc], later: list[Doc]) -> bool:
    """A changed interval, or a first paid price, restarts the cycle."""

    def cycles(items: list[Doc]) -> set[tuple[str, int]]:
        return {catalogue.recurring_of(work.records.require("price", item["price"])) for item in items}

    def cost(items: list[Doc]) -> int:
        prices = [(work.records.require("price", item["price"]), item["quantity"]) for item in items]
        return sum((price["unit_amount"] or 0) * quantity for price, quantity in prices)

    return cycles(earlier) != cycles(later) or (cost(earlier) == 0 and cost(later) > 0)


def _without(items: list[Doc], others: list[Doc]) -> list[Doc]:
    """Return the items that have no equal among the others."""
    same = {(item["id"], item["price"], item["quantity"]) for item in others}
    return [item for item in items if (item["id"], item["price"], item["quantity"]) not in same]


def _is_billed_now(work: Work, subscription: Doc, given: dict[str, Any]) -> bool:
    is_immediate = given.get("proration_behavior") == "always_invoice"
    return is_immediate and bool(invoice_lines.pending(work, subscription))


def _bill(work: Work, subscription: Doc, given: dict[str, Any], *, is_new_period: bool) -> str | None:
    """Create the change's invoice and collect it. Returns the decline code, or None if nothing is owed."""
    may_wait = given.get("payment_behavior") == pending_updates.BEHAVIOR
    lines = []
    if is_new_period:
        lines = [invoice_lines.for_item(work, subscription, item) for item in subscription["items"]["data"]]
    invoice = invoices.draft(work, subscription, reason="subscription_update", lines=lines)
    invoice = invoices.finalize(work, invoice | {"_is_pending_update": may_wait})
    before = copy.deepcopy(subscription)
    subscription["latest_invoice"] = invoice["id"]
    lifecycle.use_up(work, subscription)
    _keep(work, subscription, None if may_wait else before)
    if given.get("payment_behavior") == "default_incomplete" and invoice["amount_due"] > 0:
        lifecycle.after_failure(work, invoice)
        return None
    decline = collection.collect(work, invoice)
    if decline is not None and given.get("payment_behavior") == "error_if_incomplete":
        raise errors.declined(decline)
    return decline
