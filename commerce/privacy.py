"""Requests about personal data that shops pass on: answered, acted on, and recorded in the audit log.

Customers' names, addresses and contact details are never stored. What is stored about an order is its number,
amounts, discount codes and the link that led to it.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from commerce import access_tokens, notifications
from commerce.models import (
    ForgottenOrder,
    Offer,
    Order,
    Product,
    Refund,
    ShopEvent,
    Store,
    StoreStatus,
    Variant,
)
from commerce.orders import forgetting
from commerce.platforms import Heard, ShopOrder
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# What stays of the report of an order whose customer is forgotten.
_KEPT = ShopOrder.model_fields.keys() - ShopOrder.personal
# Rows deleted in one transaction: a large shop has a hundred thousand.
_AT_ONCE = 2000


@transaction.atomic
def report_data(store: Store, heard: Heard) -> None:
    """Tell the workspace what is stored about a customer who asked the shop for it. Idempotent."""
    if not _is_first(store, heard):
        return
    named, stored = len(heard.order_ids), _orders(store, heard).count()
    _record(store, heard, action="shop.customer_data_requested", named=named, stored=stored)
    notifications.privacy_request(
        store=store,
        once=heard.webhook_id,
        title=f"A customer of {store.name} asked for their data",
        text="We store no names, addresses or contact details of customers. Of the "
        f"{named} orders in the request, {stored} are stored: their numbers, amounts, codes and links.",
    )


@transaction.atomic
def redact_customer(store: Store, heard: Heard) -> None:
    """Delete what leads from a customer's orders to that customer. Amounts and credits stay. Idempotent."""
    if not _is_first(store, heard):
        return
    count = forgetting.forget(store=store, order_shop_ids=heard.order_ids)
    _empty_reports(store, heard)
    _record(store, heard, action="shop.customer_redacted", orders=count)
    logger.info("customer redacted", extra={"store_id": store.pk, "count": count})


def redact_shop(store: Store, heard: Heard) -> None:
    """Delete everything that is stored of a shop that removed our app. Idempotent.

    The request comes two days after the app was removed. If the shop has connected again meanwhile, its data
    is in use and stays. Raises UpstreamUnavailableError while the shop can't be asked.
    """
    if store.connected_after(heard.triggered_at) or _is_in_use(store):
        logger.info("deletion not due: the shop is connected", extra={"store_id": store.pk})
        return
    _announce_deletion(store, heard)
    for rows in _rows_of(store):
        _delete(rows)
    Store.objects.filter(pk=store.pk).delete()
    of_shop = {"platform": store.platform, "domain": store.domain, "livemode": store.livemode}
    if not Store.objects.filter(**of_shop).exists():
        ShopEvent.objects.filter(**of_shop).exclude(webhook_id=heard.webhook_id).delete()
    logger.info("shop data deleted", extra={"store_id": store.pk})


def _empty_reports(store: Store, heard: Heard) -> None:
    """Delete what leads to the customer from these orders' stored webhooks, which can still be applied."""
    of_shop = {"platform": store.platform, "domain": store.domain, "livemode": store.livemode}
    rows = ShopEvent.objects.filter(**of_shop, document__order__shop_id__in=heard.order_ids)
    for event in rows.iterator(chunk_size=500):
        order = {name: value for name, value in event.document["order"].items() if name in _KEPT}
        ShopEvent.objects.filter(pk=event.pk).update(document={**event.document, "order": order})


def _is_in_use(store: Store) -> bool:
    """True if the shop accepts our token, or a renewed one, now."""
    if store.status != StoreStatus.ACTIVE:
        return False
    try:
        access_tokens.call(store=store, work=lambda client: client.shop())
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        return False
    return True


@transaction.atomic
def _announce_deletion(store: Store, heard: Heard) -> None:
    """Disconnect the shop, so that nothing is read or counted while its rows are deleted."""
    if not _is_first(store, heard):
        return
    Store.objects.filter(pk=store.pk).exclude(status=StoreStatus.REVOKED).update(
        status=StoreStatus.REVOKED, status_changed_at=timezone.now()
    )
    _record(store, heard, action="shop.data_deleted")
    notifications.privacy_request(
        store=store,
        once=heard.webhook_id,
        title=f"The data of {store.name} was deleted",
        text=f"{store.platform_name} asked for it after the app was removed from the shop. Its products, "
        "offers, links and orders are no longer stored here.",
    )


def _rows_of(store: Store) -> list[Callable[[], QuerySet[Any]]]:
    """The shop's rows, those first that others refer to last."""
    return [
        lambda: ForgottenOrder.objects.filter(store=store),
        lambda: Refund.objects.filter(store=store),
        lambda: Order.objects.filter(store=store),
        lambda: Offer.objects.filter(product__store=store),
        lambda: Variant.objects.filter(product__store=store),
        lambda: Product.objects.filter(store=store),
    ]


def _delete(rows: Callable[[], QuerySet[Any]]) -> None:
    while True:
        ids = list(rows().order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        if not ids:
            return
        rows().filter(pk__in=ids).delete()


def _orders(store: Store, heard: Heard) -> QuerySet[Order]:
    found: QuerySet[Order] = Order.objects.filter(store=store, shop_id__in=heard.order_ids)
    return found


def _is_first(store: Store, heard: Heard) -> bool:
    """True unless this request was acted on before. Serializes copies of it."""
    # Without the key: a new order refers to its store while it holds its own lock.
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    known = AuditEntry.objects.filter(
        workspace=store.workspace_id, subject=store.pk, facts__request=heard.webhook_id
    )
    return not known.exists()


def _record(store: Store, heard: Heard, *, action: str, **facts: Any) -> None:
    audit.record(
        workspace=store.workspace,
        actor=None,
        action=action,
        subject=store.pk,
        request=heard.webhook_id,
        shop=store.domain,
        **facts,
    )
