"""Verification of webhook messages: accepts Stripe's events and refuses everything else."""

import json
import logging
import time
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings
from django.core.cache import cache
from djstripe.models import WebhookEndpoint
from pydantic import BaseModel, ConfigDict, Field
from redis.exceptions import RedisError

from billing import endpoints
from billing.errors import EventRefusedError, EventsTooManyError, EventTooLargeError
from foundation.errors import NotFoundError
from foundation.secrets import SecretUnreadableError

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 512 * 1024
# Maximum difference between the sender's clock and ours, in either direction.
TOLERANCE_S = 300
_REFUSED_A_WINDOW, _WINDOW_S = 120, 60


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore")

    object: dict[str, Any]


class Event(BaseModel):
    """The fields that an event must have before it is stored. Length limits are those of the columns."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str = Field(min_length=1, max_length=255)
    object: str = Field(pattern="^event$")
    type: str = Field(min_length=1, max_length=250)
    livemode: bool
    created: int = Field(ge=0, lt=2**33)
    data: _Data


def find_endpoint(uuid: UUID | None) -> WebhookEndpoint:
    """Return the endpoint with its decrypted secret, for this request only. Raises NotFoundError."""
    if uuid is None:
        return endpoints.from_settings()
    endpoint = WebhookEndpoint.objects.filter(djstripe_uuid=uuid).first()
    if endpoint is None:
        raise NotFoundError()
    try:
        endpoint.secret = endpoints.secret_of(endpoint)
    except SecretUnreadableError as error:
        # Its encryption key was removed. Stripe retries until connect_stripe has created another endpoint.
        logger.exception("endpoint secret cannot be read", extra={"endpoint_id": endpoint.id})
        raise NotFoundError() from error
    return endpoint


def require_size(size: int) -> None:
    """Raise EventTooLargeError for a body larger than Stripe ever sends."""
    if size > MAX_BODY_BYTES:
        raise EventTooLargeError()


def verify(*, endpoint: WebhookEndpoint, body: bytes, signature: str, sender: str) -> Event:
    """Return the event if it is from Stripe, of our mode and recent.

    Raises EventRefusedError or EventsTooManyError.
    """
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
    """Parse the body as an event that every column can store: no NUL, lone surrogates, NaN or infinity."""
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
    """Limit how much a flood writes to the log. Valid messages from the same address are never refused."""
    name = f"stripe-hook-refused:{sender}"
    try:
        cache.add(name, 0, timeout=_WINDOW_S)
        count = cache.incr(name)
    except (RedisError, ValueError):
        # Redis is unavailable, or the limit was just exceeded.
        count = 0
    if count > _REFUSED_A_WINDOW:
        raise EventsTooManyError(retry_after_s=_WINDOW_S)
    logger.warning("webhook refused", extra={"sender": sender})
