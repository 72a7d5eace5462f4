"""Celery tasks."""

import logging

from celery import shared_task
from django.utils import timezone

from commerce import events, stores, subscriptions
from commerce.catalogue import pictures, syncing
from commerce.merch import creating, drafts, picturing
from commerce.models import Store
from commerce.offers import clicks, discounting, discounts
from commerce.orders import forgetting, inquiries, late_codes, reconciling
from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)


@shared_task(name=events.APPLY)
def apply_event(event_id: str) -> None:
    """Apply a webhook of a shop."""
    events.apply(event_id=event_id)


@shared_task(name=stores.CHECK_HOOKS)
def check_hooks(store_id: str) -> None:
    """Check a shop's webhook subscriptions, permissions and facts."""
    subscriptions.check(store_id=store_id)


@shared_task(name=stores.LEAVE)
def leave_shop(store_id: str) -> None:
    """Remove our app from a disconnected shop."""
    store = Store.objects.get(pk=store_id)
    try:
        stores.leave(store=store)
    except UpstreamUnavailableError:
        return  # The next sweep retries.
    except UpstreamError:
        stores.delete_tokens(store=store)


@shared_task(name=reconciling.READ_ORDERS)
def read_orders(store_id: str) -> None:
    """Read what changed in a shop's orders."""
    reconciling.read(store_id=store_id)


@shared_task(name=inquiries.READ_JOURNEYS)
def read_journeys(store_id: str) -> None:
    """Ask a shop for visits before its orders that were not known yet."""
    inquiries.read(store_id=store_id)


@shared_task(name="commerce.read_due_orders")
def read_due_orders() -> None:
    """Request the comparison of shops whose orders are due, and of visits that are."""
    for store_id in reconciling.due_ids():
        messages.send(reconciling.READ_ORDERS, store_id)
    for store_id in inquiries.due_stores():
        messages.send(inquiries.READ_JOURNEYS, store_id)


@shared_task(name="commerce.apply_due_events")
def apply_due_events() -> None:
    """Request what a lost message or a failure left behind: events, checks, and shops to leave."""
    for event_id in events.due_ids():
        messages.send(events.APPLY, event_id)
    for store_id in subscriptions.due_ids():
        messages.send(stores.CHECK_HOOKS, store_id)
    for store_id in stores.to_leave_ids():
        messages.send(stores.LEAVE, store_id)


@shared_task(name="commerce.prune_events")
def prune_events() -> None:
    """Delete old events, and marks of orders that never came."""
    events.prune()
    forgetting.prune()


@shared_task(name=stores.READ_PRODUCTS)
def read_products(store_id: str) -> None:
    """Take one turn at the reading of a shop's products."""
    syncing.read(store_id=store_id)


@shared_task(name="commerce.read_due_products")
def read_due_products() -> None:
    """Request the turns of readings that are due."""
    for store_id in syncing.due_ids():
        messages.send(stores.READ_PRODUCTS, store_id)


@shared_task(name=pictures.STORE_PICTURE)
def store_picture(product_id: str) -> None:
    """Store small copies of a product's picture. Until that succeeds, a placeholder is shown."""
    try:
        pictures.store_copies(product_id=product_id)
    except UpstreamError as error:
        logger.warning("picture not stored", extra={"product_id": product_id, "cause": error.code})


@shared_task(name="commerce.purge_pictures")
def purge_pictures() -> None:
    """Delete old copies of pictures."""
    pictures.purge_old(at=timezone.now())


@shared_task(name=discounts.WORK)
def work_on_discount(discount_id: str) -> None:
    """Create or end a discount code in its shop."""
    discounting.work(discount_id=discount_id)


@shared_task(name=discounts.CREDIT_ORDERS)
def credit_orders_of_code(discount_id: str) -> None:
    """Credit orders that used a code before it was known that the shop has it."""
    late_codes.credit(discount_id=discount_id)


@shared_task(name="commerce.work_on_discounts")
def work_on_discounts() -> None:
    """End the codes of canceled posts, and request the work on codes that are due."""
    discounts.end_canceled()
    for discount_id in late_codes.due_ids():
        messages.send(discounts.CREDIT_ORDERS, discount_id)
    for discount_id in discounting.due_ids():
        messages.send(discounts.WORK, discount_id)


@shared_task(name="commerce.forget_visitors")
def forget_visitors() -> None:
    """Delete the visits and secrets of past days."""
    clicks.forget_past_days()


@shared_task(name=drafts.CREATE, time_limit=200, soft_time_limit=190)
def create_draft(draft_id: str) -> None:
    """Have a shop create a product draft."""
    creating.create(draft_id=draft_id)


@shared_task(name=picturing.LOOK)
def look_for_picture(draft_id: str) -> None:
    """Read a draft's product again, whose picture the shop processed."""
    picturing.look(draft_id=draft_id)


@shared_task(name="commerce.create_due_drafts")
def create_due_drafts() -> None:
    """Request the product drafts that are due and that no worker creates, and looks for pictures."""
    for draft_id in picturing.due_ids():
        messages.send(picturing.LOOK, draft_id)
    for draft_id in creating.due_ids():
        messages.send(drafts.CREATE, draft_id)
