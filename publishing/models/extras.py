"""What a published video gets besides its upload, each as a row: its playlists, and its first comment."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from publishing.models.publications import Publication
from publishing.platforms import ExtraKind


class ExtraStatus(models.TextChoices):
    """The progress of one extra."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Sending"
    UNCONFIRMED = "unconfirmed", "Not confirmed"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


_S = ExtraStatus
_OPEN = frozenset({_S.WAITING, _S.SENDING, _S.UNCONFIRMED})


class ExtraQuerySet(WorkspaceOwnedQuerySet["Extra"]):
    """Queries for extras."""

    def open(self) -> Self:
        """Extras that are not done and did not fail."""
        return self.filter(status__in=_OPEN)

    def due(self) -> Self:
        """Open extras that are due and that no worker has leased, the longest overdue first."""
        return self.open().filter(leases.free(), next_try_at__lte=Now()).order_by("next_try_at")


class Extra(WorkspaceOwnedModel, StateMachineModel):
    """One playlist that a published video is added to, or its first comment.

    ``may_exist`` is set before a request that adds it, and cleared once the platform certainly has not done
    it. While it is set, nothing is sent: the platform is only looked at.
    """

    TRANSITIONS = {
        _S.WAITING: frozenset({_S.SENDING, _S.UNCONFIRMED, _S.DONE, _S.FAILED}),
        _S.SENDING: frozenset({_S.WAITING, _S.UNCONFIRMED, _S.DONE, _S.FAILED}),
        _S.UNCONFIRMED: frozenset({_S.WAITING, _S.DONE, _S.FAILED}),
        _S.FAILED: frozenset({_S.WAITING}),
    }

    id = PrefixedIdField(prefix="pex")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="extras")
    kind = models.CharField(max_length=16, choices=[(each.value, each.value) for each in ExtraKind])
    # The playlist's id; empty for the comment.
    target = models.CharField(max_length=64, blank=True)
    # The playlist's title, or the comment.
    text = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=ExtraStatus.choices, default=ExtraStatus.WAITING)
    # Why it waits or failed, in a sentence.
    reason = models.CharField(max_length=400, blank=True)
    # The platform's id of the entry or comment.
    reference = models.CharField(max_length=200, blank=True)
    may_exist = models.BooleanField(default=False)
    # Requests that would add it, and looks since the last one.
    sends = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Since when it is tried, without a person's help.
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ExtraQuerySet.as_manager()

    class Meta:
        """A publication has each playlist once, and one comment."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "kind", "target"], name="extra_once"),
            models.CheckConstraint(
                condition=Q(kind="playlist") | Q(target=""), name="extra_comment_without_target"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(status__in=["waiting", "sending", "unconfirmed"]),
                name="extra_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.publication_id}"

    @property
    def is_open(self) -> bool:
        """True until it is done or failed."""
        return self.status in _OPEN

    @property
    def is_comment(self) -> bool:
        """True for the first comment."""
        return self.kind == ExtraKind.COMMENT

    @property
    def label(self) -> str:
        """What it is, for people."""
        return "First comment" if self.is_comment else f"Playlist “{self.text}”"
