"""Virtual times of workspaces and engines, stored so that dispatch stays fair across restarts."""

from django.db import models

from accounts.models import WorkspaceOwnedModel
from foundation.ids import PrefixedIdField


class Turn(WorkspaceOwnedModel):
    """The virtual time of a workspace for one engine.

    ``time_s`` is the seconds of rendering that it has received, divided by its plan's weight, and never less
    than the engine's clock at that moment: a workspace that returns after a pause is level with the others,
    not ahead.
    """

    id = PrefixedIdField(prefix="trn")
    engine = models.CharField(max_length=40)
    time_s = models.FloatField(default=0)
    given_at = models.DateTimeField(null=True, blank=True, help_text="When the workspace last got a slot.")

    class Meta:
        """One row per workspace and engine."""

        constraints = [models.UniqueConstraint(fields=["workspace", "engine"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.engine}"


class EngineClock(models.Model):
    """The clock of an engine: the virtual time of the workspaces whose turn it is."""

    engine = models.CharField(max_length=40, primary_key=True)
    time_s = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.engine
