"""The share of a plan in dispatch, copied to each attempt when it is created."""

from typing import Any

from accounts.models import Workspace
from billing import entitlements, plans
from synthesis.models import Attempt, RenderStatus

WEIGHT = "synthesis.priority"
AT_ONCE = "synthesis.attempts_at_once"
RESERVED_PERCENT = "synthesis.reserved_percent"


def share_of(*, workspace: Workspace) -> dict[str, Any]:
    """Weight, reserve and limit of concurrent scenes, as fields of an attempt."""
    return {
        "weight": entitlements.limit(workspace=workspace, key=WEIGHT) or 1,
        "has_reserve": bool(entitlements.limit(workspace=workspace, key=RESERVED_PERCENT)),
        "at_once": entitlements.limit(workspace=workspace, key=AT_ONCE),
    }


def follow_plan(*, workspace: Workspace) -> int:
    """Apply the present plan to the waiting attempts. Returns how many changed."""
    fields = share_of(workspace=workspace)
    waiting = Attempt.objects.for_workspace(workspace).filter(status=RenderStatus.QUEUED, renderer=None)
    return int(waiting.exclude(**fields).update(**fields))


def reserved_share() -> float:
    """The share of the slots, from 0 to 1, that is reserved for the plans with a reserve."""
    return max(plan.limits[RESERVED_PERCENT] or 0 for plan in plans.CATALOGUE) / 100
