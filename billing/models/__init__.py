"""Billing's rows."""

from billing.models.quotas import (
    EntryKind,
    LedgerEntry,
    LedgerIsAppendOnlyError,
    QuotaPeriod,
    Reservation,
    ReservationStatus,
)
from billing.models.reversals import OPEN_DISPUTES, PaymentReversal, ReversalKind
from billing.models.stripe import (
    AbandonedCustomer,
    AbandonedSubscription,
    Checkout,
    CheckoutStatus,
    EventStatus,
    StripeEvent,
)
from billing.models.subscriptions import PAYING_STATES, Notice, NoticeKind, Standing, SubscriptionState

__all__ = [
    "OPEN_DISPUTES",
    "PAYING_STATES",
    "AbandonedCustomer",
    "AbandonedSubscription",
    "Checkout",
    "CheckoutStatus",
    "EntryKind",
    "EventStatus",
    "LedgerEntry",
    "LedgerIsAppendOnlyError",
    "Notice",
    "NoticeKind",
    "PaymentReversal",
    "QuotaPeriod",
    "Reservation",
    "ReservationStatus",
    "ReversalKind",
    "Standing",
    "StripeEvent",
    "SubscriptionState",
]
