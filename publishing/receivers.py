"""What billing asks before somebody chooses a smaller plan."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_asked_for
from publishing.coverage import CONNECTIONS_LIMIT
from publishing.models import Connection


@receiver(holdings_asked_for)
def tell_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """How many connected accounts the workspace has."""
    return [
        Holding(
            key=CONNECTIONS_LIMIT,
            what="connected accounts",
            count=Connection.objects.for_workspace(workspace).listed().count(),
            beyond="kept, and not posted to",
        )
    ]
