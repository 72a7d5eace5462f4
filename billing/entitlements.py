"""What a workspace may do, and how much of it."""

from accounts.models import Workspace
from billing import plans


def limit(*, workspace: Workspace, key: str) -> int | None:
    """How much the workspace's plan covers; None is no limit. An unknown key is a bug: KeyError."""
    return plans.plan_of(workspace=workspace).limits[key]


def allows(*, workspace: Workspace, key: str) -> bool:
    """True when the plan covers any of it."""
    covered = limit(workspace=workspace, key=key)
    return covered is None or covered > 0
