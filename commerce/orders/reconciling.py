"""Compares orders with their shop: all that changed since the last comparison is read again, each night.

What a lost webhook would have reported is known afterwards. The place in the reading is stored after each
page, so that a worker that is killed, or a shop that stops answering, costs no more than a page.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from pydantic import BaseModel, ValidationError

from commerce import access_tokens, nights
from commerce.errors import OrderUnreadableError
from commerce.models import Store
from commerce.orders import applying
from commerce.platforms import OrderPage, ShopOrder
from foundation import leases, messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import clock

logger = logging.getLogger(__name__)

READ_ORDERS = "commerce.read_orders"
# For clocks that differ, and orders that a shop shows late.
OVERLAP = timedelta(hours=1)
_WITHOUT_HOOKS = timedelta(hours=1)
_MOST_PAGES = 20
# Of the orders that can't be read, as many are remembered and asked for again.
MOST_UNREAD = 100
_AFTER_OUTAGE = timedelta(minutes=15)
_AFTER_REFUSAL = timedelta(hours=12)
TERMS = leases.Terms(rows=lambda: Store.objects.active(), lasts=timedelta(minutes=5), prefix="orders_")


class _Place(BaseModel):
    """Where a reading is. Everything before ``began_at`` is known once it is complete."""

    since: datetime
    began_at: datetime
    after: str = ""


def due_ids() -> list[str]:
    """Return the shops whose orders should be compared now, the longest overdue first."""
    due = Store.objects.due_for_orders().order_by("orders_due_at")
    return list(due.values_list("pk", flat=True)[:200])


def read(*, store_id: str) -> None:
    """Read what changed in the shop's orders, and apply it.

    Late, duplicate or concurrent calls have no effect. A failure is shown with the shop and retried.
    """
    claim = leases.claim(terms=TERMS, pk=store_id, due=Q(orders_due_at__lte=Now()))
    if claim is None:
        return
    # After an unexpected error, which is raised, the orders are read later.
    outcome: dict[str, Any] = {"orders_due_at": Now() + _AFTER_OUTAGE}
    try:
        outcome = _read(claim)
    finally:
        leases.release(claim=claim, **outcome)


def _read(claim: leases.Claim[Store]) -> dict[str, Any]:
    """Return the fields to set afterwards."""
    store = Store.objects.get(pk=claim.pk)
    place = _place(store)
    try:
        is_complete = _read_pages(claim, store, place)
    except LostLeaseError:
        return {}  # It was disconnected, or another worker reads it.
    except UpstreamError as error:
        logger.warning("orders not read", extra={"store_id": store.pk, "code": error.code})
        return _after(error, place)
    if not is_complete:
        messages.send(READ_ORDERS, store.pk, delay_s=1)
        return {"orders_due_at": Now(), "orders_problem": ""}
    return {
        "orders_read_until": place.began_at,
        "orders_cursor": "",
        "orders_unread": store.orders_unread,
        "orders_problem": "",
        "orders_due_at": _next(store, at=clock.now()),
    }


def _read_pages(claim: leases.Claim[Store], store: Store, place: _Place) -> bool:
    """Read some pages from the place on. True if there are no more. Raises LostLeaseError."""
    for _ in range(_MOST_PAGES):
        page = access_tokens.call(
            store=store, work=lambda client: client.orders(since=place.since, after=place.after)
        )
        for order in page.orders:
            applying.apply(store=store, order=order)
        _remember(store, page)
        place.after = page.cursor
        if not page.cursor:
            _ask_again(claim, store)
            return True
        leases.write(claim=claim, orders_unread=store.orders_unread, orders_cursor=place.model_dump_json())
    return False


def _remember(store: Store, page: OrderPage) -> None:
    """Note which orders could not be read, without saving."""
    for order in page.orders:
        store.orders_unread.pop(order.shop_id, None)
    for number in page.unreadable:
        if len(store.orders_unread) < MOST_UNREAD:
            store.orders_unread.setdefault(number, clock.now().isoformat())


def _ask_again(claim: leases.Claim[Store], store: Store) -> None:
    """Ask for each order that could not be read. Without an answer, the rest waits for the next comparison.

    Raises LostLeaseError.
    """
    for number in list(store.orders_unread):
        try:
            order = _found(store, number)
        except OrderUnreadableError:
            pass
        except UpstreamError as error:
            logger.warning("orders not asked for again", extra={"store_id": store.pk, "code": error.code})
            return
        else:
            if order is not None:
                applying.apply(store=store, order=order)
            del store.orders_unread[number]
        leases.write(claim=claim, orders_unread=store.orders_unread)


def _found(store: Store, number: str) -> ShopOrder | None:
    return access_tokens.call(store=store, work=lambda client: client.order(shop_id=number))


def _place(store: Store) -> _Place:
    """Where an interrupted reading stopped, or else the beginning of a new one."""
    try:
        return _Place.model_validate_json(store.orders_cursor)
    except ValidationError:
        known_until = store.orders_read_until or store.created_at
        return _Place(since=known_until - OVERLAP, began_at=clock.now())


def _after(error: UpstreamError, place: _Place) -> dict[str, Any]:
    now, shown = clock.now(), {"orders_problem": error.message[:400]}
    if isinstance(error, UpstreamUnavailableError):
        return {**shown, "orders_due_at": now + error.wait(at_least=_AFTER_OUTAGE)}
    # The shop may no longer know the place. A reading from the beginning shows whether it refuses that too.
    wait = _AFTER_OUTAGE if place.after else _AFTER_REFUSAL
    return {**shown, "orders_cursor": "", "orders_due_at": now + wait}


def _next(store: Store, *, at: datetime) -> datetime:
    """The next night of the shop, or the next hour if it sends no webhooks."""
    if store.hooks_checked_at is None or store.hooks_problem:
        return at + _WITHOUT_HOOKS
    return nights.next_one(store=store, after=at)
