"""Stills: a stored picture of each scene, drawn by a node, and made by workers only."""

import io
import threading

import pytest
import redis
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from PIL import Image

from foundation.errors import UpstreamUnavailableError
from synthesis.library import assets
from synthesis.models import Asset, AssetRole, Origin, Scene
from synthesis.studio import scenes, stills, videos
from synthesis.tests.conftest import make_video, register
from synthesis.tests.pages import store


def jpeg(width=54, height=96):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def drawing_node(scripted_node, node):
    scripted_node.still = jpeg()
    return scripted_node


def content_of(scene):
    with scene.still.file.open() as file:
        return file.read()


def of(video):
    return list(video.scenes.in_order().select_related("still"))


def test_each_scene_gets_a_stored_picture(drawing_node, video):
    stills.draw(video_id=video.pk)

    first, second = of(video)
    assert [each.still.role for each in (first, second)] == [AssetRole.STILL] * 2
    assert first.still.mime_type == "image/jpeg"
    assert content_of(first) == drawing_node.still


def test_the_first_scene_is_drawn_early_and_the_others_once_everything_has_arrived(drawing_node, video):
    stills.draw(video_id=video.pk)

    first, second = (sent for _, sent in drawing_node.stills)
    assert (first["at_s"], first["width"], first["height"]) == (0.6, 540, 960)
    assert 0.6 < second["at_s"] <= 2.0


def test_a_picture_is_drawn_once(drawing_node, video):
    stills.draw(video_id=video.pk)
    stills.draw(video_id=video.pk)

    assert len(drawing_node.stills) == 2


def test_only_the_changed_scene_is_drawn_again_and_its_old_file_is_deleted_later(
    drawing_node, workspace, django_capture_on_commit_callbacks
):
    video = make_video(workspace, seed=7)
    stills.draw(video_id=video.pk)
    scene, other = of(video)
    old = scene.still.file.name
    scenes.edit(scene=scene, version=scene.version, headline="Far too fast")
    drawing_node.still = jpeg(width=108)

    stills.draw(video_id=video.pk, first=scene.pk)

    assert content_of(of(video)[0]) == drawing_node.still
    assert of(video)[1].still == other.still
    # An open page may be about to load it.
    assert default_storage.exists(old)
    Asset.objects.filter(pk=scene.still_id).update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert assets.delete_expired() == 1
    assert not default_storage.exists(old)
    assert Asset.objects.filter(role=AssetRole.STILL).count() == 2


def test_the_edited_scene_comes_first(drawing_node, workspace):
    video = make_video(workspace, scene_count=4)
    third = of(video)[2]

    stills.draw(video_id=video.pk, first=third.pk)

    assert drawing_node.stills[0][1]["motion"]["scene_index"] == 2


def test_the_old_picture_stays_while_no_node_responds(drawing_node, video):
    stills.draw(video_id=video.pk)
    scene = of(video)[0]
    scenes.edit(scene=scene, version=scene.version, headline="Far too fast")
    drawing_node.faults["POST", "/v1/stills"] = 503

    with pytest.raises(UpstreamUnavailableError):
        stills.draw(video_id=video.pk)

    assert of(video)[0].still == scene.still


def test_a_renderer_without_motion_graphics_draws_no_still(scripted_node, db, video):
    register(scripted_node, engines=["wan2.2-ti2v-5b"])

    with pytest.raises(UpstreamUnavailableError):
        stills.draw(video_id=video.pk)

    assert scripted_node.stills == []


def test_a_still_that_is_no_picture_is_not_stored(drawing_node, video):
    drawing_node.still = b"<html>"

    with pytest.raises(UpstreamUnavailableError):
        stills.draw(video_id=video.pk)

    assert not Asset.objects.filter(role=AssetRole.STILL).exists()


def test_without_a_node_there_is_no_picture(video):
    with pytest.raises(UpstreamUnavailableError):
        stills.draw(video_id=video.pk)

    assert not Asset.objects.filter(role=AssetRole.STILL).exists()


def test_a_scene_that_the_node_refuses_does_not_stop_the_others(drawing_node, video):
    drawing_node.refused_stills = {0}

    stills.draw(video_id=video.pk)
    stills.draw(video_id=video.pk)

    assert [scene.still is None for scene in of(video)] == [True, False]
    assert len(drawing_node.stills) == 2


@pytest.mark.django_db(transaction=True)
def test_two_tasks_at_once_draw_each_scene_once(drawing_node, workspace):
    video = make_video(workspace, scene_count=3)
    starts = threading.Barrier(2)

    def draw():
        starts.wait()
        stills.draw(video_id=video.pk)
        connection.close()

    threads = [threading.Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drawing_node.stills) == 3
    assert Asset.objects.filter(role=AssetRole.STILL).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_another_task_replaced_meanwhile_is_discarded(drawing_node, video):
    scene = of(video)[0]

    def replace():
        Scene.objects.filter(pk=scene.pk).update(still_digest="newer")
        connection.close()

    drawing_node.on_still = replace

    stills.draw(video_id=video.pk)

    assert of(video)[0].still_digest == "newer"
    assert not Asset.objects.filter(role=AssetRole.STILL, title="Scene 1").exists()


