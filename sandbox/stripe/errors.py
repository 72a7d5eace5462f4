"""Errors in Stripe's format."""

import secrets
from typing import Any

from starlette.responses import JSONResponse, Response

_DOCUMENTED = "https://docs.stripe.com/error-codes/"
# Names of objects in Stripe's messages.
_NOUNS = {
    "customer": "customer",
    "payment_method": "PaymentMethod",
    "checkout.session": "checkout.session",
    "billing_portal.configuration": "configuration",
    "test_helpers.test_clock": "test clock",
    "payment_intent": "payment_intent",
    "promotion_code": "promotion code",
    "webhook_endpoint": "webhook endpoint",
    "subscription_item": "subscription item",
    "invoiceitem": "invoice item",
}


class StripeError(Exception):
    """One error. ``keeps_work``: earlier changes are kept, as after a declined payment."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        keeps_work: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps_work = keeps_work
        facts: dict[str, Any] = {"type": kind, "message": message}
        optional = {"code": code, "param": param, "decline_code": decline_code}
        facts |= {name: value for name, value in optional.items() if value is not None}
        if code is not None:
            facts["doc_url"] = _DOCUMENTED + code.replace("_", "-")
        self.document = {"error": facts}

    @property
    def message(self) -> str:
        return str(self)


def missing(kind: str, identifier: str, *, param: str = "id", status: int = 404) -> StripeError:
    """No such object: 404 if the path names it, 400 if a parameter does."""
    message = f"No such {_NOUNS.get(kind, kind)}: '{identifier}'"
    return StripeError(status, message, code="resource_missing", param=param)


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    return StripeError(400, message, param=param, code=code)


def declined(decline_code: str, *, keeps_work: bool = False) -> StripeError:
    """The bank declines the card, or there is no card."""
    code, message = _DECLINES.get(decline_code, ("card_declined", "Your card was declined."))
    return StripeError(
        402,
        message,
        kind="card_error",
        code=code,
        decline_code=decline_code if code == "card_declined" else None,
        keeps_work=keeps_work,
    )


_DECLINES = {
    "authentication_required": (
        "subscription_payment_intent_requires_action",
        "Subscription update failed because a payment on the subscription requires additional user action "
        "before it can be completed successfully.",
    ),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "expired_card": ("expired_card", "Your card has expired."),
    "incorrect_cvc": ("incorrect_cvc", "Your card's security code is incorrect."),
    "no_payment_method": (
        "resource_missing",
        "This customer has no attached payment source or default payment method. Please consider adding a "
        "default payment method.",
    ),
}


def from_fault(kind: str, status: int | None, headers: dict[str, str]) -> Response:
    """Return Stripe's error for a configured fault."""
    message = "Simulated by the sandbox."
    if kind == "quotaExceeded" or status == 429:
        error = StripeError(429, message, code="rate_limit")
    elif kind == "invalid_grant":
        error = StripeError(401, "Expired API Key provided: sk_test_****.", code="api_key_expired")
    elif status is not None and status < 500:
        error = StripeError(status, message)
    else:
        error = StripeError(status or 503, message, kind="api_error")
    headers = {"Request-Id": f"req_{secrets.token_hex(7)}", **headers}
    return JSONResponse(error.document, status_code=error.status, headers=headers)
