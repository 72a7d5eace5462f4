"""What billing asks before somebody chooses a smaller plan."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_asked_for
from publishing.coverage import CONNECTIONS


@receiver(holdings_asked_for)
def tell_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """How many connected accounts the workspace has."""
    return [CONNECTIONS.holding(workspace=workspace)]
