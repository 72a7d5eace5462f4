"""What billing asks before somebody chooses a smaller plan."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import Holding, holdings_asked_for
from discovery.coverage import CHANNELS_LIMIT, NICHES_LIMIT
from discovery.models import Niche, WatchedChannel


@receiver(holdings_asked_for)
def tell_holdings(workspace: Workspace, **_: object) -> list[Holding]:
    """How many niches and channels the workspace has."""
    beyond = "kept, and not scanned"
    niches = Niche.objects.for_workspace(workspace).count()
    channels = WatchedChannel.objects.for_workspace(workspace).count()
    return [
        Holding(key=NICHES_LIMIT, what="niches", count=niches, beyond=beyond),
        Holding(key=CHANNELS_LIMIT, what="watched channels", count=channels, beyond=beyond),
    ]
