"""The life of a render: started once, paid once, and ended once."""

import threading
from datetime import timedelta

import pytest
from celery import Celery
from celery.app import app_or_default
from django.db import connection
from django.utils import timezone

from billing import quotas
from billing.errors import QuotaExhaustedError
from billing.models import LedgerEntry
from synthesis.errors import (
    QuoteBlockedError,
    QuoteExpiredError,
    QuoteOutdatedError,
    RenderFinishedError,
    RenderNotFailedError,
    TooManyRendersError,
    VideoArchivedError,
    VideoBusyError,
    VideoTooLongError,
)
from synthesis.library import assets
from synthesis.models import (
    AssetOrigin,
    AssetRole,
    Attempt,
    Lane,
    Quote,
    Render,
    RenderStatus,
    SceneStatus,
    VideoStatus,
)
from synthesis.production import leases, quotes, renders
from synthesis.signals import video_ready
from synthesis.studio import scenes, videos
from synthesis.tests.conftest import make_video, put_into_drawing, start_render

pytestmark = pytest.mark.django_db


def usage(workspace):
    now = quotas.usage(workspace=workspace)
    return now.used, now.held


def in_threads(*calls):
    """Run all calls at the same time. Returns their results or exceptions."""
    outcomes = []
    barrier = threading.Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            outcomes.append(call())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def file(workspace, tmp_path):
    path = tmp_path / "final.mp4"
    path.write_bytes(b"film")
    return assets.keep(workspace=workspace, path=path, role=AssetRole.FINAL, origin=AssetOrigin.ASSEMBLED)


def finish(render, file):
    put_into_drawing(render)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    return renders.succeed(claim=claim, final_asset=file)


def test_a_render_reserves_one_video_and_starts_production(video, workspace):
    render = start_render(video)

    video.refresh_from_db()
    assert video.status == VideoStatus.IN_PRODUCTION
    assert render.status == RenderStatus.QUEUED
    assert usage(workspace) == (0, 1)
    assert {scene.status for scene in video.scenes.all()} == {SceneStatus.QUEUED}


