"""Our plans as Stripe products and prices, and their prices as shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from djstripe import models as djstripe

from billing import adapters, mirror, money, plans
from billing.adapters.base import PaymentService, Raw
from billing.mirror import Price
from billing.plans import Plan

_PREFIX = "ettametta"
# The lock that serializes writes of products and prices.
LOCK = f"{_PREFIX}:catalogue"
_TIER = "tier"


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan with its current price. ``price_id`` is empty if it can't be bought."""

    plan: Plan
    amount_minor: int
    currency: str
    price_id: str = ""

    @property
    def price(self) -> str:
        """The price as shown on a card: $29."""
        return money.in_words(self.amount_minor, self.currency)


def offers() -> list[Offer]:
    """Return every plan, cheapest first, at its price in the mirrored catalogue. One query."""
    on_sale = mirror.prices(map(lookup_key, plans.PAID)) if adapters.is_configured() else {}
    return [_offer(plan, on_sale.get(lookup_key(plan))) for plan in plans.CATALOGUE]


def offer_of(plan: Plan) -> Offer:
    """Return one plan with its price."""
    return next(offer for offer in offers() if offer.plan == plan)


def lookup_key(plan: Plan) -> str:
    """Return the Stripe lookup key of the plan's current price."""
    return f"{_PREFIX}_{plan.code}_monthly"


def product_id(plan: Plan) -> str:
    """Return the id of the plan's product. It is the same in every account."""
    return f"{_PREFIX}_{plan.code}"


def plan_of_price(price: Price) -> Plan | None:
    """Return a price's plan, from the price itself or from its product; None for a price that is not ours."""
    by_product = {product_id(plan): plan for plan in plans.PAID}
    named = plans.by_code((price.metadata or {}).get(_TIER, ""))
    return named if named in plans.PAID else by_product.get(price.product)


@transaction.atomic
def publish() -> list[str]:
    """Update the products and prices at Stripe to match the plans, and mirror them. Returns what was done.

    Idempotent. A changed price becomes a new price, which takes over the lookup key. Existing subscribers
    continue to pay their old price.
    """
    # Serializes concurrent publications.
    mirror.lock(LOCK)
    payments = adapters.payments()
    return [line for plan in plans.PAID for line in (*_product(payments, plan), *_price(payments, plan))]


@transaction.atomic
def refresh() -> None:
    """Mirror the products and prices from Stripe, without changing them there."""
    mirror.lock(LOCK)
    payments = adapters.payments()
    for plan in plans.PAID:
        product, price = payments.product(product_id(plan)), payments.price_by_key(lookup_key(plan))
        if product is not None:
            mirror.store(djstripe.Product, product)
        if price is not None:
            mirror.store(djstripe.Price, price)


def _offer(plan: Plan, price: Price | None) -> Offer:
    if price is None or price.amount_minor is None:
        return Offer(plan, _amount(plan), settings.PLAN_CURRENCY or plan.currency)
    return Offer(plan, price.amount_minor, price.currency, price.id)


def _amount(plan: Plan) -> int:
    return settings.PLAN_PRICES_MINOR.get(plan.code) or plan.price_cents


def _product(payments: PaymentService, plan: Plan) -> list[str]:
    wanted = {
        "name": f"ettametta {plan.name}",
        "description": ". ".join(plan.features),
        "metadata": {_TIER: plan.code},
        "active": True,
    }
    found = payments.product(product_id(plan))
    done = []
    if found is None:
        found = payments.create_product({"id": product_id(plan), **wanted})
        done.append(f"product {found['id']} created")
    elif _differs(found, wanted):
        found = payments.change_product(found["id"], wanted)
        done.append(f"product {found['id']} changed")
    mirror.store(djstripe.Product, found)
    return done


def _price(payments: PaymentService, plan: Plan) -> list[str]:
    wanted = {
        "unit_amount": _amount(plan),
        "currency": settings.PLAN_CURRENCY or plan.currency,
        "product": product_id(plan),
        "active": True,
    }
    found = payments.price_by_key(lookup_key(plan))
    if found is not None and not _differs(found, wanted) and _is_monthly(found):
        if _differs(found, {"metadata": {_TIER: plan.code}}):
            found = payments.change_price(found["id"], {"metadata": {_TIER: plan.code}})
        mirror.store(djstripe.Price, found)
        return []
    made = payments.create_price(
        {
            **wanted,
            "recurring": {"interval": "month"},
            "lookup_key": lookup_key(plan),
            "nickname": f"{plan.name}, monthly",
            "metadata": {_TIER: plan.code},
        }
    )
    mirror.store(djstripe.Price, made)
    if found is None:
        return [f"price {made['id']} created"]
    # The new price has its lookup key. Existing subscriptions keep this one; it can't be bought any more.
    mirror.store(djstripe.Price, payments.change_price(found["id"], {"active": False}))
    return [f"price {made['id']} created instead of {found['id']}"]


def _is_monthly(price: Raw) -> bool:
    recurring = price.get("recurring") or {}
    return (recurring.get("interval"), recurring.get("interval_count", 1)) == ("month", 1)


def _differs(found: Raw, wanted: Mapping[str, Any]) -> bool:
    """True if ``found`` lacks a wanted value. Additional metadata in ``found`` is ignored."""
    return any(not _is_within(found.get(name), value) for name, value in wanted.items())


def _is_within(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and wanted.items() <= found.items()
    if isinstance(found, Mapping):
        return bool(found.get("id") == wanted)
    return bool(found == wanted)
