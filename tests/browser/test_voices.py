"""Voices are heard on the page, chosen from a long list, and a voice that fails says why in its place."""

# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import re

import pytest
from playwright.sync_api import expect

from synthesis.assembly import narration
from synthesis.models import Asset, Video
from synthesis.studio import recordings
from synthesis.tests.takes import upload
from tests import world
from tests.browser.conftest import WIDE

PHONE = {"width": 390, "height": 844}
# Whether the player has sound and has started.
PLAYED = "id => { const sound = document.getElementById(id); return sound.currentTime > 0 && !sound.error; }"


@pytest.fixture
def somebody(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.WORK_ROOT = tmp_path / "media", tmp_path / "work"
    return world.full("somebody@example.com")


@pytest.fixture
def video(somebody):
    Video.objects.update(voice="espeak:female")
    return Video.objects.get()


def test_a_voice_is_heard_and_chosen(open_page, somebody, video):
    page = open_page(signed_in=somebody.owner)
    page.goto(f"/videos/{video.pk}/voice/")
    chosen = page.locator('[data-choice-of="voice"]')
    basic = page.get_by_role("button", name="Listen to Basic, higher")

    basic.click()
    page.wait_for_function(PLAYED, arg=basic.get_attribute("data-play"))
    page.get_by_role("radio", name=re.compile("^Michael")).check()

    expect(chosen).to_have_text("Michael")


def test_the_selected_voice_is_heard_with_a_key(open_page, somebody, video):
    page = open_page(signed_in=somebody.owner)
    page.goto(f"/videos/{video.pk}/voice/")
    radio = page.get_by_role("radio", name=re.compile("^Basic, higher"))
    sound = page.get_by_role("button", name="Listen to Basic, higher").get_attribute("data-play")

    radio.focus()
    page.keyboard.press("l")

    page.wait_for_function(PLAYED, arg=sound)


@pytest.mark.parametrize(
    ("language", "text", "size"),
    [
        ("en", "Your espresso does not need a better machine: it needs another grind.", "12 words"),
        ("ja", "なぜあなたのコーヒーは苦いのでしょうか？豆のせいではありません。", "30 characters"),
        ("zh", "他说：「你好，世界」然后走了。", "10 characters"),
        ("ar", "لماذا طعم قهوتك مر؟ السبب ليس في الحبوب.", "8 words"),
    ],
)
def test_the_counter_of_a_narration_estimates_as_the_quote_does(
    open_page, somebody, video, language, text, size
):
    page = open_page(signed_in=somebody.owner)
    page.goto(f"/videos/{video.pk}/scenes/")

    page.get_by_label("Narration").fill(text)

    seconds = narration.estimate_s(text=text, language=language)
    expect(page.locator("output[for=id_narration]")).to_have_text(f"{size}, about {round(seconds)} s")


def test_a_toast_leaves_the_button_of_the_page_of_voices_free(open_page, somebody, video):
    for viewport in (PHONE, WIDE):
        page = open_page(signed_in=somebody.owner, viewport=viewport)
        page.goto(f"/videos/{video.pk}/voice/")
        page.get_by_label("Language").select_option("fr" if viewport is PHONE else "it")

        page.get_by_role("button", name="Save and see the quote").click()

        toast = page.locator(".toast")
        expect(toast).to_contain_text("These are the voices for")
        button = page.get_by_role("button", name="Save and see the quote").bounding_box()
        assert toast.bounding_box()["y"] + toast.bounding_box()["height"] <= button["y"]


def test_a_voice_that_fails_says_why_in_its_row(open_page, somebody, video):
    # The browser reports the refused request, which is expected here.
    page = open_page(signed_in=somebody.owner, is_cut_off=True)
    page.goto(f"/videos/{video.pk}/voice/")
    button = page.get_by_role("button", name="Listen to Michael")
    address = button.get_attribute("data-play-url")
    button.evaluate("(each, url) => { each.dataset.playUrl = url; }", address.replace("am_michael", "gone"))

    button.click()

    row = page.locator("[data-play-row]", has=button)
    expect(row.get_by_role("alert")).to_contain_text("is not available on this installation")


def test_a_recording_replaces_the_voice_on_a_phone(open_page, somebody, video, tmp_path):
    page = open_page(signed_in=somebody.owner, viewport=PHONE)
    page.goto(f"/videos/{video.pk}/scenes/")
    take = tmp_path / "take.m4a"
    take.write_bytes(upload(tmp_path).read())

    page.get_by_label("Recording", exact=True).set_input_files(take)
    page.get_by_role("button", name="Use recording").click()

    expect(page.get_by_role("button", name="Remove recording")).to_be_visible()
    page.wait_for_function("() => document.getElementById('scene-recording').duration > 1")
    page.get_by_role("button", name="Remove recording").click()
    expect(page.get_by_role("button", name="Use recording")).to_be_visible()
    assert Asset.objects.filter(role="recording").exists()


def test_a_pronunciation_is_heard_before_it_is_saved(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto("/settings/pronunciations/")
    page.get_by_label("Written").fill("Nginx")
    page.get_by_label("Say it like").fill("engine x")
    page.get_by_label("Language").select_option("de")

    page.get_by_role("button", name="Listen").click()

    page.wait_for_function(PLAYED, arg="pronunciation-sound")


@pytest.mark.parametrize("address", ["/videos/{}/voice/", "/videos/{}/scenes/", "/settings/pronunciations/"])
def test_no_page_is_wider_than_a_phone(open_page, somebody, video, tmp_path, address):
    scene = video.scenes.get()
    recordings.add(scene=scene, file=upload(tmp_path))
    page = open_page(signed_in=somebody.owner, viewport=PHONE)

    page.goto(address.format(video.pk))

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
