"""What shops' webhooks report: stored once, applied by a worker in any order, retried, and replayed."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from commerce import access_tokens, platforms, privacy, stores
from commerce.catalogue import products
from commerce.errors import StoreLostError
from commerce.models import EventStatus, ShopEvent, Store, StoreStatus
from commerce.orders import applying
from commerce.platforms import EventKind, Heard
from foundation import messages
from foundation.errors import UpstreamUnavailableError
from publishing import clock

logger = logging.getLogger(__name__)

APPLY = "commerce.apply_event"

# Retries after 1, 2, 4 … minutes, then every six hours, for about two days.
_LONGEST_PAUSE = timedelta(hours=6)
_MOST_ATTEMPTS = 16
# Platforms repeat an event for some hours at most.
_KEEP_APPLIED = timedelta(days=30)
_KEEP_FAILED = timedelta(days=90)

# What each kind of event changes in one connected shop. Each effect is idempotent, works in any order and
# raises UpstreamUnavailableError to be tried again.
EFFECTS: dict[EventKind, Callable[[Store, Heard], None]] = {
    EventKind.ORDER: lambda store, heard: _apply_order(store, heard),
    EventKind.REFUND: lambda store, heard: _apply_refund(store, heard),
    EventKind.PRODUCT: lambda store, heard: _mirror_product(store, heard),
    EventKind.PRODUCT_DELETED: lambda store, heard: products.end(
        store=store, shop_id=heard.product_id, at=heard.triggered_at
    ),
    EventKind.SHOP: lambda store, heard: stores.refresh_facts(store),
    EventKind.SCOPES: lambda store, heard: stores.refresh_scopes(store),
    EventKind.UNINSTALLED: lambda store, heard: stores.app_removed(store, at=heard.triggered_at),
    EventKind.CUSTOMER_DATA: lambda store, heard: privacy.report_data(store, heard),
    EventKind.CUSTOMER_REDACT: lambda store, heard: privacy.redact_customer(store, heard),
    EventKind.SHOP_REDACT: lambda store, heard: privacy.redact_shop(store, heard),
}
# Also for shops that are no longer connected: their data is still stored.
_OF_EVERY_STORE = frozenset({EventKind.CUSTOMER_DATA, EventKind.CUSTOMER_REDACT, EventKind.SHOP_REDACT})


def receive(*, platform: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Verify a webhook and store it for a worker, once. Raises NotFoundError and WebhookRefusedError.

    Topics that the product does not use are not stored.
    """
    heard, livemode = platforms.named(platform).heard(body=body, headers=headers)
    if heard.kind is not None:
        _keep(platform, heard, livemode)


@transaction.atomic
def _keep(platform: str, heard: Heard, livemode: bool) -> None:
    event = ShopEvent(
        platform=platform,
        webhook_id=heard.webhook_id,
        event_id=heard.event_id,
        topic=heard.topic,
        domain=heard.domain,
        livemode=livemode,
        document=heard.model_dump(mode="json", exclude_defaults=True),
        triggered_at=heard.triggered_at,
    )
    ShopEvent.objects.bulk_create([event], ignore_conflicts=True)
    # A repeated delivery is not stored again; the message of the first one may have been lost.
    known = ShopEvent.objects.due().filter(platform=platform, webhook_id=heard.webhook_id)
    for pk in known.values_list("pk", flat=True):
        messages.send_on_commit(APPLY, pk)


def due_ids(*, at_most: int = 200) -> list[str]:
    """Return the events to apply now, after lost messages or failures, oldest first."""
    return list(
        ShopEvent.objects.due().order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:at_most]
    )


def apply(*, event_id: str) -> bool:
    """Apply a stored event to each connection of its shop, if it is due. True if it was applied.

    A second worker, a copy or a killed process has no further effect.
    """
    event = _claim(event_id)
    if event is None:
        return False
    heard = Heard.model_validate(event.document)
    failure = _apply_to_all(event, heard)
    if failure is not None:
        _note_failure(event, failure)
        return False
    ShopEvent.objects.filter(pk=event.pk).update(
        status=EventStatus.APPLIED, applied_at=timezone.now(), error=""
    )
    return True


