"""Choices of stock for scenes, and the requests that were sent to the provider."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel

NOTE_LENGTH = 300


class ChoiceStatus(models.TextChoices):
    """The status of a choice."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Choosing"
    SUCCEEDED = "succeeded", "Chosen"
    FAILED = "failed", "Not chosen"


OPEN = (ChoiceStatus.QUEUED, ChoiceStatus.RUNNING)


class StockChoiceQuerySet(WorkspaceOwnedQuerySet["StockChoice"]):
    """Queries on choices."""

    def open(self) -> Self:
        """The choices that are not made yet."""
        return self.filter(status__in=OPEN)


class StockChoice(WorkspaceOwnedModel, StateMachineModel):
    """One request to show stock in a scene.

    ``wanted`` is the clip that a person chose, such as ``video/1001``; if empty, the best match for the scene
    is chosen. ``picked`` is the clip that is being downloaded, so that no other scene of the video gets it.
    ``note`` says why nothing was chosen.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        ChoiceStatus.QUEUED: frozenset({ChoiceStatus.RUNNING, ChoiceStatus.FAILED}),
        ChoiceStatus.RUNNING: frozenset({ChoiceStatus.SUCCEEDED, ChoiceStatus.FAILED, ChoiceStatus.QUEUED}),
    }

    id = PrefixedIdField(prefix="stc")
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="stock_choices")
    scene = models.ForeignKey("synthesis.Scene", on_delete=models.CASCADE, related_name="stock_choices")
    status = models.CharField(max_length=16, choices=ChoiceStatus.choices, default=ChoiceStatus.QUEUED)
    wanted = models.CharField(max_length=40, blank=True)
    picked = models.CharField(max_length=40, blank=True)
    query = models.CharField(max_length=120, blank=True, help_text="The search that found the clip.")
    asset = models.ForeignKey(
        "synthesis.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When a postponed attempt is due.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = StockChoiceQuerySet.as_manager()

    class Meta:
        """At most one open choice per scene."""

        constraints = [
            models.UniqueConstraint(
                fields=["scene"],
                condition=models.Q(status__in=["queued", "running"]),
                name="stock_choice_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["scene", "-created_at"], name="stock_choice_by_scene")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} for {self.scene_id}"

    @property
    def is_open(self) -> bool:
        """True until it is made."""
        return self.status in OPEN


class StockUse(models.Model):
    """The requests that this installation sent to a provider in one hour or month.

    The provider's limits apply to the key, which all workspaces share. ``is_closed``: the provider itself
    refused a request.
    """

    provider = models.CharField(max_length=24)
    period = models.CharField(max_length=8)
    starts_at = models.DateTimeField()
    livemode = models.BooleanField()
    used = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(default=False)

    class Meta:
        """One row per period."""

        constraints = [
            models.UniqueConstraint(
                fields=["provider", "period", "starts_at", "livemode"], name="stock_use_once_per_period"
            )
        ]

    def __str__(self) -> str:
        return (
            f"{self.used} requests to {self.provider} in the {self.period} of {self.starts_at:%Y-%m-%d %H:%M}"
        )
