"""Checkout sessions: creation and display."""

from typing import Any

from sandbox.stripe import catalogue, changes, discounts, errors, parameters, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_LONGEST_S = 24 * 3600
_SHORTEST_S = 30 * 60
_UNSUPPORTED = (
    "after_expiration", "consent_collection", "custom_fields", "invoice_creation", "optional_items",
    "payment_intent_data", "return_url", "setup_intent_data", "shipping_options",
    "shipping_address_collection",
)  # fmt: skip
_SUBSCRIPTION_DATA = (
    "description",
    "metadata",
    "trial_end",
    "trial_period_days",
    "trial_settings",
    "proration_behavior",
)


def create(work: Work, given: dict[str, Any]) -> Doc:
    parameters.refuse(given, *_UNSUPPORTED)
    _check(given)
    customer = _customer(work, given)
    _check_location(given, customer)
    work = work.on_clock_of(customer or {})
    session = _blank(work, given)
    if customer is not None:
        session |= {"customer": customer["id"], "_test_clock": customer["test_clock"]}
    _fill(work, session, given["line_items"])
    catalogue.check_currency(customer, session["currency"])
    changes.take(
        session, given, "client_reference_id", "customer_email", "cancel_url", "locale", "submit_type"
    )
    if given.get("discounts"):
        coupon, promotion = discounts.usable_coupon(
            work, given["discounts"][0], customer=session["customer"], param="discounts[0]"
        )
        apply(session, coupon, promotion)
    add_up(work, session)
    work.records.put(session, due_at=session["expires_at"])
    return session


