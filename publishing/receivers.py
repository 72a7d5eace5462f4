"""Reports to billing how much of the plan a workspace uses, and moves planned posts to another time zone."""

from django.dispatch import receiver

from accounts.models import Workspace
from accounts.signals import time_zone_changed
from billing.signals import Holding, holdings_requested
from publishing.calendar import zone_changes
from publishing.coverage import CONNECTIONS


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's number of connected accounts."""
    return [CONNECTIONS.holding(workspace=workspace)]


@receiver(time_zone_changed)
def keep_planned_times(
    workspace: Workspace, before: str, after: str, keep_wall_times: bool, **_: object
) -> str | None:
    """Let planned posts keep their local time, if the person chose so. Returns a sentence for them."""
    if not keep_wall_times:
        return None
    outcome = zone_changes.keep_wall_times(workspace=workspace, before=before, after=after)
    return outcome.in_words
