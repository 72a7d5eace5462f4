"""Cards whose bank requires confirmation (3-D Secure): a plan change waits for it and is not lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing import catalogue, changes, checkout, entitlements, resync
from billing.errors import NothingToPayError
from billing.models import Standing
from billing.tests.shop import FAILS_LATER


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner, card="confirms"))
    return Standing.objects.get()


@pytest.fixture
def waiting(workspace, owner, subscribed):
    """A change to a larger plan that waits for the bank's confirmation."""
    return switch(workspace, owner)


@pytest.fixture
def browser(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def switch(workspace, owner, plan="empire", nonce="n1"):
    return changes.switch(workspace=workspace, plan=plan, nonce=nonce, actor=owner)


def plan_of(workspace):
    entitlements.discard_cached(workspace=workspace)
    return entitlements.plan_of(workspace=workspace).code


def test_a_change_waits_for_the_confirmation_and_the_plan_stays(workspace, waiting):
    assert (waiting.plan, waiting.pending_plan, waiting.status) == ("creator", "empire", "active")
    assert waiting.pending_until is not None
    assert plan_of(workspace) == "creator"


def test_the_browser_is_sent_to_the_invoice_and_events_finish_the_change(
    shop, browser, workspace, subscribed
):
    answer = browser.post(reverse("billing:plan-change"), {"plan": "empire", "nonce": "n1"})

    assert answer.status_code == 302
    assert "/stripe/invoices/" in answer.url
    shown = browser.get(reverse("billing:usage")).content.decode()
    assert "Confirm the payment for Empire" in shown
    assert shop.pay(answer.url, card="").status_code == 303

    assert set(shop.deliver_and_apply()) == {200}

    assert plan_of(workspace) == "empire"
    assert "Confirm the payment" not in browser.get(reverse("billing:usage")).content.decode()


def test_a_refresh_finishes_the_change_where_events_are_lost(shop, browser, workspace, waiting):
    page = browser.post(reverse("billing:plan-pay"))
    shop.pay(page.url, card="")

    browser.get(reverse("billing:portal-return"))

    assert plan_of(workspace) == "empire"
    assert Standing.objects.get().pending_plan == ""


def test_pressing_again_leads_to_the_same_invoice(shop, workspace, owner, waiting):
    page = changes.payment_page(workspace=workspace)

    again = switch(workspace, owner, nonce="n2")

    assert again.pending_plan == "empire"
    assert changes.payment_page(workspace=workspace) == page
    assert len(shop.client.invoices.list({"customer": waiting.customer_id}).data) == 2


def test_a_change_that_is_never_confirmed_is_dropped(shop, workspace, waiting):
    shop.turn_clock(waiting.pending_until + timedelta(minutes=1))
    Standing.objects.update(pending_until=waiting.pending_until - timedelta(days=2))

    assert resync.unconfirmed_changes() == 1

    standing = Standing.objects.get()
    assert (standing.plan, standing.pending_plan) == ("creator", "")
    with pytest.raises(NothingToPayError):
        changes.payment_page(workspace=workspace)


def test_canceling_drops_the_change_that_waits(shop, workspace, owner, waiting):
    standing = changes.cancel(workspace=workspace, nonce="n2", actor=owner)

    assert (standing.pending_plan, standing.cancels_at) == ("", waiting.period_ends_at)
    bill = shop.client.invoices.list({"customer": waiting.customer_id}).data[0]
    assert bill.status == "void"


def test_a_change_that_waits_can_be_dropped(shop, browser, workspace, waiting):
    waits = browser.get(reverse("billing:usage")).content.decode()
    assert "Stay on Creator" in waits
    before, _ = waits.split("Upgrade to Empire")
    assert "button--primary" not in before.rpartition("<a")[2]

    pages = [browser.post(reverse("billing:plan-drop"), {"nonce": "n2"}, follow=True) for _ in range(2)]

    page = pages[-1].content.decode()
    assert "You are on the Creator plan." in page
    assert "Confirm the payment" not in page
    assert Standing.objects.get().pending_plan == ""
    bill = shop.client.invoices.list({"customer": waiting.customer_id}).data[0]
    assert bill.status == "void"


def test_a_change_that_was_paid_meanwhile_is_not_dropped(shop, browser, workspace, waiting):
    shop.pay(changes.payment_page(workspace=workspace), card="")

    page = browser.post(reverse("billing:plan-drop"), {"nonce": "n2"}, follow=True).content.decode()

    assert "You are on the Empire plan." in page
    assert plan_of(workspace) == "empire"


def test_a_card_that_is_declined_on_the_invoice_changes_nothing(shop, workspace, waiting):
    page = changes.payment_page(workspace=workspace)

    assert shop.pay(page, card="declined").status_code == 402

    checkout.apply_portal_changes(workspace=workspace)
    assert Standing.objects.get().pending_plan == "empire"
    assert plan_of(workspace) == "creator"


def test_an_overdue_invoice_is_paid_on_its_own_page(shop, browser, workspace, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(hours=2))
    shop.deliver_and_apply()
    assert Standing.objects.get().state == "past_due"

    page = browser.post(reverse("billing:plan-pay"))
    shop.pay(page.url, card="works")
    browser.get(reverse("billing:portal-return"))

    assert Standing.objects.get().state == "active"


def test_a_change_that_could_not_be_confirmed_is_told_until_it_is_seen(shop, browser, workspace, subscribed):
    """Both the response of the change and the refresh after it are lost."""
    path = "/v1/subscriptions/[^/]+$"
    shop.sabotage(
        {"kind": "drop_after_commit", "match": {"method": "POST", "path": path}},
        {"kind": "status", "match": {"method": "GET", "path": path}},
    )

    answer = browser.post(reverse("billing:plan-cancel"), {"nonce": "n1"})

    assert answer.status_code == 503
    assert "We could not confirm the change" in answer.content.decode()
    assert "could not confirm your last change" in browser.get(reverse("billing:usage")).content.decode()
    shop.sabotage()
    Standing.objects.update(unconfirmed_at=timezone.now() - timedelta(minutes=5))

    assert resync.unconfirmed_changes() == 1

    shown = browser.get(reverse("billing:usage")).content.decode()
    assert "could not confirm" not in shown
    assert Standing.objects.get().cancels_at is not None


def test_a_plan_in_another_currency_is_refused_with_the_way_out(
    shop, browser, workspace, subscribed, settings
):
    settings.PLAN_CURRENCY = "eur"
    catalogue.publish()

    for answer in (
        browser.get(reverse("billing:plan-change"), {"plan": "empire"}),
        browser.post(reverse("billing:plan-change"), {"plan": "empire", "nonce": "n1"}),
    ):
        assert answer.status_code == 409
        assert "Cancel your plan. When it has ended" in answer.content.decode()
