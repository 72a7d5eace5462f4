"""What people did with candidates whose channel is no longer watched."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery.models.candidates import Decision
from discovery.models.ideas import Idea
from discovery.models.source_channels import ChannelOrigin


class KeptCandidate(WorkspaceOwnedModel):
    """A deleted candidate with a decision, an idea or analyses, and nothing about its video but the ids.

    If the workspace watches the channel again, the candidate returns with them, and under its id.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="kept_candidates")
    candidate = models.CharField(max_length=40)
    platform = models.CharField(max_length=12)
    channel_platform_id = models.CharField(max_length=64)
    platform_id = models.CharField(max_length=64)
    origin = models.CharField(max_length=9, choices=ChannelOrigin.choices)
    livemode = models.BooleanField()
    decision = models.CharField(max_length=9, choices=Decision.choices)
    decided_at = models.DateTimeField(null=True, blank=True)
    idea = models.ForeignKey(Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = WorkspaceOwnedQuerySet["KeptCandidate"].as_manager()

    class Meta:
        """A candidate is kept once."""

        ordering = ["kept_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidate"], name="kept_candidate_once")]
        indexes = [
            models.Index(
                fields=["channel_platform_id", "workspace", "platform"], name="kept_candidate_of_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.get_decision_display()}"
