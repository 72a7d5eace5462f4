"""Changing, canceling and resuming a subscription, with the effects on quota and money."""

from datetime import timedelta

import pytest

from billing import catalogue, changes, checkout, entitlements, plans, quotas
from billing.errors import (
    CardDeclinedError,
    NoSubscriptionError,
    PlanUnknownError,
    SamePlanError,
    SubscriptionUnpaidError,
)
from billing.models import LedgerEntry, Standing
from billing.signals import Holding, holdings_requested
from billing.tests.shop import FAILS_LATER


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def switch(workspace, owner, plan, nonce="n1"):
    return changes.switch(workspace=workspace, plan=plan, nonce=nonce, actor=owner)


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def invoices(shop, standing):
    return shop.client.invoices.list({"customer": standing.customer_id}).data


def test_a_larger_plan_is_paid_and_adds_the_difference(shop, workspace, owner, subscribed):
    quotas.reserve(workspace=workspace, reference="render:1")

    switch(workspace, owner, "empire")

    assert plan_of(workspace) == "empire"
    usage = quotas.usage(workspace=workspace)
    assert (usage.limit, usage.held) == (None, 1)
    assert usage.starts_at == subscribed.period_starts_at
    difference = invoices(shop, subscribed)[0]
    assert (difference.status, difference.currency) == ("paid", "usd")
    assert 6900 <= difference.total <= 7000
    assert quotas.discrepancies() == []


def test_a_declined_card_leaves_the_plan_as_it_was(shop, workspace, owner, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)

    with pytest.raises(CardDeclinedError, match="Nothing has changed"):
        switch(workspace, owner, "empire")

    shop.deliver_and_apply()
    standing = Standing.objects.get()
    assert (standing.plan, standing.status) == ("creator", "active")


def test_a_smaller_plan_leaves_a_credit_and_takes_no_work_away(shop, workspace, owner, subscribed):
    switch(workspace, owner, "empire")
    for number in range(60):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")

    switch(workspace, owner, "creator", nonce="n2")

    usage = quotas.usage(workspace=workspace)
    assert (plan_of(workspace), usage.held, usage.limit, usage.left) == ("creator", 60, 60, 0)
    assert quotas.discrepancies() == []


def test_repeated_plan_changes_grant_no_extra_videos(shop, workspace, owner, subscribed):
    for number in range(8):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")
        quotas.commit(reference=f"render:{number}")

    for round_ in range(3):
        switch(workspace, owner, "empire", nonce=f"up{round_}")
        switch(workspace, owner, "creator", nonce=f"down{round_}")

    assert quotas.usage(workspace=workspace).left == 42
    assert quotas.discrepancies() == []


def test_pressing_twice_changes_and_charges_once(shop, workspace, owner, subscribed):
    switch(workspace, owner, "empire")

    with pytest.raises(SamePlanError):
        switch(workspace, owner, "empire")

    assert len(invoices(shop, subscribed)) == 2


def test_a_change_whose_response_is_lost_is_detected_and_charged_once(shop, workspace, owner, subscribed):
    path = f"/v1/subscriptions/{subscribed.subscription_id}$"
    shop.sabotage({"kind": "drop_after_commit", "match": {"method": "POST", "path": path}})

    assert switch(workspace, owner, "empire").plan == "empire"

    with pytest.raises(SamePlanError):
        switch(workspace, owner, "empire", nonce="n2")
    assert len(invoices(shop, subscribed)) == 2


def test_a_change_whose_response_and_events_were_lost_is_detected_before_a_retry(
    shop, workspace, owner, subscribed
):
    """The process died before it got the response, and the events were lost too."""
    items = [{"id": subscribed.item_id, "price": catalogue.offer_of(plans.EMPIRE).price_id}]
    wanted = {"items": items, "proration_behavior": "always_invoice"}
    shop.client.subscriptions.update(subscribed.subscription_id, wanted)

    with pytest.raises(SamePlanError):
        switch(workspace, owner, "empire")

    assert plan_of(workspace) == "empire"
    assert len(invoices(shop, subscribed)) == 2


