"""When to ask a shop for the visits before an order, which it collects for minutes or hours."""

from datetime import datetime, timedelta

from commerce.models import Link, Order
from commerce.orders.clues import SKEW
from publishing import clock

# After the order, and then after each answer that had none.
_WAITS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
)


def plan(*, order: Order, is_ready: bool | None, is_new: bool) -> tuple[str, ...]:
    """Set when the visits are asked for, without saving. Returns the names of the fields.

    Never, if they can't lead through a link of ours, or if the customer was forgotten.
    """
    if is_ready or order.redacted_at:
        order.journey_due_at = None
    elif is_new and _has_links(order):
        order.journey_due_at = clock.now() + _WAITS[0]
    else:
        return ()
    return ("journey_due_at",)


def again(*, order: Order) -> tuple[datetime | None, int]:
    """Return when to ask again after an answer without visits, and the number of answers. None: never."""
    attempts = order.journey_attempts + 1
    return (clock.now() + _WAITS[attempts] if attempts < len(_WAITS) else None), attempts


def _has_links(order: Order) -> bool:
    """True if the shop had a link when the order was placed."""
    rows = Link.objects.filter(workspace=order.workspace_id, offer__product__store=order.store_id)
    return bool(rows.filter(created_at__lte=order.placed_at + SKEW).exists())
