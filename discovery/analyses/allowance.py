"""How many analyses a workspace may still request this month.

The rows are the ledger: unfinished and succeeded analyses count, failed and canceled ones do not. So an
analysis is reserved by its insert, used by its success, and returned by its failure, each exactly once.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts import frames
from accounts.models import Workspace
from billing import entitlements, plans, quotas
from billing.errors import PlanLimitError
from billing.plans import Plan
from billing.quotas import Usage
from discovery.models import Analysis

KEY = "discovery.analyses_per_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A workspace's analyses this month. ``limit`` is None when the plan has none."""

    used: int
    limit: int | None
    resets_at: datetime

    @property
    def left(self) -> int | None:
        """How many can still be requested; None is no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def is_used_up(self) -> bool:
        """True if no further one can be requested."""
        return self.left == 0


def of_month(*, workspace: Workspace) -> Allowance:
    """Return the analyses of the workspace's current period."""
    limit = entitlements.limit(workspace=workspace, key=KEY)
    return _allowance(workspace, quotas.usage(workspace=workspace), limit)


def of_month_shown(*, workspace: Workspace) -> Allowance:
    """Return the same for display, at most ten seconds old."""
    limit = entitlements.plan_by(entitlements.standing_shown(workspace=workspace)).limits[KEY]
    period = quotas.usage_shown(workspace=workspace)
    return frames.part(
        workspace=workspace,
        name=f"analyses {limit} {period.starts_at}",
        make=lambda: _allowance(workspace, period, limit),
    )


def _allowance(workspace: Workspace, period: Usage, limit: int | None) -> Allowance:
    rows = Analysis.objects.for_workspace(workspace).counted().filter(created_at__gte=period.starts_at)
    # A plan without analyses needs no count.
    return Allowance(used=0 if limit == 0 else rows.count(), limit=limit, resets_at=period.resets_at)


def require_room(*, workspace: Workspace) -> None:
    """Raise PlanLimitError if none is left. The caller must lock the workspace."""
    month = of_month(workspace=workspace)
    if month.limit is not None and month.is_used_up:
        raise PlanLimitError(refusal_of(workspace=workspace, month=month), key=KEY, limit=month.limit)


def refusal_of(*, workspace: Workspace, month: Allowance) -> str:
    """Why no further analysis can be requested, and what the next plan gives; empty if one can."""
    if not month.is_used_up:
        return ""
    plan = entitlements.plan_by(entitlements.standing_shown(workspace=workspace))
    if not month.limit:
        said = f"The {plan.name} plan has no video analyses."
    else:
        resets_on = timezone.localtime(month.resets_at)
        said = (
            f"You have used all {month.limit} analyses of this month. "
            f"They are renewed on {resets_on.day} {resets_on:%B}."
        )
    return f"{said} {_next_plan(plan)}".strip()


def _next_plan(plan: Plan) -> str:
    """What the next plan gives, in a sentence; empty for the largest one."""
    larger = [each for each in plans.CATALOGUE if plans.rank(each) > plans.rank(plan)]
    if not larger:
        return ""
    limit = larger[0].limits[KEY]
    return f"{larger[0].name} includes {'unlimited analyses' if limit is None else f'{limit} a month'}."
