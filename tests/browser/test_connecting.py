"""A person connects a TikTok account in the browser."""

import pytest
from playwright.sync_api import expect

from tests import world


@pytest.fixture
def owner(live_server, settings, sandbox_url):
    settings.SITE_URL = live_server.url
    return world.empty("ada@example.com").owner


def test_an_account_is_connected_through_the_consent_page(owner, open_page):
    page = open_page(signed_in=owner)
    page.goto("/connections/")

    page.get_by_role("button", name="Connect TikTok").click()
    page.get_by_role("heading", name="wants access to a TikTok account").wait_for()
    page.get_by_label("Desk Notes").check()
    page.get_by_role("button", name="Continue").click()

    page.get_by_text("Desk Notes on TikTok is connected.").wait_for()
    expect(page.get_by_role("button", name="Disconnect Desk Notes on TikTok")).to_be_visible()
    assert page.locator("img.avatar__picture").evaluate("picture => picture.naturalWidth") > 0
