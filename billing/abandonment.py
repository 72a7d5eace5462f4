"""Closes deleted workspaces' open checkouts, which could still be paid, and ends their subscriptions."""

import logging

from django.db.models import F
from django.utils import timezone

from accounts.models import Workspace
from billing import adapters, customers, mirror
from billing.customers import Presence
from billing.errors import GoneError
from billing.models import AbandonedCustomer, AbandonedSubscription, Checkout
from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

END_ABANDONED = "billing.end_abandoned"


def note(*, workspace: Workspace) -> None:
    """Record a workspace's customers and subscriptions before its deletion, to end them afterwards."""
    purchases = Checkout.objects.for_workspace(workspace).exclude(customer_id="")
    customer_ids = {*mirror.customers_of(workspace), *purchases.values_list("customer_id", flat=True)}
    AbandonedCustomer.objects.bulk_create(
        [AbandonedCustomer(customer_id=each, workspace_id=workspace.pk) for each in sorted(customer_ids)],
        ignore_conflicts=True,
    )
    alive = [each for each in mirror.subscriptions_of(workspace) if not each.has_ended]
    for subscription in alive:
        note_subscription(subscription_id=subscription.id, customer_id=subscription.customer)
    if customer_ids or alive:
        messages.send_on_commit(END_ABANDONED)


def note_subscription(*, subscription_id: str, customer_id: str) -> None:
    """Schedule a subscription to be ended. Idempotent."""
    row = AbandonedSubscription(subscription_id=subscription_id, customer_id=customer_id)
    AbandonedSubscription.objects.bulk_create([row], ignore_conflicts=True)


def is_of_abandoned(customer_id: str) -> bool:
    """True for a customer whose workspace was deleted here."""
    return AbandonedCustomer.objects.filter(customer_id=customer_id).exists()


def clear(*, at_most: int = 50) -> int:
    """Close the open checkouts of deleted workspaces' customers, and end their subscriptions.

    Returns how many subscriptions ended. If Stripe refuses one, the others are still processed, and it
    is retried later. Raises UpstreamUnavailableError.
    """
    found = AbandonedCustomer.objects.filter(cleared_at=None)
    for customer in found.order_by(F("looked_at").asc(nulls_first=True), "pk")[:at_most]:
        _clear(customer)
    rows = AbandonedSubscription.objects.filter(ended_at=None)
    ordered = rows.order_by(F("looked_at").asc(nulls_first=True), "pk")[:at_most]
    return sum(_end(row) for row in ordered)


def _clear(row: AbandonedCustomer) -> None:
    rows = AbandonedCustomer.objects.filter(pk=row.pk)
    rows.update(looked_at=timezone.now())
    try:
        # Checkouts open in the first pass are closed by the second, or have just been paid.
        is_clear = _is_clear(row.customer_id) or _is_clear(row.customer_id)
    except UpstreamUnavailableError:
        raise
    except UpstreamError as refusal:
        logger.warning(
            "abandoned customer refused", extra={"customer_id": row.customer_id, "code": refusal.code}
        )
        is_clear = isinstance(refusal, GoneError) and _is_deleted(row.customer_id)
    if is_clear:
        rows.update(cleared_at=timezone.now())


def _is_clear(customer_id: str) -> bool:
    """Close every open checkout, and record every subscription. True if no checkout was open."""
    payments = adapters.payments()
    is_clear = True
    for session in payments.open_checkouts(customer_id):
        is_clear = False
        try:
            payments.expire_checkout(session.id)
        except UpstreamUnavailableError:
            raise
        except UpstreamError:
            # Paid or expired just now. The next pass shows which.
            logger.warning("abandoned checkout not closed", extra={"session_id": session.id})
    for raw in payments.subscriptions_of(customer_id):
        subscription = mirror.parse(mirror.Subscription, raw)
        if not subscription.has_ended:
            note_subscription(subscription_id=subscription.id, customer_id=customer_id)
    return is_clear


def _end(row: AbandonedSubscription) -> bool:
    AbandonedSubscription.objects.filter(pk=row.pk).update(looked_at=timezone.now())
    payments = adapters.payments()
    try:
        payments.end_subscription(
            name=f"abandoned:{row.subscription_id}", subscription_id=row.subscription_id
        )
    except UpstreamUnavailableError:
        raise
    except UpstreamError as refusal:
        logger.warning("abandoned subscription refused", extra={"code": refusal.code})
        if not _has_ended(row):
            return False
    AbandonedSubscription.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    logger.info("abandoned subscription ended", extra={"subscription_id": row.subscription_id})
    return True


def _has_ended(row: AbandonedSubscription) -> bool:
    """True if Stripe confirms it. A refusal alone may be due to the key."""
    try:
        return mirror.parse(
            mirror.Subscription, adapters.payments().subscription(row.subscription_id)
        ).has_ended
    except UpstreamUnavailableError:
        raise
    except GoneError:
        return _is_deleted(row.customer_id)
    except UpstreamError:
        return False


def _is_deleted(customer_id: str) -> bool:
    try:
        return customers.presence_of(customer_id) is Presence.DELETED
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        return False
