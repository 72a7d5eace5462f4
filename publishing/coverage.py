"""Which connected accounts a workspace's plan covers.

The others are paused: they stay connected and publications in progress are delivered, but nothing new can be
published to them.
"""

from billing.coverage import Covered
from publishing.models import Connection

CONNECTIONS = Covered(
    key="publishing.connections",
    one="connected account",
    many="connected accounts",
    remove="Disconnect",
    beyond="kept but can't be published to",
    rows=Connection.objects.listed,
)


def require_active(*, connection: Connection) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a paused connection."""
    CONNECTIONS.require_active(
        connection,
        way_out=f"“{connection.channel_title}” is newer than those. Disconnect another one, or upgrade.",
    )
