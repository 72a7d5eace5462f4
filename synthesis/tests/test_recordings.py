"""A scene's own recording: stored, heard instead of the voice, and followed by captions."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation import media
from synthesis.assembly import composition
from synthesis.assembly.narration import NotSpokenError
from synthesis.assembly.storyboard import FPS
from synthesis.errors import (
    AssetInUseError,
    SceneFieldError,
    SceneLockedError,
    UploadUnusableError,
    VideoBusyError,
)
from synthesis.library import assets
from synthesis.library import recordings as library
from synthesis.models import Asset, AssetRole, RenderStatus, Scene, Stage
from synthesis.production import pipeline, quotes, renders
from synthesis.studio import recordings, scenes, videos
from synthesis.tests.conftest import start_render
from synthesis.tests.pages import store
from synthesis.tests.takes import WORDS, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(video):
    return video.scenes.in_order().first()


@pytest.fixture
def recorded(scene, tmp_path):
    return recordings.add(scene=scene, file=upload(tmp_path))


def files_of(workspace):
    return Asset.objects.for_workspace(workspace)


def test_a_recording_is_stored_at_the_loudness_of_the_voices(recorded, tmp_path):
    asset = recorded.recording
    with assets.local_path(asset=asset) as path:
        found = media.inspect_sound(path)

    assert (asset.role, asset.licence, asset.mime_type) == (AssetRole.RECORDING, "Yours", "audio/flac")
    assert asset.title == "Better espresso, scene 1"
    assert found.level > 0.08
    assert found.peak < 1.0
    # The silence before the first word is cut.
    assert found.duration_s == pytest.approx(asset.duration_s, abs=0.01)
    assert 1.0 < asset.duration_s < 2.6


def test_a_recording_replaces_the_voice_in_the_frozen_content(recorded, video):
    content = scenes.content_of(video=video)

    first, second = content.scenes
    assert (first.recording, first.recording_sha256) == (recorded.recording_id, recorded.recording.sha256)
    assert first.recording_s == recorded.recording.duration_s
    assert (second.recording, second.recording_s) == (None, 0.0)


def test_a_recording_changes_the_fingerprint_and_its_removal_restores_it(video, scene, tmp_path):
    before = scenes.fingerprint(content=scenes.content_of(video=video))

    recordings.add(scene=scene, file=upload(tmp_path))
    with_recording = scenes.fingerprint(content=scenes.content_of(video=video))
    scene.refresh_from_db()
    recordings.remove(scene=scene)

    assert with_recording != before
    assert scenes.fingerprint(content=scenes.content_of(video=video)) == before


def test_the_quote_counts_the_length_of_the_recording(recorded, video):
    quote = quotes.make(video=video)

    frames = composition.frames_of(narration_s=recorded.recording_s, minimum_s=0)
    assert quote.items[0].duration_s == round(frames / FPS, 1)


def test_a_changed_narration_makes_the_recording_old(recorded):
    assert not recorded.is_recording_old

    scenes.edit(scene=recorded, version=recorded.version, narration=f"  {WORDS} ")
    still_fits = recorded.is_recording_old
    scenes.edit(scene=recorded, version=recorded.version, narration="Something else.")

    assert not still_fits
    assert recorded.is_recording_old


def test_merging_scenes_makes_the_recording_old(recorded):
    merged = scenes.merge_with_next(scene=recorded)

    assert merged.recording_id == recorded.recording_id
    assert merged.is_recording_old


def test_a_new_recording_replaces_the_old_one_and_fits_again(recorded, tmp_path):
    first = recorded.recording_id
    scenes.edit(scene=recorded, version=recorded.version, narration="Something else.")

    recordings.add(scene=recorded, file=upload(tmp_path))

    assert recorded.recording_id != first
    assert not recorded.is_recording_old


def test_removing_a_recording_keeps_its_file_and_is_repeatable(recorded):
    asset = recorded.recording

    recordings.remove(scene=recorded)
    recordings.remove(scene=recorded)

    assert recorded.recording is None
    assert recorded.recorded_narration == ""
    assert Asset.objects.filter(pk=asset.pk).exists()


def test_a_recording_in_use_cannot_be_deleted_until_it_is_removed(recorded):
    asset = recorded.recording
    with pytest.raises(AssetInUseError):
        assets.delete(asset=asset)

    recordings.remove(scene=recorded)
    assets.delete(asset=asset)

    assert not Asset.objects.filter(pk=asset.pk).exists()


@pytest.mark.parametrize("content", [b"", b"not a recording", b"ID3" + bytes(5000)])
def test_a_file_that_is_no_recording_is_refused_and_leaves_nothing(scene, content):
    with pytest.raises(UploadUnusableError) as refusal:
        recordings.add(scene=scene, file=SimpleUploadedFile("take.mp3", content))

    assert refusal.value.errors[0]["field"] == "file"
    assert not files_of(scene.workspace).exists()


def test_a_file_that_is_too_large_is_refused_by_its_size(scene):
    file = SimpleUploadedFile("take.wav", b"RIFF")
    file.size = library.MAX_BYTES + 1

    with pytest.raises(UploadUnusableError, match="larger than 64 MB"):
        recordings.add(scene=scene, file=file)


def test_a_locked_scene_takes_no_recording(scene, tmp_path):
    scenes.lock(scene=scene)

    with pytest.raises(SceneLockedError):
        recordings.add(scene=scene, file=upload(tmp_path))
    assert not files_of(scene.workspace).exists()


def test_a_video_in_production_takes_no_recording(scene, video, tmp_path):
    start_render(video)

    with pytest.raises(VideoBusyError):
        recordings.add(scene=scene, file=upload(tmp_path))
    assert not files_of(scene.workspace).exists()


def test_a_scene_that_changed_meanwhile_keeps_no_stray_file(
    scene, tmp_path, django_capture_on_commit_callbacks
):
    file = upload(tmp_path)
    Scene.objects.filter(pk=scene.pk).update(version=7)

    with pytest.raises(Exception, match="was changed since"):
        recordings.add(scene=scene, file=file)

    assert not files_of(scene.workspace).exists()


@pytest.mark.parametrize("role", [AssetRole.UPLOAD, AssetRole.FINAL])
def test_only_a_recording_is_used_as_one(scene, workspace, role):
    with pytest.raises(SceneFieldError, match="Choose a recording"):
        scenes.edit(scene=scene, version=1, recording=store(workspace, role=role))


def test_a_recording_of_another_workspace_is_refused(scene, other_workspace):
    foreign = store(other_workspace, role=AssetRole.RECORDING)

    with pytest.raises(SceneFieldError, match="own library"):
        scenes.edit(scene=scene, version=1, recording=foreign)


def test_a_recording_is_not_a_picture(scene, workspace):
    with pytest.raises(SceneFieldError, match="Choose a picture"):
        scenes.edit(
            scene=scene, version=1, origin="uploaded", asset=store(workspace, role=AssetRole.RECORDING)
        )


def test_a_new_script_leaves_recordings_in_the_library(recorded, video):
    videos.require_editable(video=video)
    scenes.replace_all(video=video, beats=[])

    assert files_of(video.workspace).get().is_recording


# --- in a render ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_render_hears_the_recording_and_times_its_words(recorded, video):
    render = start_render(video)

    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    first = render.timeline[0]
    assert (render.status, render.stage) == (RenderStatus.RUNNING, Stage.RENDERING)
    assert first.duration_s > recorded.recording.duration_s


@pytest.mark.django_db(transaction=True)
def test_a_lost_recording_fails_only_its_scene_and_names_it(recorded, video):
    render = start_render(video)
    Scene.objects.update(recording=None)
    assets.delete(asset=Asset.objects.get())

    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    assert render.status == RenderStatus.FAILED
    assert "Scene 1 could not be spoken. Its recording was deleted." in render.failure
    assert render.failure_code == NotSpokenError.code


@pytest.mark.django_db(transaction=True)
def test_a_damaged_recording_fails_its_scene(recorded, video):
    recorded.recording.file.storage.delete(recorded.recording.file.name)
    recorded.recording.file.storage.save(recorded.recording.file.name, ContentFile(b"fLaC and no more"))
    render = start_render(video)

    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    assert render.status == RenderStatus.FAILED
    assert "Scene 1 could not be spoken" in render.failure


@pytest.mark.django_db(transaction=True)
def test_a_retry_uses_the_recording_that_the_scene_has_then(recorded, video, tmp_path):
    render = start_render(video)
    render = renders.cancel(render=render)
    recorded.refresh_from_db()
    recordings.add(scene=recorded, file=upload(tmp_path, extension="wav", filters="volume=0.2"))

    again = renders.retry(render=render, requested_by=None)

    assert again.scenes[0].recording == recorded.recording_id != render.scenes[0].recording
