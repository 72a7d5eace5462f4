"""A disk failure is an outage: renders wait, no scene is blamed, and no partial file stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from billing import quotas
from foundation import storage
from foundation.storage import Reason, StorageUnavailableError
from synthesis import tasks
from synthesis.assembly import ffmpeg
from synthesis.library import assets
from synthesis.models import (
    Asset,
    AssetOrigin,
    AssetRole,
    Attempt,
    Render,
    RendererStatus,
    RenderStatus,
    Stage,
)
from synthesis.production import pipeline, renders
from synthesis.production.pipeline import sweeping
from synthesis.rendering import dispatch
from synthesis.tests.disks import full_disk
from synthesis.tests.pages import browser_of, text_of
from synthesis.tests.test_assets import picture

pytestmark = pytest.mark.django_db(transaction=True)


def stored_files():
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(4000))
    return path


@pytest.fixture
def media_root(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def broken_work_root(tmp_path, settings):
    """A WORK_ROOT that cannot be created, because its parent is a file."""
    blocker = tmp_path / "disk"
    blocker.write_bytes(b"")
    settings.WORK_ROOT = blocker / "work"
    return blocker


def keep(workspace, path, **facts):
    return assets.keep(
        workspace=workspace, path=path, role=AssetRole.CLIP, origin=AssetOrigin.MOTION, **facts
    )


# --- files ------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_no_file_and_no_row(workspace, file, media_root):
    with full_disk(), pytest.raises(StorageUnavailableError) as outage:
        keep(workspace, file)

    assert (outage.value.reason, outage.value.place) == (Reason.FULL, "MEDIA_ROOT")
    assert stored_files() == []
    assert not Asset.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_file(workspace, file, media_root):
    with pytest.raises(IntegrityError):
        keep(workspace, file, licence=None)

    assert stored_files() == []


def test_a_file_whose_row_was_written_after_all_is_not_discarded(workspace, file, media_root):
    asset = keep(workspace, file)

    assets.discard(asset=asset)

    assert stored_files() == [Path(asset.file.path)]


def test_ffmpeg_on_a_full_disk_is_an_outage():
    with pytest.raises(StorageUnavailableError) as outage:
        ffmpeg.run(
            ["-f", "lavfi", "-i", "testsrc=s=64x64:d=0.2", "-f", "matroska", "/dev/full"],
            timeout_s=20,
            should_stop=lambda: False,
        )

    assert outage.value.reason == Reason.FULL


# --- uploads ----------------------------------------------------------------------------------------


def test_an_upload_to_a_full_disk_can_be_retried(workspace, media_root):
    member = browser_of(workspace)

    with full_disk(50):
        answer = member.post("/library/upload/", {"file": picture()})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(storage.AGAIN_AFTER_S)
    assert "file storage is full" in text_of(answer)
    assert stored_files() == []


def test_an_upload_that_does_not_fit_into_the_temporary_folder_is_refused(workspace, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    member = browser_of(workspace)
    member.raise_request_exception = False

    with full_disk(2000):
        answer = member.post("/library/upload/", {"file": SimpleUploadedFile("a.png", bytes(9000))})

    assert answer.status_code == 503
    assert "file storage is full" in text_of(answer)


# --- the media lane ---------------------------------------------------------------------------------


def test_a_render_waits_for_its_folder_and_continues_automatically(render, workspace, broken_work_root):
    for _ in range(20):
        tasks.run_media_step(render.pk)
    render.refresh_from_db()
    waiting = dispatch.wait_reason(render=render)

    assert render.status in {RenderStatus.QUEUED, RenderStatus.RUNNING}
    assert (render.outage, render.failed_starts) == (Reason.MISSING, 0)
    assert waiting is not None
    assert waiting.code == "storage_unavailable"
    assert waiting.eta_s is None
    assert quotas.usage(workspace=workspace).held == 1

    broken_work_root.unlink()
    tasks.run_media_step(render.pk)
    render.refresh_from_db()

    assert (render.status, render.stage, render.outage) == (RenderStatus.RUNNING, Stage.RENDERING, "")
    assert render.outage_since is None


def test_a_full_disk_fails_no_scene(render, workspace):
    with full_disk(10):
        tasks.run_media_step(render.pk)

    render.refresh_from_db()
    assert (render.status, render.outage) == (RenderStatus.RUNNING, Reason.FULL)
    assert render.failure == ""


def test_a_render_that_waited_too_long_fails_with_that_reason(render, workspace, broken_work_root):
    tasks.run_media_step(render.pk)
    Render.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))

    sweeping.resume_stalled()

    render.refresh_from_db()
    assert (render.status, render.failure_code) == (RenderStatus.FAILED, "storage_unavailable")
    assert "can't store files" in render.failure
    assert "scene" not in render.failure.lower()
    assert quotas.usage(workspace=workspace).held == 0


def test_operators_see_that_renders_wait_for_storage(render, broken_work_root, admin_client):
    tasks.run_media_step(render.pk)

    page = text_of(admin_client.get("/admin/synthesis/renderer/queues/"))

    assert "1 render waits since" in page
    assert "missing" in page


# --- the control lane -------------------------------------------------------------------------------


def test_a_clip_that_cannot_be_stored_stays_on_its_node(drawing_render, scripted_node, node, media_root):
    scripted_node.content = bytes(4000)
    scripted_node.finish_everything()
    with full_disk():
        pipeline.advance(render_id=drawing_render.pk)
    drawing_render.refresh_from_db()
    node.refresh_from_db()

    assert drawing_render.outage == Reason.FULL
    assert set(Attempt.objects.values_list("status", flat=True)) <= {
        RenderStatus.QUEUED,
        RenderStatus.RUNNING,
    }
    assert node.status in {RendererStatus.READY, RendererStatus.BUSY}
    assert stored_files() == []

    pipeline.advance(render_id=drawing_render.pk)
    drawing_render.refresh_from_db()

    assert set(Attempt.objects.values_list("status", flat=True)) == {RenderStatus.SUCCEEDED}
    assert drawing_render.outage == ""


def test_a_node_with_a_full_disk_gets_no_work_and_the_attempt_waits(drawing_render, scripted_node, node):
    scripted_node.faults[("POST", "/v1/videos")] = 507

    pipeline.advance(render_id=drawing_render.pk)

    node.refresh_from_db()
    waiting = dispatch.wait_reason(render=drawing_render)
    assert not Attempt.objects.exclude(status=RenderStatus.QUEUED, renderer=None).exists()
    assert (node.status, node.status_note) == (RendererStatus.STARTING, "Its disk is full.")
    assert waiting is not None
    assert waiting.message == "The render node is not ready. Its disk is full."


def test_a_full_disk_on_a_node_uses_up_no_attempt(drawing_render, scripted_node, node):
    scripted_node.say("*", status="failed", error={"code": "disk_full", "message": "No room."})
    for _ in range(5):
        node.refresh_from_db()
        type(node).objects.filter(pk=node.pk).update(status=RendererStatus.READY)
        pipeline.advance(render_id=drawing_render.pk)

    drawing_render.refresh_from_db()
    assert drawing_render.status == RenderStatus.RUNNING
    assert Attempt.objects.filter(error_code="disk_full").count() > 3

    scripted_node.finish_everything()
    type(node).objects.filter(pk=node.pk).update(status=RendererStatus.READY)
    pipeline.advance(render_id=drawing_render.pk)

    assert Attempt.objects.filter(status=RenderStatus.SUCCEEDED).count() == 2


def test_canceling_during_a_storage_outage_refunds_the_video(render, workspace, broken_work_root):
    tasks.run_media_step(render.pk)

    renders.cancel(render=render)

    assert quotas.usage(workspace=workspace).held == 0
    assert broken_work_root / "work" == settings.WORK_ROOT
