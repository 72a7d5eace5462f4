"""Coupons, promotion codes, and the discounts that result from both."""

import copy
import secrets
import string
from typing import Any

from sandbox.stripe import changes, errors, events, parameters, periods
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id


def create_coupon(work: Work, given: dict[str, Any]) -> Doc:
    _check_coupon(given)
    identifier = given.get("id") or "".join(secrets.choice(string.ascii_letters) for _ in range(8))
    if work.records.get("coupon", identifier) is not None:
        raise errors.invalid("Coupon already exists.", param="id", code="resource_already_exists")
    coupon: Doc = {
        "id": identifier,
        "object": "coupon",
        "amount_off": None,
        "created": work.at,
        "currency": None,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "name": None,
        "percent_off": None,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
        "_applies_to": None,
        "_currency_options": None,
    }
    names = (
        "amount_off",
        "currency",
        "duration",
        "duration_in_months",
        "max_redemptions",
        "name",
        "percent_off",
    )
    changes.take(coupon, given, "redeem_by", *names)
    return changes.created(work, coupon, event="coupon.created")


def update_coupon(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    parameters.refuse(given, "currency_options")
    coupon = work.records.require("coupon", identifier)
    before = copy.deepcopy(coupon)
    changes.take(coupon, given, "name")
    return changes.updated(work, coupon, before, event="coupon.updated")


def delete_coupon(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    return changes.removed(work, work.records.require("coupon", identifier), event="coupon.deleted")


def create_promotion_code(work: Work, given: dict[str, Any]) -> Doc:
    parameters.refuse(given, "restrictions")
    coupon = given["promotion"].get("coupon")
    if not coupon:
        raise parameters.absent("promotion[coupon]")
    work.records.require("coupon", coupon, param="promotion[coupon]", status=400)
    code = given.get("code") or "".join(secrets.choice(string.ascii_uppercase) for _ in range(8))
    if find_code(work, code) is not None:
        message = "An active promotion code with `code: {code}` already exists.".replace("{code}", code)
        raise errors.invalid(message, param="code", code="resource_already_exists")
    promotion: Doc = {
        "id": new_id("promo"),
        "object": "promotion_code",
        "active": True,
        "code": code,
        "created": work.at,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"type": "coupon", "coupon": coupon},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }
    changes.take(promotion, given, "active", "customer", "expires_at", "max_redemptions")
    return changes.created(work, promotion, event="promotion_code.created")


def update_promotion_code(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    parameters.refuse(given, "restrictions")
    promotion = work.records.require("promotion_code", identifier)
    before = copy.deepcopy(promotion)
    changes.take(promotion, given, "active")
    return changes.updated(work, promotion, before, event="promotion_code.updated")


def find_code(work: Work, code: str) -> Doc | None:
    """Return the active promotion code with this text, ignoring case."""
    found = work.records.all("promotion_code", active=True)
    return next((doc for doc in found if doc["code"].lower() == code.strip().lower()), None)


def usable_coupon(
    work: Work, given: dict[str, Any], *, customer: str | None, param: str
) -> tuple[Doc, Doc | None]:
    """Return the coupon, and the code it came from. Raises StripeError for one that is used up or expired."""
    promotion: Doc | None = None
    identifier = given.get("coupon")
    if given.get("promotion_code"):
        promotion = work.records.require("promotion_code", given["promotion_code"], param=param, status=400)
        is_for_other = promotion["customer"] not in (None, customer)
        if not promotion["active"] or _is_over(work, promotion, "expires_at") or is_for_other:
            raise errors.invalid(
                "This promotion code cannot be redeemed.", param=param, code="coupon_expired"
            )
        identifier = promotion["promotion"]["coupon"]
    if not identifier:
        raise parameters.absent(f"{param}[coupon]")
    coupon = work.records.require("coupon", identifier, param=param, status=400)
    if _is_over(work, coupon, "redeem_by"):
        raise errors.invalid("This coupon has expired.", param=param, code="coupon_expired")
    return coupon, promotion


def redeem(
    work: Work,
    coupon: Doc,
    promotion: Doc | None,
    *,
    customer: str,
    subscription: str,
    session: str | None = None,
) -> Doc:
    """Create a discount on a subscription, counted against the maximum number of redemptions."""
    discount: Doc = {
        "id": new_id("di"),
        "object": "discount",
        "checkout_session": session,
        "customer": customer,
        "customer_account": None,
        "end": _end(coupon, work.at),
        "invoice": None,
        "invoice_item": None,
        "promotion_code": promotion["id"] if promotion else None,
        "source": {"type": "coupon", "coupon": coupon["id"]},
        "start": work.at,
        "subscription": subscription,
        "subscription_item": None,
    }
    for redeemed in (coupon, promotion):
        if redeemed is not None:
            _count(work, redeemed)
    return changes.created(work, discount, event="customer.discount.created")


def end(work: Work, identifier: str) -> None:
    """End the discount for future invoices."""
    discount = work.records.get("discount", identifier)
    if discount is not None:
        events.emit(work, "customer.discount.deleted", discount | {"end": work.at})


def coupon_of(work: Work, discount: Doc) -> Doc:
    found = work.records.get("coupon", discount["source"]["coupon"])
    return found or {"percent_off": None, "amount_off": None, "duration": "forever", "currency": None}


def off(coupon: Doc, amount: int) -> int:
    """Return the coupon's discount on an amount, never more than the amount."""
    if coupon["percent_off"] is not None:
        return periods.share(amount, part=round(coupon["percent_off"] * 100), whole=10_000)
    return min(coupon["amount_off"] or 0, amount)


def _check_coupon(given: dict[str, Any]) -> None:
    parameters.refuse(given, "applies_to", "currency_options")
    percent, amount = given.get("percent_off"), given.get("amount_off")
    if (percent is None) == (amount is None):
        raise errors.invalid("You must pass either `percent_off` or `amount_off`.", param="percent_off")
    if percent is not None and not 0 < percent <= 100:
        raise errors.invalid("Invalid percent_off: must be between 0 and 100", param="percent_off")
    if amount is not None and amount < 1:
        raise errors.invalid("Invalid positive integer", param="amount_off", code="parameter_invalid_integer")
    if amount is not None and not given.get("currency"):
        raise parameters.absent("currency")
    if (given.get("duration") == "repeating") != bool(given.get("duration_in_months")):
        raise errors.invalid(
            "`duration_in_months` goes with `duration: repeating`.", param="duration_in_months"
        )


def _is_over(work: Work, doc: Doc, until: str) -> bool:
    is_used_up = doc["max_redemptions"] is not None and doc["times_redeemed"] >= doc["max_redemptions"]
    return is_used_up or (doc[until] is not None and doc[until] <= work.at)


def _count(work: Work, doc: Doc) -> None:
    doc["times_redeemed"] += 1
    if doc["max_redemptions"] is not None and doc["times_redeemed"] >= doc["max_redemptions"]:
        doc["valid" if doc["object"] == "coupon" else "active"] = False
    work.records.put(doc)


def _end(coupon: Doc, at: int) -> int | None:
    months = coupon["duration_in_months"]
    return periods.add_months(at, months) if coupon["duration"] == "repeating" else None
