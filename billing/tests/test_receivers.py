"""Rate limits that billing gives accounts for a workspace's plan."""

import pytest

from accounts import throttles, workspaces
from accounts.models import User
from billing.models import Standing


@pytest.fixture
def studio(db):
    owner = User.objects.create_user("nia@example.com", "long enough to pass")
    return workspaces.open_workspace(owner=owner, name="Studio")


def take(workspace, count=1):
    """Make this many requests and return the state after the last one."""
    rates = [throttles.take_request(workspace=workspace, key=None, spends=False) for _ in range(count)]
    assert rates[-1] is not None
    return rates[-1]


@pytest.mark.parametrize(
    ("plan", "per_workspace", "per_key", "pages"),
    [("", 120, 60, 600), ("creator", 600, 300, 1200), ("empire", 2400, 1200, 3000)],
)
def test_each_plan_has_its_own_limits(studio, plan, per_workspace, per_key, pages):
    Standing.objects.create(workspace=studio, assigned_plan=plan)

    limits = throttles.limits_of(workspace=studio)

    assert (limits.per_workspace, limits.per_key, limits.pages) == (per_workspace, per_key, pages)


def test_the_limits_cost_one_query(studio, django_assert_num_queries):
    with django_assert_num_queries(1):
        throttles.limits_of(workspace=studio)


def test_a_number_of_the_installation_stands_in_for_every_plan(studio, settings, django_assert_num_queries):
    settings.API_REQUESTS_PER_MINUTE = 7

    with django_assert_num_queries(0):
        limits = throttles.limits_of(workspace=studio)

    assert (limits.per_workspace, limits.per_key, limits.pages) == (7, 7, 7)


def test_a_larger_plan_counts_from_the_next_request_on(studio):
    take(studio, 120)
    with pytest.raises(throttles.RateExceededError):
        take(studio, 200)

    Standing.objects.create(workspace=studio, assigned_plan="creator")

    rate = take(studio)
    assert (rate.limit, rate.remaining) == (600, 599)


def test_a_smaller_plan_counts_from_the_next_request_on(studio):
    standing = Standing.objects.create(workspace=studio, assigned_plan="empire")
    assert take(studio).limit == 2400

    standing.delete()

    assert take(studio).limit == 120


@pytest.mark.parametrize(("plan", "offers"), [("", True), ("creator", True), ("empire", False)])
def test_a_larger_plan_is_offered_where_there_is_one(studio, plan, offers):
    Standing.objects.create(workspace=studio, assigned_plan=plan)

    assert throttles.limits_of(workspace=studio).larger_plan_has_more is offers
