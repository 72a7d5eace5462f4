"""What reaches us through dj-stripe's webhook: who may send it, what follows, what becomes of failures."""

import json
import logging
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from djstripe.models import WebhookEndpoint, WebhookEventTrigger
from pydantic import BaseModel, ConfigDict, Field
from redis.exceptions import RedisError

from billing import endpoints, mirror, subscriptions
from billing.errors import EventRefusedError, EventsTooManyError, EventTooLargeError
from billing.models import EventFailure, FailureStatus
from foundation.errors import NotFoundError
from foundation.secrets import SecretUnreadableError

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 512 * 1024
# How far the sender's clock may be from ours, either way.
TOLERANCE_S = 300
_REFUSED_A_WINDOW, _WINDOW_S = 120, 60
# About two days: 1, 2, 4 … minutes, then every six hours.
_ATTEMPTS = 16
_LONGEST_PAUSE = timedelta(hours=6)
_KEEP_TRIGGERS = timedelta(days=30)
# Stripe repeats an event for three days.
_KEEP_EVENTS = timedelta(days=90)


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore")

    object: dict[str, Any]


class Event(BaseModel):
    """An envelope, as far as it must hold before dj-stripe has it. The lengths are those of its columns."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str = Field(min_length=1, max_length=255)
    object: str = Field(pattern="^event$")
    type: str = Field(min_length=1, max_length=250)
    livemode: bool
    created: int = Field(ge=0, lt=2**33)
    api_version: str | None = Field(default=None, max_length=64)
    data: _Data

    @property
    def about(self) -> str:
        """Whose turn it is: the customer's, or else the object's own."""
        return mirror.customer_in(self.data.object) or str(self.data.object.get("id") or self.id)


# --- at the door --------------------------------------------------------------------------------------


def find_endpoint(uuid: UUID | None) -> WebhookEndpoint:
    """The endpoint with its secret in the clear, for this request alone. NotFoundError for none of ours."""
    if uuid is None:
        return endpoints.from_settings()
    endpoint = WebhookEndpoint.objects.filter(djstripe_uuid=uuid).first()
    if endpoint is None:
        raise NotFoundError()
    try:
        endpoint.secret = endpoints.secret_of(endpoint)
    except SecretUnreadableError as error:
        # Its encryption key was taken away. Stripe goes on asking until connect_stripe has made another one.
        logger.exception("endpoint secret cannot be read", extra={"endpoint_id": endpoint.id})
        raise NotFoundError() from error
    return endpoint


def require_size(size: int) -> None:
    """Raise EventTooLargeError for more than Stripe ever sends."""
    if size > MAX_BODY_BYTES:
        raise EventTooLargeError()


def verify(*, endpoint: WebhookEndpoint, body: bytes, signature: str, sender: str) -> Event:
    """The event, if it is Stripe's, of our mode and fresh. EventRefusedError or EventsTooManyError if not."""
    try:
        _require_signature(endpoint.secret, body, signature)
        event = _parse(body)
        if event.livemode != settings.STRIPE_LIVE_MODE:
            raise EventRefusedError()
    except EventRefusedError:
        _count_refusal(sender)
        raise
    return event


def _require_signature(secret: str, body: bytes, signature: str) -> None:
    try:
        stripe.WebhookSignature.verify_header(body.decode(), signature, secret, TOLERANCE_S)
        said_at = int(dict(part.split("=", 1) for part in signature.split(","))["t"])
    except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise EventRefusedError() from error
    if said_at > time.time() + TOLERANCE_S:
        raise EventRefusedError()


def _parse(body: bytes) -> Event:
    """The body as an event that every column can hold: no NUL, no half characters, no numbers that are
    none.
    """
    try:
        found = json.loads(body, parse_constant=_refuse_constant)
        text = json.dumps(found, ensure_ascii=False)
        text.encode()
        if "\\u0000" in text:
            raise EventRefusedError()
        return Event.model_validate(found)
    except (ValueError, RecursionError) as error:
        raise EventRefusedError() from error


def _refuse_constant(_: str) -> None:
    raise ValueError("not a number of JSON")


def _count_refusal(sender: str) -> None:
    """Bounds what a flood writes into the log. Good messages from the same place are never refused for it."""
    name = f"stripe-hook-refused:{sender}"
    try:
        cache.add(name, 0, timeout=_WINDOW_S)
        count = cache.incr(name)
    except (RedisError, ValueError):
        # Away, or over just now.
        count = 0
    if count > _REFUSED_A_WINDOW:
        raise EventsTooManyError(retry_after_s=_WINDOW_S)
    logger.warning("webhook refused", extra={"sender": sender})


# --- what follows -------------------------------------------------------------------------------------


