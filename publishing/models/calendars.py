"""A workspace's calendar: its rules, its queue's slots, and the secret URLs of its feeds."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from publishing.models.connections import Connection

MOST_LATE_H = 72
MOST_OVERLAP_MIN = 720
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class LateRule(models.TextChoices):
    """What happens to a publication whose time was missed."""

    POST = "post", "Post it late"
    ASK = "ask", "Ask me"


class CalendarRules(WorkspaceOwnedModel):
    """A workspace's rules. A workspace without a row has the defaults.

    A publication that is later than ``late_limit_h`` is held, and so is every late one under the rule *ask*.
    Publications to one channel that are less than ``overlap_min`` apart get a warning.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="calendar_rules"
    )
    when_late = models.CharField(max_length=8, choices=LateRule.choices, default=LateRule.POST)
    late_limit_h = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(MOST_LATE_H)])
    overlap_min = models.PositiveSmallIntegerField(
        default=30, validators=[MaxValueValidator(MOST_OVERLAP_MIN)]
    )

    objects: ClassVar = WorkspaceOwnedQuerySet.as_manager()

    class Meta:
        """The limits are those of the form."""

        constraints = [
            models.CheckConstraint(
                condition=Q(
                    late_limit_h__gte=1, late_limit_h__lte=MOST_LATE_H, overlap_min__lte=MOST_OVERLAP_MIN
                ),
                name="calendar_rules_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when_late} up to {self.late_limit_h} h"


class Slot(WorkspaceOwnedModel):
    """A time of the week at which a channel posts, by the clock on the wall in the workspace's time zone."""

    id = PrefixedIdField(prefix="slt")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="slots")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="slots")
    # Monday is 0.
    weekday = models.PositiveSmallIntegerField()
    time = models.TimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = WorkspaceOwnedQuerySet.as_manager()

    class Meta:
        """A channel has a slot once."""

        constraints = [
            models.UniqueConstraint(fields=["connection", "weekday", "time"], name="slot_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="slot_weekday"),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.time:%H:%M}"

    @property
    def weekday_name(self) -> str:
        """The weekday in English."""
        return WEEKDAYS[self.weekday]


class CalendarFeed(WorkspaceOwnedModel):
    """One person's secret URL of a workspace's calendar. Deleting the row revokes it."""

    id = PrefixedIdField(prefix="fed")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="calendar_feeds")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    secret = EncryptedTextField()
    # Finds the row of a request.
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = WorkspaceOwnedQuerySet.as_manager()

    class Meta:
        """A person has at most one for each workspace."""

        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="calendar_feed_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"
