"""A scene whose file cannot be shown is named; the others are kept; a retry makes only that scene."""

from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing import quotas
from foundation import errors
from foundation.storage import Reason, StorageUnavailableError
from synthesis import tasks
from synthesis.assembly import composition, ffmpeg
from synthesis.assembly.composition import NotShownError
from synthesis.assembly.storyboard import Scene, Transition
from synthesis.library import assets
from synthesis.models import Attempt, Origin, Render, RenderStatus, SceneStatus
from synthesis.production import pipeline, renders
from synthesis.studio import scenes
from synthesis.tests.conftest import start_render
from synthesis.tests.footage_files import footage, never, shot

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
QUICK = ("-c:v", "libx264", "-preset", "ultrafast")


def good(path):
    return footage(path, *H264, source="color=red:s=90x160:r=30:d=1")


def broken(path):
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(500))
    return path


def encoded(clips, *, workdir, transition=Transition.CUT, should_stop=never):
    timeline = composition.plan(scenes=[Scene(key=key, transition=transition) for key in clips])
    return composition.encode_segments(
        timeline=timeline, clips=clips, captions={}, workdir=workdir, should_stop=should_stop, encoding=QUICK
    )


def segments_of(workdir):
    return sorted(path.name.split("-")[1] for path in workdir.glob("segment-*.mp4"))


# --- composition ------------------------------------------------------------------------------------


def test_a_clip_that_cannot_be_shown_costs_only_its_own_segment(tmp_path):
    clips = {"a": good(tmp_path / "a.mp4"), "b": broken(tmp_path / "b.mp4"), "c": good(tmp_path / "c.mp4")}

    with pytest.raises(NotShownError) as refusal:
        encoded(clips, workdir=tmp_path)

    assert set(refusal.value.reasons) == {"b"}
    assert "damaged" in refusal.value.reasons["b"]
    assert segments_of(tmp_path) == ["a", "c"]


def test_a_scene_that_only_follows_one_that_cannot_be_shown_is_not_named(tmp_path):
    clips = {"a": broken(tmp_path / "a.mp4"), "b": good(tmp_path / "b.mp4")}

    with pytest.raises(NotShownError) as refusal:
        encoded(clips, workdir=tmp_path, transition=Transition.WIPE)

    assert set(refusal.value.reasons) == {"a"}


def test_every_scene_that_cannot_be_shown_is_named(tmp_path):
    clips = {"a": broken(tmp_path / "a.mp4"), "b": broken(tmp_path / "b.mp4")}

    with pytest.raises(NotShownError) as refusal:
        encoded(clips, workdir=tmp_path, transition=Transition.WIPE)

    assert set(refusal.value.reasons) == {"a", "b"}


def test_after_the_file_is_replaced_only_its_segment_is_encoded(tmp_path):
    clips = {"a": good(tmp_path / "a.mp4"), "b": broken(tmp_path / "b.mp4")}
    with pytest.raises(NotShownError):
        encoded(clips, workdir=tmp_path)
    [kept] = tmp_path.glob("segment-a-*.mp4")
    made_at = kept.stat().st_mtime_ns

    encoded(clips | {"b": good(tmp_path / "new.mp4")}, workdir=tmp_path)

    assert segments_of(tmp_path) == ["a", "b"]
    assert kept.stat().st_mtime_ns == made_at


