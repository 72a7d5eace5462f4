"""A workspace's standing, derived from its subscriptions, and the notices its members got about it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel
from foundation.ids import PrefixedIdField


class SubscriptionState(models.TextChoices):
    """The states of a subscription. Stripe's "unpaid" is read-only here."""

    NONE = "none", "No subscription"
    TRIALING = "trialing", "Trial"
    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Payment overdue"
    CANCELED = "canceled", "Ended"
    READ_ONLY = "read_only", "Read only"


PAYING_STATES = frozenset({SubscriptionState.TRIALING, SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE})
_GIVING_NOTHING = frozenset({SubscriptionState.CANCELED, SubscriptionState.READ_ONLY})


class Standing(WorkspaceOwnedModel):
    """The result of a workspace's mirrored subscriptions, and the plan that an operator assigned.

    Written in the transaction that mirrors an event, so every decision about the plan reads this one row.
    ``state`` and ``carries_plan`` depend on the time, so they are correct even if an event is late.
    """

    id = PrefixedIdField(prefix="std")
    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="standing")
    status = models.CharField(
        max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.NONE
    )
    plan = models.CharField(max_length=20, default="free", help_text="The subscription's plan.")
    livemode = models.BooleanField(default=False, help_text="True if it is paid in Stripe's live mode.")
    assigned_plan = models.CharField(
        max_length=20, blank=True, help_text="The plan that an operator assigned."
    )
    assigned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_reason = models.CharField(max_length=200, blank=True)
    customer_id = models.CharField(max_length=255, blank=True)
    subscription_id = models.CharField(max_length=255, blank=True)
    item_id = models.CharField(max_length=255, blank=True)
    price_id = models.CharField(max_length=255, blank=True)
    amount_minor = models.BigIntegerField(
        null=True, blank=True, help_text="The price per period, before discounts."
    )
    currency = models.CharField(max_length=3, blank=True)
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    cancels_at = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    overdue_since = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="When each subscription became overdue. Each has one grace period.",
    )
    other_plan = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="The plan of another paid subscription. Applies once this subscription provides none.",
    )
    is_doubled = models.BooleanField(
        default=False, help_text="The workspace pays for more than one subscription."
    )
    unknown_price = models.CharField(
        max_length=255, blank=True, help_text="A paid price that belongs to no plan."
    )
    had_trial = models.BooleanField(default=False)
    pending_plan = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="A change that waits until its invoice is paid.",
    )
    pending_until = models.DateTimeField(null=True, blank=True)
    unconfirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a change was sent whose response was lost."
    )
    failed_calls = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Changes that failed at Stripe. Part of the next change's idempotency key.",
    )
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Events find rows by customer; sweeps find overdue ones."""

        indexes = [
            models.Index(fields=["customer_id"], condition=~Q(customer_id=""), name="standing_by_customer"),
            models.Index(
                fields=["period_ends_at"],
                condition=Q(status__in=["trialing", "active", "past_due"]),
                name="standing_by_period_end",
            ),
            models.Index(
                fields=["unconfirmed_at"],
                condition=Q(unconfirmed_at__isnull=False),
                name="standing_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.plan}, {self.status}"

    def copy(self) -> Self:
        """Return an unsaved copy."""
        return type(self)(
            **{field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        )

    @property
    def month(self) -> str:
        """Identifies one period of one subscription, so that each notice is sent once per period."""
        day = f":{self.period_starts_at:%Y-%m-%d}" if self.period_starts_at else ""
        return f"{self.subscription_id}{day}"

    @property
    def status_in_words(self) -> str:
        """The status for people: read-only only if the workspace is."""
        is_open = self.status == SubscriptionState.READ_ONLY and not self.is_read_only
        return "Unpaid" if is_open else SubscriptionState(self.status).label

    @property
    def grace_ends_at(self) -> datetime | None:
        """When the plan ends after a failed payment; None while nothing is overdue."""
        if self.status != SubscriptionState.PAST_DUE or self.past_due_since is None:
            return None
        return self.past_due_since + timedelta(days=settings.BILLING_GRACE_DAYS)

    @property
    def state(self) -> SubscriptionState:
        """The current state. An expired grace period or a due cancellation needs no event."""
        own = self._state_of_its_own
        if self.other_plan and own in _GIVING_NOTHING:
            return SubscriptionState.ACTIVE
        return own

    @property
    def _state_of_its_own(self) -> SubscriptionState:
        """The state of the subscription that the other fields describe, ignoring other subscriptions."""
        now = timezone.now()
        if self.livemode != settings.STRIPE_LIVE_MODE:
            # Test-mode purchases give no plan in live mode.
            return SubscriptionState.NONE
        status = SubscriptionState(self.status)
        if self.grace_ends_at is not None and self.grace_ends_at <= now:
            return SubscriptionState.READ_ONLY
        # Stripe's later answer takes precedence, because a test clock may differ from ours.
        if (
            status in PAYING_STATES
            and self.cancels_at is not None
            and self.looked_at < self.cancels_at <= now
        ):
            return SubscriptionState.CANCELED
        return status

    @property
    def has_lapsed(self) -> bool:
        """True when the subscription has ended by the clock since the last update."""
        return self.status in PAYING_STATES and self._state_of_its_own in _GIVING_NOTHING

    @property
    def present_plan(self) -> str:
        """The code of the plan that is paid for now, or the subscription's plan if none is."""
        falls_back = bool(self.other_plan) and self._state_of_its_own in _GIVING_NOTHING
        return self.other_plan if falls_back else self.plan

    @property
    def carries_plan(self) -> bool:
        """True while a subscription provides its plan."""
        return self.state in PAYING_STATES

    @property
    def is_live(self) -> bool:
        """True while Stripe has a subscription that can be changed, paid or canceled."""
        is_of_this_mode = bool(self.subscription_id) and self.livemode == settings.STRIPE_LIVE_MODE
        return is_of_this_mode and self.status in {*PAYING_STATES, SubscriptionState.READ_ONLY}

    @property
    def is_overdue(self) -> bool:
        """True while a payment of this subscription is owed, whether its plan is still kept or not."""
        return self._state_of_its_own in (SubscriptionState.PAST_DUE, SubscriptionState.READ_ONLY)

    @property
    def is_unpaid(self) -> bool:
        """True while this subscription provides no plan because its payment is owed."""
        return self._state_of_its_own == SubscriptionState.READ_ONLY

    @property
    def is_other_overdue(self) -> bool:
        """True while a payment of another subscription is owed."""
        return any(overdue != self.subscription_id for overdue in self.overdue_since)

    @property
    def ends_at(self) -> datetime | None:
        """When the plan ends if the subscription is canceled or not paid; None if it provides no plan now."""
        return None if self.is_unpaid else self.grace_ends_at or self.cancels_at or self.period_ends_at

    @property
    def is_read_only(self) -> bool:
        """True when work can be viewed and exported, but nothing can be added."""
        return self.state == SubscriptionState.READ_ONLY and not self.assigned_plan


class NoticeKind(models.TextChoices):
    """The kinds of notices that are e-mailed."""

    QUOTA_LOW = "quota_low", "Few videos left"
    QUOTA_EXHAUSTED = "quota_exhausted", "No videos left"
    PAYMENT_FAILED = "payment_failed", "Payment failed"
    READ_ONLY = "read_only", "Read-only"
    PLAN_ENDED = "plan_ended", "Plan ended"
    TRIAL_ENDS = "trial_ends", "Trial ends soon"
    REFUND = "refund", "Payment refunded"
    REFUND_FAILED = "refund_failed", "Refund failed"
    REFUND_CANCELED = "refund_canceled", "Refund canceled"
    DISPUTE = "dispute", "Payment disputed"
    DISPUTE_CLOSED = "dispute_closed", "Dispute closed"


class Notice(WorkspaceOwnedModel):
    """One notice that owners and admins get once. ``about`` names its subject, such as a period."""

    id = PrefixedIdField(prefix="ntc")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    about = models.CharField(max_length=120)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Each notice is sent once; unsent ones are looked up by a sweep."""

        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "about"], name="notice_once")]
        indexes = [models.Index(fields=["created_at"], condition=Q(sent_at=None), name="notice_unsent")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.about}"