@pytest.mark.django_db(transaction=True)
def test_drawing_stops_when_the_video_was_changed_meanwhile(drawing_node, video):

    def change():
        videos.touch(video=video)
        connection.close()

    drawing_node.on_still = change

    stills.draw(video_id=video.pk)

    assert len(drawing_node.stills) == 1


def test_an_uploaded_picture_is_fitted_once_and_no_node_is_asked(drawing_node, video):
    scene = of(video)[0]
    upload = store(
        video.workspace, role=AssetRole.UPLOAD, content=jpeg(width=900, height=400), name="cup.jpg",
        mime_type="image/jpeg", duration_s=None,
    )  # fmt: skip
    scenes.edit(scene=scene, version=scene.version, origin=Origin.UPLOADED, asset=upload)

    stills.draw(video_id=video.pk)

    picture = Image.open(io.BytesIO(content_of(of(video)[0])))
    assert picture.size == (540, 960)
    assert len(drawing_node.stills) == 1


def test_a_file_that_cannot_be_shown_has_no_picture_and_is_not_tried_again(drawing_node, video):
    scene = of(video)[0]
    broken = store(video.workspace, role=AssetRole.UPLOAD)
    scenes.edit(scene=scene, version=scene.version, origin=Origin.UPLOADED, asset=broken)
    stills.draw(video_id=video.pk)
    planned = stills.plan(video=video, rows=of(video))

    assert of(video)[0].still is None
    assert planned.is_current(of(video)[0])


def test_several_pages_request_the_same_pictures_once(video):
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        before = broker.llen("control")
        for _ in range(3):
            stills.request(video=video, rows=of(video), planned=stills.plan(video=video, rows=of(video)))

        assert broker.llen("control") == before + 1


def test_an_empty_scene_needs_no_picture(drawing_node, workspace):
    video = make_video(workspace, scene_count=0)
    scenes.add(video=video)

    stills.draw(video_id=video.pk)

    assert drawing_node.stills == []


def test_the_pictures_of_deleted_scenes_are_deleted(drawing_node, video, django_capture_on_commit_callbacks):
    stills.draw(video_id=video.pk)
    files = [scene.still.file.name for scene in of(video)]

    with django_capture_on_commit_callbacks(execute=True):
        scenes.delete(scene=of(video)[0])
        scenes.replace_all(video=video, beats=[])

    assert [default_storage.exists(name) for name in files] == [False, False]


def test_a_preview_is_drawn_without_being_stored(drawing_node, video):
    scene = of(video)[0]
    scene.headline = "As typed"
    wanted = stills.plan(video=video, rows=[scene, of(video)[1]]).wanted[scene.pk]

    stills.request_preview(scene=scene, wanted=wanted)
    before = stills.preview(scene=scene, digest=wanted.digest)
    stills.draw_preview(scene_id=scene.pk, digest=wanted.digest)

    assert (before, stills.preview(scene=scene, digest=wanted.digest)) == (None, drawing_node.still)
    assert not Asset.objects.filter(role=AssetRole.STILL).exists()


def test_only_the_latest_preview_of_a_scene_is_drawn(drawing_node, video):
    rows = of(video)
    digests = []
    for headline in ("Ty", "Typed"):
        rows[0].headline = headline
        wanted = stills.plan(video=video, rows=rows).wanted[rows[0].pk]
        stills.request_preview(scene=rows[0], wanted=wanted)
        digests.append(wanted.digest)

    for digest in digests:
        stills.draw_preview(scene_id=rows[0].pk, digest=digest)

    assert [sent["motion"]["headline"] for _, sent in drawing_node.stills] == ["Typed"]


def test_a_scene_that_is_saved_as_previewed_is_not_drawn_again(drawing_node, video):
    scene = of(video)[0]
    scenes.edit(scene=scene, version=scene.version, headline="As typed")
    wanted = stills.plan(video=video, rows=of(video)).wanted[scene.pk]
    stills.request_preview(scene=scene, wanted=wanted)
    stills.draw_preview(scene_id=scene.pk, digest=wanted.digest)

    stills.draw(video_id=video.pk)

    assert len(drawing_node.stills) == 2
    assert of(video)[0].still is not None


@pytest.mark.parametrize(
    "text",
    ["a\nb", "\u2028\u2029", "\x85\xa0", "\u202e\u2066abc", "\ufeff\u200b", "\U0001f95a" * 40, "\U000e0001",
     "w" * 1200, "1 " * 600, "\u0600\u0601", "\ue000\uffff", "“" * 90, "$1 " * 300, "1889 1909 " * 60],
)  # fmt: skip
def test_every_text_gives_a_picture_to_draw(workspace, text):
    video = make_video(workspace, scene_count=2)
    fields = {"headline": text[:160], "kicker": text[:60], "body": text[:300], "items": [text[:80]] * 6}
    scenes.add(video=video, narration=text, **fields)
    scenes.add(video=video, narration=text[:600], figure=text[:24], figure_label=text[:80])

    planned = stills.plan(video=video, rows=of(video))

    assert all(planned.wanted[scene.pk].request for scene in of(video) if scene.has_content)
