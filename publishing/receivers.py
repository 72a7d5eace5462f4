"""Reports to billing how much of the plan a workspace uses."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_requested
from publishing.coverage import CONNECTIONS


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's number of connected accounts."""
    return [CONNECTIONS.holding(workspace=workspace)]
