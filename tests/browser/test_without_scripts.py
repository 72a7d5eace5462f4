"""The same journey with scripts disabled: links, forms and reloads are enough."""

from django.urls import reverse
from playwright.sync_api import expect

from publishing.models import Publication
from synthesis.models import Render
from tests import world
from tests.browser import maker


def test_a_video_is_rendered_without_scripts(open_page, celery_worker, node, sandbox_url):
    page = open_page(java_script_enabled=False)
    maker.sign_up(page, email="quiet@example.com")
    maker.follow_a_niche(page)
    scored = ".candidate:has(.candidate__why)"
    maker.reload_until(page, scored)
    page.locator(f"{scored} .candidate__link").first.click()
    expect(page.locator("main")).to_contain_text("this channel's normal")
    page.get_by_role("button", name="Make idea").click()
    maker.write_the_script(page)
    maker.reload_until(page, "a:has-text('Continue to scenes')")
    maker.use_ones_own_words(page)
    maker.change_the_first_scene(page, narration="Grind finer, and taste it again.")
    maker.choose_the_voice(page)

    maker.button_to_render(page).click()
    expect(page.get_by_role("heading", name="Rendering your video")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("heading", name="The render was canceled")).to_be_visible()
    assert Render.objects.get().status == "canceled"


def test_publishing_asks_first_without_scripts(open_page, transactional_db):
    somebody = world.full("quiet@example.com")
    Publication.objects.update(status="draft")
    page = open_page(java_script_enabled=False, signed_in=somebody.owner)
    page.goto(reverse("publishing:publication", args=[somebody.id_of("Publication")]))
    page.get_by_label("Unlisted").check()
    page.get_by_label("No, it is not made for kids").check()

    page.get_by_role("button", name="Post now").click()
    expect(page.locator("#sure:invalid")).to_be_visible()
    assert Publication.objects.get().status == "draft"

    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_label("as shown here").check()
    page.get_by_role("button", name="Post now").click()
    expect(page.locator("#sure")).to_have_count(0)
    assert Publication.objects.get().status != "draft"
