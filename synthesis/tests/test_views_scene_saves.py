"""Saving a scene by a script: the studio comes back without its page, and a preview stays in view."""

import pytest

from synthesis.studio import stills
from synthesis.tests.conftest import make_video
from synthesis.tests.pages import browser_of, text_of
from synthesis.tests.test_views_scenes import of, typed

HTMX = {"HX-Request": "true"}


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def video(workspace):
    return make_video(workspace, scene_count=3)


@pytest.fixture
def drawing_node(scripted_node, node):
    scripted_node.still = b"\xff\xd8\xff\xe0 a JPEG"
    return scripted_node


def test_a_scene_that_is_saved_by_a_script_comes_back_without_its_page(member, video):
    scene = of(video)[1]

    answer = member.post(
        f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene, narration="Grind finer."), headers=HTMX
    )

    part = text_of(answer)
    assert (answer.status_code, "<html" in part) == (200, False)
    assert "Grind finer.</textarea>" in part
    assert f'name="version" value="{scene.version + 1}"' in part
    assert "Scene 2 is saved." in part
    assert "HX-Request" in answer["Vary"]


def test_what_a_script_cannot_save_comes_back_without_its_page(member, video):
    scene = of(video)[1]
    address = f"/videos/{video.pk}/scenes/{scene.pk}/"

    too_long = member.post(address, typed(scene, narration="w" * 1201), headers=HTMX)
    outdated = member.post(address, typed(scene, version=scene.version + 1), headers=HTMX)

    assert (too_long.status_code, outdated.status_code) == (422, 412)
    assert "w" * 1201 in text_of(too_long)
    assert "This scene was changed since you opened it" in text_of(outdated)
    assert "<html" not in text_of(too_long) + text_of(outdated)


def test_a_preview_stays_in_view_until_the_saved_picture_is_stored(member, video, drawing_node):
    scene = of(video)[1]
    address = f"/videos/{video.pk}/scenes/{scene.pk}/"
    fields = typed(scene, headline="Typed and saved")
    digest = member.post(f"{address}preview/", fields).json()["digest"]
    stills.draw_preview(scene_id=scene.pk, digest=digest)

    part = text_of(member.post(address, fields, headers=HTMX))

    preview = part.split('class="studio__preview"')[1]
    assert f'src="{address}preview/?digest={digest}"' in preview
    assert f'data-still-wanted="{digest}"' in preview
    assert "Redrawing" not in preview
