"""What the billing pages offer: paying first, the price of a change, downgrades, and test mode."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing import checkout, previews
from billing.models import Standing
from billing.tests.test_billing_page import browser, post, shown


def sealed_in(text: str) -> str:
    """Return the instant that the change is priced at, as the page's form sends it."""
    found = re.search(r'name="priced_at" value="([^"]+)"', text)
    assert found is not None
    return found[1]


@pytest.fixture
def page(owner, workspace):
    return browser(owner)


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def test_a_change_while_a_payment_is_owed_is_refused_with_a_way_on(page, workspace, shop):
    Standing.objects.create(
        workspace=workspace, status="past_due", plan="creator", subscription_id="sub_1", customer_id="cus_1",
        past_due_since=timezone.now(), amount_minor=2900, currency="usd",
    )  # fmt: skip

    answer = page.get(reverse("billing:plan-change"), {"plan": "empire"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'aria-label="Main"' in text
    assert "Pay now" in text
    assert reverse("billing:usage") in text
    assert "Pay now" in shown(page), "the way to the portal, while no invoice is known"


def test_what_is_due_today_is_stripes_own_amount(shop, page, subscribed):
    asked = shop.requests_to("create_preview")
    text = shown(page, "plan-change", plan="empire")
    assert "Calculating the amount due today" in text
    assert shop.requests_to("create_preview") == asked, "the page waits for nobody"
    priced_at = sealed_in(text)

    part = shown(page, "change-amount", plan="empire", priced_at=priced_at)
    shop.turn_clock(timezone.now() + timedelta(minutes=20))
    without_scripts = shown(page, "plan-change", plan="empire", priced_at=priced_at, amount=1)

    amount = re.search(r"Due today: <strong>(\$[\d.]+)</strong>", part)
    assert amount is not None
    assert amount[0] in without_scripts
    post(page, "plan-change", plan="empire", nonce="n1", priced_at=sealed_in(without_scripts))
    shop.deliver_and_apply()
    assert f">{amount[1]}<" in shown(page), "the invoice says the same"
    later = shown(page, "change-amount", plan="creator")
    assert "Nothing is due today. Your next invoice" in later


def test_an_instant_that_is_not_ours_or_too_old_prices_a_change_at_now(subscribed, page):
    sealed = sealed_in(shown(page, "plan-change", plan="empire"))
    later = subscribed.period_ends_at
    renewed = Standing(period_starts_at=later, period_ends_at=later + timedelta(days=30))

    assert previews.seconds_in(sealed, standing=subscribed)
    assert previews.seconds_in(sealed, standing=renewed) is None
    for other in (sealed[:-1], "1", ""):
        assert previews.seconds_in(other, standing=subscribed) is None


def test_a_stripe_that_does_not_answer_leaves_the_amount_unknown_and_says_so(shop, page, subscribed):
    shop.sabotage({"kind": "status", "match": {"path": "create_preview"}, "times": None})

    for name, query in (("change-amount", {}), ("plan-change", {"amount": 1})):
        answer = page.get(reverse(f"billing:{name}"), {"plan": "empire", **query})
        assert answer.status_code == 200
        assert "Stripe has not responded yet" in answer.content.decode()


def test_on_the_largest_plan_the_smaller_one_is_a_downgrade_and_not_the_next_step(
    shop, page, workspace, owner
):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner, plan="empire"))

    text = shown(page)

    assert re.search(r'<a class="button"\s+href="[^"]*plan=creator">Downgrade to Creator</a>', text)
    assert "Choose Creator" not in text
    assert "Upgrade to" not in text


def test_a_plan_that_an_operator_gave_is_not_sold_again_as_a_smaller_one(shop, page, workspace):
    Standing.objects.create(workspace=workspace, assigned_plan="empire", assigned_reason="x")

    text = shown(page)

    assert "Included in Empire, which your administrator assigned to you." in text
    assert "Choose Creator" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "The sandbox replaces Stripe"),
        ({"STRIPE_IS_SANDBOX": False}, "Stripe runs with a test key"),
        ({"STRIPE_LIVE_MODE": True}, None),
        ({"STRIPE_SECRET_KEY": ""}, None),
    ],
)
def test_pages_say_that_test_mode_charges_nothing(page, workspace, settings, fields, words):
    for name, value in fields.items():
        setattr(settings, name, value)

    text = shown(page)

    assert ("Test mode: no real charges" in text) == (words is not None)
    if words:
        assert words in text
