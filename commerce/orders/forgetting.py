"""Deletes what leads from an order to its customer, when a shop asks for it."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from commerce.models import Attribution, ForgottenOrder, Order, Store
from commerce.orders import applying

_KEPT = timedelta(days=365)
_EVIDENCE = "The details were deleted, because the shop was asked to forget the customer."


def forget(*, store: Store, order_shop_ids: Collection[str]) -> int:
    """Delete names and visits of these orders, for good. Returns how many orders are stored here.

    Amounts and credits stay. Later reports of the orders add nothing but amounts, also to those that are not
    stored yet.
    """
    return sum(_forget(store, shop_id) for shop_id in sorted(set(order_shop_ids)))


def prune() -> int:
    """Delete the marks of orders that have not come for a year. Returns how many."""
    return ForgottenOrder.objects.filter(created_at__lt=Now() - _KEPT).delete()[0]


@transaction.atomic
def _forget(store: Store, shop_id: str) -> int:
    applying.lock(store=store, order_shop_id=shop_id)
    rows = Order.objects.filter(store=store, shop_id=shop_id)
    Attribution.objects.filter(order__in=rows, order__redacted_at=None).update(evidence=_EVIDENCE)
    rows.filter(redacted_at=None).update(
        name="",
        note_code="",
        landing_code="",
        visit_code="",
        visited_at=None,
        journey_due_at=None,
        redacted_at=timezone.now(),
    )
    count = rows.count()
    if not count:
        ForgottenOrder.objects.get_or_create(
            store=store, shop_id=shop_id[:32], defaults={"workspace_id": store.workspace_id}
        )
    return count
