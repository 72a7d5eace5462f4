"""Cards: Stripe's test numbers, and payment methods made from them."""

import copy
import hashlib
from dataclasses import dataclass
from typing import Any

from sandbox.stripe import changes, errors, events, parameters
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: whether it can be stored, whether it pays, and whether its owner must confirm.

    ``confirms``: "present" for payments made in the owner's presence, "always" also for renewals.
    ``disputes``: the reason with which its owner disputes each payment, or "inquiry". ``refund``: "pending"
    for refunds that succeed a day later, "fails" for those that fail then.
    """

    number: str
    brand: str
    attach: str | None = None
    charge: str | None = None
    confirms: str | None = None
    disputes: str | None = None
    refund: str | None = None

    @property
    def last4(self) -> str:
        return self.number[-4:]


WORKS = Card("4242424242424242", "visa")
FAILS_LATER = Card("4000000000000341", "visa", charge="generic_decline")
DECLINED = Card("4000000000000002", "visa", attach="generic_decline", charge="generic_decline")
CONFIRMS = Card("4000002500003155", "visa", confirms="present")
DISPUTES = Card("4000000000000259", "visa", disputes="fraudulent")
_KNOWN = (
    WORKS,
    FAILS_LATER,
    DECLINED,
    CONFIRMS,
    DISPUTES,
    Card("4000000000002685", "visa", disputes="product_not_received"),
    Card("4000000000001976", "visa", disputes="inquiry"),
    Card("4000000000007726", "visa", refund="pending"),
    Card("4000000000005126", "visa", refund="fails"),
    Card("4000002760003184", "visa", confirms="always"),
    Card("4000056655665556", "visa"),
    Card("5555555555554444", "mastercard"),
    Card("378282246310005", "amex"),
    Card("4000000000009995", "visa", attach="insufficient_funds", charge="insufficient_funds"),
    Card("4000000000000069", "visa", attach="expired_card", charge="expired_card"),
    Card("4000000000000127", "visa", attach="incorrect_cvc", charge="incorrect_cvc"),
)
_BY_NUMBER = {card.number: card for card in _KNOWN}
# Stripe's predefined payment methods. Using one creates a new payment method.
_READY = {
    "visa": WORKS,
    "mastercard": _BY_NUMBER["5555555555554444"],
    "amex": _BY_NUMBER["378282246310005"],
    "authenticationRequiredOnSetup": CONFIRMS,
    "authenticationRequired": _BY_NUMBER["4000002760003184"],
    "chargeCustomerFail": FAILS_LATER,
    "createDispute": DISPUTES,
    "createDisputeProductNotReceived": _BY_NUMBER["4000000000002685"],
    "createDisputeInquiry": _BY_NUMBER["4000000000001976"],
    "pendingRefund": _BY_NUMBER["4000000000007726"],
    "refundFail": _BY_NUMBER["4000000000005126"],
    "visa_chargeDeclined": DECLINED,
    "chargeDeclined": DECLINED,
    "visa_chargeDeclinedInsufficientFunds": _BY_NUMBER["4000000000009995"],
}


def by_number(number: str) -> Card:
    """Return the test card. Raises StripeError for any other number, since nothing here is real."""
    digits = number.replace(" ", "").replace("-", "")
    card = _BY_NUMBER.get(digits)
    if card is not None:
        return card
    if not digits.isdigit() or len(digits) < 12:
        message, code = "Your card number is incorrect.", "incorrect_number"
    else:
        message = "Your card was declined. Your request was in test mode, but used a non test card."
        code = "card_declined"
    raise errors.StripeError(402, message, kind="card_error", code=code, param="number")


def create(work: Work, given: dict[str, Any]) -> Doc:
    """Create a payment method from a card number, a test token, or a predefined one."""
    if given.get("payment_method"):
        card = _ready(given["payment_method"])
    elif given.get("type") != "card":
        raise errors.invalid("The sandbox supports payment methods of type card only.", param="type")
    else:
        details = given.get("card") or {}
        if not details.get("number") and not details.get("token"):
            raise parameters.absent("card[number]")
        card = by_number(details["number"]) if details.get("number") else _ready(details["token"])
    if card is None:
        raise errors.missing(
            "payment_method", str(given.get("payment_method")), param="payment_method", status=400
        )
    method = made_of(work, card)
    changes.take(method, given, "billing_details", "allow_redisplay")
    method["billing_details"] = _DETAILS | (method["billing_details"] or {})
    return changes.created(work, method, event=None)


def made_of(work: Work, card: Card) -> Doc:
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": _DETAILS,
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "US",
            "display_brand": card.brand,
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": work.at,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_attach": card.attach,
        "_charge": card.charge,
        "_confirms": card.confirms,
        "_disputes": card.disputes,
        "_refund": card.refund,
    }


def attach(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    customer = work.records.require("customer", given.get("customer") or "", param="customer", status=400)
    ready = _ready(identifier)
    method = made_of(work, ready) if ready else work.records.require("payment_method", identifier)
    return attached(work, method, customer)


def attached(work: Work, method: Doc, customer: Doc) -> Doc:
    """Attach the card to the customer. Raises StripeError if its bank declines that."""
    if method["customer"] not in (None, customer["id"]):
        message = "The payment method you provided has already been attached to a customer."
        raise errors.invalid(message)
    if method["_attach"]:
        raise errors.declined(method["_attach"])
    if method["customer"] == customer["id"]:
        return method
    method |= {"customer": customer["id"], "_test_clock": customer["test_clock"]}
    return changes.created(work, method, event="payment_method.attached")


def owned(work: Work, identifier: str, customer: Doc, *, param: str) -> Doc:
    """Return a payment method of this customer. A predefined one is attached first."""
    ready = _ready(identifier)
    if ready is not None:
        return attached(work, made_of(work, ready), customer)
    method = work.records.require("payment_method", identifier, param=param, status=400)
    if method["customer"] != customer["id"]:
        message = (
            "The customer does not have a payment method with the ID "
            f"{identifier}. The payment method must be attached to the customer."
        )
        raise errors.invalid(message, param=param, code="resource_missing")
    return method


def detach(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    method = work.records.require("payment_method", identifier)
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise errors.invalid(message)
    before = copy.deepcopy(method)
    _forget(work, before)
    method["customer"] = None
    work.records.put(method)
    events.emit(work, "payment_method.detached", method, before)
    return method


def update(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    method = work.records.require("payment_method", identifier)
    before = copy.deepcopy(method)
    changes.take(method, given, "allow_redisplay")
    method["billing_details"] = method["billing_details"] | (given.get("billing_details") or {})
    return changes.updated(work, method, before, event="payment_method.updated")


def _forget(work: Work, method: Doc) -> None:
    """Remove a detached card from all defaults."""
    customer = work.records.get("customer", method["customer"])
    if customer and customer["invoice_settings"]["default_payment_method"] == method["id"]:
        before = copy.deepcopy(customer)
        customer["invoice_settings"]["default_payment_method"] = None
        changes.updated(work, customer, before, event="customer.updated")


def _ready(identifier: str) -> Card | None:
    for prefix in ("pm_card_", "tok_"):
        if identifier.startswith(prefix):
            return _READY.get(identifier.removeprefix(prefix))
    return None


_DETAILS: Doc = {
    "address": {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    },
    "email": None,
    "name": None,
    "phone": None,
    "tax_id": None,
}
