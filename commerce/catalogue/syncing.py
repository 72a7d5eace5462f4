"""Readings of all products of shops: when connected, each night, and when somebody asks."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from commerce import stores
from commerce.catalogue import readings
from commerce.errors import StoreInactiveError
from commerce.models import Store, StoreStatus
from foundation import leases, messages
from foundation.leases import LostLeaseError

# Longer than the download of a large export takes.
_LEASE = leases.Terms(rows=lambda: Store.objects.active(), lasts=timedelta(minutes=5), prefix="products_")
_AFTER_BUG = timedelta(minutes=15)
# Turns that are due later are found by the sweeper.
_SENT_AHEAD = timedelta(seconds=30)


def due_ids() -> list[str]:
    """Return the stores whose products should be read now, the longest overdue first."""
    return list(
        Store.objects.due_for_products().order_by("products_due_at").values_list("pk", flat=True)[:200]
    )


def is_running(*, store: Store) -> bool:
    """True while a reading is in progress, or about to begin."""
    is_begun = store.products_began_at is not None or store.products_due_at <= timezone.now()
    return is_begun and store.status == StoreStatus.ACTIVE


@transaction.atomic
def request(*, store: Store) -> None:
    """Have all products read now. A reading that is in progress starts over."""
    Store.objects.filter(pk=store.pk).update(products_wanted_at=Now(), products_due_at=Now())
    messages.send_on_commit(stores.READ_PRODUCTS, store.pk)


def refresh(*, store: Store) -> bool:
    """Have all products read now. False if a reading is in progress already. Raises StoreInactiveError."""
    if store.status != StoreStatus.ACTIVE:
        raise StoreInactiveError(name=store.name)
    if is_running(store=store):
        return False
    request(store=store)
    return True


def read(*, store_id: str) -> None:
    """Take one turn at the reading of a store's products, if it is due.

    Late, duplicate or concurrent calls have no effect. A failure is shown with the store and retried.
    """
    claim = leases.claim(terms=_LEASE, pk=store_id, due=Q(products_due_at__lte=Now()))
    if claim is None:
        return
    # After an unexpected error, which is raised, the turn is repeated later.
    outcome: readings.Fields = {"products_due_at": Now() + _AFTER_BUG}
    try:
        outcome = readings.advance(claim=claim)
    except LostLeaseError:
        return  # The shop was disconnected, or this worker was too slow.
    finally:
        leases.release(claim=claim, **outcome)
    _send_next(store_id)


def _send_next(store_id: str) -> None:
    """Send the message of a turn that is due soon."""
    now = timezone.now()
    due = Store.objects.active().filter(pk=store_id, products_due_at__lte=now + _SENT_AHEAD)
    due_at = due.values_list("products_due_at", flat=True).first()
    if due_at is not None:
        delay_s = max(0.0, (due_at - now).total_seconds())
        messages.send(stores.READ_PRODUCTS, store_id, delay_s=delay_s and delay_s + 1)
