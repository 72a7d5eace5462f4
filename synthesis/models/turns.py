"""What each workspace has had of the renderers, kept so that turns stay fair over restarts."""

from django.db import models

from accounts.models import WorkspaceOwnedModel
from foundation.ids import PrefixedIdField


class Turn(WorkspaceOwnedModel):
    """How far a workspace has come in the turns of one engine.

    ``time_s`` is seconds of drawing it was given, divided by its plan's weight, and never less than the
    engine's clock when it was given them: whoever comes after a pause is level with the others, not ahead.
    """

    id = PrefixedIdField(prefix="trn")
    engine = models.CharField(max_length=40)
    time_s = models.FloatField(default=0)
    given_at = models.DateTimeField(null=True, blank=True, help_text="When it last got a slot.")

    class Meta:
        """One row for each workspace and engine."""

        constraints = [models.UniqueConstraint(fields=["workspace", "engine"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.engine}"


class EngineClock(models.Model):
    """How far the turns of an engine have come: where those stand whose turn it is."""

    engine = models.CharField(max_length=40, primary_key=True)
    time_s = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.engine
