"""The media lane: real voices, real ffmpeg, and workers that are killed during a step."""

import os
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from django.conf import settings
from django.utils import timezone

from billing import quotas
from synthesis.models import (
    Asset,
    AssetRole,
    Attempt,
    Lane,
    Recipe,
    Render,
    RenderStatus,
    SceneStatus,
    Stage,
    VideoStatus,
)
from synthesis.production import leases, pipeline, renders
from synthesis.production.pipeline import making
from synthesis.studio import recordings, scenes, voices
from synthesis.tests import signed_films
from synthesis.tests.conftest import start_render
from synthesis.tests.takes import upload

pytestmark = pytest.mark.django_db(transaction=True)

CLIP_FRAMES = 150
FORGED_PAST = timedelta(seconds=1)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A clip as a node renders it: five seconds, with a little motion."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "30"})
        stream.width, stream.height, stream.pix_fmt = 1080, 1920, "yuv420p"
        for number in range(CLIP_FRAMES):
            picture = np.full((1920, 1080, 3), (40, 60, 90), dtype=np.uint8)
            picture[number * 10 : number * 10 + 60] = (220, 160, 60)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path.read_bytes()


@pytest.fixture
def drawn(scripted_node, node, clip):
    """A node on which every clip is finished at once."""
    scripted_node.content = clip
    scripted_node.finish_everything()
    return scripted_node


def to_the_end(render):
    """Run both lanes alternately, as the queue would."""
    for _ in range(6):
        pipeline.make(render_id=render.pk)
        pipeline.advance(render_id=render.pk)
    render.refresh_from_db()
    return render


def workdir(render):
    return Path(settings.WORK_ROOT) / render.pk


def test_narration_sets_the_length_of_clips(render):
    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    attempts = list(Attempt.objects.order_by("position"))
    assert (render.status, render.stage) == (RenderStatus.RUNNING, Stage.RENDERING)
    assert [attempt.position for attempt in attempts] == [1, 2]
    assert all(attempt.frames >= 60 for attempt in attempts)
    assert [entry.position for entry in render.timeline] == [1, 2]
    # Nothing can run until a clip arrives, so the lane is free.
    assert render.media_lease_until is None


def test_a_render_ends_as_a_signed_file_with_a_recipe(video, workspace, drawn, settings):
    signed_films.use(settings, signed_films.certificate_paths())
    scenes.add(video=video, headline="Shown in silence", minimum_s=2)

    render = to_the_end(start_render(video))

    video.refresh_from_db()
    assert render.status == RenderStatus.SUCCEEDED, render.technical_detail
    assert video.status == VideoStatus.READY
    usage = quotas.usage(workspace=workspace)
    assert (usage.used, usage.held) == (1, 0)
    assert set(Asset.objects.values_list("role", flat=True)) == {
        AssetRole.CLIP,
        AssetRole.FINAL,
        AssetRole.POSTER,
        AssetRole.THUMBNAIL,
        AssetRole.SUBTITLES,
    }
    assert render.recipe.output_sha256 == render.final_asset.sha256 != render.recipe.unsigned_sha256
    assert render.final_asset.credentials.report.recipe_sha256 == render.recipe.sha256
    assert render.recipe.document["scenes"][0]["drawing"]["clip_sha256"]
    assert render.timings["assembly_s"] > 0
    assert not workdir(render).exists()


def test_a_recording_of_ones_own_is_heard_and_captioned_in_the_file(video, drawn, tmp_path):
    scene = recordings.add(scene=video.scenes.in_order().first(), file=upload(tmp_path))

    render = to_the_end(start_render(video))

    assert render.status == RenderStatus.SUCCEEDED, render.technical_detail
    first, second = render.recipe.document["scenes"]
    assert first["voice"] == f"recording {render.scenes[0].recording_sha256[:16]}"
    assert second["voice"].startswith("hibari")
    assert render.timeline[0].duration_s > scene.recording_s
    with render.subtitles.file.open("rb") as file:
        assert "Sour means" in file.read().decode()


def test_steps_delivered_again_change_nothing(render, drawn):
    to_the_end(render)
    before = Asset.objects.count()

    to_the_end(render)

    assert Asset.objects.count() == before
    assert Recipe.objects.count() == 1


def test_a_later_render_renders_only_changed_scenes(render, video, drawn):
    pipeline.make(render_id=render.pk)
    pipeline.advance(render_id=render.pk)
    renders.cancel(render=render)
    scene = video.scenes.in_order()[0]
    scenes.edit(scene=scene, version=scene.version, headline="Another headline")
    drawn.submitted.clear()

    second = start_render(video)
    pipeline.make(render_id=second.pk)

    assert [attempt.is_reused for attempt in second.attempts.order_by("position")] == [False, True]
    second.refresh_from_db()
    assert (second.scenes_done, second.scenes_total) == (1, 2)


