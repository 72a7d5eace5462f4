"""The lines of an invoice, and pending items for the next one."""

from decimal import Decimal
from typing import Any

from sandbox.stripe import discounts, events, periods
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
# docs.stripe.com/currencies
_WITHOUT_CENTS = frozenset(
    (
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    )
)


def in_words(amount: int, currency: str) -> str:
    """Format an amount: $19.00, −$4.50, 1,900 JPY."""
    sign = "−" if amount < 0 else ""
    figure = f"{abs(amount):,}" if currency in _WITHOUT_CENTS else f"{Decimal(abs(amount)) / 100:,.2f}"
    mark = _SIGNS.get(currency)
    return f"{sign}{mark}{figure}" if mark else f"{sign}{figure} {currency.upper()}"


def for_item(work: Work, subscription: Doc, item: Doc, *, is_trial: bool = False) -> Doc:
    """Return the line for one period of a subscription item; free during a trial."""
    price = work.records.require("price", item["price"])
    product = work.records.get("product", price["product"]) or {"name": price["product"]}
    quantity = item["quantity"]
    if is_trial:
        amount, description = 0, f"Trial period for {product['name']}"
    else:
        amount = (price["unit_amount"] or 0) * quantity
        count = price["recurring"]["interval_count"]
        each = price["recurring"]["interval"] if count == 1 else f"{count} {price['recurring']['interval']}s"
        cost = in_words(price["unit_amount"] or 0, price["currency"])
        description = f"{quantity} × {product['name']} (at {cost} / {each})"
    period = {"start": item["current_period_start"], "end": item["current_period_end"]}
    return _line(price, amount, quantity, description, period, subscription, item, is_proration=False)


def for_one_time(price: Doc, product: Doc, quantity: int, subscription: Doc, at: int) -> Doc:
    """Return the line of a one-time price beside a subscription's first period."""
    amount = (price["unit_amount"] or 0) * quantity
    period = {"start": at, "end": at}
    line = _line(price, amount, quantity, product["name"], period, subscription, None, is_proration=False)
    item_id = new_id("ii")
    line["parent"] = {
        "type": "invoice_item_details",
        "invoice_item_details": {
            "invoice_item": item_id,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": subscription["id"],
        },
        "subscription_item_details": None,
    }
    return line


def proration(work: Work, subscription: Doc, item: Doc, *, amount: int, period: Doc, words: str) -> Doc:
    """Store a pending item for part of a period, and emit its event."""
    price = work.records.require("price", item["price"])
    pricing = _pricing(price)
    doc: Doc = {
        "id": new_id("ii"),
        "object": "invoiceitem",
        "amount": amount,
        "currency": subscription["currency"],
        "customer": subscription["customer"],
        "customer_account": None,
        "date": work.at,
        "description": words,
        "discountable": False,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": subscription["metadata"],
        "net_amount": amount,
        "parent": {
            "type": "subscription_details",
            "subscription_details": {"subscription": subscription["id"], "subscription_item": item["id"]},
        },
        "period": period,
        "pricing": pricing,
        "proration": True,
        "proration_details": {"discount_amounts": [], "credited_items": None},
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "tax_rates": [],
        "test_clock": subscription["test_clock"],
        "_subscription": subscription["id"],
        "_item": item,
    }
    work.records.put(doc)
    events.emit(work, "invoiceitem.created", doc)
    return doc


def pending(work: Work, subscription: Doc) -> list[Doc]:
    """Return the pending items of the subscription's next invoice, oldest first."""
    found = work.records.all("invoiceitem", subscription=subscription["id"])
    return [doc for doc in found if doc["invoice"] is None]


def for_pending(work: Work, subscription: Doc, waiting: Doc) -> Doc:
    price = work.records.require("price", waiting["_item"]["price"])
    line = _line(
        price,
        waiting["amount"],
        waiting["quantity"],
        waiting["description"],
        waiting["period"],
        subscription,
        waiting["_item"],
        is_proration=True,
    )
    line["parent"]["subscription_item_details"]["invoice_item"] = waiting["id"]
    return line | {"discountable": False}


def discounted(work: Work, subscription: Doc, amount: int) -> int:
    """Return an amount minus the subscription's current discounts."""
    for identifier in subscription["discounts"]:
        discount = work.records.require("discount", identifier)
        if discount["end"] is None or discount["end"] > work.at:
            amount -= discounts.off(discounts.coupon_of(work, discount), amount)
    return amount


def split(lines: list[Doc], discount: Doc, off: int) -> None:
    """Distribute a discount over the lines, so that the parts add up to it exactly."""
    whole = sum(line["amount"] for line in lines)
    left = off
    for place, line in enumerate(lines):
        is_last = place == len(lines) - 1
        part = left if is_last else periods.share(off, part=line["amount"], whole=whole)
        left -= part
        line["discount_amounts"].append({"amount": part, "discount": discount["id"]})


def _line(
    price: Doc,
    amount: int,
    quantity: int,
    description: str,
    period: Doc,
    subscription: Doc,
    item: Doc | None,
    *,
    is_proration: bool,
) -> Doc:
    details: dict[str, Any] = {
        "invoice_item": None,
        "proration": is_proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"] if item else None,
    }
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": subscription["metadata"],
        "parent": {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": details,
        },
        "period": period,
        "pretax_credit_amounts": [],
        "pricing": _pricing(price),
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }


def _pricing(price: Doc) -> Doc:
    return {
        "type": "price_details",
        "price_details": {"price": price["id"], "product": price["product"]},
        "unit_amount_decimal": price["unit_amount_decimal"],
    }
