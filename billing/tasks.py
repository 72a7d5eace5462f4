"""Celery tasks."""

import logging
from typing import Any

from celery import Task, shared_task

from billing import abandonment, adapters, notices, quotas, resync, stripe_events, subscriptions
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)


@shared_task(name="billing.release_expired")
def release_expired() -> None:
    """Release expired reservations, whose work has stopped without a result."""
    count = quotas.release_expired()
    if count:
        logger.warning("reservations expired", extra={"count": count})


@shared_task(name="billing.send_notices")
def send_notices() -> None:
    """Mail pending notices. If the mail server is unavailable, they are retried."""
    try:
        notices.send_waiting()
    except OSError:
        logger.warning("mail not sent")


@shared_task(name="billing.apply_event")
def apply_event(event_id: str) -> None:
    """Apply one Stripe event. On failure the sweep retries it later."""
    stripe_events.apply(event_id)


@shared_task(name="billing.apply_due_events")
def apply_due_events() -> None:
    """Apply events whose message was lost or whose worker failed."""
    stripe_events.apply_due()


@shared_task(name="billing.follow_up")
def follow_up() -> None:
    """End grace periods, look up late or unconfirmed changes, and end abandoned subscriptions."""
    subscriptions.end_graces()
    if not adapters.is_configured():
        return
    for sweep in (resync.unconfirmed_changes, abandonment.clear, resync.late_renewals):
        try:
            sweep()
        except UpstreamError as refusal:
            logger.warning("stripe sweep failed", extra={"code": refusal.code})


@shared_task(name="billing.end_abandoned")
def end_abandoned() -> None:
    """End subscriptions of deleted workspaces. The sweep retries failures."""
    try:
        abandonment.clear()
    except UpstreamError as refusal:
        logger.warning("stripe sweep failed", extra={"code": refusal.code})


@shared_task(name="billing.resync", bind=True, max_retries=6)
def resync_with_stripe(self: Task[Any, Any]) -> None:
    """Nightly: compare with Stripe, check the ledger, and delete expired data."""
    wrong = quotas.discrepancies()
    for discrepancy in wrong:
        logger.error("balance does not match", extra={"discrepancy": str(discrepancy)})
    stripe_events.prune()
    if not adapters.is_configured():
        return
    try:
        resync.everything()
    except UpstreamUnavailableError as error:
        raise self.retry(exc=error, countdown=min(60 * 2**self.request.retries, 1800)) from error
    except UpstreamError as refusal:
        logger.exception("refused by %s", refusal.system)
