"""Which connected accounts a workspace's plan covers.

The others are paused: they stay connected, what is on its way there arrives, and nothing new can be posted to
them.
"""

from billing.coverage import Covered
from publishing.models import Connection

CONNECTIONS = Covered(
    key="publishing.connections",
    one="connected account",
    many="connected accounts",
    remove="Disconnect",
    beyond="kept, and not posted to",
    rows=Connection.objects.listed,
)


def require_active(*, connection: Connection) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a connection that is paused."""
    CONNECTIONS.require_active(
        connection,
        way_out=f"“{connection.channel_title}” was connected later than those. Disconnect another one, or "
        "choose a larger plan.",
    )
