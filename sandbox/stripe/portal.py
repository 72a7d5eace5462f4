"""The customer portal: its configuration, sessions and actions."""

import copy
from typing import Any

from sandbox.stripe import changes, errors, lifecycle, parameters, plan_changes
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


def create_configuration(work: Work, given: dict[str, Any]) -> Doc:
    configuration = _blank(work)
    _describe(configuration, given)
    return changes.created(work, configuration, event="billing_portal.configuration.created")


def update_configuration(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    configuration = work.records.require("billing_portal.configuration", identifier)
    before = copy.deepcopy(configuration)
    _describe(configuration, given)
    configuration["updated"] = work.at
    if "active" in given:
        configuration["active"] = given["active"]
    return changes.updated(work, configuration, before, event="billing_portal.configuration.updated")


def create_session(work: Work, given: dict[str, Any]) -> Doc:
    customer = work.records.require("customer", given.get("customer") or "", param="customer", status=400)
    configuration = _configuration(work, given.get("configuration"))
    identifier = new_id("bps")
    flow = given.get("flow_data")
    session: Doc = {
        "id": identifier,
        "object": "billing_portal.session",
        "configuration": configuration["id"],
        "created": work.at,
        "customer": customer["id"],
        "customer_account": None,
        "flow": flow and {"after_completion": {"type": "portal_homepage"}, **flow},
        "livemode": False,
        "locale": given.get("locale"),
        "on_behalf_of": None,
        "return_url": given.get("return_url") or configuration["default_return_url"],
        "url": f"{work.base_url}/stripe/portal/{identifier}",
        "_test_clock": customer["test_clock"],
    }
    return changes.created(work, session, event="billing_portal.session.created")


def offers(work: Work, features: Doc, subscription: Doc) -> list[Doc]:
    """Return the prices that a subscription may change to: configured ones, or those of active plans."""
    if not features["subscription_update"]["enabled"]:
        return []
    listed = [
        price for entry in features["subscription_update"]["products"] or [] for price in entry["prices"]
    ]
    found = []
    for price in work.records.all("price", active=True, currency=subscription["currency"]):
        product = work.records.get("product", price["product"])
        is_plan = product is not None and product["active"] and bool(product["metadata"].get("tier"))
        if price["recurring"] and (price["id"] in listed if listed else is_plan):
            found.append(price)
    present = {item["price"] for item in subscription["items"]["data"]}
    return [price for price in found if price["id"] not in present]


def switch(work: Work, session: Doc, subscription_id: str, price_id: str) -> None:
    """Change the plan at once. Raises StripeError if the card is declined; then nothing changes."""
    subscription = theirs(work, session, subscription_id)
    features = features_of(work, session)
    if price_id not in [price["id"] for price in offers(work, features, subscription)]:
        raise errors.invalid("This plan isn't available.")
    given = {
        "items": [{"id": subscription["items"]["data"][0]["id"], "price": price_id}],
        "proration_behavior": features["subscription_update"]["proration_behavior"],
        "payment_behavior": "error_if_incomplete",
    }
    plan_changes.update(work, given, subscription["id"])


def cancel(work: Work, session: Doc, subscription_id: str) -> None:
    """End the subscription as the portal is configured."""
    subscription = theirs(work, session, subscription_id)
    settings = features_of(work, session)["subscription_cancel"]
    if not settings["enabled"]:
        raise errors.invalid("Cancellation is not enabled.")
    if settings["mode"] == "immediately":
        lifecycle.cancel(work.on_clock_of(subscription), subscription, reason="cancellation_requested")
    else:
        plan_changes.update(work, {"cancel_at_period_end": True}, subscription["id"])


def resume(work: Work, session: Doc, subscription_id: str) -> None:
    """Undo a scheduled cancellation."""
    subscription = theirs(work, session, subscription_id)
    plan_changes.update(work, {"cancel_at_period_end": False}, subscription["id"])


def theirs(work: Work, session: Doc, subscription_id: str) -> Doc:
    subscription = work.records.require("subscription", subscription_id)
    if subscription["customer"] != session["customer"]:
        raise errors.missing("subscription", subscription_id)
    return subscription


def features_of(work: Work, session: Doc) -> Doc:
    configuration = work.records.require("billing_portal.configuration", session["configuration"])
    features: Doc = configuration["features"]
    return features


def _configuration(work: Work, identifier: str | None) -> Doc:
    """Return the named configuration, or the account's default, which is created on first use."""
    kind = "billing_portal.configuration"
    if identifier:
        return work.records.require(kind, identifier, param="configuration", status=400)
    found = work.records.first(kind, is_default=True)
    return found or work.records.put(_blank(work) | {"is_default": True})


def _describe(configuration: Doc, given: dict[str, Any]) -> None:
    changes.take(configuration, given, "default_return_url", "name")
    configuration["business_profile"] |= given.get("business_profile") or {}
    for name, feature in (given.get("features") or {}).items():
        parameters.refuse(feature.get("schedule_at_period_end") or {}, "conditions")
        merged = configuration["features"][name] | feature
        configuration["features"][name] = {
            key: value or _EMPTY.get(key, value) for key, value in merged.items()
        }
    if "login_page" in given:
        configuration["login_page"]["enabled"] = given["login_page"]["enabled"]


def _blank(work: Work) -> Doc:
    return {
        "id": new_id("bpc"),
        "object": "billing_portal.configuration",
        "active": True,
        "application": None,
        "business_profile": {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        "created": work.at,
        "default_return_url": None,
        "features": {
            "customer_update": {"allowed_updates": ["email", "tax_id"], "enabled": True},
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True, "payment_method_configuration": None},
            "subscription_cancel": {
                "cancellation_reason": {"enabled": False, "options": ["too_expensive", "unused", "other"]},
                "enabled": True,
                "mode": "at_period_end",
                "proration_behavior": "none",
            },
            "subscription_update": {
                "billing_cycle_anchor": None,
                "default_allowed_updates": ["price"],
                "enabled": True,
                "products": None,
                "proration_behavior": "always_invoice",
                "schedule_at_period_end": {"conditions": []},
                "trial_update_behavior": "continue_trial",
            },
        },
        "is_default": False,
        "livemode": False,
        "login_page": {"enabled": False, "url": None},
        "metadata": {},
        "name": None,
        "updated": work.at,
    }


_EMPTY: Doc = {"products": None, "default_allowed_updates": [], "allowed_updates": []}
