"""The refunds of orders. Each is stored once, also before its order is known."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Sum

from commerce.models import Order, Refund, Store
from commerce.platforms import ShopRefund

# Beyond any amount. The sum of many is bounded, too.
_MOST_MINOR, _MOST_TOTAL_MINOR = 10**17, 10**18


def note(*, store: Store, refunds: Iterable[ShopRefund], as_of: datetime | None) -> None:
    """Store the refunds of one order. The caller holds the order's lock.

    ``as_of`` is the time of the order's report that lists them; None for a report of a refund alone. The
    amount is that of the newest report that lists the refund; without one, the highest.
    """
    for refund in refunds:
        row = Refund.objects.filter(store=store, shop_id=refund.shop_id).first()
        if row is None:
            row = Refund(workspace_id=store.workspace_id, store=store, shop_id=refund.shop_id)
        elif not _is_newer(row, refund, as_of):
            continue
        row.order_shop_id = refund.order_shop_id
        row.currency, row.amount_minor = refund.amount.currency, _paid_minor(refund)
        row.refunded_at = refund.refunded_at
        row.as_of = as_of
        row.save()


def total_minor(*, order: Order) -> int:
    """Return what was paid back for the order, in its currency."""
    rows = Refund.objects.filter(store=order.store_id, order_shop_id=order.shop_id, currency=order.currency)
    return min(int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0), _MOST_TOTAL_MINOR)


def _is_newer(row: Refund, refund: ShopRefund, as_of: datetime | None) -> bool:
    told, known = _content(refund), (row.amount_minor, row.currency, row.refunded_at)
    if as_of is None:
        return row.as_of is None and told > known
    return row.as_of is None or (as_of, told) > (row.as_of, known)


def _content(refund: ShopRefund) -> tuple[int, str, datetime]:
    return _paid_minor(refund), refund.amount.currency, refund.refunded_at


def _paid_minor(refund: ShopRefund) -> int:
    """What was paid back. A refund adds nothing to what an order is worth."""
    return min(max(0, refund.amount.amount_minor), _MOST_MINOR)
