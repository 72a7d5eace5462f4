"""Lists a workspace's orders by what they are credited to."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Workspace
from commerce.models import Order, OrderQuerySet


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
    if filters.is_credited is not None:
        found = found.filter(attribution__isnull=not filters.is_credited)
    wanted = {
        "attribution__method": filters.method,
        "attribution__video": filters.video,
        "attribution__publication": filters.publication,
        "attribution__scene": filters.scene,
        "store": filters.store,
        "placed_at__gte": filters.since,
    }
    return found.filter(**{name: value for name, value in wanted.items() if value})


def with_credits(found: OrderQuerySet) -> OrderQuerySet:
    """Load with each order its shop, and what it is credited to."""
    return found.select_related(
        "store",
        "attribution__video",
        "attribution__scene",
        "attribution__publication__connection",
        "attribution__offer__product",
        "attribution__link",
        "attribution__discount",
    )


def count_placed(*, workspace: Workspace, since: datetime | None) -> int:
    """Return how many orders were placed since then, credited or not, without tests and canceled ones."""
    found = rows(workspace=workspace, filters=Filters(since=since))
    return int(found.filter(is_test=False, canceled_at=None).count())
