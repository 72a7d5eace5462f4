"""Pictures of scenes in the editor, drawn by a node: after saving, while typing, and of other objects."""

import pytest
from playwright.sync_api import Route, expect

from accounts import workspaces
from accounts.models import User
from synthesis.studio import scenes, videos

OPEN = ".studio__still .scene-card"
PICTURE = f"{OPEN} .scene-card__picture"


@pytest.fixture
def owner(transactional_db):
    return User.objects.create_user(email="maker@example.com", password="a long password")


@pytest.fixture
def video(owner):
    workspace = workspaces.open_workspace(owner=owner, name="Studio")
    made = videos.create(workspace=workspace, user=owner, title="Eggs", seed=7)
    for line in (
        "Eggs turn rubbery for one reason.",
        "Crack 3 eggs into a cold pan.",
        "Save this for later.",
    ):
        scenes.add(video=made, narration=line, headline=line.rstrip("."))
    return made


@pytest.fixture
def page(open_page, owner, video, celery_worker, node):
    page = open_page(signed_in=owner)
    page.goto(f"/videos/{video.pk}/scenes/{video.scenes.in_order()[1].pk}/")
    expect(page.locator('[data-still-wanted]:not([data-still-wanted=""])')).to_have_count(0)
    return page


def source(page):
    return page.locator(PICTURE).get_attribute("src")


def test_every_scene_has_a_picture_and_none_a_player(page):
    expect(page.locator(".filmstrip .scene-card__picture")).to_have_count(3)
    expect(
        page.get_by_role("img", name="Counted objects: Crack 3 eggs into a cold pan").first
    ).to_be_visible()
    assert page.locator("video").count() == 0


def test_a_saved_scene_shows_its_new_picture_without_a_reload(page):
    before = source(page)
    page.evaluate("window.isSamePage = true")

    page.get_by_label("Headline").fill("Three eggs, cold pan")
    page.get_by_role("button", name="Save scene").click()

    expect(page.get_by_text("is saved")).to_be_visible()
    expect(page.locator(f'{OPEN}[data-still-wanted=""]')).to_be_visible()
    expect(page.locator(PICTURE)).not_to_have_attribute("src", before)
    expect(page.get_by_role("button", name="Save scene")).to_be_focused()
    assert page.evaluate("window.isSamePage")


def test_a_scene_is_saved_twice_in_a_row(page):
    for headline in ("Three eggs", "Four eggs"):
        page.get_by_label("Headline").fill(headline)
        page.get_by_role("button", name="Save scene").click()
        expect(page.get_by_text("is saved")).to_be_visible()
        expect(page.locator("[data-sending]")).to_have_count(0)

    page.reload()
    expect(page.get_by_label("Headline")).to_have_value("Four eggs")


def test_text_that_is_typed_during_the_save_stays(page):
    held: list[Route] = []

    def hold(route):
        held.append(route)

    page.route("**/scenes/scn_*/", hold)
    page.get_by_label("Headline").fill("Three eggs")
    page.get_by_role("button", name="Save scene").click()
    expect(page.locator("[data-sending]")).to_have_count(1)
    page.get_by_label("Kicker").fill("Typed meanwhile")

    held[0].continue_()

    expect(page.get_by_text("is saved")).to_be_visible()
    expect(page.get_by_label("Headline")).to_have_value("Three eggs")
    expect(page.get_by_label("Kicker")).to_have_value("Typed meanwhile")


def test_a_scene_is_drawn_while_it_is_typed(page):
    page.get_by_label("Narration").fill("Fly from Lisbon to Tokyo with one stop.")

    expect(page.get_by_text("Chosen because it goes from Lisbon to Tokyo.")).to_be_visible()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    assert "/preview/?digest=" in source(page)
    assert page.locator('option[value="route"]').is_enabled()
    page.get_by_role("button", name="Save scene").click()
    expect(page.get_by_text("is saved")).to_be_visible()


def test_three_objects_at_most_are_picked(page):
    page.get_by_text("Your choice").click()
    page.get_by_label("Search objects").press_sequentially("moon")
    boxes = page.locator("#object-choice input")
    expect(boxes.nth(3)).to_be_visible()
    for number in range(3):
        boxes.nth(number).check()

    expect(boxes.nth(3)).to_be_disabled()
    page.get_by_role("button", name="Save scene").click()
    expect(page.locator("#object-choice :checked")).to_have_count(3)


def test_a_choice_of_objects_begins_with_those_that_are_shown(page):
    page.get_by_label("Narration").fill("Fly to the moon with one suitcase.")
    expect(page.get_by_label("Objects that are shown")).to_contain_text("suitcase")
    page.get_by_text("Your choice").click()
    picked = page.locator("#object-choice :checked")
    expect(picked).to_have_count(2)

    page.locator("#object-choice").get_by_text("Luggage").click()

    expect(picked).to_have_count(1)
    page.locator("fieldset").get_by_text("Automatic").click()
    page.get_by_label("Narration").fill("Fly to the moon.")
    expect(page.get_by_label("Objects that are shown")).not_to_contain_text("suitcase")
    expect(page.locator("#object-choice input")).to_have_count(2)


def test_the_saved_choice_is_shown_as_it_was_picked(page):
    page.get_by_text("Your choice").click()
    page.get_by_label("Search objects").press_sequentially("moon")
    choice = page.locator("#object-choice")
    choice.get_by_text("Crescent moon", exact=True).click()
    choice.get_by_text("Egg", exact=True).click()
    page.get_by_role("button", name="Save scene").click()
    expect(page.get_by_text("is saved")).to_be_visible()

    names = [box.get_attribute("value") for box in choice.locator(":checked").all()]
    assert names == ["cooking", "crescent-moon"]
