"""Lists a workspace's orders by what they are credited to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch

from accounts.models import Workspace
from commerce.models import Attribution, Order, OrderQuerySet

_CREDITED = ("video", "scene", "publication__connection", "offer__product")
# Of what orders are credited to. Videos and posts have large columns.
_SHOWN = (
    "order_id",
    "method",
    "certainty",
    "evidence",
    "video__title",
    "scene__position",
    "publication__title",
    "publication__connection__channel_title",
    "publication__connection__platform",
    "offer__product__title",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which orders to list. An empty one restricts nothing; ``is_credited`` is None for all orders."""

    is_credited: bool | None = None
    method: str = ""
    store: str = ""
    video: str = ""
    publication: str = ""
    scene: str = ""
    since: datetime | None = None


def rows(*, workspace: Workspace, filters: Filters) -> OrderQuerySet:
    """Return the orders, not sorted."""
    found = Order.objects.for_workspace(workspace)
    found = found.filter(store=filters.store) if filters.store else found
    found = found.filter(placed_at__gte=filters.since) if filters.since else found
    wanted = {
        name: getattr(filters, name)
        for name in ("method", "video", "publication", "scene")
        if getattr(filters, name)
    }
    credits = Attribution.objects.filter(order=OuterRef("pk"), **wanted)
    if filters.is_credited is False:
        return found.filter(~Exists(credits))
    # In place of a join, so that the newest orders are found without reading all of them.
    return found.filter(Exists(credits)) if filters.is_credited or wanted else found


def with_credits(found: OrderQuerySet) -> OrderQuerySet:
    """Load with each order its shop, and what it is credited to. One more query per chunk."""
    credits = Attribution.objects.select_related(*_CREDITED).only(*_SHOWN)
    return found.select_related("store").prefetch_related(Prefetch("attribution", credits))


def count_placed(*, workspace: Workspace, since: datetime | None) -> int:
    """Return how many orders were placed since then, credited or not, without tests and canceled ones."""
    found = rows(workspace=workspace, filters=Filters(since=since))
    return int(found.filter(is_test=False, canceled_at=None).count())