def killing():
    """Kill ffmpeg as soon as it runs, as the kernel does when memory is short."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if child.exe() == str(Path(ffmpeg.executable()).resolve()):
                child.kill()
    return False


def encode_one(clip, *, workdir, should_stop=never):
    return composition.encode_segment(
        shot=shot(frames=300),
        clip=clip,
        previous_clip=None,
        captions=None,
        workdir=workdir,
        should_stop=should_stop,
    )


def test_ffmpeg_killed_while_it_encodes_may_be_tried_again_and_leaves_nothing(tmp_path):
    clip = good(tmp_path / "a.mp4")

    with pytest.raises(errors.UpstreamUnavailableError, match="signal 9"):
        encode_one(clip, workdir=tmp_path, should_stop=killing)

    assert list(tmp_path.glob("*segment*")) == []
    assert encode_one(clip, workdir=tmp_path).exists()


def test_a_disk_that_fills_up_while_ffmpeg_encodes_is_an_outage_and_no_fault_of_the_scene(
    tmp_path, monkeypatch
):
    clip = good(tmp_path / "a.mp4")
    # ffmpeg's last argument is the file that it writes.
    script = tmp_path / "ffmpeg.sh"
    script.write_text(f'#!/bin/bash\nexec "{ffmpeg.executable()}" "${{@:1:$#-1}}" /dev/full\n')
    script.chmod(0o700)
    monkeypatch.setattr(ffmpeg, "executable", lambda: str(script))

    with pytest.raises(StorageUnavailableError) as outage:
        encode_one(clip, workdir=tmp_path)

    assert outage.value.reason == Reason.FULL
    assert list(tmp_path.glob("*segment*")) == []


# --- renders ----------------------------------------------------------------------------------------


def to_the_end(render):
    for _ in range(6):
        tasks.run_media_step(render.pk)
        pipeline.advance(render_id=render.pk)
    render.refresh_from_db()
    return render


@pytest.fixture
def drawn(scripted_node, node, tmp_path):
    """A node on which every clip is finished at once."""
    clip = footage(tmp_path / "clip.mp4", *H264, source="testsrc=s=90x160:r=30:d=4")
    scripted_node.content = clip.read_bytes()
    scripted_node.finish_everything()
    return scripted_node


def damage(asset):
    with assets.local_path(asset=asset) as path:
        path.write_bytes(path.read_bytes()[:200])


def failed_for_a_clip(render):
    """A render whose second clip was damaged in our own store."""
    tasks.run_media_step(render.pk)
    pipeline.advance(render_id=render.pk)
    damage(Attempt.objects.get(render=render, position=2).clip)
    return to_the_end(render)


@pytest.mark.django_db(transaction=True)
def test_a_render_names_the_scene_that_cannot_be_shown(render, drawn, workspace):
    failed_for_a_clip(render)

    assert (render.status, render.failure_code) == (RenderStatus.FAILED, "not_shown")
    assert render.failure.startswith("Scene 2 could not be shown. This video is incomplete")
    assert "only this is rendered again" in render.failure
    assert quotas.usage(workspace=workspace).held == 0
    statuses = list(render.video.scenes.in_order().values_list("status", flat=True))
    assert statuses == [SceneStatus.SUCCEEDED, SceneStatus.FAILED]


@pytest.mark.django_db(transaction=True)
def test_a_retry_renders_only_the_scene_that_could_not_be_shown(render, drawn):
    failed_for_a_clip(render)
    drawn.submitted.clear()

    again = to_the_end(renders.retry(render=render, requested_by=None))

    assert again.status == RenderStatus.SUCCEEDED, again.technical_detail
    assert [attempt.is_reused for attempt in again.attempts.order_by("position")] == [True, False]
    assert len(drawn.submitted) == 1


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_cannot_be_shown_is_named_and_can_be_replaced(video, drawn, workspace, tmp_path):
    upload = assets.store_upload(
        workspace=workspace,
        user=None,
        file=SimpleUploadedFile("cup.mp4", good(tmp_path / "cup.mp4").read_bytes()),
    )
    scene = video.scenes.in_order()[0]
    scenes.edit(scene=scene, version=scene.version, origin=Origin.UPLOADED, asset=upload)
    render = start_render(video)
    damage(upload)

    to_the_end(render)

    assert render.failure.startswith("Scene 1 could not be shown.")
    assert "Choose another file for it." in render.failure
    # The scene that a node rendered meanwhile is kept.
    assert Attempt.objects.get(render=render).clip is not None
    assert Render.objects.get(pk=render.pk).failure_code == "not_shown"
