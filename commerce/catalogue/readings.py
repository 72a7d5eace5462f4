"""One turn at the reading of a shop's products.

The first page is read at once, so that a new shop shows products within seconds. The others come from the
shop's export, or page by page if it refuses to export. The store's row has the progress, so that a reading
continues in another process. Only a complete reading ends products, and only those that the shop denies to
have.
"""

import itertools
import logging
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Now

from commerce import access_tokens, nights
from commerce.catalogue import products, timetable
from commerce.errors import ScopeMissingError, ShopNotFoundError, StoreClosedError, StoreLostError
from commerce.models import Store
from commerce.platforms import ProductPage, ShopProduct, StoreClient
from foundation import leases
from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import clock

logger = logging.getLogger(__name__)

Claim = leases.Claim[Store]
Fields = dict[str, Any]

# What is in memory, and written in one transaction, at most: products and their variants.
BATCH, BATCH_VARIANTS = 200, 1000
_TURN_S = 60.0
_EXPORT_CHECKED_EVERY = timedelta(seconds=10)
_LONGEST_EXPORT = timedelta(hours=2)
_EXPORT_TRIES = 5
# A reading that took longer has too old a beginning.
_LONGEST_READING = timedelta(hours=6)
# A reading that ends in the evening is not followed by another one in the same night.
_BETWEEN = timedelta(hours=6)
# As many missing products are checked one by one. If an export lacks more, all are read again page by page.
MOST_CHECKED = 50
# These concern all calls to the shop, so that its pages would be refused too.
_CONCERNS_ALL = (StoreLostError, ScopeMissingError, StoreClosedError, ShopNotFoundError)
_IDLE: Fields = {"products_began_at": None, "products_operation": "", "products_cursor": ""}
_NOW: Fields = {"products_due_at": Now()}


def advance(*, claim: Claim) -> Fields:
    """Take one turn. Returns the store's fields to set afterwards, with the time of the next turn.

    An outage or a refusal is among them. Raises LostLeaseError if the shop was disconnected.
    """
    store = Store.objects.get(pk=claim.pk)
    try:
        if _begins(store):
            return _begin(claim, store)
        return _follow_export(claim, store) if store.products_operation else _read_pages(claim, store)
    except UpstreamError as error:
        return _failed(store, error)


def _begins(store: Store) -> bool:
    began_at = store.products_began_at
    if began_at is None or began_at < clock.now() - _LONGEST_READING:
        return True
    return began_at < max(store.products_wanted_at or began_at, store.connected_at)


def _begin(claim: Claim, store: Store) -> Fields:
    """Read the first page. If there are more, begin an export."""
    _set(claim, store, **{**_IDLE, "products_began_at": clock.now(), "products_count": 0})
    page, asked_at = _page(store, "")
    _apply(claim, store, page.products, seen_at=asked_at, products_cursor=page.cursor)
    if not page.cursor:
        return _finish(claim, store)
    operation = _start_export(store)
    if operation:
        # The export has the products of the first page too.
        _set(claim, store, products_operation=operation, products_count=0)
    return _NOW


def _start_export(store: Store) -> str:
    """Return the operation's id; empty if the shop refuses to export."""
    try:
        return access_tokens.call(store=store, work=lambda client: client.start_bulk())
    except (UpstreamUnavailableError, *_CONCERNS_ALL):
        raise
    except UpstreamError as error:
        logger.warning("shop refuses exports", extra={"store_id": store.pk, "code": error.code})
        return ""


def _follow_export(claim: Claim, store: Store) -> Fields:
    """Look whether the export is complete, and apply it."""
    operation = store.products_operation
    state = access_tokens.call(store=store, work=lambda client: client.bulk_state(operation=operation))
    began_at = store.products_began_at or clock.now()
    if state.problem or (not state.url and began_at < clock.now() - _LONGEST_EXPORT):
        logger.warning("export of products failed", extra={"store_id": store.pk, "cause": state.problem})
        return _by_page()
    if not state.url:
        return {"products_due_at": Now() + _EXPORT_CHECKED_EVERY}
    with tempfile.TemporaryDirectory() as folder:
        client = access_tokens.client(store=store)
        exported = client.bulk_products(url=state.url, folder=Path(folder), objects=state.objects)
        # A former turn has applied the first ones.
        rest = itertools.islice(exported, store.products_count, None)
        ends_at = time.monotonic() + _TURN_S
        for batch in batches(rest):
            _apply(claim, store, batch, seen_at=began_at)
            if time.monotonic() > ends_at:
                return _NOW
    if not store.products_count:
        # An export is begun only if there is more than a page.
        logger.warning("export is empty", extra={"store_id": store.pk})
        return _by_page()
    return _finish(claim, store)