def take_turn(trigger: WebhookEventTrigger) -> None:
    """Have events about one customer wait for each other, until the present transaction ends."""
    mirror.lock(Event.model_validate(trigger.json_body).about)


def follow(event: Any) -> None:
    """dj-stripe has mirrored what the event is about: bring the workspace's standing up to it."""
    customer_id = mirror.customer_in(event.data["object"])
    if customer_id:
        subscriptions.follow_customer(customer_id)


# --- failures -----------------------------------------------------------------------------------------


def note_failure(*, trigger: WebhookEventTrigger, error: Exception) -> None:
    """Remember an event that could not be applied, and when to try it again."""
    said = f"{type(error).__name__}: {error}"
    # dj-stripe keeps these two on its row, and a message may repeat a key that Stripe did not like.
    trigger.exception = _without_keys(trigger.exception)
    trigger.traceback = _without_keys(trigger.traceback)
    body = trigger.json_body
    failure, is_new = EventFailure.objects.get_or_create(
        event_id=str(body.get("id", ""))[:255],
        defaults={
            "type": str(body.get("type", ""))[:250],
            "trigger_id": trigger.pk,
            "error": _without_keys(said)[:300],
            "next_attempt_at": timezone.now() + _pause(1),
        },
    )
    if not is_new:
        _failed_again(failure, said)
    logger.warning(
        "stripe event failed",
        extra={"event_id": failure.event_id, "event_type": failure.type, "cause": type(error).__name__},
    )


def note_success(*, event_id: str) -> None:
    """An event was applied, perhaps after it had failed."""
    EventFailure.objects.filter(event_id=event_id).exclude(status=FailureStatus.SUCCEEDED).update(
        status=FailureStatus.SUCCEEDED
    )


def retry_due(*, at_most: int = 50) -> int:
    """Try again what is due; says how many succeeded."""
    due = EventFailure.objects.filter(status=FailureStatus.RETRYING, next_attempt_at__lte=timezone.now())
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:at_most])
    return sum(_retry_if_due(failure_id) for failure_id in ids)


def replay(failure: EventFailure) -> bool:
    """Try an event again now, whatever became of it; says whether it is applied."""
    trigger = WebhookEventTrigger.objects.filter(pk=failure.trigger_id).first()
    if trigger is None:
        _failed_again(failure, "the message is not kept any more")
        return False
    try:
        with transaction.atomic():
            take_turn(trigger)
            # What was processed already, by a delivery that came later, is found and left as it is.
            trigger.process(api_key=settings.STRIPE_SECRET_KEY)
            note_success(event_id=failure.event_id)
    except Exception as error:  # noqa: BLE001 - one event must not keep the others from their turn
        # Whatever one event does, the others have their turn; this one is tried again, and shown in the end.
        logger.warning(
            "stripe event failed again",
            extra={"event_id": failure.event_id, "cause": type(error).__name__},
        )
        _failed_again(failure, f"{type(error).__name__}: {error}")
        return False
    return True


def prune() -> int:
    """Take out messages and events that nothing needs any more; says how many."""
    now = timezone.now()
    triggers = WebhookEventTrigger.objects.filter(created__lt=now - _KEEP_TRIGGERS)
    unsettled = EventFailure.objects.exclude(status=FailureStatus.SUCCEEDED).values("trigger_id")
    gone = triggers.exclude(pk__in=unsettled).delete()[0]
    EventFailure.objects.filter(
        status=FailureStatus.SUCCEEDED, first_failed_at__lt=now - _KEEP_TRIGGERS
    ).delete()
    return int(gone + mirror.forget_events(before=now - _KEEP_EVENTS))


def _retry_if_due(failure_id: int) -> bool:
    now = timezone.now()
    mine = EventFailure.objects.filter(
        pk=failure_id, status=FailureStatus.RETRYING, next_attempt_at__lte=now
    ).update(next_attempt_at=now + timedelta(minutes=10))
    return bool(mine) and replay(EventFailure.objects.get(pk=failure_id))


def _failed_again(failure: EventFailure, said: str) -> None:
    attempts = failure.attempts + 1
    status = FailureStatus.FAILED if attempts >= _ATTEMPTS else FailureStatus.RETRYING
    EventFailure.objects.filter(pk=failure.pk).exclude(status=FailureStatus.SUCCEEDED).update(
        attempts=F("attempts") + 1,
        status=status,
        error=_without_keys(said)[:300],
        next_attempt_at=timezone.now() + _pause(attempts),
    )
    if status == FailureStatus.FAILED:
        logger.error("stripe event given up", extra={"event_id": failure.event_id})


def _pause(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), _LONGEST_PAUSE)


def _without_keys(text: str) -> str:
    for key in (settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET):
        text = text.replace(key, "[key]") if key else text
    return text
