"""Webhooks of shops: stored once, applied by a worker."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from foundation.ids import PrefixedIdField


class EventStatus(models.TextChoices):
    """The progress of an event."""

    WAITING = "waiting", "Waiting"
    APPLIED = "applied", "Applied"
    # Retries have ended; a replay starts them again.
    FAILED = "failed", "Failed"


class ShopEventQuerySet(models.QuerySet["ShopEvent"]):
    """Queries for events."""

    def due(self) -> Self:
        """Events that should be applied now."""
        return self.filter(status=EventStatus.WAITING, next_attempt_at__lte=Now())


class ShopEvent(models.Model):
    """One webhook of a shop. ``document`` is the part of its body that is used, without personal data.

    It belongs to a shop, not to a workspace: all workspaces that connected the shop get it.
    """

    id = PrefixedIdField(prefix="sev")
    platform = models.CharField(max_length=16)
    # The sender's id of this delivery, and of what happened: one event may cause several deliveries.
    webhook_id = models.CharField(max_length=120)
    event_id = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=60)
    domain = models.CharField(max_length=255)
    livemode = models.BooleanField(default=True)
    document: models.JSONField[Any, Any] = models.JSONField(default=dict)
    triggered_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=EventStatus.choices, default=EventStatus.WAITING)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ShopEventQuerySet.as_manager()

    class Meta:
        """A delivery is stored once."""

        constraints = [
            models.UniqueConstraint(fields=["platform", "webhook_id"], name="shop_event_once"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="waiting"), name="shop_event_due"),
            models.Index(fields=["received_at"], name="shop_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.webhook_id}"
