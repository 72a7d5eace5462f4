"""What a workspace may do, and how much of it: one question, answered by one look at its standing.

The standing is kept ready by the transaction that mirrors an event of Stripe's, so that the answer is right
from that commit on, in every process, and needs no cache that could go stale.
"""

from collections.abc import Collection

from accounts import frames
from accounts.models import Workspace
from billing import plans
from billing.errors import WorkspaceReadOnlyError
from billing.models import Standing
from billing.plans import Plan
from foundation.prepared import Prepared

_STANDING = "billing.standing"
_OF_WORKSPACE: Prepared[Standing] = Prepared(
    lambda workspace_id: Standing.objects.filter(workspace_id=workspace_id), workspace_id="a workspace's id"
)


def limit(*, workspace: Workspace, key: str) -> int | None:
    """How much the workspace's plan covers; None is no limit. An unknown key is a bug: KeyError."""
    return plan_of(workspace=workspace).limits[key]


def allows(*, workspace: Workspace, key: str) -> bool:
    """True when the plan covers any of it."""
    covered = limit(workspace=workspace, key=key)
    return covered is None or covered > 0


def plan_of(*, workspace: Workspace) -> Plan:
    """The plan that the workspace is on now."""
    return plan_by(standing_of(workspace=workspace))


def plans_of(*, workspaces: Collection[str]) -> dict[str, Plan]:
    """The plan that each workspace is on now, by the workspaces' ids. One query."""
    found = {row.workspace_id: plan_by(row) for row in Standing.objects.filter(workspace_id__in=workspaces)}
    return {workspace: found.get(workspace, plans.FREE) for workspace in workspaces}


def standing_of(*, workspace: Workspace) -> Standing:
    """Where the workspace stands with its subscription; one that was never bought anything is on Free."""
    remembered = workspace.remembered
    if remembered is not None and _STANDING in remembered:
        kept: Standing = remembered[_STANDING]
        return kept
    standing = _look_up(workspace) or Standing(workspace=workspace)
    if remembered is not None:
        remembered[_STANDING] = standing
    return standing


def standing_shown(*, workspace: Workspace) -> Standing:
    """The same for display and for rate limits: at most ten seconds old, and mostly without a query."""
    row = frames.part(workspace=workspace, name=_STANDING, make=lambda: _look_up(workspace))
    return row or Standing(workspace=workspace)


def _look_up(workspace: Workspace) -> Standing | None:
    return _OF_WORKSPACE.first(workspace_id=workspace.pk)


def look_again(*, workspace: Workspace) -> None:
    """Forget what was remembered for the page that is being read: it has just changed."""
    if workspace.remembered is not None:
        workspace.remembered.pop(_STANDING, None)


def plan_by(standing: Standing) -> Plan:
    """The higher of the subscription's plan and the one that an operator gave."""
    codes = [standing.present_plan if standing.carries_plan else "", standing.assigned_plan]
    known = [plan for plan in map(plans.by_code, codes) if plan is not None]
    return max(known, key=plans.rank, default=plans.FREE)


def is_read_only(*, workspace: Workspace) -> bool:
    """True while an unpaid bill keeps the workspace from adding or changing work."""
    return standing_of(workspace=workspace).is_read_only


def require_writable(*, workspace: Workspace) -> None:
    """Raise WorkspaceReadOnlyError while the workspace is read-only."""
    if is_read_only(workspace=workspace):
        raise WorkspaceReadOnlyError()
