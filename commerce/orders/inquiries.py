"""Asks shops for the visits before an order, which they collect for minutes or hours after it."""

import logging
from datetime import datetime, timedelta

from commerce import access_tokens
from commerce.models import Order, Store
from commerce.orders import applying, journeys
from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import clock

logger = logging.getLogger(__name__)

READ_JOURNEYS = "commerce.read_journeys"
_MOST = 50
# Longer than an inquiry takes. A worker that is killed leaves the order due after it.
_TRY_AGAIN_AFTER = timedelta(minutes=5)
_AFTER_OUTAGE = timedelta(minutes=15)


def due_stores() -> list[str]:
    """Return the shops with orders whose visits should be asked for now."""
    due = Order.objects.awaiting_journeys().order_by("store")
    return list(due.values_list("store", flat=True).distinct()[:200])


def read(*, store_id: str) -> None:
    """Ask a shop for the visits of its orders that are due, and credit them.

    Late, duplicate or concurrent calls ask once for each. An outage ends the call; the rest is asked later.
    """
    store = Store.objects.get(pk=store_id)
    due = Order.objects.awaiting_journeys().filter(store=store).order_by("journey_due_at")
    for order in due[:_MOST]:
        until = clock.now() + _TRY_AGAIN_AFTER
        if not Order.objects.awaiting_journeys().filter(pk=order.pk).update(journey_due_at=until):
            continue
        order.journey_due_at = until
        if not _ask(store, order):
            return


def _ask(store: Store, order: Order) -> bool:
    """Return False after a failure, which is likely to repeat."""
    try:
        found = access_tokens.call(store=store, work=lambda client: client.order(shop_id=order.shop_id))
    except UpstreamUnavailableError as error:
        due_at = clock.now() + error.wait(at_least=_AFTER_OUTAGE)
        _set(order, due_at=due_at, attempts=order.journey_attempts)
        return False
    except UpstreamError as error:
        logger.warning("visits not read", extra={"order_id": order.pk, "code": error.code})
        _set(order, *journeys.again(order=order))
        return False
    if found is not None:
        applying.apply(store=store, order=found)
    if found is None:
        _set(order, due_at=None, attempts=order.journey_attempts)
    elif not found.journey_is_ready:
        _set(order, *journeys.again(order=order))
    return True


def _set(order: Order, due_at: datetime | None, attempts: int) -> None:
    """Set when to ask again, unless a report has told the visits meanwhile."""
    row = Order.objects.filter(pk=order.pk, journey_due_at=order.journey_due_at)
    row.update(journey_due_at=due_at, journey_attempts=attempts)
