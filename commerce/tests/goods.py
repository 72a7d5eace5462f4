"""A connected shop, and products as it reports them."""

from datetime import UTC, datetime, timedelta

from accounts import workspaces
from accounts.models import User, Workspace
from commerce.models import Store
from commerce.platforms import Money, ShopProduct, ShopVariant

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def studio(email: str = "nia@example.com") -> Workspace:
    """A workspace with its owner."""
    owner = User.objects.create_user(email, "long enough to pass")
    return workspaces.open_workspace(owner=owner, name="Nia's studio")


def shop(*, workspace: Workspace | None = None, domain: str = "mugs.myshopify.com", **fields) -> Store:
    """A shop that a workspace has connected."""
    values = {
        "platform": "shopify",
        "name": "Mugs",
        "currency": "EUR",
        "access_token": "shop-token",
        "scopes": ["read_products"],
    } | fields
    return Store.objects.create(workspace=workspace or studio(), domain=domain, **values)


def variant(shop_id: str = "11", *, price: int | None = 1200, currency: str = "EUR", **fields) -> ShopVariant:
    """A variant as a shop reports it; ``price`` in minor units."""
    prices = () if price is None else (Money(amount_minor=price, currency=currency),)
    return ShopVariant(shop_id=shop_id, **({"title": "Blue", "prices": prices} | fields))


def report(shop_id: str = "1", *, minute: float = 0, **fields) -> ShopProduct:
    """A product as a shop reports it, changed that many minutes after noon."""
    values = {"title": "Mug", "handle": "mug", "status": "active", "variants": (variant(),)} | fields
    return ShopProduct(shop_id=shop_id, updated_at=at(minute), **values)
