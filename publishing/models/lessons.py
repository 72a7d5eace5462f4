"""What the posts of a workspace show: stored estimates of what helps."""

from django.db import models
from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from accounts.models import Workspace, WorkspaceOwnedModel
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from publishing import platforms


class Finding(BaseModel):
    """How posts with one property did, times the workspace's usual.

    ``verdict`` is likely, unclear or too_few; ``mean`` and ``deviation`` are of the natural log.
    ``confounded`` names what mostly the same posts had in common.
    """

    model_config = ConfigDict(frozen=True)

    factor: str
    level: str
    n: int
    verdict: str
    value: float
    low: float
    high: float
    mean: float
    deviation: float
    sentence: str
    confounded: str = ""


class Lesson(WorkspaceOwnedModel):
    """What was learned from a workspace's posts on one platform. Replaced whenever more results are known."""

    id = PrefixedIdField(prefix="lsn")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="lessons")
    platform = models.CharField(max_length=16)
    method = models.CharField(max_length=24)
    posts = models.PositiveIntegerField()
    findings = DocumentColumn(list[Finding], default=list)
    livemode = models.BooleanField(default=True)
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Posts of different platforms, and sandbox posts, are never mixed."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "platform", "livemode"], name="lesson_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.posts} posts"

    @property
    def platform_name(self) -> str:
        """The platform's name for people."""
        return platforms.of(self).words.name