def test_a_canceled_plan_stays_until_its_period_ends(shop, workspace, owner, subscribed):
    changes.cancel(workspace=workspace, nonce="n1", actor=owner)

    standing = Standing.objects.get()
    assert standing.cancels_at == subscribed.period_ends_at
    assert (plan_of(workspace), quotas.usage(workspace=workspace).limit) == ("creator", 50)

    shop.turn_clock(subscribed.period_ends_at + timedelta(minutes=5))
    assert set(shop.deliver_and_apply()) == {200}

    standing.refresh_from_db()
    assert (standing.status, plan_of(workspace)) == ("canceled", "free")
    assert quotas.usage(workspace=workspace).limit == 5


def test_a_canceled_plan_is_resumed_by_its_owner(shop, workspace, owner, subscribed):
    changes.cancel(workspace=workspace, nonce="n1", actor=owner)

    standing = changes.resume(workspace=workspace, nonce="n2", actor=owner)

    assert standing.cancels_at is None
    assert not shop.client.subscriptions.retrieve(standing.subscription_id).cancel_at_period_end


def test_a_plan_that_was_to_end_on_a_day_is_resumed_as_well(shop, workspace, owner, subscribed):
    day = int((subscribed.period_ends_at - timedelta(days=3)).timestamp())
    shop.client.subscriptions.update(subscribed.subscription_id, {"cancel_at": day})
    shop.deliver_and_apply()
    assert Standing.objects.get().cancels_at is not None

    assert changes.resume(workspace=workspace, nonce="n2", actor=owner).cancels_at is None


def test_changing_a_plan_that_was_to_end_lets_it_go_on(shop, workspace, owner, subscribed):
    changes.cancel(workspace=workspace, nonce="n1", actor=owner)

    assert switch(workspace, owner, "empire", nonce="n2").cancels_at is None


def test_a_plan_that_is_not_paid_ends_at_once_when_it_is_canceled(shop, workspace, owner, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(days=20))
    shop.deliver_and_apply()
    assert Standing.objects.get().is_read_only

    standing = changes.cancel(workspace=workspace, nonce="n1", actor=owner)

    assert (standing.status, standing.is_read_only, plan_of(workspace)) == ("canceled", False, "free")


@pytest.mark.parametrize("deed", [changes.cancel, changes.resume])
def test_without_a_subscription_there_is_nothing_to_change(shop, workspace, owner, deed):
    with pytest.raises(NoSubscriptionError):
        deed(workspace=workspace, nonce="n1", actor=owner)
    with pytest.raises(NoSubscriptionError):
        switch(workspace, owner, "empire")


def test_what_is_not_sold_cannot_be_changed_to(workspace, owner, subscribed):
    for plan in ("free", "gold"):
        with pytest.raises(PlanUnknownError):
            switch(workspace, owner, plan)
    with pytest.raises(SamePlanError):
        switch(workspace, owner, "creator")


def test_an_open_bill_comes_before_another_plan(shop, workspace, owner, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(hours=2))
    shop.deliver_and_apply()
    assert Standing.objects.get().state == "past_due"

    with pytest.raises(SubscriptionUnpaidError):
        switch(workspace, owner, "empire")


def test_granted_videos_survive_a_change_of_plan(workspace, owner, subscribed, shop):
    quotas.adjust(workspace=workspace, videos=7, reason="Sorry", actor=owner)

    switch(workspace, owner, "empire")
    switch(workspace, owner, "creator", nonce="n2")

    assert quotas.usage(workspace=workspace).limit == 57


def test_the_ledger_tells_each_change_of_plan(workspace, owner, subscribed, shop):
    switch(workspace, owner, "empire")
    switch(workspace, owner, "creator", nonce="n2")

    told = LedgerEntry.objects.for_workspace(workspace).order_by("created_at").values_list("reason", "videos")
    assert told[0][0].startswith("Creator plan, ")
    assert list(told[1:]) == [
        ("Empire plan instead of Creator, no limit", 0),
        ("Creator plan instead of Empire", 0),
    ]


def test_what_a_smaller_plan_does_not_cover_is_counted_and_kept(workspace):
    holding = Holding(key="discovery.niches", what="niches", count=10, beyond="kept but not scanned")

    def count(**_):
        return [holding]

    holdings_requested.connect(count)
    try:
        found = changes.excess(workspace=workspace, plan=plans.FREE)
        none = changes.excess(workspace=workspace, plan=plans.EMPIRE)
    finally:
        holdings_requested.disconnect(count)

    assert [(each.covered, each.count) for each in found if each.holding is holding] == [(1, 9)]
    assert none == []
