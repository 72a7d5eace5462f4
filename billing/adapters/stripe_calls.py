"""One call to Stripe's client: parses its response, or classifies its failure by the known effect."""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

import requests
import stripe
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from billing.adapters.base import Raw
from billing.adapters.stripe_http import HttpClient
from billing.errors import (
    CardDeclinedError,
    ConfirmationRequiredError,
    GoneError,
    KeyRefusedError,
    UnconfirmedError,
)
from foundation.errors import UpstreamError, UpstreamUnavailableError

_SYSTEM = "Stripe"
_MOST_PAGES = 10_000
# The fields, besides its id, that an object of each kind must have.
_REQUIRED = {
    "subscription": ("customer", "status", "items"),
    "checkout.session": ("status",),
    "billing_portal.session": ("url",),
    "price": ("product",),
    "invoice": ("status",),
    "charge": ("currency",),
    "dispute": ("charge", "status", "currency"),
}
_CONFIRMATION = frozenset({"authentication_required", "subscription_payment_intent_requires_action"})


class Effect(Enum):
    """What a call does, which determines the message if it fails."""

    READ = "read"
    # No money moves: these calls open a page, or create a customer or a price.
    CREATE = "create"
    CHANGE = "change"
    # A change whose price difference is charged to a card at once.
    PAY = "pay"


# The message if it is known that a call was not carried out.
_UNDONE = {
    Effect.READ: "",
    Effect.CREATE: "Nothing was charged. ",
    Effect.CHANGE: "Nothing has changed. ",
    Effect.PAY: "Nothing has changed, and nothing was charged. ",
}


class _UnreadableError(Exception):
    """A response with a success status, but not the requested object."""


@functools.lru_cache(maxsize=4)
def client(key: str, base_url: str) -> stripe.StripeClient:
    """Return the client for a key. Threads share it."""
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base_url},
        http_client=HttpClient(),
        max_network_retries=0,
    )


def execute(call: Callable[[], Any], *, kind: str, about: str, effect: Effect = Effect.READ) -> Raw:
    """Make a call that returns an object of this kind. ``about`` names the object in the call's URL.

    Raises UpstreamUnavailableError if it is known that nothing was done, UnconfirmedError if that is unknown,
    and otherwise GoneError, CardDeclinedError, ConfirmationRequiredError, KeyRefusedError or UpstreamError.
    """
    with _translated(about, effect):
        return _read(call(), kind)


def list_all(call: Callable[[Any], Any], request: Mapping[str, Any], *, about: str) -> Iterator[Raw]:
    """Return every object of a list, page by page. Raises as ``execute`` does, whenever a page fails."""
    wanted: dict[str, Any] = {"limit": 100, **request}
    for _ in range(_MOST_PAGES):
        with _translated(about, Effect.READ):
            page = _plain(call(wanted))
            found = page.get("data")
            if page.get("object") != "list" or not isinstance(found, list):
                raise _UnreadableError
        yield from (each for each in found if isinstance(each, Mapping))
        last = found[-1].get("id") if found and isinstance(found[-1], Mapping) else None
        if not page.get("has_more") or not last:
            return
        wanted["starting_after"] = last


def _read(found: Any, kind: str) -> Raw:
    plain = _plain(found)
    identifier = plain.get("id")
    if plain.get("object") != kind or not isinstance(identifier, str) or not identifier:
        raise _UnreadableError
    if any(not plain.get(name) for name in _REQUIRED.get(kind, ())):
        raise _UnreadableError
    return plain


def _plain(found: Any) -> dict[str, Any]:
    """Convert a Stripe object to plain values."""
    if not isinstance(found, stripe.StripeObject):
        raise _UnreadableError
    plain: dict[str, Any] = json.loads(str(found))
    return plain


