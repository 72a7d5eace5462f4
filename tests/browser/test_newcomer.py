"""A new person: from sign-up to a published video, in one session."""

from playwright.sync_api import Page, expect

from publishing.models import Publication
from synthesis.models import Render, Scene
from tests.browser import maker

NARRATION = "Forget the gear. Grind finer, and taste it again."


def test_a_newcomer_publishes_a_video(open_page, celery_worker, node, sandbox_url):
    page = open_page()
    maker.sign_up(page, email="nova@example.com")
    _find_an_idea(page)
    maker.write_the_script(page)
    maker.use_ones_own_words(page)
    maker.change_the_first_scene(page, narration=NARRATION)
    _keep_two_scenes(page)
    maker.choose_the_voice(page)

    _render(page)
    _watch(page)
    _connect(page)
    _publish(page)

    assert Scene.objects.order_by("position")[1].narration == NARRATION
    assert Render.objects.count() == 1, "two clicks on Render are one render"
    link = page.get_by_role("link", name="Watch on YouTube")
    assert link.get_attribute("href") == Publication.objects.get().url


def _find_an_idea(page: Page) -> None:
    maker.follow_a_niche(page)
    # Until the first scan has ended, rows appear and move.
    page.locator("#discover:not([hx-get]) .candidate").first.wait_for(timeout=maker.HAPPENS_WITHIN_S * 1000)
    first = page.locator(".candidate").first
    first.locator(".candidate__link").click()
    drawer = page.get_by_role("dialog", name="Why this score?").or_(page.locator("#drawer[open]")).first
    expect(drawer).to_contain_text("this channel's normal")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).not_to_be_visible()
    first.get_by_role("button", name="Make idea").click()
    expect(first.get_by_role("link", name="Open idea")).to_be_visible()


def _keep_two_scenes(page: Page) -> None:
    """Delete scenes from the end, confirming each time. The short video keeps the test fast."""
    film = page.locator(".film__scene")
    for left in range(film.count() - 1, 1, -1):
        film.last.click()
        # The page of the scene that was open before has the same button.
        expect(film.last).to_have_attribute("aria-current", "true")
        page.locator("form[action$='/delete/'] button").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete scene").click()
        expect(film).to_have_count(left)


def _render(page: Page) -> None:
    maker.button_to_render(page).dblclick()
    expect(page.get_by_role("heading", name="Rendering your video")).to_be_visible()
    expect(page.get_by_role("progressbar").first).to_be_visible()


def _watch(page: Page) -> None:
    """The page shows the finished video by itself, and the video plays."""
    player = page.locator("video.player__video")
    player.wait_for(timeout=maker.HAPPENS_WITHIN_S * 1000)
    player.evaluate("video => { video.muted = true; return video.play(); }")
    page.wait_for_function(
        "() => { const video = document.querySelector('video.player__video');"
        " return video.readyState >= 2 && video.currentTime > 0.5; }"
    )
    assert player.evaluate("video => video.duration") > 5
    assert player.evaluate("video => [video.videoWidth, video.videoHeight]") == [1080, 1920]
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def _connect(page: Page) -> None:
    page.get_by_role("link", name="Publish", exact=True).first.click()
    page.get_by_role("link", name="Connect a channel").click()
    page.get_by_role("button", name="Connect YouTube").first.click()
    expect(page.get_by_text("This is simulated data.")).to_be_visible()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Moka & Miles on YouTube is connected.")).to_be_visible()


def _publish(page: Page) -> None:
    page.get_by_role("link", name="Calendar").first.click()
    page.get_by_role("link", name="Plan a post").first.click()
    page.locator("a[href*='publications/new/']").first.click()
    expect(page.get_by_text("Not ready").first).to_be_visible()
    page.get_by_label("Unlisted").check()
    page.get_by_label("No, it is not made for kids").check()
    # The preview follows without saving.
    expect(page.locator("#composer-aside").get_by_text("Ready", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Post now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("on YouTube: Unlisted")
    dialog.get_by_role("button", name="Post now").click()
    expect(page.get_by_role("link", name="Watch on YouTube")).to_be_visible(
        timeout=maker.HAPPENS_WITHIN_S * 1000
    )
