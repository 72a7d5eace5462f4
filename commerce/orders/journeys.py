"""When to ask a shop for the visits before an order, which it collects for minutes or hours."""

from datetime import timedelta

from django.utils import timezone

from commerce.models import Link, Order
from commerce.orders.clues import SKEW

# After the order, and then after each answer that had none.
_WAITS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
)


def plan(*, order: Order, is_ready: bool | None, is_new: bool) -> None:
    """Set when the visits are asked for, without saving. Never, if they can't lead through a link of ours."""
    if is_ready:
        order.journey_due_at = None
    elif is_new and _has_links(order):
        order.journey_due_at = timezone.now() + _WAITS[0]


def plan_again(*, order: Order) -> None:
    """Set when to ask again after an answer without visits, without saving. After the last one, never."""
    order.journey_attempts += 1
    is_over = order.journey_attempts >= len(_WAITS)
    order.journey_due_at = None if is_over else timezone.now() + _WAITS[order.journey_attempts]


def _has_links(order: Order) -> bool:
    """True if the shop had a link when the order was placed."""
    rows = Link.objects.filter(workspace=order.workspace_id, offer__product__store=order.store_id)
    return bool(rows.filter(created_at__lte=order.placed_at + SKEW).exists())
