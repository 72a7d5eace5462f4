"""The poster of a finished video: picked where the player stands, and by its time without scripts."""

import pytest
from playwright.sync_api import expect

from accounts import workspaces
from accounts.models import User
from synthesis.models import Render
from synthesis.studio import scenes, videos
from synthesis.tests.finished_films import colour_of, finish_with, three_colours
from tests.browser import maker


@pytest.fixture
def owner(transactional_db):
    return User.objects.create_user(email="maker@example.com", password="a long password")


@pytest.fixture
def version(owner, tmp_path):
    workspace = workspaces.open_workspace(owner=owner, name="Studio")
    video = videos.create(workspace=workspace, user=owner, title="Colours")
    scenes.add(video=video, narration="Three colours.", headline="Three colours")
    return finish_with(video, three_colours(tmp_path / "film.mp4"))


def poster_of(version):
    return colour_of(Render.objects.select_related("poster").get(pk=version.pk).poster)


def test_the_frame_where_the_player_stands_becomes_the_poster_and_the_first_comes_back(
    open_page, owner, version, celery_worker
):
    page = open_page(signed_in=owner)
    page.goto(f"/videos/{version.video_id}/")
    player = page.locator("video")
    first = player.get_attribute("poster")
    page.wait_for_function("() => document.querySelector('video').readyState > 0")

    player.evaluate("player => { player.currentTime = 1.5; }")
    expect(page.get_by_label("Moment in seconds")).to_have_value("1.5")
    page.get_by_role("button", name="Use this frame as the poster").click()

    expect(page.get_by_text("The frame at 1.5 s")).to_be_visible()
    expect(player).not_to_have_attribute("poster", first)
    assert poster_of(version) == "green"

    page.get_by_role("button", name="Use the first frame").click()
    expect(page.get_by_text("The first frame", exact=True)).to_be_visible()
    expect(player).to_have_attribute("poster", first)


def test_a_time_that_is_typed_moves_the_player(open_page, owner, version):
    page = open_page(signed_in=owner)
    page.goto(f"/videos/{version.video_id}/")
    page.wait_for_function("() => document.querySelector('video').readyState > 0")

    page.get_by_label("Moment in seconds").fill("2.25")

    page.wait_for_function("() => document.querySelector('video').currentTime === 2.25")


def test_a_poster_is_picked_without_scripts(open_page, owner, version, celery_worker):
    page = open_page(signed_in=owner, java_script_enabled=False)
    page.goto(f"/videos/{version.video_id}/")

    page.get_by_label("Moment in seconds").fill("2.5")
    page.get_by_role("button", name="Use this frame as the poster").click()

    maker.reload_until(page, 'text="The frame at 2.5 s"')
    assert poster_of(version) == "blue"
