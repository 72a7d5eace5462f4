"""Products and prices."""

import copy
from decimal import Decimal
from typing import Any

from sandbox.stripe import changes, errors, parameters, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_PRODUCT_FIELDS = (
    "active", "description", "images", "marketing_features", "name", "package_dimensions", "shippable",
    "statement_descriptor", "tax_code", "unit_label", "url",
)  # fmt: skip
_INTERVALS_MOST = {"day": 1095, "week": 156, "month": 36, "year": 3}


def create_product(work: Work, given: dict[str, Any]) -> Doc:
    identifier = given.get("id") or new_id("prod", 14)
    if work.records.get("product", identifier) is not None:
        raise errors.invalid("Product already exists.", param="id", code="resource_already_exists")
    product: Doc = {
        "id": identifier,
        "object": "product",
        "active": True,
        "created": work.at,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": given["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": given.get("type") or "service",
        "unit_label": None,
        "updated": work.at,
        "url": None,
    }
    changes.take(product, given, *_PRODUCT_FIELDS)
    changes.created(work, product, event="product.created")
    if "default_price_data" in given:
        price = create_price(work, given["default_price_data"] | {"product": identifier})
        return update_product(work, {"default_price": price["id"]}, identifier)
    return product


def update_product(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    product = work.records.require("product", identifier)
    before = copy.deepcopy(product)
    if given.get("default_price"):
        price = work.records.require("price", given["default_price"], param="default_price", status=400)
        if price["product"] != identifier:
            message = f"The price `{price['id']}` does not belong to the product `{identifier}`."
            raise errors.invalid(message, param="default_price")
    changes.take(product, given, "default_price", *_PRODUCT_FIELDS)
    product["images"] = product["images"] or []
    product["marketing_features"] = product["marketing_features"] or []
    if product != before:
        product["updated"] = work.at
    return changes.updated(work, product, before, event="product.updated")


def delete_product(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    product = work.records.require("product", identifier)
    if work.records.first("price", product=identifier) is not None:
        message = "This product cannot be deleted because it has one or more user-created prices."
        raise errors.invalid(message)
    return changes.removed(work, product, event="product.deleted")


def features(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Return a product's entitlements: none."""
    work.records.require("product", identifier)
    return rendering.listing([], url=f"/v1/products/{identifier}/features")


def create_price(work: Work, given: dict[str, Any]) -> Doc:
    parameters.refuse(given, "tiers", "tiers_mode", "custom_unit_amount", "transform_quantity")
    changes.not_negative(given, "unit_amount")
    product = _product(work, given)
    amount = _amount(given)
    price: Doc = {
        "id": new_id("price"),
        "object": "price",
        "active": True,
        "billing_scheme": given.get("billing_scheme") or "per_unit",
        "created": work.at,
        "currency": _currency(given["currency"]),
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product,
        "recurring": _recurring(given.get("recurring")),
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if given.get("recurring") else "one_time",
        "unit_amount": int(amount) if amount == int(amount) else None,
        "unit_amount_decimal": f"{amount.normalize():f}",
    }
    price["_currency_options"] = {
        price["currency"]: {
            "custom_unit_amount": None,
            "tax_behavior": "unspecified",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": price["unit_amount_decimal"],
        }
    }
    price["_tiers"] = None
    changes.take(price, given, "active", "nickname", "tax_behavior")
    _give_lookup_key(work, price, given)
    return changes.created(work, price, event="price.created")


def update_price(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    parameters.refuse(given, "currency_options")
    price = work.records.require("price", identifier)
    before = copy.deepcopy(price)
    changes.take(price, given, "active", "nickname", "tax_behavior")
    _give_lookup_key(work, price, given)
    return changes.updated(work, price, before, event="price.updated")


def recurring_of(price: Doc) -> tuple[str, int]:
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def usable(work: Work, identifier: str, *, param: str, currency: str | None = None) -> Doc:
    """Return a price for something new. Raises StripeError for an unknown or archived price."""
    price = work.records.require("price", identifier, param=param, status=400)
    if not price["active"]:
        message = "The price specified is inactive. This field only accepts active prices."
        raise errors.invalid(message, param=param)
    if currency is not None and price["currency"] != currency:
        message = (
            f"The price specified supports currencies of `{price['currency']}`. This does not match the "
            f"expected currency: `{currency}`."
        )
        raise errors.invalid(message, param=param)
    return price


def check_currency(customer: Doc | None, currency: str) -> None:
    """Refuse a subscription in a currency other than the customer's."""
    if customer is not None and customer["currency"] not in (None, currency):
        message = (
            "You cannot combine currencies on a single customer. This customer has an active subscription, "
            f"discount, quote, or invoice item with currency {customer['currency']}."
        )
        raise errors.invalid(message)


def _product(work: Work, given: dict[str, Any]) -> str:
    if "product_data" in given:
        return str(create_product(work, given["product_data"])["id"])
    if not given.get("product"):
        raise parameters.absent("product")
    product = work.records.require("product", given["product"], param="product", status=400)
    return str(product["id"])


def _amount(given: dict[str, Any]) -> Decimal:
    if given.get("unit_amount") not in (None, ""):
        return Decimal(given["unit_amount"])
    if given.get("unit_amount_decimal") not in (None, ""):
        return Decimal(given["unit_amount_decimal"])
    message = "You must specify either `unit_amount` or `unit_amount_decimal` when `billing_scheme=per_unit`."
    raise errors.invalid(message, param="unit_amount", code="parameter_missing")


def _currency(text: str) -> str:
    currency = text.lower()
    if len(currency) != 3 or not currency.isalpha():
        raise errors.invalid(f"Invalid currency: {text}.", param="currency")
    return currency


def _recurring(given: dict[str, Any] | None) -> Doc | None:
    if not given:
        return None
    parameters.refuse(given, "meter")
    count = given.get("interval_count") or 1
    if not 1 <= count <= _INTERVALS_MOST[given["interval"]]:
        raise errors.invalid("Invalid interval_count.", param="recurring[interval_count]")
    return {
        "interval": given["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": given.get("trial_period_days"),
        "usage_type": given.get("usage_type") or "licensed",
    }


def _give_lookup_key(work: Work, price: Doc, given: dict[str, Any]) -> None:
    """A lookup key belongs to one price. Another price may take it over."""
    if "lookup_key" not in given:
        return
    key = given["lookup_key"] or None
    holder = work.records.first("price", lookup_key=key) if key else None
    if holder is not None and holder["id"] != price["id"]:
        if not given.get("transfer_lookup_key"):
            message = f"A price (`{holder['id']}`) already uses that lookup key."
            raise errors.invalid(message, param="lookup_key", code="resource_already_exists")
        before = copy.deepcopy(holder)
        changes.updated(work, holder | {"lookup_key": None}, before, event="price.updated")
    price["lookup_key"] = key
