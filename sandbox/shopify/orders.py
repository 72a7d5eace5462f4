"""Orders: placed, paid, refunded and cancelled, and told to whoever is subscribed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify import discounts, events, identifiers, order_payloads, people, products, totals
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc, Records, Row
from sandbox.shopify.shops import Shop
from sandbox.store import Store

_SHIPPING = {"EUR": 490, "USD": 600, "GBP": 400, "JPY": 600}
_REFUNDS = 900_000_000_000
_FIRST_NUMBER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to the shop: the page it began on (a path with its query), and the page before."""

    landing: str
    referrer: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is bought, and after which visits, oldest first. ``lines``: variants and quantities."""

    lines: Sequence[tuple[int, int]]
    visits: Sequence[Visit] = ()
    codes: Sequence[str] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    country: str = ""
    customer: str = ""
    is_test: bool = False
    is_paid: bool = True
    source: str = "web"
    is_simulated: bool = False


def place(work: Work, purchase: Purchase) -> Doc:
    """Place an order. Raises RefusedError for an unknown variant, and for one that is not sold."""
    with work.store.transaction():
        position = (work.records("order").highest(work.shop.host) - _base(work.shop)) // 3 + 1
        order = _drafted(work, purchase, max(position, 1))
        for variant_id, quantity in purchase.lines:
            _add_line(work, order, variant_id, quantity)
        order["codes"] = discounts.apply(work, order, purchase.codes)
        for variant_id, quantity in purchase.lines:
            found = products.variant(work.store, work.shop, variant_id)
            if found is not None:
                products.take_from_stock(work, *found, quantity, is_refilled=purchase.is_simulated)
        topics = ["orders/create", *(["orders/paid"] if purchase.is_paid else []), "orders/updated"]
        save(work, order, *topics)
    return order


def pay(work: Work, order: Doc) -> Doc:
    """Mark the order as paid."""
    order["financial"] = "PAID"
    save(work, order, "orders/paid", "orders/updated")
    return order


def refund(
    work: Work,
    order: Doc,
    *,
    lines: Mapping[int, int] | None = None,
    amount: int | None = None,
    shipping: bool = False,
    note: str = "",
) -> Doc:
    """Give money back. ``lines``: line item ids and how many of each come back; all of them by default.

    Without lines, ``amount`` is given back and nothing is returned. Raises RefusedError for too much.
    """
    now = totals.of(order)
    returned = _returned(order, lines)
    shipped = now.current_shipping if shipping else 0
    value = sum(totals.discounted(line, quantity) for line, quantity in returned) + shipped
    wanted = value if amount is None else amount
    if wanted > now.net or (wanted == 0 and not returned):
        raise RefusedError("Refund amount exceeds what is left of the payment.")
    _book(work, order, returned, amount=wanted, shipping=shipped, note=note)
    is_whole = totals.of(order).net == 0
    order["financial"] = "REFUNDED" if is_whole else "PARTIALLY_REFUNDED"
    with work.store.transaction():
        events.emit(work, "refunds/create", order_payloads.refund(work, order, order["refunds"][-1]))
        save(work, order, "orders/updated")
    return order


def cancel(work: Work, order: Doc, *, reason: str = "CUSTOMER", is_refunded: bool = True) -> Doc:
    """Cancel the order: all items come back, and the money too, or the payment is voided."""
    if order["cancelled_at"] is not None:
        raise RefusedError("The order is cancelled already.")
    with work.store.transaction():
        order["cancelled_at"], order["cancel_reason"] = work.at, reason
        order["closed_at"] = work.at
        left = totals.of(order)
        if left.received and is_refunded and left.net:
            refund(work, order, shipping=True, note="Cancelled")
        else:
            for line in order["lines"]:
                line["returned"] = line["quantity"]
            order["financial"] = order["financial"] if left.received else "VOIDED"
        save(work, order, "orders/cancelled", "orders/updated")
    return order


def save(work: Work, order: Doc, *topics: str) -> None:
    """Write the order and queue its events."""
    order["updated_at"] = work.at
    row = Row(
        id=order["id"],
        key=order["name"],
        label=order["name"],
        status=order["financial"].lower(),
        words=" ".join((order["name"], order["customer"]["email"])).lower(),
        created_at=order["created_at"],
        updated_at=work.at,
        body=order,
    )
    with work.store.transaction():
        work.records("order").put(work.shop.host, row)
        for topic in topics:
            events.emit(work, topic, order_payloads.order(work, order))


def find(store: Store, shop: Shop, order_id: int) -> Doc | None:
    row = Records(store, "order").get(shop.host, order_id)
    return None if row is None else row.body


def every(store: Store, shop: Shop) -> list[Doc]:
    return [row.body for row in Records(store, "order").every(shop.host) if row.body is not None]


def refund_id(order: Doc, position: int) -> int:
    return identifiers.of_part(order["id"], position, base=_REFUNDS)


def order_of_refund(refund_number: int) -> int:
    return identifiers.order_of_part(refund_number, base=_REFUNDS)


def _base(shop: Shop) -> int:
    return identifiers.of_order(shop.host, 0)


def _drafted(work: Work, purchase: Purchase, position: int) -> Doc:
    shop = work.shop
    country = purchase.country or shop.country
    shown = shop.currency_of(country)
    order_id = identifiers.of_order(shop.host, position)
    visits: list[dict[str, Any]] = [
        {"landing": visit.landing, "referrer": visit.referrer, "at": visit.at} for visit in purchase.visits
    ]
    return {
        "id": order_id,
        "number": position,
        "name": f"#{_FIRST_NUMBER + position}",
        "created_at": work.at,
        "updated_at": work.at,
        "cancelled_at": None,
        "cancel_reason": None,
        "closed_at": None,
        "test": purchase.is_test,
        "financial": "PAID" if purchase.is_paid else "PENDING",
        "currency": shop.currency,
        "presentment_currency": shown,
        "rate": shop.rates.get(shown, 1.0),
        "country": country,
        "note": purchase.note,
        "attributes": dict(purchase.attributes),
        "codes": [],
        "source": purchase.source,
        "simulated": purchase.is_simulated,
        "visits": visits,
        "customer": people.customer(purchase.customer or f"{shop.host}:{order_id}", place=country),
        "lines": [],
        "shipping": _SHIPPING.get(shop.currency, 500),
        "refunds": [],
    }


def _add_line(work: Work, order: Doc, variant_id: int, quantity: int) -> None:
    found = products.variant(work.store, work.shop, variant_id)
    if found is None or not products.is_available(*found):
        raise RefusedError(f"The variant {variant_id} can't be bought.")
    product, variant = found
    has_choice = variant["title"] != "Default Title"
    order["lines"].append(
        {
            "id": identifiers.of_part(order["id"], len(order["lines"])),
            "product_id": product["id"],
            "variant_id": variant_id,
            "title": product["title"],
            "variant_title": variant["title"] if has_choice else None,
            "sku": variant["sku"],
            "vendor": product["vendor"],
            "quantity": quantity,
            "returned": 0,
            "price": variant["price"],
            "discount": 0,
        }
    )


def _returned(order: Doc, lines: Mapping[int, int] | None) -> list[tuple[Doc, int]]:
    chosen: list[tuple[Doc, int]] = []
    for line in order["lines"]:
        left = totals.quantity_now(line)
        quantity = left if lines is None else lines.get(line["id"], 0)
        if quantity > left or quantity < 0:
            raise RefusedError("Quantity cannot refund more items than were purchased")
        if quantity:
            chosen.append((line, quantity))
    return chosen


def _book(
    work: Work, order: Doc, returned: list[tuple[Doc, int]], *, amount: int, shipping: int, note: str
) -> None:
    """Write the refund into the order."""
    position = len(order["refunds"])
    items = [
        {
            "id": refund_id(order, position) * 8 + place,
            "line": line["id"],
            "quantity": quantity,
            "subtotal": totals.discounted(line, quantity),
        }
        for place, (line, quantity) in enumerate(returned)
    ]
    order["refunds"].append(
        {
            "id": refund_id(order, position),
            "created_at": work.at,
            "note": note,
            "lines": items,
            "amount": amount,
            "shipping": shipping,
        }
    )
    for line, quantity in returned:
        line["returned"] += quantity