def replay(*, event_ids: list[str]) -> int:
    """Have a worker apply events again, whatever their outcome. Returns how many."""
    count = ShopEvent.objects.filter(pk__in=event_ids).update(
        status=EventStatus.WAITING, attempts=0, next_attempt_at=Now()
    )
    for event_id in event_ids:
        messages.send_on_commit(APPLY, event_id)
    return count


def prune() -> int:
    """Delete old events that can't arrive again. Returns how many."""
    now = timezone.now()
    applied = ShopEvent.objects.filter(
        status=EventStatus.APPLIED, received_at__lt=now - _KEEP_APPLIED
    ).delete()[0]
    failed = ShopEvent.objects.filter(status=EventStatus.FAILED, received_at__lt=now - _KEEP_FAILED).delete()[
        0
    ]
    return applied + failed


def _claim(event_id: str) -> ShopEvent | None:
    """Claim the event for one attempt and schedule the next one, in case the worker dies."""
    event: ShopEvent | None = ShopEvent.objects.due().filter(pk=event_id).first()
    if event is None:
        return None
    attempts = event.attempts + 1
    is_ours = (
        ShopEvent.objects.due()
        .filter(pk=event.pk, attempts=event.attempts)
        .update(attempts=attempts, next_attempt_at=Now() + _pause(attempts))
    )
    event.attempts = attempts
    return event if is_ours else None


def _apply_to_all(event: ShopEvent, heard: Heard) -> Exception | None:
    """Apply the event to each connection of its shop. Returns the first failure, if any."""
    effect = EFFECTS.get(heard.kind) if heard.kind is not None else None
    if effect is None:
        return None
    failure: Exception | None = None
    for store in _stores_of(event, heard):
        try:
            effect(store, heard)
        except StoreLostError:
            # Once the shop is reconnected, everything is read again.
            logger.info("event of a lost shop", extra={"store_id": store.pk, "event_id": event.pk})
        except Exception as error:  # noqa: BLE001 - one workspace must not block the others
            failure = failure or error
    return failure


def _stores_of(event: ShopEvent, heard: Heard) -> list[Store]:
    found = Store.objects.of_shop(platform=event.platform, domain=event.domain, livemode=event.livemode)
    if heard.kind not in _OF_EVERY_STORE:
        found = found.exclude(status=StoreStatus.REVOKED)
    return list(found.order_by("pk"))


def _apply_order(store: Store, heard: Heard) -> None:
    """Apply the reported order, read again if the report has only its id."""
    order = heard.order
    if order is None and heard.order_ids:
        shop_id = heard.order_ids[0]
        order = access_tokens.call(store=store, work=lambda client: client.order(shop_id=shop_id))
    if order is not None:
        applying.apply(store=store, order=order)


def _apply_refund(store: Store, heard: Heard) -> None:
    """Apply the reported refund, or read its order again, whose refunds are in the shop's currency."""
    if heard.refund is None or heard.refund.amount.currency != store.currency:
        _apply_order(store, heard)
    else:
        applying.apply_refund(store=store, refund=heard.refund)


def _mirror_product(store: Store, heard: Heard) -> None:
    """Mirror the reported product, read again if the report has only its id."""
    if heard.product is not None:
        products.apply(store=store, product=heard.product)
        return
    asked_at, shop_id = clock.now(), heard.product_id
    found = access_tokens.call(store=store, work=lambda client: client.product(shop_id=shop_id))
    if found is None:
        products.end(store=store, shop_id=shop_id, at=asked_at)
    else:
        products.apply(store=store, product=found, seen_at=asked_at)


def _note_failure(event: ShopEvent, error: Exception) -> None:
    is_over = event.attempts >= _MOST_ATTEMPTS
    ShopEvent.objects.filter(pk=event.pk, status=EventStatus.WAITING).update(
        status=EventStatus.FAILED if is_over else EventStatus.WAITING,
        error=f"{type(error).__name__}: {error}"[:300],
    )
    facts = {"event_id": event.pk, "topic": event.topic, "cause": type(error).__name__}
    if isinstance(error, UpstreamUnavailableError):
        logger.warning("shop event postponed", extra=facts)
    else:
        logger.error("shop event failed", extra=facts, exc_info=error)
    if is_over:
        logger.error("shop event given up", extra=facts)


def _pause(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), _LONGEST_PAUSE)