def test_a_retry_reuses_rendered_clips(render, drawn):
    pipeline.make(render_id=render.pk)
    pipeline.advance(render_id=render.pk)
    renders.fail(render=render, failure="It broke.", code="broken")
    render.refresh_from_db()

    again = to_the_end(renders.retry(render=render, requested_by=None))

    assert again.status == RenderStatus.SUCCEEDED
    assert all(attempt.is_reused for attempt in again.attempts.all())


def test_a_cancel_stops_the_encoding(render, drawn):
    pipeline.make(render_id=render.pk)
    pipeline.advance(render_id=render.pk)
    child = make_elsewhere(render)
    wait_for(lambda: list(workdir(render).glob(".segment-*")), child)

    renders.cancel(render=render)

    assert child.wait(timeout=20) == 0
    render.refresh_from_db()
    assert render.status == RenderStatus.CANCELED
    pipeline.remove_workdirs()
    assert not workdir(render).exists()


def test_a_scene_that_cannot_be_spoken_is_named_and_the_others_are_kept(render, video, workspace):
    shutil.rmtree(voices.recordings(), ignore_errors=True)
    unreadable = video.scenes.in_order()[1]
    _refreeze(render, unreadable.pk, "ⰳⰾⰰⰳⱁⰾⰹⱌⰰ")

    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    assert (render.status, render.failure_code) == (RenderStatus.FAILED, "not_spoken")
    assert "Scene 2 could not be spoken." in render.failure
    assert quotas.usage(workspace=workspace).held == 0
    assert len(list(voices.recordings().glob("narration-*.wav"))) == 1


def test_a_retry_speaks_only_the_scene_that_failed(render, video, drawn):
    shutil.rmtree(voices.recordings(), ignore_errors=True)
    unreadable = video.scenes.in_order()[1]
    _refreeze(render, unreadable.pk, "ⰳⰾⰰⰳⱁⰾⰹⱌⰰ")
    pipeline.make(render_id=render.pk)
    [kept] = voices.recordings().glob("narration-*.wav")
    made_at = kept.stat().st_mtime_ns

    again = to_the_end(start_render(video))

    assert again.status == RenderStatus.SUCCEEDED
    assert len(list(voices.recordings().glob("narration-*.wav"))) == 2
    assert kept.stat().st_mtime_ns == made_at


def _refreeze(render, scene_id, narration):
    """Give a scene of the frozen content a text that no packaged voice can read."""
    scenes_of_it = tuple(
        scene.model_copy(update={"narration": narration}) if scene.id == scene_id else scene
        for scene in render.content.scenes
    )
    render.content = render.content.model_copy(update={"scenes": scenes_of_it})
    render.save(update_fields=["content"])


def test_a_step_without_progress_fails_the_render(render, workspace):
    Render.objects.update(failed_starts=making.MOST_FAILED_STARTS)

    pipeline.make(render_id=render.pk)

    render.refresh_from_db()
    assert (render.status, render.failure_code) == (RenderStatus.FAILED, "failed_starts")
    assert quotas.usage(workspace=workspace).held == 0


def make_elsewhere(render):
    """The media lane in a process of its own, like a worker's."""
    code = (
        "import django; django.setup()\n"
        "from synthesis.production import pipeline\n"
        f"pipeline.make(render_id={render.pk!r})\n"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=os.environ)  # noqa: S603 - ours


def wait_for(condition, child, *, within_s=60):
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline or child.poll() is not None:
            pytest.fail(f"it did not come to that (child: {child.poll()})")
        time.sleep(0.02)


KILLED_WHEN = {
    "speaking": lambda render: list(voices.recordings().glob(".voice-*")),
    "encoding": lambda render: list(workdir(render).glob(".segment-*")),
    "checking": lambda render: Render.objects.get(pk=render.pk).stage == Stage.CHECKING,
}


@pytest.mark.slow
@pytest.mark.parametrize("when", KILLED_WHEN)
def test_a_killed_worker_loses_no_work(render, workspace, drawn, when):
    # Recordings of other tests would leave nothing to speak.
    shutil.rmtree(voices.recordings(), ignore_errors=True)
    if when != "speaking":
        pipeline.make(render_id=render.pk)
        pipeline.advance(render_id=render.pk)
    child = make_elsewhere(render)
    wait_for(lambda: KILLED_WHEN[when](render), child)
    child.kill()
    child.wait(timeout=10)
    # The dead worker's lease blocks others until it expires; the test does not wait for that.
    assert leases.claim(render_id=render.pk, lane=Lane.MEDIA) is None
    Render.objects.update(media_lease_until=timezone.now() - FORGED_PAST)

    to_the_end(render)

    assert render.status == RenderStatus.SUCCEEDED, render.technical_detail
    usage = quotas.usage(workspace=workspace)
    assert (usage.used, usage.held) == (1, 0)
    assert Asset.objects.filter(role=AssetRole.FINAL).count() == 1
    assert set(render.video.scenes.values_list("status", flat=True)) == {SceneStatus.SUCCEEDED}
