"""Filters of the list of candidates that a workspace keeps under a name."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField


class SavedView(WorkspaceOwnedModel):
    """Filters under a name. ``query`` is a ``saved_views.Query`` as a document."""

    id = PrefixedIdField(prefix="viw")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = WorkspaceOwnedQuerySet["SavedView"].as_manager()

    class Meta:
        """Names are unique within a workspace, ignoring case."""

        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="saved_view_name_once_per_workspace"),
        ]

    def __str__(self) -> str:
        return self.name
