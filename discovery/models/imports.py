"""Files of videos' numbers that a workspace imports, what each supplied, and what was skipped."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery.models.platforms import OnPlatformModel
from discovery.models.source_videos import SourceVideo
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel


class ImportStatus(models.TextChoices):
    """The status of an import."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"
    REMOVING = "removing", "Removing"


_UNFINISHED = (ImportStatus.QUEUED, ImportStatus.RUNNING, ImportStatus.REMOVING)


class ImportQuerySet(WorkspaceOwnedQuerySet["Import"]):
    """Queries for imports."""

    def unfinished(self) -> Self:
        """Imports with work left to do."""
        return self.filter(status__in=_UNFINISHED)


class Import(StateMachineModel, OnPlatformModel, WorkspaceOwnedModel):
    """One uploaded file. ``platform`` is that of rows that have an id and no URL.

    It belongs to the holder of the lease. Each part of the file is stored in one transaction with the
    progress, so that a later holder continues after the last stored row: ``rows_read``. ``scored_to`` is the
    last channel that was scored.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        ImportStatus.QUEUED: frozenset({ImportStatus.RUNNING, ImportStatus.FAILED, ImportStatus.REMOVING}),
        ImportStatus.RUNNING: frozenset({ImportStatus.SUCCEEDED, ImportStatus.FAILED, ImportStatus.REMOVING}),
        ImportStatus.SUCCEEDED: frozenset({ImportStatus.REMOVING}),
        ImportStatus.FAILED: frozenset({ImportStatus.REMOVING}),
    }

    id = PrefixedIdField(prefix="imp")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    imported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=120)
    # In the store, until the import has ended.
    file_key = models.CharField(max_length=200, blank=True, default="", editable=False)
    size_bytes = models.PositiveBigIntegerField()
    status = models.CharField(max_length=9, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    problem = models.CharField(max_length=300, blank=True, default="")
    # Something about the whole file that a person should know, such as replaced characters.
    note = models.CharField(max_length=500, blank=True, default="")
    encoding = models.CharField(max_length=20, blank=True, default="", editable=False)
    rows_read = models.PositiveIntegerField(default=0, editable=False)
    rows_stored = models.PositiveIntegerField(default=0, editable=False)
    rows_skipped = models.PositiveIntegerField(default=0, editable=False)
    scored_to = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    due_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # How many times in a row a worker began and stored nothing.
    starts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar = ImportQuerySet.as_manager()

    class Meta:
        """Listed newest first."""

        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="import_by_workspace"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=_UNFINISHED),
                name="import_due",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """True while a worker has something left to do."""
        return self.status in _UNFINISHED


class ImportEntry(models.Model):
    """An observation of a video that an import supplied. Several imports may supply the same one."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    source = models.ForeignKey(SourceVideo, on_delete=models.CASCADE, related_name="import_entries")
    observed_at = models.DateTimeField()
    # Only kept here: no other source has them.
    shares = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        """An import supplies an observation once."""

        constraints = [
            models.UniqueConstraint(fields=["batch", "source", "observed_at"], name="import_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} at {self.observed_at:%Y-%m-%d %H:%M}"


class SkippedRow(models.Model):
    """A row of the file that was not stored, and why. ``line`` counts from 1, with the column heads."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="skipped")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    # The beginning of the cell or row that is meant.
    content = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        """A line is skipped once."""

        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="skipped_row_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