def line_items(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    return dict(work.records.require("checkout.session", identifier)["_line_items"])


def apply(session: Doc, coupon: Doc, promotion: Doc | None) -> None:
    entry = {"promotion_code": promotion["id"]} if promotion else {"coupon": coupon["id"]}
    session["_applied"] = [entry]
    session["discounts"] = [
        {"coupon": coupon["id"], "promotion_code": promotion["id"] if promotion else None}
    ]


def has_trial(session: Doc) -> bool:
    data = session["_subscription_data"]
    return bool(data.get("trial_period_days") or data.get("trial_end"))


def add_up(work: Work, session: Doc) -> None:
    """Set the amount due today: first periods minus discounts; nothing for a plan in trial."""
    is_trial = has_trial(session)
    off = 0
    left = sum(
        0 if is_trial and item["price"]["recurring"] else item["amount_subtotal"] for item in _items(session)
    )
    subtotal = left
    for entry in session["_applied"]:
        coupon, _ = discounts.usable_coupon(work, entry, customer=session["customer"], param="discounts[0]")
        off += discounts.off(coupon, left - off)
    session |= {"amount_subtotal": subtotal, "amount_total": subtotal - off}
    session["total_details"] = {
        "amount_discount": off,
        "amount_shipping": 0,
        "amount_tax": 0,
        "_breakdown": {"discounts": [], "taxes": []},
    }


def _check(given: dict[str, Any]) -> None:
    if given.get("mode") != "subscription":
        raise errors.invalid("The sandbox supports mode=subscription only.", param="mode")
    if given.get("ui_mode") not in (None, "hosted_page"):
        raise errors.invalid("The sandbox supports ui_mode=hosted_page only.", param="ui_mode")
    if not given.get("line_items"):
        raise parameters.absent("line_items")
    if not given.get("success_url"):
        raise parameters.absent("success_url")
    _check_pairs(given)
    data = given.get("subscription_data") or {}
    parameters.refuse(data, *(set(data) - set(_SUBSCRIPTION_DATA)))
    if data.get("trial_period_days") == 0:
        param = "subscription_data[trial_period_days]"
        raise errors.invalid("The minimum number of trial period days is 1.", param=param)


def _check_pairs(given: dict[str, Any]) -> None:
    """Refuse invalid combinations of parameters."""
    for one, other in (("customer", "customer_email"), ("allow_promotion_codes", "discounts")):
        if given.get(one) and given.get(other):
            raise errors.invalid(f"You may only specify one of these parameters: {one}, {other}.", param=one)
    collects_tax_id = (given.get("tax_id_collection") or {}).get("enabled", False)
    name_update = (given.get("customer_update") or {}).get("name")
    if collects_tax_id and given.get("customer") and name_update != "auto":
        message = (
            "Tax ID collection requires updating business name on the customer. To enable tax ID collection "
            "for an existing customer, please set `customer_update[name]` to `auto`."
        )
        raise errors.invalid(message, param="tax_id_collection[enabled]")


def _check_location(given: dict[str, Any], customer: Doc | None) -> None:
    """Tax requires a location: the customer's, or one that is typed here."""
    update = given.get("customer_update") or {}
    if customer is None and update:
        raise errors.invalid("`customer_update` can only be used with `customer`.", param="customer_update")
    is_taxed = (given.get("automatic_tax") or {}).get("enabled", False)
    is_asked = "auto" in (update.get("address"), update.get("shipping"))
    if is_taxed and customer is not None and not customer["address"] and not is_asked:
        message = (
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid "
            "address to the Customer or set either `customer_update[address]` to 'auto' or "
            "`customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer."
        )
        raise errors.invalid(message, param="automatic_tax", code="customer_tax_location_invalid")


def _customer(work: Work, given: dict[str, Any]) -> Doc | None:
    if not given.get("customer"):
        return None
    return work.records.require("customer", given["customer"], param="customer", status=400)


def _blank(work: Work, given: dict[str, Any]) -> Doc:
    identifier = new_id("cs_test", 58)
    expires_at = given.get("expires_at") or work.at + _LONGEST_S
    if not work.at + _SHORTEST_S <= expires_at <= work.at + _LONGEST_S:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."
        raise errors.invalid(message, param="expires_at")
    data = {name: value for name, value in (given.get("subscription_data") or {}).items() if value != ""}
    return {
        "id": identifier,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": given.get("allow_promotion_codes"),
        "amount_subtotal": 0,
        "amount_total": 0,
        "automatic_tax": {
            "enabled": (given.get("automatic_tax") or {}).get("enabled", False),
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_address_collection": given.get("billing_address_collection"),
        "cancel_url": None,
        "client_reference_id": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": work.at,
        "currency": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_account": None,
        "customer_creation": None if given.get("customer") else "always",
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "expires_at": expires_at,
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": None,
        "metadata": {},
        "mode": "subscription",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": given.get("payment_method_collection") or "always",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": given["success_url"],
        "tax_id_collection": {
            "enabled": (given.get("tax_id_collection") or {}).get("enabled", False),
            "required": "never",
        },
        "total_details": None,
        "ui_mode": "hosted_page",
        "url": f"{work.base_url}/stripe/checkout/{identifier}",
        "wallet_options": None,
        "_applied": [],
        "_subscription_data": data,
        "_recurring": [],
        "_one_time": [],
        "_line_items": rendering.listing([], url=f"/v1/checkout/sessions/{identifier}/line_items"),
    }


def _fill(work: Work, session: Doc, given: list[dict[str, Any]]) -> None:
    """Add the items to the session. At least one of them must be recurring."""
    for place, entry in enumerate(given):
        param = f"line_items[{place}]"
        parameters.refuse(entry, "price_data", "adjustable_quantity", "tax_rates")
        if not entry.get("price"):
            raise parameters.absent(f"{param}[price]")
        currency = session["currency"]
        price = catalogue.usable(work, entry["price"], param=f"{param}[price]", currency=currency)
        if not entry.get("quantity"):
            raise errors.invalid(
                f"Quantity is required. Add `quantity` to `{param}`", param=f"{param}[quantity]"
            )
        session["currency"] = price["currency"]
        session["_recurring" if price["recurring"] else "_one_time"].append(
            {"price": price["id"], "quantity": entry["quantity"]}
        )
        _items(session).append(_item(work, price, entry["quantity"]))
    if not session["_recurring"]:
        message = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise errors.invalid(message, param="line_items")


def _item(work: Work, price: Doc, quantity: int) -> Doc:
    product = work.records.get("product", price["product"]) or {"name": price["product"]}
    amount = (price["unit_amount"] or 0) * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "_discounts": [],
        "_taxes": [],
    }


def _items(session: Doc) -> list[Doc]:
    found: list[Doc] = session["_line_items"]["data"]
    return found
