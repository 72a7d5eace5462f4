"""A workspace with a shop whose product is offered in a video with two scenes and two posts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts import workspaces
from accounts.models import User, Workspace
from commerce.models import Attribution, DiscountCode, Link, Offer, Order, Product, Refund, Store
from commerce.orders import applying
from commerce.platforms import Money, ShopOrder, ShopRefund
from publishing.models import Connection, Publication
from synthesis.content import SceneContent, VideoContent
from synthesis.models import Asset, Quote, Render, Scene, Video

# When the tests' orders are placed: after their links and codes were made.
PLACED = datetime(2026, 11, 20, 12, tzinfo=UTC)
MADE = PLACED - timedelta(days=10)
_AFTER = timedelta(seconds=1)


@dataclass(kw_only=True)
class Seller:
    """The workspace's rows, and what its shop reports."""

    workspace: Workspace
    owner: User
    store: Store
    product: Product
    posts: list[Publication] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)

    @property
    def video(self) -> Video:
        """The video of both posts."""
        return self.posts[0].video

    def offer(self, *, scene: Scene | None = None, product: Product | None = None) -> Offer:
        """Offer the product in the video or one of its scenes; the second time, the same offer."""
        found, _ = Offer.objects.get_or_create(
            workspace=self.workspace, product=product or self.product, video=self.video, scene=scene
        )
        return found

    def link(self, code: str, *, post: Publication | None = None, offer: Offer | None = None) -> Link:
        """Make the link of an offer in a post."""
        return Link.objects.create(
            workspace=self.workspace,
            offer=offer or self.offer(),
            publication=post,
            code=code,
            created_at=MADE,
        )

    def discount(
        self, code: str, *, post: Publication | None = None, offer: Offer | None = None, **fields: Any
    ) -> DiscountCode:
        """Make a code that the shop has."""
        return DiscountCode.objects.create(
            workspace=self.workspace,
            store=self.store,
            offer=offer or self.offer(),
            publication=post,
            code=code,
            percent=10,
            **{"status": "active", "shop_id": f"gid-{code}", "created_at": MADE, **fields},
        )

    def report(self, **fields: Any) -> None:
        """Apply a report of an order."""
        applying.apply(store=self.store, order=an_order(**fields))

    def refund(self, **fields: Any) -> None:
        """Apply a report of a refund."""
        applying.apply_refund(store=self.store, refund=a_refund(**fields))

    def order(self, shop_id: str = "1001") -> Order:
        """The order's row."""
        return Order.objects.get(store=self.store, shop_id=shop_id)

    def credit(self, shop_id: str = "1001") -> Attribution | None:
        """What the order is credited to."""
        return Attribution.objects.filter(order__store=self.store, order__shop_id=shop_id).first()


def euros(amount: float, currency: str = "EUR") -> Money:
    """An amount in euros."""
    return Money(amount_minor=round(amount * 100), currency=currency)


def an_order(*, after_s: float = 0, **fields: Any) -> ShopOrder:
    """A report of order 1001 over €50, made ``after_s`` seconds after it was placed."""
    placed_at = fields.pop("placed_at", PLACED)
    known: dict[str, Any] = {"shop_id": "1001", "name": "#1001", "total": euros(50), "product_ids": ("1",)}
    known |= {"placed_at": placed_at, "updated_at": placed_at + after_s * _AFTER}
    for name in ("landing_code", "visit_code"):
        if name in fields:
            known[f"{name}s"] = (fields.pop(name),)
    return ShopOrder(**{**known, **fields})


def a_refund(**fields: Any) -> ShopRefund:
    """A report that €10 of order 1001 were paid back."""
    known = {"shop_id": "7", "order_shop_id": "1001", "amount": euros(10), "refunded_at": PLACED}
    return ShopRefund(**{**known, **fields})


def seller(email: str = "sol@example.com", *, domain: str = "sol.myshopify.com") -> Seller:
    """Make the rows."""
    owner = User.objects.create_user(email, "long enough to pass")
    workspace = workspaces.open_workspace(owner=owner, name=f"Studio of {email}")
    store = Store.objects.create(
        workspace=workspace, connected_by=owner, platform="shopify", domain=domain, name="Sol's mugs",
        currency="EUR", livemode=False,
    )  # fmt: skip
    product = a_product(store, "1", "Blue mug")
    return Seller(
        workspace=workspace,
        owner=owner,
        store=store,
        product=product,
        **_video(workspace, owner),
    )


def a_product(store: Store, shop_id: str, title: str) -> Product:
    """A product of the shop."""
    return Product.objects.create(
        workspace=store.workspace, store=store, shop_id=shop_id, title=title, currency="EUR",
        shop_updated_at=MADE,
    )  # fmt: skip


def _video(workspace: Workspace, owner: User) -> dict[str, Any]:
    now = timezone.now()
    video = Video.objects.create(workspace=workspace, title="Morning coffee", status="ready")
    scenes = [Scene.objects.create(workspace=workspace, video=video, position=n) for n in (1, 2)]
    quote = Quote.objects.create(
        workspace=workspace, video=video, fingerprint="f", duration_s=2, p50_s=1, p90_s=2, n=0, expires_at=now
    )
    content = VideoContent(
        title=video.title, scenes=tuple(SceneContent(id=row.pk, position=row.position) for row in scenes)
    )
    asset = Asset.objects.create(
        workspace=workspace, role="final", origin="assembled", file="final.mp4", sha256="0" * 64,
        size_bytes=1, mime_type="video/mp4", duration_s=2,
    )  # fmt: skip
    render = Render.objects.create(
        workspace=workspace, video=video, quote=quote, number=1, status="succeeded", content=content,
        fingerprint="f", scenes_total=2, deadline_at=now, final_asset=asset,
    )  # fmt: skip
    return {
        "scenes": scenes,
        "posts": [_post(owner, render, name) for name in ("Grind finer", "Pour slower")],
    }


def _post(owner: User, render: Render, title: str) -> Publication:
    connection, _ = Connection.objects.get_or_create(
        workspace=render.workspace,
        platform="youtube",
        channel_id="UC" + "s" * 22,
        defaults={"channel_title": "Sol", "access_expires_at": timezone.now(), "livemode": False},
    )
    return Publication.objects.create(
        workspace=render.workspace, created_by=owner, video=render.video, render=render,
        connection=connection, title=title, status="published", published_at=MADE, livemode=False,
    )  # fmt: skip


def state(store: Store) -> dict[str, Any]:
    """Everything that reports decide, without ids and times of ours."""
    orders = Order.objects.filter(store=store).order_by("shop_id")
    credits = Attribution.objects.filter(order__store=store).order_by("order__shop_id")
    return {
        "orders": list(
            orders.values(
                "shop_id", "name", "currency", "total_minor", "remaining_minor", "refunded_minor",
                "net_minor", "codes", "note_code", "landing_code", "visit_code", "visited_at", "product_ids",
                "is_test", "placed_at", "canceled_at", "shop_updated_at",
                is_awaiting=Q(journey_due_at__isnull=False),
            )
        ),
        "refunds": list(
            Refund.objects.filter(store=store)
            .order_by("shop_id")
            .values("shop_id", "order_shop_id", "currency", "amount_minor", "refunded_at", "as_of")
        ),
        "credits": list(
            credits.values(
                "order__shop_id", "offer", "video", "scene", "publication", "link", "discount", "method",
                "certainty", "evidence",
            )
        ),
    }  # fmt: skip