def test_the_same_quote_again_gives_the_same_render(video, workspace):
    quote = quotes.make(video=video)

    first = renders.start(video=video, quote=quote, requested_by=None)
    second = renders.start(video=video, quote=quote, requested_by=None)

    assert first == second
    assert usage(workspace) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_start_one_render(video, workspace):
    quote = quotes.make(video=video)

    def click():
        return renders.start(video=video, quote=Quote.objects.get(pk=quote.pk), requested_by=None).pk

    outcomes = in_threads(click, click, click)

    assert len(set(outcomes)) == 1
    assert Render.objects.count() == 1
    assert usage(workspace) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_videos_at_once_cannot_both_take_the_last_slot(workspace):
    pairs = [(video, quotes.make(video=video)) for video in (make_video(workspace), make_video(workspace))]

    outcomes = in_threads(
        *(lambda v=v, q=q: renders.start(video=v, quote=q, requested_by=None) for v, q in pairs)
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Render", "TooManyRendersError"]
    assert usage(workspace) == (0, 1)


def test_an_expired_quote_is_refused(video, workspace):
    quote = quotes.make(video=video)
    Quote.objects.filter(pk=quote.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    quote.refresh_from_db()

    with pytest.raises(QuoteExpiredError):
        renders.start(video=video, quote=quote, requested_by=None)
    assert usage(workspace) == (0, 0)


def test_a_script_that_changed_since_the_quote_is_refused(video):
    quote = quotes.make(video=video)
    scene = video.scenes.first()
    scenes.edit(scene=scene, version=scene.version, narration="Something else.")

    with pytest.raises(QuoteOutdatedError):
        renders.start(video=video, quote=quote, requested_by=None)


def test_a_new_title_does_not_invalidate_the_quote(video):
    quote = quotes.make(video=video)
    videos.edit(video=video, version=video.version, title="Another title")

    assert renders.start(video=video, quote=quote, requested_by=None).status == RenderStatus.QUEUED


def test_the_quote_of_another_video_is_refused(video, workspace):
    quote = quotes.make(video=make_video(workspace))

    with pytest.raises(QuoteOutdatedError):
        renders.start(video=video, quote=quote, requested_by=None)


def test_a_video_without_scenes_cannot_be_rendered(workspace):
    video = make_video(workspace, scene_count=0)

    with pytest.raises(QuoteBlockedError, match="No scenes yet"):
        start_render(video)


def test_an_empty_scene_blocks_a_render(video):
    scenes.add(video=video)

    with pytest.raises(QuoteBlockedError, match="Scene 3 is empty"):
        start_render(video)


def test_a_video_in_production_cannot_be_started_again(video):
    start_render(video)

    with pytest.raises(VideoBusyError):
        start_render(video)


def test_an_archived_video_cannot_be_started(video):
    videos.archive(video=video)

    with pytest.raises(VideoArchivedError):
        start_render(video)


def test_a_plan_limits_concurrent_renders(video, workspace):
    start_render(video)

    with pytest.raises(TooManyRendersError, match="1 render at a time"):
        start_render(make_video(workspace))


def test_a_plan_limits_the_length_of_videos(workspace):
    video = make_video(workspace, scene_count=0)
    for _ in range(3):
        scenes.add(video=video, narration="word " * 100)

    with pytest.raises(VideoTooLongError, match="Shorten the script"):
        start_render(video)


def test_without_quota_nothing_starts_and_nothing_changes(workspace):
    for number in range(5):
        quotas.reserve(workspace=workspace, reference=f"render:other{number}")
    video = make_video(workspace)

    with pytest.raises(QuotaExhaustedError):
        start_render(video)

    video.refresh_from_db()
    assert video.status == VideoStatus.DRAFT
    assert not Render.objects.exists()


def test_a_canceled_render_is_refunded(video, workspace, render):
    renders.cancel(render=render)

    render.refresh_from_db()
    video.refresh_from_db()
    assert render.status == RenderStatus.CANCELED
    assert video.status == VideoStatus.DRAFT
    assert usage(workspace) == (0, 0)
    assert {scene.status for scene in video.scenes.all()} == {SceneStatus.READY_TO_RENDER}


def test_canceling_twice_refunds_once(workspace, render):
    renders.cancel(render=render)
    renders.cancel(render=render)

    assert usage(workspace) == (0, 0)


def test_a_finished_render_cannot_be_canceled(render, file):
    finish(render, file)

    with pytest.raises(RenderFinishedError, match="already finished"):
        renders.cancel(render=render)


@pytest.mark.django_db(transaction=True)
def test_of_a_cancel_and_a_success_at_once_only_one_counts(workspace, render, file):
    put_into_drawing(render)
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None

    in_threads(
        lambda: renders.cancel(render=Render.objects.get(pk=render.pk)),
        lambda: renders.succeed(claim=claim, final_asset=file),
    )

    render.refresh_from_db()
    assert (render.status, usage(workspace)) in {
        (RenderStatus.CANCELED, (0, 0)),
        (RenderStatus.SUCCEEDED, (1, 0)),
    }


def test_a_finished_render_uses_the_video_of_the_quota_and_announces_it(
    video, workspace, render, file, django_capture_on_commit_callbacks
):
    heard = []
    video_ready.connect(
        lambda **said: heard.append((said["video"], said["render"])), weak=False, dispatch_uid="t"
    )
    try:
        with django_capture_on_commit_callbacks(execute=False) as callbacks:
            finish(render, file)
        callbacks[-1]()
    finally:
        video_ready.disconnect(dispatch_uid="t")

    video.refresh_from_db()
    assert video.status == VideoStatus.READY
    assert usage(workspace) == (1, 0)
    assert LedgerEntry.objects.latest("pk").reason == "Video delivered"
    assert heard == [(video, render)]
    assert videos.latest_render(video=video) == render


def test_a_listener_that_fails_does_not_undo_the_render(render, file, caplog):
    def broken(**_):
        raise RuntimeError("a bug")

    finish(render, file)
    video_ready.connect(broken, weak=False, dispatch_uid="t")
    try:
        renders.announce(render=render)
    finally:
        video_ready.disconnect(dispatch_uid="t")

    assert "receiver of video_ready failed" in caplog.text


def test_a_failed_render_has_a_reason_and_is_refunded(video, workspace, render):
    renders.fail(render=render, failure="The node burnt down.", code="fire", detail="smoke")

    render.refresh_from_db()
    assert render.status == RenderStatus.FAILED
    assert render.failure == "The node burnt down. Nothing was charged to your quota."
    assert usage(workspace) == (0, 0)


def test_a_render_that_has_ended_stays_as_it_ended(render, file):
    finish(render, file)

    renders.fail(render=render, failure="Too late.", code="late")

    render.refresh_from_db()
    assert render.status == RenderStatus.SUCCEEDED


def test_a_ready_video_stays_ready_when_a_later_render_fails(video, render, file):
    finish(render, file)
    video.refresh_from_db()
    scene = video.scenes.first()
    scenes.edit(scene=scene, version=scene.version, narration="A new line.")
    second = start_render(video)

    renders.fail(render=second, failure="It broke.", code="broken")

    video.refresh_from_db()
    assert video.status == VideoStatus.READY
    assert videos.latest_render(video=video) == render


def test_a_failed_render_can_be_tried_again_once(workspace, render):
    renders.fail(render=render, failure="It broke.", code="broken")
    render.refresh_from_db()

    first = renders.retry(render=render, requested_by=None)
    second = renders.retry(render=render, requested_by=None)

    assert first == second
    assert first.number == render.number + 1
    assert usage(workspace) == (0, 1)


def test_a_running_render_cannot_be_retried(render):
    with pytest.raises(RenderNotFailedError):
        renders.retry(render=render, requested_by=None)


def test_a_missing_broker_loses_nothing(video, django_capture_on_commit_callbacks, caplog):
    ours = app_or_default()
    deaf = Celery("deaf", broker="redis://127.0.0.1:1/0", set_as_current=False)
    deaf.set_current()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            render = start_render(video)
    finally:
        ours.set_current()

    assert "message not sent" in caplog.text
    assert render.status == RenderStatus.QUEUED


def test_a_canceled_render_stops_its_attempts(drawing_render):
    renders.cancel(render=drawing_render)

    assert set(Attempt.objects.values_list("status", flat=True)) == {RenderStatus.CANCELED}
