"""Reports to billing how much of the plan a workspace uses, and follows changes of the plan."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_requested, plan_refreshed
from discovery import channels
from discovery.coverage import CHANNELS, NICHES


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's numbers of niches and channels."""
    return [NICHES.holding(workspace=workspace), CHANNELS.holding(workspace=workspace)]


@receiver(plan_refreshed)
def resume_channels(workspace: Workspace, **_: object) -> None:
    """Collect channels that another plan covers."""
    channels.resume(workspace=workspace)
