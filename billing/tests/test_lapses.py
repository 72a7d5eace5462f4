"""Lapses when one period replaces another: the entries add up to the balance."""

from datetime import timedelta
from itertools import accumulate

import pytest
from django.utils import timezone

from billing import plans, quotas, subscriptions
from billing.models import LedgerEntry
from billing.tests.mirrored import mirrored


def use(workspace, *names):
    for name in names:
        quotas.reserve(workspace=workspace, reference=f"render:{name}")
        quotas.commit(reference=f"render:{name}", reason="Video delivered")


def subscribe(workspace, customer, status="active", **fields):
    mirrored(customer, status, **{"start": timezone.now() - timedelta(minutes=5), **fields})
    subscriptions.follow(workspace=workspace)


def lines(workspace):
    return list(LedgerEntry.objects.for_workspace(workspace).order_by("created_at", "pk"))


def assert_adds_up(workspace):
    written = lines(workspace)
    assert [line.balance_after for line in written] == list(accumulate(line.videos for line in written))
    assert written[-1].balance_after == quotas.usage(workspace=workspace).left
    assert quotas.discrepancies() == []


@pytest.fixture
def start():
    return timezone.now() - timedelta(minutes=5)


def test_what_is_left_of_a_plan_that_ends_lapses(workspace, customer, start):
    subscribe(workspace, customer, start=start)
    use(workspace, "a", "b", "c")
    subscribe(workspace, customer, "canceled", start=start)

    assert quotas.usage(workspace=workspace).left == 5
    lapsed, granted = lines(workspace)[-2:]
    assert (lapsed.kind, lapsed.videos, lapsed.balance_after) == ("lapse", -47, 0)
    assert lapsed.reason.startswith("Creator plan, ")
    assert (granted.kind, granted.videos, granted.balance_after) == ("grant", 5, 5)
    assert_adds_up(workspace)


def test_what_is_left_of_the_free_month_lapses_when_a_plan_begins_and_is_back_when_it_ends(
    workspace, customer, start
):
    use(workspace, "a", "b")

    subscribe(workspace, customer, start=start)
    assert quotas.usage(workspace=workspace).left == 50
    assert_adds_up(workspace)

    use(workspace, "c")
    subscribe(workspace, customer, "canceled", start=start)
    assert quotas.usage(workspace=workspace).left == 3
    assert lines(workspace)[-1].reason.endswith(", resumed")
    assert_adds_up(workspace)

    subscribe(workspace, customer, start=start)
    assert quotas.usage(workspace=workspace).left == 49
    assert_adds_up(workspace)


def test_a_plan_that_is_given_and_taken_within_a_month_adds_up(workspace, owner):
    use(workspace, "a")
    subscriptions.assign(workspace=workspace, plan=plans.CREATOR, reason="Trial", actor=owner)
    use(workspace, "b", "c")

    subscriptions.assign(workspace=workspace, plan=None, reason="Over", actor=owner)

    assert quotas.usage(workspace=workspace).left == 2
    assert_adds_up(workspace)


def test_a_larger_plan_in_the_same_period_adds_the_difference(workspace, customer, start):
    subscribe(workspace, customer, start=start)
    use(workspace, "a", "b", "c")

    subscribe(workspace, customer, start=start, plan="empire")
    use(workspace, "d")
    subscribe(workspace, customer, "canceled", start=start, plan="empire")

    assert quotas.usage(workspace=workspace).left == 5
    assert_adds_up(workspace)


def test_a_plan_without_a_limit_leaves_nothing_owed_when_it_ends(workspace, customer, start):
    subscribe(workspace, customer, start=start, plan="empire")
    use(workspace, "a", "b")

    subscribe(workspace, customer, "canceled", start=start, plan="empire")

    assert quotas.usage(workspace=workspace).left == 5
    assert_adds_up(workspace)


def test_what_is_looked_up_before_the_period_is_back_says_the_same(workspace, customer, start):
    use(workspace, "a")
    subscribe(workspace, customer, start=start)
    standing = workspace.standing
    standing.status = "canceled"

    assert quotas.usage(workspace=workspace, standing=standing).left == 4
