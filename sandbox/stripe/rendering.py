"""The public form of documents: references, expansion, and no internal fields."""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.stripe import errors
from sandbox.stripe.records import Doc, Records

# The kind of object that an id field refers to.
_KINDS = {
    "customer": "customer",
    "product": "product",
    "price": "price",
    "default_price": "price",
    "coupon": "coupon",
    "promotion_code": "promotion_code",
    "invoice": "invoice",
    "latest_invoice": "invoice",
    "subscription": "subscription",
    "payment_method": "payment_method",
    "default_payment_method": "payment_method",
    "payment_intent": "payment_intent",
    "charge": "charge",
    "latest_charge": "charge",
    "discount": "discount",
    "discounts": "discount",
    "test_clock": "test_helpers.test_clock",
    "configuration": "billing_portal.configuration",
}


def show(records: Records, doc: Doc, expand: Iterable[str] = ()) -> Doc:
    """Return the document as Stripe would, with the paths in ``expand`` expanded."""
    whole = _whole(records, doc)
    for path in expand:
        _follow(records, whole, path.split("."), path)
    shown: Doc = _public(whole)
    return shown


def listing(docs: list[Doc], *, url: str, has_more: bool = False) -> Doc:
    return {"object": "list", "data": docs, "has_more": has_more, "url": url}


def plan_of(price: Doc) -> Doc:
    """Return the legacy form of a recurring price, which subscription items still have."""
    recurring = price["recurring"] or {}
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring.get("interval"),
        "interval_count": recurring.get("interval_count"),
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _whole(records: Records, doc: Doc) -> Doc:
    """Return a copy in which subscription items contain their price, as always at Stripe."""
    kind = doc.get("object")
    if kind == "list":
        return doc | {"data": [_whole(records, entry) for entry in doc["data"]]}
    if kind == "subscription":
        waiting = doc["pending_update"]
        if waiting is not None:
            items = [_whole(records, item) for item in waiting["subscription_items"]]
            waiting = waiting | {"subscription_items": items}
        return doc | {"items": _whole(records, doc["items"]), "pending_update": waiting}
    if kind == "subscription_item" and isinstance(doc["price"], str):
        price = records.get("price", doc["price"]) or {}
        return doc | {"price": price, "plan": plan_of(price)}
    return dict(doc)


def _follow(records: Records, holder: Any, path: list[str], whole_path: str) -> None:
    """Replace ids along the path by their objects."""
    if isinstance(holder, list):
        for entry in holder:
            _follow(records, entry, path, whole_path)
        return
    if not path or not isinstance(holder, dict):
        return
    name, *rest = path
    if name not in holder:
        holder[name] = _revealed(records, holder, name, whole_path)
    holder[name] = _resolved(records, name, holder[name])
    if rest:
        _follow(records, holder[name], rest, whole_path)


def _revealed(records: Records, holder: Doc, name: str, whole_path: str) -> Any:
    """Return a field that is omitted unless expanded."""
    if name in _COMPUTED and holder.get("object") == "customer":
        return _COMPUTED[name](records, holder)
    if f"_{name}" in holder and name not in _NEVER:
        return holder[f"_{name}"]
    raise errors.invalid(
        f"This property cannot be expanded ({name}), as in '{whole_path}'.",
        param="expand",
    )


def _resolved(records: Records, name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(records, name, entry) for entry in value]
    if not isinstance(value, str):
        # A copy: expanding must not change the stored document.
        return _whole(records, value) if isinstance(value, dict) else value
    kind = _KINDS.get(name)
    found = records.get(kind, value) if kind else None
    return value if found is None else _whole(records, found)


def _public(value: Any) -> Any:
    if isinstance(value, list):
        return [_public(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        name: inner if name == "metadata" else _public(inner)
        for name, inner in value.items()
        if not name.startswith("_")
    }


def _subscriptions(records: Records, customer: Doc) -> Doc:
    found = records.all("subscription", customer=customer["id"])
    live = [doc for doc in found[::-1] if doc["status"] not in ("canceled", "incomplete_expired")]
    shown = [_whole(records, doc) for doc in live[:10]]
    url = f"/v1/customers/{customer['id']}/subscriptions"
    return listing(shown, url=url, has_more=len(live) > 10) | {"total_count": len(live)}


def _nothing(path: str) -> Callable[[Records, Doc], Doc]:
    def empty(_: Records, customer: Doc) -> Doc:
        return listing([], url=f"/v1/customers/{customer['id']}/{path}") | {"total_count": 0}

    return empty


_NEVER = ("signing", "subscription", "test_clock")
_COMPUTED: dict[str, Callable[[Records, Doc], Any]] = {
    "sources": _nothing("sources"),
    "tax_ids": _nothing("tax_ids"),
    "subscriptions": _subscriptions,
    "cash_balance": lambda _, __: None,
    "tax": lambda _, __: {
        "automatic_tax": "not_collecting",
        "ip_address": None,
        "location": None,
        "provider": "stripe",
    },
    "invoice_credit_balance": lambda _, customer: {},
}
