"""Billing's rows."""

from billing.models.quotas import (
    EntryKind,
    LedgerEntry,
    LedgerIsAppendOnlyError,
    QuotaPeriod,
    Reservation,
    ReservationStatus,
)
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
    "QuotaPeriod",
    "Reservation",
    "ReservationStatus",
    "Standing",
    "StripeEvent",
    "SubscriptionState",
]
