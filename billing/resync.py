"""Looking at Stripe itself, for what its events did not tell us."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from billing import adapters, catalogue, mirror, subscriptions
from billing.adapters.base import Raw
from billing.models import PAYING_STATES, AbandonedSubscription, Standing
from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

END_ABANDONED = "billing.end_abandoned"

# A renewal is told within seconds; whoever is still without it after so long is looked up.
_LATE_AFTER = timedelta(minutes=10)
_AGAIN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many subscriptions were looked at, and how many of them were not as mirrored."""

    seen: int
    mended: int


def everything() -> Outcome:
    """Compare the catalogue and every subscription with the mirror, and mend what differs.

    Safe at any time and beside events: what differs is looked at once more under its customer's lock. Raises
    UpstreamUnavailableError and UpstreamError; what was mended until then stays.
    """
    catalogue.look()
    seen: set[str] = set()
    mended = 0
    for raw in adapters.payments().all_subscriptions():
        seen.add(raw["id"])
        mended += _mend(raw)
    for subscription_id, customer_id in mirror.unended_ids():
        if subscription_id not in seen:
            subscriptions.refresh(customer_id=customer_id, subscription_id=subscription_id)
            mended += 1
    logger.info("stripe compared", extra={"seen": len(seen), "mended": mended})
    return Outcome(seen=len(seen), mended=mended)


def late_renewals(*, at_most: int = 100) -> int:
    """Look up those whose period is over and who have not been told of the next; says how many."""
    now = timezone.now()
    late = Standing.objects.filter(
        status__in=PAYING_STATES,
        period_ends_at__lt=now - _LATE_AFTER,
        looked_at__lt=now - _AGAIN_AFTER,
    )
    found = list(late.order_by("looked_at").values_list("customer_id", "subscription_id")[:at_most])
    for customer_id, subscription_id in found:
        subscriptions.refresh(customer_id=customer_id, subscription_id=subscription_id)
    return len(found)


def abandon(*, workspace: Workspace) -> None:
    """The workspace is about to be deleted: note what it pays for, to be ended once it is."""
    alive = [each for each in mirror.subscriptions_of(workspace) if not each.has_ended]
    AbandonedSubscription.objects.bulk_create(
        [AbandonedSubscription(subscription_id=each.id, customer_id=each.customer) for each in alive],
        ignore_conflicts=True,
    )
    if alive:
        messages.send_on_commit(END_ABANDONED)


def end_abandoned(*, at_most: int = 50) -> int:
    """End at Stripe the subscriptions whose workspace is gone; says how many."""
    rows = AbandonedSubscription.objects.filter(ended_at=None).order_by("created_at")[:at_most]
    return sum(_end(row) for row in rows)


def _end(row: AbandonedSubscription) -> bool:
    try:
        adapters.payments().end_subscription(
            name=f"abandoned:{row.subscription_id}", subscription_id=row.subscription_id
        )
    except UpstreamUnavailableError:
        raise
    except UpstreamError as refusal:
        # It has ended already, or was never there.
        logger.warning("abandoned subscription refused", extra={"code": refusal.code})
    AbandonedSubscription.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    logger.info("abandoned subscription ended", extra={"subscription_id": row.subscription_id})
    return True


def _mend(raw: Raw) -> bool:
    customer_id = mirror.Subscription.model_validate(raw).customer
    if mirror.is_as_mirrored(raw):
        with transaction.atomic():
            subscriptions.follow_customer(customer_id)
        return False
    subscriptions.refresh(customer_id=customer_id, subscription_id=raw["id"])
    return True
