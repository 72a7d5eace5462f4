"""What an order comes to, before and after refunds. All amounts are minor units of the shop's currency."""

from dataclasses import dataclass

from sandbox.shopify import money
from sandbox.shopify.records import Doc

_TAX_RATES = {"DE": 0.19, "FR": 0.2, "GB": 0.2, "JP": 0.1, "US": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """``current_…`` is after returned items; ``refunded`` is the money that went back."""

    items: int
    discounts: int
    subtotal: int
    shipping: int
    total: int
    current_subtotal: int
    current_discounts: int
    current_shipping: int
    current_total: int
    refunded: int
    refunded_shipping: int
    received: int
    tax_rate: float

    @property
    def net(self) -> int:
        return self.received - self.refunded

    @property
    def outstanding(self) -> int:
        return self.current_total if not self.received else 0

    def tax_in(self, amount: int) -> int:
        """Return the tax that is included in an amount."""
        return round(amount - amount / (1 + self.tax_rate))


def of(order: Doc) -> Totals:
    items = sum(line["price"] * line["quantity"] for line in order["lines"])
    discounts = sum(line["discount"] for line in order["lines"])
    current = sum(discounted(line, quantity_now(line)) for line in order["lines"])
    refunded_shipping = sum(refund["shipping"] for refund in order["refunds"])
    subtotal = items - discounts
    total = subtotal + order["shipping"]
    shipping_now = order["shipping"] - refunded_shipping
    full_price = sum(line["price"] * quantity_now(line) for line in order["lines"])
    return Totals(
        items=items,
        discounts=discounts,
        subtotal=subtotal,
        shipping=order["shipping"],
        total=total,
        current_subtotal=current,
        current_discounts=full_price - current,
        current_shipping=shipping_now,
        current_total=current + shipping_now,
        refunded=sum(refund["amount"] for refund in order["refunds"]),
        refunded_shipping=refunded_shipping,
        received=0 if order["financial"] in ("PENDING", "AUTHORIZED", "VOIDED") else total,
        tax_rate=_TAX_RATES.get(order["country"], 0.0),
    )


def quantity_now(line: Doc) -> int:
    """Return how many pieces are left after returns."""
    return int(line["quantity"] - line["returned"])


def discounted(line: Doc, quantity: int) -> int:
    """Return what some pieces of a line cost after discounts."""
    whole = line["price"] * line["quantity"] - line["discount"]
    return round(whole * quantity / line["quantity"]) if line["quantity"] else 0


def presentment(order: Doc, amount: int) -> int:
    """Return an amount in the currency that the customer saw."""
    shown = order["presentment_currency"]
    return money.converted(amount, currency=order["currency"], into=shown, rate=order["rate"])
