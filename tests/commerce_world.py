"""One row of each kind that commerce has."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import User, Workspace
from commerce.models import (
    Attribution,
    ClickHour,
    DiscountCode,
    ForgottenOrder,
    Link,
    MerchDraft,
    Offer,
    Order,
    Product,
    Refund,
    Store,
    Variant,
)
from commerce.platforms import Money
from publishing.models import Publication
from synthesis.models import Render, Scene, Video


def rows(*, workspace: Workspace, owner: User, mark: str) -> list[models.Model]:
    """A shop with a product that is offered, linked, clicked, bought and paid back."""
    now, own = timezone.now(), {"workspace": workspace}
    store = Store.objects.create(
        **own, connected_by=owner, platform="shopify", domain=f"{workspace.pk[-11:]}.myshopify.com".lower(),
        name=f"{mark} shop", currency="EUR",
        access_token="shop-token", scopes=["read_products"], livemode=False,
    )  # fmt: skip
    product = Product.objects.create(
        **own, store=store, shop_id="1", title=f"{mark} mug", words=f"{mark} mug".lower(), currency="EUR",
        url=f"https://{store.domain}/products/mug", handle="mug", lowest_minor=1200, highest_minor=1200,
        shop_updated_at=now,
    )  # fmt: skip
    variant = Variant.objects.create(
        **own,
        product=product,
        shop_id="11",
        title=f"{mark} blue",
        prices=[Money(amount_minor=1200, currency="EUR")],
    )
    video, publication = Video.objects.get(**own), Publication.objects.get(**own)
    offer = Offer.objects.create(
        **own, product=product, variant=variant, video=video, scene=Scene.objects.get(**own), created_by=owner
    )
    about: dict[str, Any] = {**own, "offer": offer, "publication": publication}
    discount = DiscountCode.objects.create(**about, store=store, code=f"{mark}10", percent=10)
    link = Link.objects.create(**about, code=workspace.pk[-10:], discount=discount)
    hour = ClickHour.objects.create(
        **own, link=link, hour=now.replace(minute=0, second=0, microsecond=0), clicks=3
    )
    order = Order.objects.create(
        **own, store=store, shop_id="1001", name=f"#{mark}", currency="EUR", total_minor=2400,
        codes=[discount.code], placed_at=now, shop_updated_at=now,
    )  # fmt: skip
    refund = Refund.objects.create(
        **own,
        store=store,
        shop_id="7",
        order_shop_id="1001",
        currency="EUR",
        amount_minor=100,
        refunded_at=now,
    )
    forgotten = ForgottenOrder.objects.create(**own, store=store, shop_id="9")
    attribution = Attribution.objects.create(
        **about, order=order, video=video, scene=offer.scene, link=link, discount=discount, method="code",
        certainty="certain", evidence=f"The order used the code {discount.code}.",
    )  # fmt: skip
    draft = MerchDraft.objects.create(
        **own, store=store, video=video, render=Render.objects.get(**own), title=f"{mark} print",
        currency="EUR", price_minor=2900, status="failed", problem=mark,
    )  # fmt: skip
    return [
        store,
        product,
        variant,
        offer,
        discount,
        link,
        hour,
        order,
        refund,
        forgotten,
        attribution,
        draft,
    ]
