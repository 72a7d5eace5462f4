"""The effects of Pay, and other transitions of a checkout session."""

from typing import Any

from sandbox.stripe import (
    cards,
    changes,
    checkout_sessions,
    customers,
    discounts,
    errors,
    renewals,
    subscriptions,
)
from sandbox.stripe.cards import Card
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work


def expire(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    session = work.records.require("checkout.session", identifier)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
            f"status of `{session['status']}`."
        )
        raise errors.invalid(message)
    return renewals.expire_session(work, session)


def apply_code(work: Work, session: Doc, code: str) -> None:
    """Apply a typed promotion code. Raises StripeError if it is invalid or no longer active."""
    promotion = discounts.find_code(work, code)
    if promotion is None or not session["allow_promotion_codes"]:
        raise errors.invalid("This code is invalid.", param="promotion_code")
    given = {"promotion_code": promotion["id"]}
    coupon, _ = discounts.usable_coupon(work, given, customer=session["customer"], param="promotion_code")
    checkout_sessions.apply(session, coupon, promotion)
    checkout_sessions.add_up(work, session)
    work.records.put(session, due_at=session["expires_at"])


def pay(work: Work, session: Doc, card: Card | None) -> Doc:
    """Buy the items of an open session. Raises StripeError for a declined card; then nothing is bought."""
    work = work.on_clock_of(session)
    customer = _buyer(work, session)
    data = session["_subscription_data"]
    given: dict[str, Any] = {
        **data,
        "customer": customer["id"],
        "items": session["_recurring"],
        "discounts": session["_applied"],
        "automatic_tax": {"enabled": session["automatic_tax"]["enabled"]},
        "payment_behavior": "error_if_incomplete",
    }
    if card is not None:
        given["default_payment_method"] = cards.attached(work, cards.made_of(work, card), customer)["id"]
    subscription = subscriptions.create(work, given, session=session)
    session |= {
        "status": "complete",
        "url": None,
        "customer": customer["id"],
        "customer_details": _details(customer, session),
        "invoice": subscription["latest_invoice"],
        "subscription": subscription["id"],
        "payment_status": "paid" if session["amount_total"] > 0 else "no_payment_required",
    }
    work.records.put(session)
    changes.created(work, session, event="checkout.session.completed")
    return session


def success_url(session: Doc) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def needs_card(session: Doc) -> bool:
    return bool(session["amount_total"] > 0 or session["payment_method_collection"] == "always")


def _buyer(work: Work, session: Doc) -> Doc:
    """Return the session's customer, or a new one if it was created without."""
    if session["customer"]:
        return work.records.require("customer", session["customer"], param="customer", status=400)
    return customers.create(work, {"email": session["customer_email"] or "buyer@example.com"})


def _details(customer: Doc, session: Doc) -> Doc:
    return {
        "address": customer["address"],
        "business_name": None,
        "email": customer["email"] or session["customer_email"],
        "individual_name": None,
        "name": customer["name"],
        "phone": customer["phone"],
        "tax_exempt": customer["tax_exempt"],
        "tax_ids": [],
    }
