"""Reports to billing how much of the plan a workspace uses."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_requested
from commerce.coverage import STORES
from commerce.offers import offers
from synthesis.models import Scene


@receiver(holdings_requested)
def count_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """Return the workspace's number of connected shops."""
    return [STORES.holding(workspace=workspace)]


@receiver(pre_delete, sender=Scene)
def keep_offers(instance: Scene, **_: object) -> None:
    """Keep the offers of a deleted scene."""
    offers.leave_scene(scene=instance)
