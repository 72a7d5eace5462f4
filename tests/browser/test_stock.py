"""Stock in the scene editor: searched in place, chosen with one click, and wide enough for a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from synthesis.models import StockChoice
from tests import world
from tests.browser.test_pages import SIDEWAYS, TOUCH

LOADED = "picture => picture.complete && picture.naturalWidth > 0"


@pytest.fixture
def somebody(transactional_db, sandbox_url):
    return world.full("somebody@example.com")


def scene_of(somebody):
    return reverse("synthesis:scene", args=[somebody.id_of("Video"), somebody.id_of("Scene")])


def test_a_clip_is_searched_in_the_editor_and_chosen(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto(scene_of(somebody))
    stock = page.locator("#stock")

    stock.get_by_label("Search stock").fill("city night")
    stock.get_by_role("button", name="Search").click()

    picture = stock.locator(".stock__result img").first
    expect(picture).to_be_visible()
    page.wait_for_function(LOADED, arg=picture.element_handle())
    expect(stock.get_by_role("link", name="Photos and videos provided by Pexels")).to_be_visible()
    stock.get_by_role("button", name="Use").first.click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    assert StockChoice.objects.latest("pk").wanted.startswith("video/")


def test_the_results_fit_a_phone(open_page, somebody):
    page = open_page(signed_in=somebody.owner, **TOUCH)

    page.goto(f"{scene_of(somebody)}stock/?q=coffee")

    expect(page.locator(".stock__result").first).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []
