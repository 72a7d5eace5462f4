"""A shop with products, and a video with scenes to offer them in."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts import workspaces
from accounts.models import User, Workspace
from billing.models import Standing
from commerce.models import Offer, Product, Store, Variant
from commerce.offers import offers
from commerce.platforms import Destination, Money
from publishing.models import Connection, Publication
from synthesis.content import VideoContent
from synthesis.models import Quote, Render, RenderStatus, Scene, Video


@dataclass(frozen=True, slots=True)
class Bench:
    """What most tests of offers need."""

    user: User
    workspace: Workspace
    store: Store
    mug: Product
    blue: Variant
    video: Video
    scene: Scene

    def offer(self, **content: Any) -> Offer:
        """Offer the mug, in the whole video unless ``scene`` is given."""
        given: dict[str, Any] = {"actor": self.user, "product": self.mug, "video": self.video, **content}
        return offers.add(**given)


def bench(email: str = "nia@example.com", *, plan: str = "creator") -> Bench:
    """A workspace on a plan with a shop, a product with a variant, and a video with two scenes."""
    user = User.objects.create_user(email, "long enough to pass")
    workspace = workspaces.open_workspace(owner=user, name="Nia's studio")
    Standing.objects.update_or_create(workspace=workspace, defaults={"assigned_plan": plan})
    store = Store.objects.create(
        workspace=workspace, connected_by=user, platform="shopify", domain="nia.myshopify.com",
        public_domain="shop.nia.example", name="Nia's beans", currency="EUR", access_token="shop-token",
        scopes=["read_products", "write_discounts"], livemode=False,
    )  # fmt: skip
    mug = product_of(store, shop_id="1", title="Espresso mug", handle="mug")
    blue = Variant.objects.create(
        workspace=workspace, product=mug, shop_id="11", title="Blue",
        prices=[Money(amount_minor=1200, currency="EUR")],
    )  # fmt: skip
    video = Video.objects.create(workspace=workspace, title="Three minute espresso")
    scene, _ = (Scene.objects.create(workspace=workspace, video=video, position=n) for n in (1, 2))
    return Bench(user=user, workspace=workspace, store=store, mug=mug, blue=blue, video=video, scene=scene)


def product_of(store: Store, *, shop_id: str, title: str, handle: str) -> Product:
    """A product of the shop."""
    return Product.objects.create(
        workspace=store.workspace, store=store, shop_id=shop_id, title=title, words=title.lower(),
        handle=handle, url=f"https://shop.nia.example/products/{handle}", currency="EUR",
        lowest_minor=1200, highest_minor=1500, shop_updated_at=timezone.now(),
    )  # fmt: skip


def publication_of(made: Bench, **fields: Any) -> Publication:
    """A draft of the video for a connected channel."""
    quote = Quote.objects.create(
        workspace=made.workspace, video=made.video, fingerprint="f", duration_s=1, p50_s=1, p90_s=2, n=0,
        expires_at=timezone.now(),
    )  # fmt: skip
    render = Render.objects.create(
        workspace=made.workspace, video=made.video, quote=quote, number=Render.objects.count() + 1,
        status=RenderStatus.FAILED, content=VideoContent(title="x", scenes=()), fingerprint="f",
        scenes_total=1, deadline_at=timezone.now(),
    )  # fmt: skip
    connection, _ = Connection.objects.get_or_create(
        workspace=made.workspace, platform="youtube", channel_id="UC1",
        defaults={"connected_by": made.user, "channel_title": "Nia", "livemode": False},
    )  # fmt: skip
    return Publication.objects.create(
        workspace=made.workspace, created_by=made.user, video=made.video, render=render,
        connection=connection, title="Three minute espresso", livemode=False, **fields,
    )  # fmt: skip


class Addresses:
    """Stands in for a shop platform where only the addresses of shops matter."""

    name = "shopify"

    def destination(self, *, to: Destination) -> str:
        """Show all that a real one gets."""
        page = "/cart/" if to.to_checkout else f"/products/{to.handle}" if to.handle else "/"
        query = f"variant={to.variant_id}&discount={to.discount_code}&ref={to.link_code}"
        return f"https://{to.public_domain}{page}?{query}&utm_source={to.source}&utm_campaign={to.campaign}"
