"""Typed text is never lost without a question, and each problem is shown once."""

import re

import pytest
from playwright.sync_api import expect

from discovery.models import Idea
from tests import world


@pytest.fixture
def somebody(transactional_db):
    return world.full("somebody@example.com")


def questions_of(page):
    """The kinds of dialogs that the browser opened. Each is accepted."""
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("Idea", "/ideas/{}/"),
        ("Niche", "/discover/niches/{}/"),
        ("Video", "/videos/{}/script/"),
        ("Video", "/videos/{}/scenes/"),
        (None, "/ideas/new/"),
        (None, "/settings/workspace/"),
        (None, "/settings/api-keys/new/"),
    ],
)
def test_leaving_a_page_with_typed_text_asks_first(open_page, somebody, model, address):
    page = open_page(signed_in=somebody.owner)
    asked = questions_of(page)
    page.goto(address.format(somebody.id_of(model)) if model else address)

    page.locator("main").get_by_role("textbox").locator("visible=true").first.press_sequentially("typed")
    page.get_by_role("link", name="Studio").first.click()

    page.wait_for_url("**/videos/")
    assert asked == ["beforeunload"]


def test_saving_does_not_ask(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    asked = questions_of(page)
    page.goto(f"/ideas/{somebody.id_of('Idea')}/")

    page.get_by_label("Hook").fill("One sentence that stays")
    page.get_by_role("button", name="Save and write the script").click()

    page.wait_for_url(re.compile(r"/videos/vid_\w+/script/"))
    assert asked == []
    page.goto(f"/ideas/{somebody.id_of('Idea')}/")
    expect(page.get_by_label("Hook")).to_have_value("One sentence that stays")


def test_without_a_connection_a_form_is_not_sent_and_keeps_what_was_typed(open_page, somebody):
    page = open_page(signed_in=somebody.owner, is_cut_off=True)
    page.goto("/ideas/new/")
    page.get_by_label("Title").fill("Typed on a train")
    page.context.set_offline(True)

    page.get_by_role("button", name="Save idea").click()
    expect(page.locator(".toast")).to_contain_text("Nothing was sent")
    expect(page.get_by_label("Title")).to_have_value("Typed on a train")

    page.context.set_offline(False)
    expect(page.locator(".toast")).to_have_count(0)
    page.get_by_role("button", name="Save idea").click()
    expect(page.locator("main")).to_contain_text("Typed on a train")
    assert Idea.objects.filter(title="Typed on a train").exists()


def test_a_lost_connection_is_told_once_and_taken_back(open_page, somebody):
    page = open_page(signed_in=somebody.owner, is_cut_off=True)
    page.goto("/")
    # The page's own poll, accelerated: a part that reloads itself twice a second.
    page.evaluate("""() => {
      const part = document.createElement('div');
      part.setAttribute('hx-get', '/');
      part.setAttribute('hx-trigger', 'every 300ms');
      part.setAttribute('hx-swap', 'none');
      document.getElementById('content').append(part);
      window.htmx.process(part);
    }""")
    refused = {"count": 0}

    def refuse(route):
        refused["count"] += 1
        route.fulfill(status=503, body="busy")

    page.route("**/", refuse)
    expect(page.locator(".toast")).to_have_text(re.compile("Connection lost"))
    while refused["count"] < 5:
        page.wait_for_timeout(100)
    assert page.locator(".toast").count() == 1

    page.unroute("**/")
    expect(page.locator(".toast")).to_have_count(0)


def test_the_command_menu_finds_videos_and_settings_and_hides_the_rest(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto("/")

    page.keyboard.press("Control+k")
    page.keyboard.type("zylophrane")
    found = page.locator("dialog.command .command__item:visible")
    expect(found.filter(has_text="Video").first).to_be_visible()
    expect(page.get_by_role("option", name="Studio")).to_be_hidden()

    page.get_by_role("combobox").fill("invoices")
    expect(page.get_by_role("option", name="Billing and usage")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/billing/")


def test_the_open_settings_tab_is_in_view_on_a_phone(open_page, somebody):
    page = open_page(signed_in=somebody.owner, viewport={"width": 390, "height": 844})

    page.goto("/settings/audit/")

    expect(page.locator(".tabs [aria-current=page]")).to_be_in_viewport(ratio=1)
