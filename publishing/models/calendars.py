"""A workspace's rules for scheduled publications."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet

MOST_LATE_H = 72
MOST_OVERLAP_MIN = 720


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
