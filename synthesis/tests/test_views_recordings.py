"""Own recordings on the page of a scene and in the library."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from synthesis.models import Asset
from synthesis.studio import recordings, scenes
from synthesis.tests.pages import browser_of, text_of
from synthesis.tests.takes import upload

pytestmark = pytest.mark.django_db
UPLOAD = "/library/recordings/upload/"


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def scene(video):
    return video.scenes.in_order().first()


@pytest.fixture
def recorded(scene, tmp_path):
    return recordings.add(scene=scene, file=upload(tmp_path))


def page_of(member, scene):
    return text_of(member.get(f"/videos/{scene.video_id}/scenes/{scene.pk}/"))


def test_a_recording_is_uploaded_without_a_script(member, scene, tmp_path):
    answer = member.post(UPLOAD, {"scene": scene.pk, "file": upload(tmp_path)})

    scene.refresh_from_db()
    assert answer["Location"] == f"/videos/{scene.video_id}/scenes/{scene.pk}/"
    assert scene.recording.is_recording


def test_the_scene_shows_a_player_its_length_and_a_way_to_remove_it(member, recorded):
    page = page_of(member, recorded)

    assert f'src="/assets/{recorded.recording_id}/content/"' in page
    assert "0:0" in page.split('id="recording-title"')[1].split("</header>")[0]
    assert f"/scenes/{recorded.pk}/remove-recording/" in page
    assert 'data-play="scene-voice"' not in page


def test_the_length_of_the_scene_is_that_of_the_recording(member, recorded):
    recording = recorded.recording
    Asset.objects.filter(pk=recording.pk).update(duration_s=95)

    page = text_of(member.get(f"/videos/{recorded.video_id}/scenes/"))

    assert "about 2 min" in page


def test_a_recording_of_an_earlier_text_is_pointed_out(member, recorded):
    fits = page_of(member, recorded)
    scenes.edit(scene=recorded, version=recorded.version, narration="Something else.")

    words = "The recording may not match the text any more."
    assert words not in fits
    assert words in page_of(member, recorded)


def test_a_recording_is_removed(member, recorded):
    answer = member.post(f"/videos/{recorded.video_id}/scenes/{recorded.pk}/remove-recording/")

    recorded.refresh_from_db()
    assert answer.status_code == 302
    assert recorded.recording is None


def test_a_missing_file_is_named_in_place(member, scene):
    answer = member.post(UPLOAD, {"scene": scene.pk})

    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)


def test_a_file_that_is_no_recording_is_refused_at_its_field(member, scene):
    answer = member.post(UPLOAD, {"scene": scene.pk, "file": SimpleUploadedFile("a.mp3", b"not a sound")})

    assert answer.status_code == 422
    error = text_of(answer).split('id="id_file-error"')[1].split("</p>")[0]
    assert "cannot be opened as a recording" in error
    assert not Asset.objects.exists()


def test_after_an_upload_the_page_shows_the_recording(member, scene):
    page = page_of(member, scene)

    assert f'action="{UPLOAD}#recording-title"' in page
    assert 'id="recording-title"' in page


def test_a_locked_scene_without_a_recording_says_how_to_add_one(member, scene):
    scenes.lock(scene=scene)

    assert "Unlock it to add one." in page_of(member, scene)


def test_the_library_plays_recordings_and_filters_them(member, recorded):
    page = text_of(member.get("/library/?kind=recording"))

    assert "Better espresso, scene 1" in page
    assert "<audio" in page
    assert "Used in 1 video" in page
    assert f"/assets/{recorded.recording_id}/delete/" not in page


def test_a_recording_is_not_offered_as_a_picture(member, recorded):
    assert f'<option value="{recorded.recording_id}"' not in page_of(member, recorded)


def test_a_locked_scene_shows_its_recording_without_a_form(member, recorded):
    scenes.lock(scene=recorded)

    page = page_of(member, recorded)

    assert f'src="/assets/{recorded.recording_id}/content/"' in page
    assert UPLOAD not in page


def test_a_viewer_uploads_nothing(workspace, scene, tmp_path):
    answer = browser_of(workspace, Role.VIEWER).post(UPLOAD, {"scene": scene.pk, "file": upload(tmp_path)})

    assert answer.status_code == 403
    assert not Asset.objects.exists()


def test_another_workspaces_scene_takes_no_recording(other_workspace, scene, tmp_path):
    answer = browser_of(other_workspace).post(UPLOAD, {"scene": scene.pk, "file": upload(tmp_path)})

    assert answer.status_code == 404
    assert not Asset.objects.exists()
