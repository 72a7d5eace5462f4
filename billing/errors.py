"""Billing's refusals."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.errors import (
    ConflictError,
    DomainError,
    NotFoundError,
    PaymentRequiredError,
    TooManyRequestsError,
    UpstreamError,
    UpstreamUnavailableError,
)


class QuotaExhaustedError(PaymentRequiredError):
    """The period's videos are used up, or reserved for running renders."""

    code = "quota_exhausted"
    title = "No videos left this month"

    def __init__(self, *, needed: int, limit: int, used: int, held: int, resets_at: datetime) -> None:
        # The day in the workspace's time zone. REST responses have no workspace time zone and use UTC.
        resets_on = timezone.localtime(resets_at)
        reset = f"Your quota resets on {resets_on.day} {resets_on:%B}."
        if used >= limit:
            said = f"You have used all {_videos(limit)} this month."
        elif held and used + held >= limit:
            said = f"All {_videos(limit)} this month are used or reserved for running renders."
        else:
            left = limit - used - held
            said = f"This needs {_videos(needed)}, and you have {left} left this month."
        super().__init__(
            f"{said} {reset} Upgrade to get more now.",
            needed=needed,
            available=limit - used - held,
            limit=limit,
            resets_on=resets_on.date().isoformat(),
            resets_at=resets_at.isoformat(),
        )


class PlanLimitError(PaymentRequiredError):
    """The request exceeds the plan's limit. The calling app supplies the message."""

    code = "plan_limit"

    def __init__(self, message: str, *, key: str, limit: int) -> None:
        super().__init__(message, key=key, limit=limit)


class ReservationUnknownError(NotFoundError):
    """No reservation exists under this reference."""

    code = "reservation_unknown"

    def __init__(self, *, reference: str) -> None:
        super().__init__("No video is reserved under this reference.", reference=reference)


class ReservationClosedError(ConflictError):
    """The reservation has ended differently: a released one can't be committed, and vice versa."""

    code = "reservation_closed"

    def __init__(self, *, reference: str, status: str) -> None:
        super().__init__(f"This reservation is already {status}.", reference=reference, status=status)


class AdjustmentTooLargeError(ConflictError):
    """An operator can't take more videos than remain."""

    code = "adjustment_too_large"

    def __init__(self, *, asked: int, available: int) -> None:
        super().__init__(
            f"You can remove at most {_videos(available)}. The others are used or reserved.",
            asked=asked,
            available=available,
        )


def _videos(count: int) -> str:
    return f"{count} video" if count == 1 else f"{count} videos"


class WorkspaceReadOnlyError(PaymentRequiredError):
    """A bill is unpaid: existing work can be viewed and exported, but nothing can be added or changed."""

    code = "workspace_read_only"
    title = "This workspace is read-only"

    def __init__(self) -> None:
        super().__init__(
            "The last payment for this workspace failed, so nothing can be added or changed. "
            "Everything is kept and can be viewed and downloaded. An owner or admin can pay under "
            "Settings, Billing and usage."
        )


class PaymentsOffError(ConflictError):
    """This installation has no Stripe. Its operator assigns plans by hand."""

    code = "payments_off"
    title = "Plans are managed by your administrator"

    def __init__(self) -> None:
        super().__init__("This installation doesn't sell plans. Your administrator sets your plan.")


class CardDeclinedError(PaymentRequiredError):
    """A card was declined. ``reason`` is Stripe's message for the cardholder."""

    code = "card_declined"
    title = "The payment failed"

    def __init__(self, *, reason: str) -> None:
        said = reason or "Your card was declined."
        super().__init__(
            f"{said} Nothing has changed. Change the card under Card and invoices, then try again."
        )


class ConfirmationRequiredError(PaymentRequiredError):
    """The bank requires the cardholder to confirm the payment (3-D Secure). Nothing has changed."""

    code = "confirmation_required"
    title = "Your bank asks you to confirm the payment"

    def __init__(self) -> None:
        super().__init__("Your bank asks you to confirm the payment. Nothing has changed yet.")


class GoneError(UpstreamError):
    """Stripe has no such object under the current key. ``about`` names the kind of object.

    It may have been deleted, may belong to another account or mode, or a setting may name it wrongly. This
    alone is no reason to delete anything here.
    """

    code = "upstream_gone"
    title = "Not found in Stripe"
    _WORDS = {
        "customer": "Stripe can't find this workspace's customer with the current key. Nothing was "
        "changed. Your administrator needs to check the Stripe key.",
        "configuration": "Stripe can't find the portal configuration in STRIPE_PORTAL_CONFIGURATION. "
        "Your administrator needs to correct it.",
        "price": "Stripe no longer sells this plan at this price. Your administrator needs to publish "
        "the prices again.",
    }

    def __init__(self, *, about: str, **facts: Any) -> None:
        words = self._WORDS.get(about, "Stripe no longer has this object. Nothing was changed.")
        super().__init__(words, about=about, **facts)
        self.about = about


