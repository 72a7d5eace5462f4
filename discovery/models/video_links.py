"""Videos that people add by URL, on platforms whose channels can't be watched."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery.models.candidates import Candidate
from discovery.models.platforms import OnPlatformModel
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel


class LinkStatus(models.TextChoices):
    """The status of a video that was added by URL."""

    LOOKING_UP = "looking_up", "Looking up"
    ADDED = "added", "Added"
    NOT_PUBLIC = "not_public", "Not public"
    FAILED = "failed", "Failed"


class VideoLinkQuerySet(WorkspaceOwnedQuerySet["VideoLink"]):
    """Queries for added videos."""

    def unfinished(self) -> Self:
        """Those that are still to be looked up."""
        return self.filter(status=LinkStatus.LOOKING_UP)


class VideoLink(StateMachineModel, OnPlatformModel, WorkspaceOwnedModel):
    """A video that a person added by its URL, and what became of it.

    A look-up belongs to the holder of the lease. A video that is not public, or whose look-up failed, can be
    looked up again by adding it again.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        LinkStatus.LOOKING_UP: frozenset({LinkStatus.ADDED, LinkStatus.NOT_PUBLIC, LinkStatus.FAILED}),
        LinkStatus.NOT_PUBLIC: frozenset({LinkStatus.LOOKING_UP}),
        LinkStatus.FAILED: frozenset({LinkStatus.LOOKING_UP}),
        LinkStatus.ADDED: frozenset({LinkStatus.LOOKING_UP}),
    }

    id = PrefixedIdField(prefix="lnk")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="video_links")
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The form in which the platform stores a video's address, see ``platforms.base.VideoAddress``.
    address = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=LinkStatus.choices, default=LinkStatus.LOOKING_UP)
    problem = models.CharField(max_length=300, blank=True, default="")
    candidate = models.OneToOneField(
        Candidate, on_delete=models.SET_NULL, null=True, blank=True, related_name="link"
    )
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    due_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # How many look-ups began since it was added.
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar = VideoLinkQuerySet.as_manager()

    class Meta:
        """A workspace adds a video once."""

        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "address", "livemode"], name="video_added_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(status="looking_up"), name="video_link_due"),
        ]

    def __str__(self) -> str:
        return self.address
