"""Rows about Stripe: open checkouts, events, and subscriptions of deleted workspaces."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel
from foundation.ids import PrefixedIdField


class CheckoutStatus(models.TextChoices):
    """The state of a purchase."""

    OPEN = "open", "Open"
    COMPLETED = "completed", "Completed"
    ABANDONED = "abandoned", "Abandoned"


class Checkout(WorkspaceOwnedModel):
    """One purchase of a plan, stored before Stripe is called. Its id is the call's idempotency key.

    A workspace has at most one open purchase, so that two tabs pay once.
    """

    id = PrefixedIdField(prefix="chk")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="checkouts")
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    plan = models.CharField(max_length=20)
    customer_id = models.CharField(max_length=255)
    price_id = models.CharField(max_length=255)
    request = models.JSONField(default=dict, help_text="The request to Stripe. Retries send the same one.")
    session_id = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=CheckoutStatus.choices, default=CheckoutStatus.OPEN)
    attempt = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Failures that Stripe has stored for this purchase. Part of its idempotency keys.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """At most one open purchase per workspace."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(status="open"), name="checkout_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} for {self.workspace_id}"


class EventStatus(models.TextChoices):
    """The outcome of a Stripe event."""

    WAITING = "waiting", "Waiting"
    APPLIED = "applied", "Applied"
    FAILED = "failed", "Given up"


class StripeEventQuerySet(models.QuerySet["StripeEvent"]):
    """Queries for events."""

    def due(self) -> Self:
        """Events that a worker should apply now."""
        return self.filter(status=EventStatus.WAITING, next_attempt_at__lte=timezone.now())


class StripeEvent(models.Model):
    """An event as received from Stripe, and its outcome. The webhook stores it; a worker applies it."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=250)
    lock_name = models.CharField(
        max_length=255, help_text="Events with the same name are applied one at a time."
    )
    object = models.JSONField(help_text="The event's object, as Stripe sent it.")
    status = models.CharField(max_length=10, choices=EventStatus.choices, default=EventStatus.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, help_text="Why the last attempt failed.")
    waits_for_stripe = models.BooleanField(
        default=False, help_text="Stripe did not answer at the last attempt."
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    tries_begin_at = models.DateTimeField(default=timezone.now, help_text="Retries end two days after this.")
    attempted_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StripeEventQuerySet.as_manager()

    class Meta:
        """Due events are looked up every few seconds."""

        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="waiting"), name="stripe_event_due"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class AbandonedSubscription(models.Model):
    """A subscription of a deleted workspace. It is ended at Stripe, so that it is no longer charged."""

    id = models.BigAutoField(primary_key=True)
    subscription_id = models.CharField(max_length=255, unique=True)
    customer_id = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Pending rows are looked up by sweeps."""

        indexes = [models.Index(fields=["created_at"], condition=Q(ended_at=None), name="abandoned_open")]

    def __str__(self) -> str:
        return self.subscription_id


class AbandonedCustomer(models.Model):
    """A customer of a deleted workspace. Its open checkouts are closed, and its subscriptions ended."""

    id = models.BigAutoField(primary_key=True)
    customer_id = models.CharField(max_length=255, unique=True)
    workspace_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Pending rows are looked up by sweeps."""

        indexes = [
            models.Index(fields=["created_at"], condition=Q(cleared_at=None), name="abandoned_customer_open")
        ]

    def __str__(self) -> str:
        return self.customer_id