def _read_pages(claim: Claim, store: Store) -> Fields:
    """Read page by page, until the turn's time is over."""
    ends_at = time.monotonic() + _TURN_S
    while time.monotonic() < ends_at:
        cursor = store.products_cursor
        page, asked_at = _page(store, cursor)
        if page.cursor and page.cursor == cursor:
            raise UpstreamError("The shop repeats a page.", system=store.platform_name)
        _apply(claim, store, page.products, seen_at=asked_at, products_cursor=page.cursor)
        if not page.cursor:
            return _finish(claim, store)
    return _NOW


def _page(store: Store, cursor: str) -> tuple[ProductPage, datetime]:
    """Return a page, and when it was requested."""
    asked_at = clock.now()

    def ask(client: StoreClient) -> ProductPage:
        return client.products(after=cursor)

    return access_tokens.call(store=store, work=ask), asked_at


def batches(reports: Iterable[ShopProduct]) -> Iterator[list[ShopProduct]]:
    """Yield the reports in lists of a limited number of products and variants."""
    batch: list[ShopProduct] = []
    variants = 0
    for report in reports:
        if batch and (len(batch) >= BATCH or variants + len(report.variants) > BATCH_VARIANTS):
            yield batch
            batch, variants = [], 0
        batch.append(report)
        variants += len(report.variants)
    if batch:
        yield batch


def _apply(
    claim: Claim, store: Store, reports: Sequence[ShopProduct], *, seen_at: datetime, **progress: Any
) -> None:
    """Mirror the products, and write the progress in the transaction of the last ones."""
    for batch in batches(reports):
        with transaction.atomic():
            products.apply_many(store=store, reports=batch, seen_at=seen_at)
            # After the products: the lease is a lock on the store's row, which new products refer to.
            _set(claim, store, products_count=store.products_count + len(batch), products_failures=0)
    _set(claim, store, **progress)


def _finish(claim: Claim, store: Store) -> Fields:
    """End what the reading did not find."""
    began_at = store.products_began_at or clock.now()
    missing = products.unseen(store=store, since=began_at, most=MOST_CHECKED + 1)
    if len(missing) > MOST_CHECKED and store.products_operation:
        logger.warning("export lacks many products", extra={"store_id": store.pk})
        return _by_page()
    if len(missing) > MOST_CHECKED:
        with transaction.atomic():
            products.end_unseen(store=store, since=began_at)
            _set(claim, store)
    else:
        for shop_id in missing:
            _check(claim, store, shop_id)
    night = nights.next_one(store=store, after=clock.now(), at_least=_BETWEEN)
    again = When(products_wanted_at__gt=began_at, then=Now())
    logger.info("products read", extra={"store_id": store.pk, "count": store.products_count})
    return {
        **_IDLE,
        "products_read_at": began_at,
        "products_problem": "",
        "products_failures": 0,
        "products_due_at": Case(again, default=Value(night)),
    }


def _check(claim: Claim, store: Store, shop_id: str) -> None:
    """Ask the shop for a product that the reading did not find."""
    asked_at = clock.now()
    report = access_tokens.call(store=store, work=lambda client: client.product(shop_id=shop_id))
    with transaction.atomic():
        if report is None:
            products.end(store=store, shop_id=shop_id, at=asked_at)
        else:
            products.apply(store=store, product=report, seen_at=asked_at)
        _set(claim, store)


def _by_page() -> Fields:
    """Continue from the first page, instead of with the export."""
    return {**_NOW, "products_operation": "", "products_cursor": "", "products_count": 0}


def _failed(store: Store, error: UpstreamError) -> Fields:
    """Return when to retry, and how: an export that can't be read is replaced by pages."""
    failures = store.products_failures + 1
    is_passing = isinstance(error, UpstreamUnavailableError)
    logger.warning("products not read", extra={"store_id": store.pk, "code": error.code})
    is_of_export = bool(store.products_operation) and not isinstance(error, _CONCERNS_ALL)
    if is_of_export and (not is_passing or failures > _EXPORT_TRIES):
        return {**_by_page(), "products_failures": 0}
    again_at = timetable.after(error=error, failures=failures, at=clock.now())
    fields: Fields = {
        "products_due_at": again_at,
        "products_problem": error.message[:400],
        "products_failures": min(failures, 100),
    }
    # A refused page may be one whose cursor has expired.
    return fields if is_passing else {**fields, **_IDLE}


def _set(claim: Claim, store: Store, **fields: Any) -> None:
    """Set fields of the store, and renew the lease. Raises LostLeaseError."""
    leases.write(claim=claim, **fields)
    for name, value in fields.items():
        setattr(store, name, value)
