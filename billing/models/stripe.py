"""What we are about with Stripe: checkouts under way, events, subscriptions left behind."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel
from foundation.ids import PrefixedIdField


class CheckoutStatus(models.TextChoices):
    """Where a purchase is."""

    OPEN = "open", "Open"
    COMPLETED = "completed", "Completed"
    ABANDONED = "abandoned", "Abandoned"


class Checkout(WorkspaceOwnedModel):
    """One purchase of a plan, written down before Stripe is asked. Its id names the call to Stripe.

    A workspace has one open at a time, so that two tabs pay once.
    """

    id = PrefixedIdField(prefix="chk")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="checkouts")
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    plan = models.CharField(max_length=20)
    customer_id = models.CharField(max_length=255)
    price_id = models.CharField(max_length=255)
    request = models.JSONField(default=dict, help_text="What Stripe is asked; the same however often.")
    session_id = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=CheckoutStatus.choices, default=CheckoutStatus.OPEN)
    attempt = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Failures that Stripe stores for this purchase: part of its idempotency keys.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Two tabs share one."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(status="open"), name="checkout_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} for {self.workspace_id}"


class EventStatus(models.TextChoices):
    """What became of an event of Stripe's."""

    WAITING = "waiting", "Waiting"
    APPLIED = "applied", "Applied"
    FAILED = "failed", "Given up"


class StripeEventQuerySet(models.QuerySet["StripeEvent"]):
    """How events are looked up."""

    def due(self) -> Self:
        """Those that a worker should apply now."""
        return self.filter(status=EventStatus.WAITING, next_attempt_at__lte=timezone.now())


class StripeEvent(models.Model):
    """An event as Stripe sent it, and what became of it. The webhook stores it; a worker applies it."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=250)
    lock_name = models.CharField(max_length=255, help_text="Events of the same name are applied in turn.")
    object = models.JSONField(help_text="What the event is about, as Stripe sent it.")
    status = models.CharField(max_length=10, choices=EventStatus.choices, default=EventStatus.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, help_text="Why the last attempt failed.")
    waits_for_stripe = models.BooleanField(
        default=False, help_text="Stripe did not answer at the last attempt."
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    tries_begin_at = models.DateTimeField(default=timezone.now, help_text="Given up two days after this.")
    attempted_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StripeEventQuerySet.as_manager()

    class Meta:
        """Due ones are looked for every few seconds."""

        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="waiting"), name="stripe_event_due"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class AbandonedSubscription(models.Model):
    """A subscription whose workspace was deleted: it is ended at Stripe, so that nobody pays for nothing."""

    id = models.BigAutoField(primary_key=True)
    subscription_id = models.CharField(max_length=255, unique=True)
    customer_id = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What still has to be ended is looked for."""

        indexes = [models.Index(fields=["created_at"], condition=Q(ended_at=None), name="abandoned_open")]

    def __str__(self) -> str:
        return self.subscription_id


class AbandonedCustomer(models.Model):
    """A customer whose workspace was deleted: open checkouts are closed, and its subscriptions end."""

    id = models.BigAutoField(primary_key=True)
    customer_id = models.CharField(max_length=255, unique=True)
    workspace_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those that still have to be cleared are looked for."""

        indexes = [
            models.Index(fields=["created_at"], condition=Q(cleared_at=None), name="abandoned_customer_open")
        ]

    def __str__(self) -> str:
        return self.customer_id
