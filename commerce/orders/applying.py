"""Applies what shops report of orders and refunds: in any order, any number of times, by any worker.

The result depends only on which reports arrived. Each takes effect whole, or not at all.
"""

from django.db import connection, transaction
from django.utils import timezone

from commerce import notifications
from commerce.models import ForgottenOrder, Order, Store
from commerce.orders import attribution, journeys, merging, refunds
from commerce.platforms import ShopOrder, ShopRefund

# Any constant: it separates these advisory locks from others.
_LOCKS = 20261130


@transaction.atomic
def apply(*, store: Store, order: ShopOrder) -> None:
    """Apply a shop's report of an order, and credit the order to what its clues point to.

    An older report, or a repeated one, changes nothing. A disconnected shop's report is dropped.
    """
    if not _begin(store, order.shop_id):
        return
    row = _row(store, order.shop_id)
    is_new = row is None
    row = row or _new(store, order.shop_id)
    merged = merging.merge(row=row, report=order, is_new=is_new)
    refunds.note(store=store, refunds=order.refunds or (), as_of=order.updated_at)
    planned = journeys.plan(order=row, is_ready=order.journey_is_ready, is_new=is_new)
    counted = _count(row)
    # Not the times of inquiries, which change outside the lock.
    row.save(update_fields=None if is_new else [*merged, *planned, *counted])
    credited = attribution.decide(order=row)
    if credited is not None:
        notifications.order_credited(attribution=credited)


@transaction.atomic
def apply_refund(*, store: Store, refund: ShopRefund) -> None:
    """Apply a shop's report of a refund. Its order may arrive later."""
    if not _begin(store, refund.order_shop_id):
        return
    refunds.note(store=store, refunds=[refund], as_of=None)
    row = _row(store, refund.order_shop_id)
    if row is not None:
        row.save(update_fields=_count(row))


def lock(*, store: Store, order_shop_id: str) -> None:
    """Lock the order until the transaction ends, also before it has a row."""
    with connection.cursor() as cursor:
        name = f"{store.pk}:{order_shop_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, _LOCKS])


def _begin(store: Store, order_shop_id: str) -> bool:
    """Lock the order. False if the shop was disconnected."""
    lock(store=store, order_shop_id=order_shop_id)
    return bool(Store.objects.listed().filter(pk=store.pk).exists())


def _row(store: Store, shop_id: str) -> Order | None:
    return Order.objects.filter(store=store, shop_id=shop_id).first()


def _new(store: Store, shop_id: str) -> Order:
    """A row for the order, not saved. The shop may have asked to forget its customer before."""
    row = Order(workspace_id=store.workspace_id, store=store, shop_id=shop_id)
    if ForgottenOrder.objects.filter(store=store, shop_id=shop_id).delete()[0]:
        row.redacted_at = timezone.now()
    return row


def _count(row: Order) -> tuple[str, ...]:
    """Set what the order is worth: see docs/shop-orders.md. Returns the names of the fields."""
    row.reported_at = timezone.now()
    row.refunded_minor = refunds.total_minor(order=row)
    kept = row.total_minor - row.refunded_minor
    row.net_minor = max(0, kept if row.remaining_minor is None else min(kept, row.remaining_minor))
    return ("refunded_minor", "net_minor", "reported_at")
