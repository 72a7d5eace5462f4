"""Reports to billing how much of the plan a workspace uses."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_requested
from commerce.coverage import STORES


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's number of connected shops."""
    return [STORES.holding(workspace=workspace)]
