"""What credited orders brought: sums by post, scene, video, product, link and shop.

Amounts of different currencies are never added, and neither are those of live and sandbox shops. Orders that
are tests or were canceled bring nothing. See docs/shop-orders.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Concat

from accounts.models import Workspace
from commerce.models import Attribution, AttributionQuerySet, Certainty
from foundation import money
from foundation.numbers import Figure, Source
from publishing.models import Publication
from synthesis.models import Scene, Video

# What sums can be grouped by.
KEYS = {
    "publication": "publication_id",
    "video": "video_id",
    "scene": "scene_id",
    "product": "offer__product_id",
    "link": "link_id",
    "store": "order__store_id",
    "total": "workspace_id",
}
ORIGIN = "orders by link and code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time in which orders were placed; a bound of None is open."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS = Period()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """What orders in one currency brought, in its smallest unit, after refunds.

    ``certain`` is how many of the orders were credited with certainty. ``observed_at`` is when the shops last
    reported.
    """

    currency: str
    livemode: bool
    orders: int
    certain: int
    net_minor: int
    observed_at: datetime | None

    @property
    def words(self) -> str:
        """The amount for people: €312."""
        return money.in_words(self.net_minor, self.currency)

    @property
    def amount(self) -> Figure:
        """The amount for a number badge with the format ``amount``."""
        return self._figure(self.net_minor, self.currency)

    @property
    def count(self) -> Figure:
        """The number of orders for a number badge."""
        return self._figure(self.orders, "order" if self.orders == 1 else "orders")

    def _figure(self, value: int, unit: str) -> Figure:
        return Figure(
            value,
            Source.COMPUTED,
            ORIGIN,
            observed_at=self.observed_at,
            n=self.orders,
            unit=unit,
            note=f"{self.certain} of {self.orders} certain",
            livemode=self.livemode,
        )


Sums = dict[str, list[Revenue]]


def by_publication(*, workspace: Workspace, ids: Collection[str], period: Period = ALWAYS) -> Sums:
    """Return what each of these posts brought, by currency. One query; posts without orders are missing."""
    return _by(KEYS["publication"], _rows(workspace, period).filter(publication__in=ids))


def by_video(*, workspace: Workspace, ids: Collection[str], period: Period = ALWAYS) -> Sums:
    """Return what each of these videos brought. One query."""
    return _by(KEYS["video"], _rows(workspace, period).filter(video__in=ids))


def by_scene(*, video: Video, publication_id: str = "", period: Period = ALWAYS) -> Sums:
    """Return what each scene of the video brought, in all posts or in one. One query."""
    rows = _rows(video.workspace_id, period).filter(video=video, scene__isnull=False)
    return _by(KEYS["scene"], rows.filter(publication=publication_id) if publication_id else rows)


def by_product(*, workspace: Workspace, ids: Collection[str], period: Period = ALWAYS) -> Sums:
    """Return what the offers of each of these products brought, with all that was bought. One query."""
    return _by(KEYS["product"], _rows(workspace, period).filter(offer__product__in=ids))


def by_offer(*, workspace: Workspace, ids: Collection[str], period: Period = ALWAYS) -> Sums:
    """Return what each of these offers brought. One query."""
    return _by("offer_id", _rows(workspace, period).filter(offer__in=ids))


def by_offer_and_post(*, workspace: Workspace, ids: Collection[str]) -> dict[str, Sums]:
    """Return what each of these offers brought in each post, by link or code. One query."""
    rows = _rows(workspace, ALWAYS).filter(offer__in=ids, publication__isnull=False)
    key = Concat("offer_id", Value("/"), "publication_id", output_field=CharField())
    sums: dict[str, Sums] = {}
    for both, found in _by("offer_and_post", rows.annotate(offer_and_post=key)).items():
        offer_id, publication_id = both.split("/")
        sums.setdefault(offer_id, {})[publication_id] = found
    return sums


def by_link(*, workspace: Workspace, ids: Collection[str], period: Period = ALWAYS) -> Sums:
    """Return what each of these links brought. One query."""
    return _by(KEYS["link"], _rows(workspace, period).filter(link__in=ids))


def by_store(*, workspace: Workspace, period: Period = ALWAYS) -> Sums:
    """Return what the orders of each shop brought. One query."""
    return _by(KEYS["store"], _rows(workspace, period))


def total(*, workspace: Workspace, period: Period = ALWAYS) -> list[Revenue]:
    """Return what all videos of the workspace brought, by currency. One query."""
    return _by(KEYS["total"], _rows(workspace, period)).get(workspace.pk, [])


def best_posts(
    *, workspace: Workspace, period: Period = ALWAYS, most: int = 5
) -> list[tuple[Publication, list[Revenue]]]:
    """Return the posts with the most orders, and what each brought. Two queries."""
    sums = _first(grouped(workspace=workspace, by="publication", period=period), most)
    rows = Publication.objects.for_workspace(workspace).select_related("connection").defer("preflight")
    found = rows.in_bulk(list(sums))
    return [(found[key], each) for key, each in sums.items() if key in found]


def best_scenes(
    *, workspace: Workspace, period: Period = ALWAYS, most: int = 5
) -> list[tuple[Scene, list[Revenue]]]:
    """Return the scenes with the most orders, and what each brought. Two queries."""
    sums = _first(grouped(workspace=workspace, by="scene", period=period), most)
    found = Scene.objects.for_workspace(workspace).select_related("video").in_bulk(list(sums))
    return [(found[key], each) for key, each in sums.items() if key in found]


def grouped(*, workspace: Workspace, by: str, period: Period = ALWAYS, **filters: str) -> Sums:
    """Return the sums by one of KEYS, the one with the most orders first. One query.

    ``filters`` are columns of attributions. Orders without that key, such as a post, are left out.
    """
    key = KEYS[by]
    return _by(key, _rows(workspace, period).filter(**{f"{key}__isnull": False}, **filters))


def _first(sums: Sums, most: int) -> Sums:
    return dict(list(sums.items())[:most])


def _rows(workspace: Workspace | str, period: Period) -> AttributionQuerySet:
    rows = Attribution.objects.counted().filter(workspace=workspace)
    rows = rows.filter(order__placed_at__gte=period.since) if period.since else rows
    return rows.filter(order__placed_at__lt=period.until) if period.until else rows


def _by(key: str, rows: AttributionQuerySet) -> Sums:
    """Sum the rows by a column: for each of its values, the currency with the most orders first."""
    groups = rows.values(key, currency=F("order__currency"), live=F("order__store__livemode")).annotate(
        orders=Count("pk"),
        certain=Count("pk", filter=Q(certainty=Certainty.CERTAIN)),
        net=Sum("order__net_minor"),
        reported_at=Max("order__reported_at"),
        read_until=Min("order__store__orders_read_until"),
    )
    sums: Sums = {}
    for group in groups.order_by("-orders", "currency", "live"):
        sums.setdefault(group[key], []).append(_revenue(group))
    return sums


def _revenue(group: dict[str, Any]) -> Revenue:
    return Revenue(
        currency=group["currency"],
        livemode=group["live"],
        orders=group["orders"],
        certain=group["certain"],
        net_minor=group["net"] or 0,
        observed_at=max(filter(None, (group["reported_at"], group["read_until"])), default=None),
    )
