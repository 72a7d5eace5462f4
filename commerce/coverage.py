"""Which connected shops a workspace's plan covers.

The others are paused: they stay connected and their orders are still counted, but they get no new offers.
"""

from billing.coverage import Covered
from commerce.models import Store

STORES = Covered(
    key="commerce.stores",
    one="shop",
    many="shops",
    remove="Disconnect",
    beyond="kept but get no new offers",
    rows=Store.objects.listed,
)


def require_active(*, store: Store) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a paused shop."""
    STORES.require_active(
        store, way_out=f"“{store.name}” is newer than those. Disconnect another one, or upgrade."
    )
