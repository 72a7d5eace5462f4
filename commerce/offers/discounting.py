"""Tells the shop about one discount code: creates it, or ends it.

Creating is idempotent: the shop has a code once, and finds its own discount again after a lost answer. Before
the request, the row notes that the code may exist, so that none stays behind in the shop.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from commerce import access_tokens, notifications
from commerce.errors import DiscountTakenError, ScopeMissingError, StoreLostError
from commerce.models import DiscountCode, DiscountStatus, StoreStatus
from commerce.offers import discounts
from commerce.platforms import ShopDiscount
from foundation import leases, messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
_AFTER_A_FAULT = timedelta(minutes=2)
_SHORTEST, _LONGEST = timedelta(seconds=5), timedelta(minutes=30)
# A person has to do something first. A reconnected shop makes its codes due at once.
_UNTIL_RECONNECTED = timedelta(hours=1)
_MOST_NAMES = 6
# Longer than it takes to apply a report of an order that began before the code was confirmed.
_ORDERS_LAST = timedelta(minutes=2)
_TERMS = leases.Terms(rows=lambda: DiscountCode.objects.waiting(), lasts=LEASE)
Claim = leases.Claim[DiscountCode]

_RECONNECT = "The shop has to be reconnected under Shop first."
_LEFT = "The shop was disconnected before the code was ended. End it in the shop's admin."
_NEVER = "The shop was disconnected before it had the code."
_NO_NAME = "The shop uses all codes that fit. Choose one yourself."


def due_ids(*, limit: int = 200) -> list[str]:
    """Ids of codes that the shop should create or end now, and that have no worker."""
    return list(DiscountCode.objects.due().order_by("due_at").values_list("pk", flat=True)[:limit])


def work(*, discount_id: str) -> None:
    """Take one turn at a code. Late, duplicate or concurrent calls have no effect."""
    claim = leases.claim(terms=_TERMS, pk=discount_id, due=Q(due_at__lte=Now()))
    if claim is None:
        return
    # After an unexpected error, which is raised, it is tried later.
    delay: timedelta | None = _AFTER_A_FAULT
    try:
        delay = _turn(claim)
    except LostLeaseError:
        return
    finally:
        leases.release(claim=claim, **({} if delay is None else {"due_at": Now() + delay}))


def _turn(claim: Claim) -> timedelta | None:
    """Create or end the code. Returns the delay of the next turn; None if there is none."""
    row = DiscountCode.objects.select_related("offer__product", "store__workspace").get(pk=claim.pk)
    if row.store.status == StoreStatus.REVOKED:
        _give_up(claim, row)
        return None
    try:
        return _end(claim, row) if row.status == DiscountStatus.ENDING else _create(claim, row)
    except DiscountTakenError as error:
        return _on_taken(claim, row, error)
    except (ScopeMissingError, StoreLostError) as error:
        return _postpone(claim, error.message, _UNTIL_RECONNECTED)
    except UpstreamUnavailableError as error:
        return _postpone(claim, error.message, _delay(row, error))
    except UpstreamError as error:
        return _on_refusal(claim, row, error)


def _create(claim: Claim, row: DiscountCode) -> timedelta | None:
    found = _ask(claim, row)
    _confirm(claim, row, found)
    _move(claim, DiscountStatus.ACTIVE, problem="")
    return None


@transaction.atomic
def _confirm(claim: Claim, row: DiscountCode, found: ShopDiscount) -> None:
    """Note that the shop has the code. Orders may have used it before this was known."""
    leases.write(claim=claim, shop_id=found.shop_id[:120], orders_until=Now() + _ORDERS_LAST)
    messages.send_on_commit(discounts.CREDIT_ORDERS, row.pk)


def _ask(claim: Claim, row: DiscountCode) -> ShopDiscount:
    """Have the shop create the code, or find it again. Notes first that it may exist."""
    leases.write(claim=claim, may_exist=True, attempts=row.attempts + 1)
    return access_tokens.call(
        store=row.store,
        work=lambda client: client.create_discount(
            code=row.code,
            percent=row.percent,
            title=f"{row.code} ({row.pk})",
            product_ids=[row.offer.product.shop_id],
        ),
    )


def _end(claim: Claim, row: DiscountCode) -> timedelta | None:
    shop_id = row.shop_id
    if not shop_id and row.may_exist:
        # The answer to its creation was lost. Only the shop can tell whether the code is ours.
        found = _ask(claim, row)
        _confirm(claim, row, found)
        shop_id = found.shop_id
    if shop_id:
        leases.write(claim=claim, attempts=row.attempts + 1)
        access_tokens.call(store=row.store, work=lambda client: client.end_discount(shop_id=shop_id))
    _move(claim, DiscountStatus.ENDED, problem="")
    return None


# --- outcomes ---------------------------------------------------------------------------------------------


@transaction.atomic
def _move(claim: Claim, status: DiscountStatus, **fields: Any) -> None:
    """Set the outcome. A code that should have ended meanwhile keeps that, with the shop's id of it.

    One that ended, and that a post got back meanwhile, stays wanted.
    """
    row = leases.require(claim=claim)
    if status == DiscountStatus.ENDED and row.status == DiscountStatus.WANTED:
        return
    if status == DiscountStatus.ACTIVE and row.status == DiscountStatus.ENDING:
        row.change_if_unmoved(**fields)
        return
    _set(row, status, **fields)


def _set(row: DiscountCode, status: DiscountStatus, **fields: Any) -> None:
    """Set the outcome of a locked code, and notify people of a failure."""
    row.move_to(status, lease_until=None, **fields)
    if status == DiscountStatus.FAILED:
        notifications.discount_failed(discount=row)
    logger.info("discount code changed", extra={"discount_id": row.pk, "status": status})


def _give_up(claim: Claim, row: DiscountCode) -> None:
    """The shop is disconnected."""
    if row.status == DiscountStatus.WANTED:
        _move(claim, DiscountStatus.FAILED, problem=_NEVER)
    else:
        _move(claim, DiscountStatus.ENDED, problem=_LEFT)


def _postpone(claim: Claim, problem: str, delay: timedelta) -> timedelta:
    leases.write(claim=claim, problem=problem[:400])
    return delay


def _on_taken(claim: Claim, row: DiscountCode, error: DiscountTakenError) -> timedelta | None:
    """The shop has another discount with this code: take another code, unless people have seen this one."""
    with transaction.atomic():
        locked = leases.require(claim=claim)
        if locked.status == DiscountStatus.ENDING:
            _set(locked, DiscountStatus.ENDED, may_exist=False, problem="")
            return None
        locked.change_if_unmoved(may_exist=False)
        if locked.is_fixed:
            _set(locked, DiscountStatus.FAILED, problem=error.message[:400])
            return None
        if row.attempts >= _MOST_NAMES or not discounts.rename(discount=locked):
            _set(locked, DiscountStatus.FAILED, problem=_NO_NAME)
            return None
    return timedelta(0)


def _on_refusal(claim: Claim, row: DiscountCode, error: UpstreamError) -> timedelta | None:
    """A refusal ends the attempt until a person retries. What could not be ended is tried again later."""
    if row.status == DiscountStatus.ENDING:
        return _postpone(claim, error.message, _delay(row, error))
    # This request created nothing. An earlier one, whose answer was lost, may have.
    _move(claim, DiscountStatus.FAILED, problem=error.message[:400], may_exist=row.may_exist)
    return None


def _delay(row: DiscountCode, error: UpstreamError) -> timedelta:
    wanted_s = error.context.get("retry_after_s")
    backoff = min(_SHORTEST * int(2 ** min(row.attempts, 12)), _LONGEST)
    return max(backoff, timedelta(seconds=min(int(wanted_s), 3600))) if wanted_s else backoff
