"""A plan is bought, changed, canceled and resumed in the browser, with scripts and without."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from accounts import workspaces
from accounts.models import User
from billing import catalogue, endpoints, entitlements, quotas
from billing.models import Standing
from tests import waiting

BILLING = re.compile(r"/settings/billing/$")


@pytest.fixture
def owner(transactional_db) -> User:
    return User.objects.create_user("owner@example.com", "a rather long sentence", name="Nova")


@pytest.fixture
def workspace(owner):
    return workspaces.open_workspace(owner=owner, name="North Studio")


@pytest.fixture
def shop(sandbox_url, live_server, workspace):
    """Stripe has our plans, and sends its events to the running server."""
    catalogue.publish()
    endpoints.ensure()


def plan_of(workspace) -> str:
    return entitlements.plan_of(workspace=workspace).code


def buy(page: Page, plan: str) -> None:
    page.goto("/settings/billing/")
    page.get_by_role("button", name=f"Choose {plan}").click()
    expect(page.get_by_text("This is simulated data.")).to_be_visible()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url(BILLING)


@pytest.mark.parametrize(
    "how",
    [{}, {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}],
    ids=["wide", "plain"],
)
def test_a_plan_is_bought_changed_canceled_and_resumed(open_page, shop, owner, workspace, how):
    page = open_page(signed_in=owner, **how)

    buy(page, "Creator")
    expect(page.get_by_text("You are on the Creator plan.")).to_be_visible()
    expect(page.get_by_text("of 50 videos left")).to_be_visible()

    page.get_by_role("link", name="Upgrade to Empire").click()
    expect(page.get_by_text("You pay the difference")).to_be_visible()
    page.get_by_role("button", name="Change plan").click()
    expect(page.get_by_text("You are on the Empire plan.")).to_be_visible()

    page.get_by_role("link", name="Cancel plan").click()
    page.get_by_role("button", name="Cancel at the end of the period").click()
    expect(page.get_by_text("Ends soon")).to_be_visible()
    page.get_by_role("button", name="Resume plan").click()
    expect(page.get_by_text("Next invoice")).to_be_visible()

    page.get_by_role("button", name="Card and invoices").click()
    expect(page.get_by_text("simulates Stripe's customer portal")).to_be_visible()
    page.get_by_role("link", name="Return").click()
    page.wait_for_url(BILLING)
    assert plan_of(workspace) == "empire"
    assert quotas.discrepancies() == []


@override_settings(STRIPE_TRIAL_DAYS=14)
def test_events_activate_the_plan_when_the_buyer_does_not_return(open_page, shop, owner, workspace):
    page = open_page(signed_in=owner)
    page.goto("/settings/billing/")
    page.get_by_role("button", name="Try Creator").click()
    # The buyer pays and closes the window, and so never returns to our page.
    page.route(re.compile(r"/settings/billing/return/"), lambda route: route.abort())
    page.get_by_role("button", name="Start trial").click()

    waiting.until(
        lambda: Standing.objects.filter(status="trialing", plan="creator").exists(),
        within_s=30,
        what="the trial is active",
    )
    assert plan_of(workspace) == "creator"
