"""What the workspace's videos brought, for the Shop overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from commerce import revenue
from commerce.models import Store
from commerce.orders import listings
from commerce.revenue import Period, Revenue

_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Earner:
    """A post, scene or shop with what it brought, by currency. ``url`` lists its orders."""

    title: str
    note: str
    url: str
    sums: Sequence[Revenue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earnings:
    """What template ``commerce/_revenue.html`` takes: sums, and of how many ``placed`` orders they are."""

    sums: Sequence[Revenue]
    placed: int
    posts: Sequence[Earner]
    scenes: Sequence[Earner]
    shops: Sequence[Earner]

    @property
    def credited(self) -> int:
        """The number of orders that are credited to a video."""
        return sum(each.orders for each in self.sums)


def of_workspace(*, workspace: Workspace, stores: Sequence[Store]) -> Earnings:
    """Return what the last 28 days brought, also by shop if there are several. At most seven queries."""
    period = Period(since=timezone.now() - timedelta(days=_DAYS))
    return Earnings(
        sums=revenue.total(workspace=workspace, period=period),
        placed=listings.count_placed(workspace=workspace, since=period.since),
        posts=[
            Earner(title=post.title, note=post.connection.full_name, url=_url(publication=post.pk), sums=sums)
            for post, sums in revenue.best_posts(workspace=workspace, period=period)
        ],
        scenes=[
            Earner(
                title=f"Scene {scene.position}", note=scene.video.title, url=_url(scene=scene.pk), sums=sums
            )
            for scene, sums in revenue.best_scenes(workspace=workspace, period=period)
        ],
        shops=_shops(workspace, stores, period) if len(stores) > 1 else [],
    )


def _shops(workspace: Workspace, stores: Sequence[Store], period: Period) -> list[Earner]:
    sums = revenue.by_store(workspace=workspace, period=period)
    return [
        Earner(title=store.name, note=store.domain, url=_url(store=store.pk), sums=sums[store.pk])
        for store in stores
        if store.pk in sums
    ]


def _url(**filters: str) -> str:
    return f"{reverse('commerce:orders')}?{urlencode(filters)}"
