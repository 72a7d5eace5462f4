"""Discount codes: created through the API, and applied to orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc, Records, Row
from sandbox.shopify.shops import Shop
from sandbox.store import Store


def by_code(store: Store, shop: Shop, code: str) -> Doc | None:
    """Return the discount of a code, in capitals or not."""
    row = Records(store, "discount").by_key(shop.host, code.strip().lower())
    return None if row is None else row.body


def find(store: Store, shop: Shop, number: int) -> Doc | None:
    row = Records(store, "discount").get(shop.host, number)
    return None if row is None else row.body


def status(discount: Mapping[str, Any], *, at: float) -> str:
    if at < discount["starts_at"]:
        return "SCHEDULED"
    return "EXPIRED" if discount["ends_at"] is not None and at >= discount["ends_at"] else "ACTIVE"


def is_usable(discount: Mapping[str, Any], *, at: float) -> bool:
    limit = discount["usage_limit"]
    return status(discount, at=at) == "ACTIVE" and (limit is None or discount["used"] < limit)


def save(work: Work, discount: Doc) -> None:
    row = Row(
        id=discount["id"],
        key=discount["code"].lower(),
        label=discount["title"],
        words=f"{discount['title']} {discount['code']}".lower(),
        created_at=discount["created_at"],
        updated_at=work.at,
        body=discount | {"updated_at": work.at},
    )
    work.records("discount").put(work.shop.host, row)


def apply(work: Work, order: Doc, codes: Sequence[str]) -> list[Doc]:
    """Take the discounts off the order's lines. Returns the codes that worked, with their amounts."""
    applied: list[Doc] = []
    for code in codes:
        discount = by_code(work.store, work.shop, code)
        if discount is None or not is_usable(discount, at=work.at):
            continue
        amount = sum(_take_off(line, discount, order) for line in order["lines"])
        if amount:
            kind = "percentage" if discount["percentage"] is not None else "fixed_amount"
            applied.append({"code": discount["code"], "amount": amount, "type": kind})
            save(work, discount | {"used": discount["used"] + 1})
    return applied


def _take_off(line: Doc, discount: Mapping[str, Any], order: Doc) -> int:
    """Lower a line's price. A fixed amount is shared among the lines by their price."""
    wanted = discount["products"]
    if wanted and line["product_id"] not in wanted and line["variant_id"] not in wanted:
        return 0
    left = line["price"] * line["quantity"] - line["discount"]
    if discount["percentage"] is not None:
        amount = round(left * discount["percentage"])
    else:
        whole = sum(each["price"] * each["quantity"] for each in order["lines"]) or 1
        amount = round(discount["amount"] * line["price"] * line["quantity"] / whole)
    taken = int(min(amount, left))
    line["discount"] += taken
    return taken
