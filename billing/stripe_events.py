"""Stripe's events: stored by the webhook, applied by a worker, retried, and marked when retries end."""

import logging
import time
from datetime import timedelta

import stripe
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from billing import endpoints, event_handlers, mirror
from billing.models import EventStatus, StripeEvent
from billing.webhook_verification import Event
from foundation import messages
from foundation.errors import UpstreamUnavailableError

logger = logging.getLogger(__name__)

APPLY = "billing.apply_event"

# Retries after 1, 2, 4 … minutes, then every six hours, for two days.
_LONGEST_PAUSE = timedelta(hours=6)
_GIVE_UP_AFTER = timedelta(days=2)
# Events that waited for Stripe are due at once when it recovers, each at most this many times.
_BETWEEN_ATTEMPTS = timedelta(seconds=30)
# Stripe repeats an event for three days at most.
_KEEP_APPLIED = timedelta(days=30)
_AWAY = (UpstreamUnavailableError, stripe.APIConnectionError, stripe.RateLimitError)
# After this many unanswered calls in a row, a sweep leaves the remaining events to the next one.
_UNANSWERED_IN_A_SWEEP = 2


@transaction.atomic
def store(event: Event) -> bool:
    """Store an event for a worker. True if it is new. Copies of one event share one row.

    Event types that the product does not use are not stored: an endpoint created by hand may send every type.
    """
    if event.type not in endpoints.EVENTS:
        return False
    kept = StripeEvent(
        event_id=event.id,
        type=event.type,
        lock_name=event_handlers.lock_name(event.data.object) or event.id,
        object=event.data.object,
    )
    StripeEvent.objects.bulk_create([kept], ignore_conflicts=True)
    messages.send_on_commit(APPLY, event.id)
    return True


def apply(event_id: str) -> bool:
    """Apply a stored event if it is due. True if it was applied.

    The effect and the mark are one transaction, so a second worker, a copy or a killed process has no effect.
    """
    event = _claim(event_id)
    if event is None:
        return False
    try:
        _apply(event)
    except Exception as error:  # noqa: BLE001 - one event must not block the others
        _note_failure(event, error)
        return False
    _bring_forward()
    return True


def apply_due(*, at_most: int = 100, within_s: float = 45) -> int:
    """Apply due events, oldest first, after lost messages or failures. Returns how many were applied.

    Stops early if Stripe does not answer; the next sweep continues.
    """
    ends_at, done, unanswered = time.monotonic() + within_s, 0, 0
    due = StripeEvent.objects.due().order_by("next_attempt_at", "pk")
    for event_id in due.values_list("event_id", flat=True)[:at_most]:
        if time.monotonic() > ends_at or unanswered >= _UNANSWERED_IN_A_SWEEP:
            break
        is_done = apply(event_id)
        done += is_done
        left = StripeEvent.objects.filter(event_id=event_id, waits_for_stripe=True).exists()
        unanswered = unanswered + 1 if not is_done and left else 0
    return done


def replay(event_ids: list[str]) -> int:
    """Have a worker apply events again, whatever their outcome. Returns how many."""
    now = timezone.now()
    count = StripeEvent.objects.filter(event_id__in=event_ids).update(
        status=EventStatus.WAITING, attempts=0, tries_begin_at=now, next_attempt_at=now
    )
    for event_id in event_ids:
        messages.send_on_commit(APPLY, event_id)
    return count


def prune() -> int:
    """Delete applied events that can't arrive again. Returns how many."""
    before = timezone.now() - _KEEP_APPLIED
    return StripeEvent.objects.filter(status=EventStatus.APPLIED, received_at__lt=before).delete()[0]


def _claim(event_id: str) -> StripeEvent | None:
    """Claim the event for one attempt and schedule the next one, in case the worker dies."""
    event = StripeEvent.objects.due().filter(event_id=event_id).first()
    if event is None:
        return None
    attempts, now = event.attempts + 1, timezone.now()
    is_ours = (
        StripeEvent.objects.due()
        .filter(pk=event.pk, attempts=event.attempts)
        .update(attempts=attempts, attempted_at=now, next_attempt_at=now + _pause(attempts))
    )
    return event if is_ours else None


@transaction.atomic
def _apply(event: StripeEvent) -> None:
    mirror.lock(event.lock_name)
    event_handlers.handle(type_=event.type, found=event.object)
    StripeEvent.objects.filter(pk=event.pk).update(
        status=EventStatus.APPLIED, applied_at=timezone.now(), error="", waits_for_stripe=False
    )


def _note_failure(event: StripeEvent, error: Exception) -> None:
    is_over = event.tries_begin_at < timezone.now() - _GIVE_UP_AFTER
    StripeEvent.objects.filter(pk=event.pk, status=EventStatus.WAITING).update(
        status=EventStatus.FAILED if is_over else EventStatus.WAITING,
        error=_without_keys(f"{type(error).__name__}: {error}")[:300],
        waits_for_stripe=isinstance(error, _AWAY),
    )
    facts = {"event_id": event.event_id, "event_type": event.type, "cause": type(error).__name__}
    if isinstance(error, _AWAY):
        logger.warning("stripe event postponed", extra=facts)
    else:
        logger.error("stripe event failed", extra=facts, exc_info=error)
    if is_over:
        logger.error("stripe event given up", extra=facts)


def _bring_forward() -> None:
    """Make events due now that waited for Stripe, because it has answered again."""
    now = timezone.now()
    StripeEvent.objects.filter(
        status=EventStatus.WAITING, waits_for_stripe=True, attempted_at__lt=now - _BETWEEN_ATTEMPTS
    ).update(next_attempt_at=now)


def _pause(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), _LONGEST_PAUSE)


def _without_keys(text: str) -> str:
    for key in (settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET):
        text = text.replace(key, "[key]") if key else text
    return text
