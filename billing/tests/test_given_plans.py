"""Mails and pages about a subscription while an operator's plan is also active, from purchase to end."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from billing import checkout, entitlements, subscriptions
from billing.models import Standing
from billing.signals import Holding, holdings_requested
from billing.tests.answers import play
from billing.tests.mirrored import mirrored
from billing.tests.shop import FAILS_LATER
from billing.tests.test_billing_page import browser, post
from billing.tests.test_plans_beside import NOW, follow, give, mails, words


@pytest.fixture
def page(owner, workspace):
    return browser(owner)


def test_going_back_to_free_is_offered_where_that_is_what_follows(workspace, customer, shop, page):
    mirrored(customer, start=NOW)
    follow(workspace)
    assert "Downgrade to Free" in words(page)

    give(workspace, "empire")

    text = words(page)
    assert "Downgrade to Free" not in text
    assert "Cancel plan" in text


def test_a_cancellation_says_which_plan_ends(workspace, owner, shop, page):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    give(workspace, "empire")

    post(page, "plan-cancel", nonce="n1")

    text = words(page)
    assert "Your Creator plan ends with the period." in text
    assert "After that, this workspace continues on Empire" in text


def test_a_given_plan_that_is_withdrawn_leaves_a_workspace_read_only_and_says_so(
    workspace, customer, settings, page
):
    give(workspace, "empire")
    mirrored(customer, "unpaid")
    follow(workspace)
    assert [subject for subject, _ in mails()] == ["The payment for North Studio is overdue"]
    home = page.get("/").content.decode()
    assert "The last payment failed." in home
    assert "read-only" not in home

    subscriptions.assign(workspace=workspace, plan=None, reason="No more", actor=None)

    [(subject, body)] = mails()
    assert subject == "North Studio is read-only"
    assert "or cancel the plan to continue on Free" in body
    assert entitlements.is_read_only(workspace=workspace)


def test_the_audit_log_does_not_call_an_open_workspace_read_only(workspace, customer):
    give(workspace, "empire")
    mirrored(customer, "unpaid")
    follow(workspace)

    entry = AuditEntry.objects.get(action="subscription.changed")
    assert entry.facts == {"plan": "Creator", "status": "Unpaid"}


def test_the_banner_says_what_is_kept_and_what_is_owed(workspace, customer, page):
    give(workspace, "empire")
    mirrored(customer, "past_due")
    follow(workspace)
    text = words(page)
    assert "The last payment failed. The paid plan stays active until" in text
    assert "Your plan stays active" not in text

    mirrored(customer, "unpaid")
    follow(workspace)

    assert "A payment is overdue." in words(page)


@pytest.fixture
def many_niches():
    def count(workspace, **_):
        return [Holding(key="discovery.niches", what="niches", count=40, beyond="kept but not scanned")]

    holdings_requested.connect(count)
    yield
    holdings_requested.disconnect(count)


def test_a_smaller_plan_makes_nothing_read_only_beside_a_larger_given_one(
    workspace, owner, shop, page, many_niches
):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner, plan="empire"))
    assert "What becomes read-only" in words(page, "plan-change", plan="creator")
    assert "What becomes read-only" in words(page, "plan-cancel")

    give(workspace, "empire")

    text = words(page, "plan-change", plan="creator")
    assert "What becomes read-only" not in text
    assert "This workspace continues on Empire" in text
    assert "What becomes read-only" not in words(page, "plan-cancel")
    post(page, "plan-change", plan="creator", nonce="n1")
    text = words(page)
    assert "Your subscription is for Creator. This workspace is on Empire." in text
    assert "You are on the Creator plan." not in text


def test_the_whole_way_beside_a_given_plan(shop, page, workspace, owner):
    give(workspace, "empire")
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    first = Standing.objects.get()
    assert first.period_ends_at is not None
    shop.replace_card(first.customer_id, FAILS_LATER)

    shop.turn_clock(first.period_ends_at + timedelta(hours=2))
    shop.deliver_and_apply()
    assert "the workspace continues on Empire" in mails()[0][1]
    shop.turn_clock(first.period_ends_at + timedelta(days=20))
    shop.deliver_and_apply()

    assert [subject for subject, _ in mails()] == ["The payment for North Studio is overdue"]
    text = words(page)
    assert "You owe $29." in text
    assert "Next invoice" not in text
    assert "This workspace continues on Empire" in text
    assert "Creator is unpaid and ends at once. What" in words(page, "plan-cancel")
    post(page, "plan-cancel", nonce="n1")
    assert "Your Creator plan has ended." in words(page)
    [(subject, body)] = mails()
    assert subject == "The Creator subscription of North Studio has ended"
    assert "continues on Empire." in body


def test_ending_one_of_two_unpaid_plans_is_seen_although_the_answer_is_lost(shop, page, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    first = Standing.objects.get()
    assert first.period_ends_at is not None
    shop.buy_again(first.customer_id)
    shop.replace_card(first.customer_id, FAILS_LATER)
    for days in (0, 20):
        shop.turn_clock(first.period_ends_at + timedelta(days=days, hours=2))
        shop.deliver_and_apply()
    assert (Standing.objects.get().plan, Standing.objects.get().state) == ("empire", "read_only")
    play(shop, "cut after", method="DELETE", path="/subscriptions/")

    answer = post(page, "plan-cancel", nonce="n1")

    assert answer.status_code == 302
    assert "Your Empire plan has ended." in words(page)
    assert Standing.objects.get().plan == "creator"
