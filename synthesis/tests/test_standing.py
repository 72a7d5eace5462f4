"""What a plan gives a workspace among others is what it is on now."""

import pytest

from billing import plans, subscriptions
from synthesis import dispatch


@pytest.mark.parametrize(
    ("plan", "weight", "has_reserve", "at_once"),
    [(None, 1, False, 4), (plans.CREATOR, 2, False, 12), (plans.EMPIRE, 4, True, 40)],
)
def test_a_workspace_takes_its_turns_by_its_plan(workspace, plan, weight, has_reserve, at_once):
    subscriptions.assign(workspace=workspace, plan=plan, reason="A test", actor=None)

    standing = dispatch.standing_of(workspace=workspace)

    assert standing == {"weight": weight, "has_reserve": has_reserve, "at_once": at_once}
