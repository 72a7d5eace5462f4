"""Which scenes of a video are graded, and how people switch it off."""

import io

import numpy as np
import pytest
from PIL import Image

from synthesis.choices import Origin
from synthesis.content import VideoContent
from synthesis.models import AssetRole, Lane, Scene, Video
from synthesis.production import leases
from synthesis.production.pipeline import materials
from synthesis.production.pipeline.materials import MediaJob
from synthesis.studio import scenes, stills, videos
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, finish, store, text_of
from synthesis.tests.programs import Api
from synthesis.tests.test_stills import jpeg
from synthesis.tests.test_views_wizard import voice_of

pytestmark = pytest.mark.django_db(transaction=True)

GREY = (58, 58, 58)


def photo(workspace):
    file = io.BytesIO()
    Image.new("RGB", (540, 960), GREY).save(file, "PNG")
    return store(
        workspace,
        role=AssetRole.UPLOAD,
        content=file.getvalue(),
        name="photo.png",
        mime_type="image/png",
        duration_s=None,
    )


@pytest.fixture
def footage(workspace):
    """A video in a theme with a blue ink: a drawn scene, one of stock, and one of a file of one's own."""
    video = make_video(workspace, scene_count=3, theme="riso")
    rows = list(video.scenes.in_order())
    for row, origin in zip(rows[1:], (Origin.STOCK, Origin.UPLOADED), strict=True):
        Scene.objects.filter(pk=row.pk).update(origin=origin, asset=photo(workspace))
    return video


def graded_to(video, folder):
    render = start_render(video)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    job = MediaJob(claim=claim, workdir=folder, should_stop=lambda: False)
    return [shot.graded_to for shot in materials.timeline_of(job, render).shots]


def test_only_stock_is_graded(footage, tmp_path):
    assert graded_to(footage, tmp_path) == ["", "riso", ""]


def test_grading_can_be_switched_off(footage, tmp_path):
    videos.edit(video=footage, version=footage.version, grades_stock=False)
    footage.refresh_from_db()

    assert graded_to(footage, tmp_path) == ["", "", ""]


def test_the_switch_matters_to_a_render_with_stock_only(footage, workspace):
    with_stock = scenes.content_of(video=footage)
    without = scenes.content_of(video=make_video(workspace))

    def prints(content):
        return {
            scenes.fingerprint(content=content.model_copy(update={"grades_stock": value}))
            for value in (True, False)
        }

    assert len(prints(with_stock)) == 2
    assert len(prints(without)) == 1


def test_a_document_of_an_earlier_release_has_ungraded_stock(footage):
    stored = scenes.content_of(video=footage).model_dump(mode="json", exclude={"grades_stock"})

    content = VideoContent.model_validate(stored)

    assert not any(content.grades(scene) for scene in content.scenes)


def test_the_still_of_stock_is_graded_until_that_is_switched_off(scripted_node, node, footage):
    scripted_node.still = jpeg()

    def blueness():
        stills.draw(video_id=footage.pk)
        scene = footage.scenes.in_order().select_related("still")[1]
        with scene.still.file.open() as file, Image.open(file) as picture:
            red, _, blue = np.asarray(picture, int)[480, 270]
        return blue - red

    assert blueness() > 8
    videos.edit(video=Video.objects.get(pk=footage.pk), version=footage.version, grades_stock=False)
    assert abs(blueness()) <= 2


def test_the_recipe_page_says_whether_stock_was_graded(workspace, footage):
    member = browser_of(workspace)
    finish(footage)

    assert "Graded to the theme" in text_of(member.get(f"/videos/{footage.pk}/recipe/"))


def test_the_page_switches_it_off_and_on(workspace, video):
    member = browser_of(workspace)
    assert video.grades_stock
    member.post(f"/videos/{video.pk}/voice/", voice_of(video))
    video.refresh_from_db()
    assert not video.grades_stock

    member.post(f"/videos/{video.pk}/voice/", voice_of(video, grades_stock="on"))

    video.refresh_from_db()
    assert video.grades_stock


def test_the_api_switches_it_off(client, workspace):
    api = Api(client, workspace)
    made = api.post("videos/", {"title": "Espresso"}).json()

    changed = api.patch(f"videos/{made['id']}/", {"grades_stock": False}, HTTP_IF_MATCH='"v1"').json()

    assert (made["grades_stock"], changed["grades_stock"]) == (True, False)
