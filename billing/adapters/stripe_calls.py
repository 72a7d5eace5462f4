"""One call of Stripe's client: its answer read, or its failure told apart by what is known of the effect."""

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
# What a kind has to say of itself, beside its id, to be of any use.
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
    """What a call does, and so what may be said where it fails."""

    LOOK = "look"
    # No money moves by these: a page is opened, a customer or a price is made.
    MAKE = "make"
    CHANGE = "change"
    # A change whose difference a card pays at once.
    PAY = "pay"


# What is true where it is known that a call was not carried out.
_UNDONE = {
    Effect.LOOK: "",
    Effect.MAKE: "Nothing was charged. ",
    Effect.CHANGE: "Nothing has changed. ",
    Effect.PAY: "Nothing has changed, and nothing was charged. ",
}


class _UnreadableError(Exception):
    """An answer with a good status that is not what was asked for."""


@functools.lru_cache(maxsize=4)
def client(key: str, base_url: str) -> stripe.StripeClient:
    """The client for a key. Threads share it."""
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base_url},
        http_client=HttpClient(),
        max_network_retries=0,
    )


def ask(call: Callable[[], Any], *, kind: str, about: str, effect: Effect = Effect.LOOK) -> Raw:
    """Make a call that answers with an object of this kind. ``about`` names what its address leads to.

    Raises UpstreamUnavailableError where it is known that nothing was done, UnconfirmedError where it is
    not, and otherwise GoneError, CardDeclinedError, ConfirmationRequiredError, KeyRefusedError or
    UpstreamError.
    """
    with _translated(about, effect):
        return _read(call(), kind)


def ask_all(call: Callable[[Any], Any], request: Mapping[str, Any], *, about: str) -> Iterator[Raw]:
    """Every object of a list, page by page. Raises as ``ask`` does, whenever a page fails."""
    wanted: dict[str, Any] = {"limit": 100, **request}
    for _ in range(_MOST_PAGES):
        with _translated(about, Effect.LOOK):
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
    """An object of Stripe's as plain values."""
    if not isinstance(found, stripe.StripeObject):
        raise _UnreadableError
    plain: dict[str, Any] = json.loads(str(found))
    return plain


@contextmanager
def _translated(about: str, effect: Effect) -> Iterator[None]:
    """Stripe's errors as ours. Their messages may quote what we sent, so that none is passed on but a
    card's.
    """
    try:
        yield
    except stripe.StripeError as error:
        raise _error_of(error, about, effect) from error
    except (_UnreadableError, AttributeError, KeyError, TypeError, ValueError) as error:
        # Stripe's client stumbles over error bodies that are not Stripe's.
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
        # The key was used for something else: what that did is not known.
        return _unknown(effect, cause="idempotency", status=status, is_spent=status != 409)
    if status is None or not 400 <= status < 500 or status in (408, 409, 425):
        is_stored = status is not None and status >= 500 and _is_stripes(error)
        return _unknown(effect, cause=code or type(error).__name__, status=status, is_spent=is_stored)
    return _refusal(error, code, about, effect)


def _refusal(error: stripe.StripeError, code: str, about: str, effect: Effect) -> UpstreamError:
    """Stripe has read the request, and will not carry it out: nothing was done."""
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
    """What is missing: named by a parameter, or by the address itself."""
    if param in (None, "", "id"):
        return about
    # From a path such as line_items[0][price], the last step names the kind.
    last = str(param).replace("]", "").split("[")[-1]
    return {"id": "item"}.get(last, last)


def _not_done(effect: Effect, *, cause: str, status: int | None) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        f"Stripe is not available just now. {_UNDONE[effect]}Try again in a minute.",
        system=_SYSTEM,
        cause=cause,
        upstream_status=status,
    )


def _unknown(
    effect: Effect, *, cause: str, status: int | None = None, is_spent: bool = False
) -> UpstreamUnavailableError:
    """No answer that could be read. A look does nothing, so that it is simply not available."""
    if effect is Effect.LOOK:
        return _not_done(effect, cause=cause, status=status)
    # Whatever came of a call that makes something, no money has moved by it.
    said = _UNDONE[effect] + "Try again" if effect is Effect.MAKE else "Look under Billing and usage"
    return UnconfirmedError(
        f"Stripe did not confirm this. {said} in a minute.",
        system=_SYSTEM,
        cause=cause,
        upstream_status=status,
        is_spent=is_spent,
    )


def _code_of(error: stripe.StripeError) -> str:
    """Not every class of the client's carries the code; the body does."""
    return str(error.code or getattr(error.error, "code", None) or "")


def _is_stripes(error: stripe.StripeError) -> bool:
    """True for an error in Stripe's own shape, which it stores for the idempotency key; a proxy's is not."""
    body = error.json_body
    return isinstance(body, Mapping) and isinstance(body.get("error"), Mapping)


def _never_sent(error: stripe.APIConnectionError) -> bool:
    """True where not even a connection was made."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)
