"""Lists: their filters and pagination."""

from collections.abc import Callable
from typing import Any

from sandbox.stripe import errors, parameters, rendering, subscriptions
from sandbox.stripe.records import Doc, Page
from sandbox.stripe.work import Work

_PAGING = {"limit", "starting_after", "ending_before", "expand"}
_MOST = 100
# By kind: the parameter, and the field that it filters by.
_FILTERS: dict[str, dict[str, str]] = {
    "customer": {"email": "email", "created": "created", "test_clock": "test_clock"},
    "product": {
        "active": "active",
        "created": "created",
        "ids": "id",
        "shippable": "shippable",
        "url": "url",
    },
    "price": {
        "active": "active",
        "created": "created",
        "currency": "currency",
        "lookup_keys": "lookup_key",
        "product": "product",
        "type": "type",
    },
    "payment_method": {"customer": "customer", "type": "type", "allow_redisplay": "allow_redisplay"},
    "coupon": {"created": "created"},
    "promotion_code": {
        "active": "active",
        "code": "code",
        "coupon": "promotion__coupon",
        "created": "created",
        "customer": "customer",
    },
    "checkout.session": {
        "created": "created",
        "customer": "customer",
        "status": "status",
        "subscription": "subscription",
    },
    "billing_portal.configuration": {"active": "active", "is_default": "is_default"},
    "invoice": {
        "collection_method": "collection_method",
        "created": "created",
        "customer": "customer",
        "status": "status",
        "subscription": "subscription",
    },
    "invoice_payment": {"invoice": "invoice", "status": "status"},
    "invoiceitem": {"created": "created", "customer": "customer", "invoice": "invoice"},
    "payment_intent": {"created": "created", "customer": "customer"},
    "charge": {"created": "created", "customer": "customer", "payment_intent": "payment_intent"},
    "refund": {"charge": "charge", "created": "created", "payment_intent": "payment_intent"},
    "dispute": {"charge": "charge", "created": "created", "payment_intent": "payment_intent"},
    "webhook_endpoint": {},
    "event": {"created": "created", "type": "type", "types": "type"},
    "test_helpers.test_clock": {},
}


def of(kind: str, path: str) -> Callable[..., Doc]:
    """Return the operation that lists documents of this kind."""

    def listing(work: Work, given: dict[str, Any]) -> Doc:
        filters = _FILTERS[kind]
        parameters.refuse(given, *(set(given) - _PAGING - set(filters)))
        conditions = {
            filters[name]: value for name, value in given.items() if name in filters and value != ""
        }
        return _read(work, kind, path, given, conditions)

    return listing


def subscriptions_of(work: Work, given: dict[str, Any]) -> Doc:
    """List subscriptions, without ended ones unless requested."""
    parameters.refuse(given, *(set(given) - _PAGING - {"customer", "status", "created", "price", "plan"}))
    price = given.get("price") or given.get("plan")
    conditions = subscriptions.find(work, given)
    if price:
        found = work.records.all("subscription", **conditions)
        using = [doc for doc in found if price in [item["price"] for item in doc["items"]["data"]]]
        return rendering.listing(using[::-1], url="/v1/subscriptions")
    return _read(work, "subscription", "subscriptions", given, conditions)


def cards_of(work: Work, given: dict[str, Any], customer: str) -> Doc:
    """The payment methods of one customer."""
    work.records.require("customer", customer)
    path = f"customers/{customer}/payment_methods"
    return of("payment_method", path)(work, given | {"customer": customer})


def _read(work: Work, kind: str, path: str, given: dict[str, Any], conditions: dict[str, Any]) -> Doc:
    customer = given.get("customer")
    if customer and work.records.get("customer", customer) is None:
        raise errors.missing("customer", customer, param="customer", status=400)
    limit = given.get("limit", 10)
    if not 1 <= limit <= _MOST:
        raise errors.invalid(f"This value must be between 1 and {_MOST}.", param="limit")
    page = Page(
        limit=limit,
        starting_after=given.get("starting_after"),
        ending_before=given.get("ending_before"),
    )
    docs, has_more = work.records.page(kind, page, **conditions)
    return rendering.listing(docs, url=f"/v1/{path}", has_more=has_more)
