"""Which connected accounts a workspace's plan covers: the oldest ones.

The others are paused: they stay connected, what is on its way there arrives, and nothing new can be posted to
them. Nothing of that is written down, so that a larger plan, or a paid bill, opens them at once.
"""

from dataclasses import dataclass

from accounts.models import Workspace
from billing import entitlements
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from publishing.models import Connection

CONNECTIONS_LIMIT = "publishing.connections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many connected accounts of a workspace can be posted to; None is all of them."""

    connections: int | None
    is_read_only: bool

    @property
    def words(self) -> str:
        """Why an account is paused."""
        if self.is_read_only:
            return "Paused: this workspace is read-only until its bill is paid"
        what = "connected account" if self.connections == 1 else "connected accounts"
        return f"Paused: your plan covers {self.connections} {what}"


def reach_of(*, workspace: Workspace) -> Reach:
    """How far the workspace's plan reaches now."""
    standing = entitlements.standing_of(workspace=workspace)
    if standing.is_read_only:
        return Reach(connections=0, is_read_only=True)
    return Reach(connections=entitlements.plan_by(standing).limits[CONNECTIONS_LIMIT], is_read_only=False)


def paused_connections(*, workspace: Workspace, reach: Reach) -> frozenset[str]:
    """Ids of the workspace's connections that nothing new can be posted to."""
    if reach.connections is None:
        return frozenset()
    oldest_first = Connection.objects.for_workspace(workspace).listed().order_by("created_at", "pk")
    return frozenset(oldest_first.values_list("pk", flat=True)[reach.connections :])


def is_paused(*, connection: Connection) -> bool:
    """True when nothing new can be posted to it."""
    workspace = connection.workspace
    return connection.pk in paused_connections(workspace=workspace, reach=reach_of(workspace=workspace))


def require_active(*, connection: Connection) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a connection that is paused."""
    reach = reach_of(workspace=connection.workspace)
    if reach.is_read_only:
        raise WorkspaceReadOnlyError()
    paused = paused_connections(workspace=connection.workspace, reach=reach)
    if reach.connections is not None and connection.pk in paused:
        raise PlanLimitError(
            f"{reach.words}, and “{connection.channel_title}” was connected later than those. Disconnect "
            "another one, or choose a larger plan.",
            key=CONNECTIONS_LIMIT,
            limit=reach.connections,
        )
