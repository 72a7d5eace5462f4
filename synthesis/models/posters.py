"""Picks of a poster: the frame of a finished video that a person chose."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel

NOTE_LENGTH = 300


class PosterStatus(models.TextChoices):
    """The status of a pick."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Being made"
    SUCCEEDED = "succeeded", "Made"
    FAILED = "failed", "Not made"


OPEN = (PosterStatus.QUEUED, PosterStatus.RUNNING)


class PosterPickQuerySet(WorkspaceOwnedQuerySet["PosterPick"]):
    """Queries on picks."""

    def open(self) -> Self:
        """The picks whose pictures are not made yet."""
        return self.filter(status__in=OPEN)


class PosterPick(WorkspaceOwnedModel, StateMachineModel):
    """The frame that a person wants as the poster of a render. A render without a row shows its first frame.

    ``at_s`` is wanted and ``shown_at_s`` is shown; both are seconds of the video. ``first_poster`` and
    ``first_thumbnail`` are kept while another frame is shown. ``note`` says why a picture was not made.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        PosterStatus.QUEUED: frozenset({PosterStatus.RUNNING, PosterStatus.QUEUED, PosterStatus.FAILED}),
        PosterStatus.RUNNING: frozenset({PosterStatus.SUCCEEDED, PosterStatus.FAILED, PosterStatus.QUEUED}),
        PosterStatus.SUCCEEDED: frozenset({PosterStatus.QUEUED}),
        PosterStatus.FAILED: frozenset({PosterStatus.QUEUED}),
    }

    id = PrefixedIdField(prefix="pst")
    render = models.OneToOneField("synthesis.Render", on_delete=models.CASCADE, related_name="poster_pick")
    status = models.CharField(max_length=16, choices=PosterStatus.choices, default=PosterStatus.QUEUED)
    at_s = models.FloatField(help_text="The wanted moment of the video, in seconds.")
    shown_at_s = models.FloatField(
        null=True, blank=True, help_text="The moment that the poster shows. If empty, it is the first frame."
    )
    first_poster = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_thumbnail = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When a postponed attempt is due.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = PosterPickQuerySet.as_manager()

    class Meta:
        """One pick per render; a moment is not before the beginning."""

        constraints = [
            models.CheckConstraint(condition=models.Q(at_s__gte=0), name="poster_pick_within_video"),
        ]
        indexes = [
            models.Index(
                fields=["status_changed_at"],
                condition=models.Q(status__in=["queued", "running"]),
                name="poster_pick_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} for {self.render_id}"

    @property
    def is_open(self) -> bool:
        """True until its pictures are made."""
        return self.status in OPEN