class KeyRefusedError(UpstreamError):
    """Stripe rejects our key, or the key lacks a permission."""

    code = "payments_key_refused"
    title = "Stripe rejected the key"

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            "Stripe rejected this installation's key. Nothing was charged or changed. Your administrator "
            "needs to check the key and its permissions.",
            **facts,
        )


class UnconfirmedError(UpstreamUnavailableError):
    """The response to a call was lost or can't be read. The call may have taken effect.

    ``is_spent``: the failure is stored for the call's idempotency key, so a retry needs a new key.
    """

    code = "upstream_unconfirmed"

    def __init__(self, message: str, *, is_spent: bool, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.is_spent = is_spent


class ChangeUnconfirmedError(UpstreamUnavailableError):
    """A change was sent to Stripe, but neither its response nor a refresh afterwards confirms it."""

    code = "change_unconfirmed"
    title = "We could not confirm the change"

    def __init__(self) -> None:
        super().__init__(
            "Stripe gave no clear answer, so we could not confirm the change. We keep checking. Before "
            "you try again, wait a minute and check Billing and usage.",
            system="Stripe",
            retry_after_s=60,
        )


class PlanUnknownError(NotFoundError):
    """No such plan is for sale."""

    code = "plan_unknown"

    def __init__(self, *, code: str) -> None:
        super().__init__("There is no such plan.", plan=code)


class PlanNotForSaleError(ConflictError):
    """The catalogue has no price for the plan yet."""

    code = "plan_not_for_sale"

    def __init__(self, *, plan: str) -> None:
        super().__init__(
            f"The {plan} plan isn't for sale here yet. Your administrator needs to publish its price first.",
            plan=plan,
        )


class AlreadySubscribedError(ConflictError):
    """The workspace already has a subscription, which must be changed instead."""

    code = "already_subscribed"
    title = "You already have a subscription"

    def __init__(self) -> None:
        super().__init__(
            "This workspace already has a subscription. Change its plan instead of buying another."
        )


class NoSubscriptionError(ConflictError):
    """There is no subscription to change, cancel or resume."""

    code = "no_subscription"

    def __init__(self) -> None:
        super().__init__("This workspace has no subscription. Choose a plan to start one.")


class CurrencyDiffersError(ConflictError):
    """The subscription's currency differs from the currency in which plans are sold now."""

    code = "currency_differs"
    title = "This plan is sold in another currency"

    def __init__(self, *, plan: str, paid_in: str, sold_in: str) -> None:
        super().__init__(
            f"Your subscription is in {paid_in}, but the {plan} plan is now sold in {sold_in}. A "
            "subscription can't change its currency. Cancel your plan. When it has ended, choose "
            f"{plan} and pay in {sold_in}.",
            plan=plan,
            paid_in=paid_in,
            sold_in=sold_in,
        )


class PurchasePendingError(ConflictError):
    """The purchase is complete, but its payment is still in progress."""

    code = "purchase_pending"
    title = "Your payment is being confirmed"

    def __init__(self) -> None:
        super().__init__(
            "Stripe is still confirming this workspace's payment. Your plan changes when the payment "
            "is confirmed. Don't buy it again."
        )


class NothingToPayError(ConflictError):
    """No invoice is open."""

    code = "nothing_to_pay"

    def __init__(self) -> None:
        super().__init__("No invoice is open. Billing and usage shows your current plan.")


class SubscriptionUnpaidError(ConflictError):
    """A bill is open and must be paid before any other change."""

    code = "subscription_unpaid"

    def __init__(self) -> None:
        super().__init__(
            "The last payment failed. Pay the open invoice under Card and invoices, then change the plan."
        )


class CheckoutUnknownError(NotFoundError):
    """The workspace has no checkout with that id."""

    code = "checkout_unknown"

    def __init__(self) -> None:
        super().__init__("This purchase does not belong to this workspace. Check Billing and usage.")


class EventRefusedError(DomainError):
    """A webhook message that is not from Stripe, or not for us. The sender gets no details."""

    code = "event_refused"
    title = "Not accepted"

    def __init__(self) -> None:
        super().__init__("This message was not accepted.")


class SamePlanError(ConflictError):
    """The subscription already has this plan."""

    code = "same_plan"

    def __init__(self, *, plan: str) -> None:
        super().__init__(f"This workspace is already on the {plan} plan. Nothing has changed.", plan=plan)


class EventTooLargeError(EventRefusedError):
    """The event is larger than any that Stripe sends."""

    code = "event_too_large"
    status = 413


class EventsTooManyError(TooManyRequestsError):
    """Too many messages that are not from Stripe came from one address."""

    code = "events_too_many"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__("Too many rejected messages. Try again later.", retry_after_s=retry_after_s)
