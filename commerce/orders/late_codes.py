"""Credits orders that used a discount code before we knew that the shop has it.

The answer to the creation of a code may be late or lost, while customers use it already. A code that is
confirmed is noted with a time, in the same transaction: until then, its orders are credited again. That is
longer than the report of an order takes that did not see the confirmation.
"""

from django.db import transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Now, Upper

from commerce import notifications
from commerce.models import DiscountCode, Order
from commerce.orders import applying, attribution
from commerce.orders.clues import SKEW


def due_ids(*, limit: int = 200) -> list[str]:
    """Ids of the codes whose orders are to be credited again."""
    rows = DiscountCode.objects.filter(orders_until__isnull=False).order_by("orders_until")
    return list(rows.values_list("pk", flat=True)[:limit])


def credit(*, discount_id: str) -> None:
    """Credit the orders that used the code. Late, duplicate or concurrent calls change nothing more."""
    discount = DiscountCode.objects.filter(pk=discount_id, orders_until__isnull=False).first()
    if discount is None:
        return
    is_last = DiscountCode.objects.filter(pk=discount_id, orders_until__lte=Now()).exists()
    for order in _orders(discount):
        _decide(order)
    if is_last:
        known = DiscountCode.objects.filter(pk=discount_id, orders_until=discount.orders_until)
        known.update(orders_until=None)


def _orders(discount: DiscountCode) -> list[Order]:
    """The orders that may have used the code: ``attribution`` compares the codes one by one."""
    used = Func(F("codes"), Value("\n"), function="array_to_string", output_field=TextField())
    rows = Order.objects.filter(
        workspace=discount.workspace_id, store=discount.store_id, placed_at__gte=discount.created_at - SKEW
    )
    found = rows.annotate(used=Upper(used)).filter(used__contains=discount.code.upper())
    return list(found.select_related("store").order_by("pk"))


@transaction.atomic
def _decide(order: Order) -> None:
    applying.lock(store=order.store, order_shop_id=order.shop_id)
    credited = attribution.decide(order=Order.objects.get(pk=order.pk))
    if credited is not None:
        notifications.order_credited(attribution=credited)
