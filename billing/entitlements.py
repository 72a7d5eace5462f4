"""Entitlements: a workspace's limits and permissions, read from one row, its standing.

The standing is updated in the transaction that mirrors a Stripe event. The answer is therefore correct from
that commit on, in every process, without a cache that could become stale.
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
    """Return the limit of the workspace's plan; None is no limit. Raises KeyError for an unknown key."""
    return plan_of(workspace=workspace).limits[key]


def allows(*, workspace: Workspace, key: str) -> bool:
    """True when the plan covers at least one."""
    covered = limit(workspace=workspace, key=key)
    return covered is None or covered > 0


def plan_of(*, workspace: Workspace) -> Plan:
    """Return the workspace's current plan."""
    return plan_by(standing_of(workspace=workspace))


def plans_of(*, workspaces: Collection[str]) -> dict[str, Plan]:
    """Return each workspace's current plan, by workspace id. One query."""
    found = {row.workspace_id: plan_by(row) for row in Standing.objects.filter(workspace_id__in=workspaces)}
    return {workspace: found.get(workspace, plans.FREE) for workspace in workspaces}


def standing_of(*, workspace: Workspace) -> Standing:
    """Return the workspace's standing. A workspace that never bought anything is on Free."""
    remembered = workspace.remembered
    if remembered is not None and _STANDING in remembered:
        kept: Standing = remembered[_STANDING]
        return kept
    standing = _query(workspace) or Standing(workspace=workspace)
    if remembered is not None:
        remembered[_STANDING] = standing
    return standing


def standing_shown(*, workspace: Workspace) -> Standing:
    """Return the standing for display and rate limits: at most ten seconds old, mostly without a query."""
    row = frames.part(workspace=workspace, name=_STANDING, make=lambda: _query(workspace))
    return row or Standing(workspace=workspace)


def _query(workspace: Workspace) -> Standing | None:
    return _OF_WORKSPACE.first(workspace_id=workspace.pk)


def discard_cached(*, workspace: Workspace) -> None:
    """Discard the standing cached for this request, because it has just changed."""
    if workspace.remembered is not None:
        workspace.remembered.pop(_STANDING, None)


def plan_by(standing: Standing) -> Plan:
    """Return the higher of the subscription's plan and the one that an operator assigned."""
    codes = [standing.present_plan if standing.carries_plan else "", standing.assigned_plan]
    known = [plan for plan in map(plans.by_code, codes) if plan is not None]
    return max(known, key=plans.rank, default=plans.FREE)


def is_read_only(*, workspace: Workspace) -> bool:
    """True while an unpaid bill makes the workspace read-only."""
    return standing_of(workspace=workspace).is_read_only


def require_writable(*, workspace: Workspace) -> None:
    """Raise WorkspaceReadOnlyError while the workspace is read-only."""
    if is_read_only(workspace=workspace):
        raise WorkspaceReadOnlyError()