@contextmanager
def _translated(about: str, effect: Effect) -> Iterator[None]:
    """Translate Stripe's errors to ours.

    Their messages may quote what we sent, so only a card error's message is passed on.
    """
    try:
        yield
    except stripe.StripeError as error:
        raise _error_of(error, about, effect) from error
    except (_UnreadableError, AttributeError, KeyError, TypeError, ValueError) as error:
        # Stripe's client fails on error bodies that are not Stripe's.
        raise _unknown(effect, cause="unreadable") from error


def _error_of(error: stripe.StripeError, about: str, effect: Effect) -> Exception:
    status, code = error.http_status, _code_of(error)
    if isinstance(error, stripe.CardError) and effect is Effect.PAY:
        return _card_error(error, code)
    if isinstance(error, stripe.RateLimitError) or code in ("lock_timeout", "rate_limit"):
        return _not_done(effect, cause=code or "rate_limit", status=status)
    if isinstance(error, stripe.APIConnectionError) and _never_sent(error):
        return _not_done(effect, cause="unreachable", status=None)
    if isinstance(error, stripe.IdempotencyError):
        # The key was used for another request, whose effect is unknown.
        return _unknown(effect, cause="idempotency", status=status, is_spent=status != 409)
    if status is None or not 400 <= status < 500 or status in (408, 409, 425):
        is_stored = status is not None and status >= 500 and _is_stripes(error)
        return _unknown(effect, cause=code or type(error).__name__, status=status, is_spent=is_stored)
    return _refusal(error, code, about, effect)


def _refusal(error: stripe.StripeError, code: str, about: str, effect: Effect) -> UpstreamError:
    """Stripe has read the request and refused it: nothing was done."""
    facts: dict[str, Any] = {"system": _SYSTEM, "upstream_status": error.http_status, "cause": code}
    if error.http_status in (401, 403):
        return KeyRefusedError(**facts)
    if code == "resource_missing":
        return GoneError(about=_about(getattr(error, "param", None), about), **facts)
    return UpstreamError(
        f"Stripe did not accept this. {_UNDONE[effect]}Tell your administrator if it happens again.", **facts
    )


def _card_error(error: stripe.CardError, code: str) -> Exception:
    decline = str(getattr(error.error, "decline_code", None) or "")
    if code in _CONFIRMATION or decline in _CONFIRMATION:
        return ConfirmationRequiredError()
    return CardDeclinedError(reason=error.user_message or "")


def _about(param: str | None, about: str) -> str:
    """Name the missing object: from a parameter, or from the URL itself."""
    if param in (None, "", "id"):
        return about
    # In a path such as line_items[0][price], the last step names the kind.
    last = str(param).replace("]", "").split("[")[-1]
    return {"id": "item"}.get(last, last)


def _not_done(effect: Effect, *, cause: str, status: int | None) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        f"Stripe is unavailable right now. {_UNDONE[effect]}Try again in a minute.",
        system=_SYSTEM,
        cause=cause,
        upstream_status=status,
    )


def _unknown(
    effect: Effect, *, cause: str, status: int | None = None, is_spent: bool = False
) -> UpstreamUnavailableError:
    """No readable response. A READ call has no effect, so Stripe then counts as merely unavailable."""
    if effect is Effect.READ:
        return _not_done(effect, cause=cause, status=status)
    # A CREATE call moves no money, whatever its outcome.
    said = _UNDONE[effect] + "Try again" if effect is Effect.CREATE else "Look under Billing and usage"
    return UnconfirmedError(
        f"Stripe did not confirm this. {said} in a minute.",
        system=_SYSTEM,
        cause=cause,
        upstream_status=status,
        is_spent=is_spent,
    )


def _code_of(error: stripe.StripeError) -> str:
    """Return the error code. Not every class of the client has it, but the body does."""
    return str(error.code or getattr(error.error, "code", None) or "")


def _is_stripes(error: stripe.StripeError) -> bool:
    """True for an error in Stripe's own format, which Stripe stores for the idempotency key."""
    body = error.json_body
    return isinstance(body, Mapping) and isinstance(body.get("error"), Mapping)


def _never_sent(error: stripe.APIConnectionError) -> bool:
    """True if no connection was made."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)
