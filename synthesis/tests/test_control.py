"""The control lane: nodes that work, fail, stop responding and lose jobs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from billing import quotas
from synthesis.models import (
    Attempt,
    Lane,
    Render,
    Renderer,
    RendererStatus,
    RenderStatus,
    Scene,
    SceneStatus,
)
from synthesis.production import leases, pipeline, renders
from synthesis.rendering import dispatch, renderers
from synthesis.tests.conftest import make_video, open_workspace, put_into_drawing, register, start_render
from synthesis.tests.stand_ins import ScriptedNode

# The heartbeat of a fetch reads the row through its own connection.
pytestmark = pytest.mark.django_db(transaction=True)


def advance(render):
    pipeline.advance(render_id=render.pk)
    render.refresh_from_db()


def statuses():
    return list(Attempt.objects.order_by("position", "number").values_list("status", flat=True))


def test_each_scene_is_submitted_under_its_attempts_own_id(drawing_render, scripted_node, node):
    advance(drawing_render)

    keys = [key for key, _ in scripted_node.submitted]
    assert keys == list(Attempt.objects.order_by("position").values_list("pk", flat=True))
    request = scripted_node.submitted[0][1]
    assert request["webhook_url"].endswith(f"/hooks/render-nodes/{node.pk}/")
    assert (request["size"], request["num_frames"], request["fps"]) == ("1080x1920", 60, 30)


def test_polling_twice_submits_once(drawing_render, scripted_node, node):
    advance(drawing_render)
    advance(drawing_render)

    assert len(scripted_node.submitted) == 2


def reason_of(render) -> dispatch.WaitReason:
    """Why the render waits."""
    reason = dispatch.wait_reason(render=render)
    assert reason is not None
    return reason


def test_progress_is_followed(drawing_render, scripted_node, node):
    scripted_node.say("*", status="in_progress", progress=40)
    advance(drawing_render)

    attempt = Attempt.objects.all()[0]
    assert (attempt.status, attempt.progress) == (RenderStatus.RUNNING, 40)
    assert set(Scene.objects.values_list("status", flat=True)) == {SceneStatus.RENDERING}


def test_a_finished_clip_is_fetched_and_kept(drawing_render, scripted_node, node):
    advance(drawing_render)
    scripted_node.finish_everything()
    advance(drawing_render)

    assert statuses() == [RenderStatus.SUCCEEDED] * 2
    clip = Attempt.objects.all()[0].clip
    assert clip is not None
    assert clip.expires_at is not None
    assert clip.file.read() == scripted_node.content
    clip.file.close()
    assert clip.expires_at > timezone.now()
    assert drawing_render.scenes_done == 2
    assert set(Scene.objects.values_list("status", flat=True)) == {SceneStatus.SUCCEEDED}


def test_a_damaged_clip_is_rendered_again(drawing_render, scripted_node, node):
    scripted_node.say("*", status="completed", sha256="0" * 64)
    advance(drawing_render)

    assert statuses() == [RenderStatus.FAILED, RenderStatus.QUEUED] * 2
    assert Attempt.objects.filter(error_code="damaged").count() == 2


def test_a_scene_that_fails_three_times_fails_the_render(drawing_render, scripted_node, node, workspace):
    scripted_node.say("*", status="failed", error={"code": "engine", "message": "It broke."})
    for _ in range(3):
        advance(drawing_render)

    assert drawing_render.status == RenderStatus.FAILED
    assert drawing_render.failure.startswith("Scene 1 could not be rendered in 3 attempts.")
    assert drawing_render.technical_detail == "engine: It broke."
    assert quotas.usage(workspace=workspace).held == 0
    assert not Attempt.objects.filter(status__in=["queued", "running"]).exists()


def test_a_failed_scene_is_marked_and_the_others_can_be_retried(drawing_render, scripted_node, node):
    first = Attempt.objects.get(position=1)
    scripted_node.finish_everything()
    scripted_node.say(first.pk, status="failed", error={"code": "engine", "message": "It broke."})
    Attempt.objects.filter(pk=first.pk).update(number=3)

    advance(drawing_render)

    assert drawing_render.status == RenderStatus.FAILED
    assert Scene.objects.get(position=1).status == SceneStatus.FAILED


def test_a_silent_node_keeps_its_attempts_until_it_counts_as_lost(drawing_render, scripted_node, node):
    advance(drawing_render)
    scripted_node.faults[("GET", "*")] = 500
    advance(drawing_render)
    assert statuses() == [RenderStatus.QUEUED] * 2

    long_ago = timezone.now() - timedelta(seconds=renderers.LOST_AFTER_S + 1)
    Attempt.objects.update(unreachable_since=long_ago)
    type(node).objects.update(answered_at=long_ago)
    advance(drawing_render)

    node.refresh_from_db()
    assert statuses() == [RenderStatus.FAILED, RenderStatus.QUEUED] * 2
    assert node.status == RendererStatus.LOST
    assert Attempt.objects.filter(status="queued", renderer=None).count() == 2
    assert reason_of(drawing_render).code == "node_lost"


def test_another_node_takes_over(drawing_render, scripted_node, node):
    advance(drawing_render)
    Attempt.objects.update(unreachable_since=timezone.now() - timedelta(minutes=5))
    type(node).objects.update(answered_at=timezone.now() - timedelta(minutes=5))
    scripted_node.faults[("GET", "*")] = 500
    advance(drawing_render)

    with ScriptedNode() as second:
        register(second)
        second.finish_everything()
        advance(drawing_render)

    assert Attempt.objects.filter(status=RenderStatus.SUCCEEDED).count() == 2


def test_a_job_unknown_to_its_node_is_submitted_again_under_the_same_key(drawing_render, scripted_node, node):
    advance(drawing_render)
    for key in Attempt.objects.values_list("pk", flat=True):
        scripted_node.faults[("GET", f"/v1/videos/video_{key}")] = 404
    advance(drawing_render)
    scripted_node.faults.clear()
    advance(drawing_render)

    keys = [key for key, _ in scripted_node.submitted]
    assert len(keys) == 4
    assert len(set(keys)) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_full_node_leaves_the_attempt_to_others(drawing_render, scripted_node, node, status):
    scripted_node.faults[("POST", "/v1/videos")] = status
    advance(drawing_render)

    assert Attempt.objects.filter(renderer=None, status="queued").count() == 2


def test_a_node_that_rejects_our_token_gets_no_more_work(drawing_render, scripted_node, node):
    scripted_node.faults[("POST", "/v1/videos")] = 401
    advance(drawing_render)

    node.refresh_from_db()
    assert node.status == RendererStatus.LOST
    assert "token" in node.status_note
    assert statuses() == [RenderStatus.QUEUED] * 2


def test_a_rejected_request_is_not_retried_forever(drawing_render, scripted_node, node):
    scripted_node.faults[("POST", "/v1/videos")] = 422
    for _ in range(3):
        advance(drawing_render)

    assert drawing_render.status == RenderStatus.FAILED
    assert drawing_render.failure_code == "scene_failed"


def test_an_unreadable_response_counts_as_a_failed_attempt(drawing_render, scripted_node, node):
    scripted_node.body = b"<html>proxy</html>"
    advance(drawing_render)

    assert statuses() == [RenderStatus.FAILED, RenderStatus.QUEUED] * 2


def test_a_late_worker_changes_nothing(drawing_render, scripted_node, node):
    claim = leases.claim(render_id=drawing_render.pk, lane=Lane.CONTROL)
    assert claim is not None
    advance(drawing_render)

    assert scripted_node.submitted == []
    leases.release(claim=claim)


def test_a_message_with_an_older_fence_does_nothing(drawing_render, scripted_node, node):
    advance(drawing_render)
    old = drawing_render.control_fence
    advance(drawing_render)
    scripted_node.finish_everything()

    pipeline.advance(render_id=drawing_render.pk, fence=old)

    assert statuses() == [RenderStatus.QUEUED] * 2


def test_a_canceled_render_is_canceled_on_its_node(drawing_render, scripted_node, node):
    advance(drawing_render)
    renders.cancel(render=drawing_render)
    pipeline.stop_attempts(render_id=drawing_render.pk)

    assert sorted(scripted_node.canceled) == sorted(Attempt.objects.values_list("pk", flat=True))
    assert not Attempt.objects.filter(stop_asked_at=None).exists()


def test_the_sweeper_retries_a_cancel_that_did_not_reach_the_node(drawing_render, scripted_node, node):
    advance(drawing_render)
    renders.cancel(render=drawing_render)
    scripted_node.faults[("POST", "*")] = 500
    pipeline.stop_attempts(render_id=drawing_render.pk)
    assert Attempt.objects.filter(stop_asked_at=None).count() == 2

    scripted_node.faults.clear()
    queued = messages_after(pipeline.resume_stalled)

    assert any("stop_attempts" in message for message in queued)


def messages_after(call):
    """The messages in the queues after ``call`` has run."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as redis:
        redis.flushdb()
        call()
        return [body.decode() for queue in ("control", "media") for body in redis.lrange(queue, 0, -1)]


def test_the_sweeper_enqueues_renders_whose_message_was_lost(drawing_render):
    Render.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    queued = messages_after(pipeline.resume_stalled)

    assert any("synthesis.advance_render" in message for message in queued)
    assert any("synthesis.run_media_step" in message for message in queued)


def test_the_sweeper_skips_renders_in_progress(drawing_render):
    leases.claim(render_id=drawing_render.pk, lane=Lane.MEDIA)

    assert messages_after(pipeline.resume_stalled) == []


def test_a_render_past_its_deadline_fails_and_is_refunded(drawing_render, workspace):
    Render.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))

    pipeline.resume_stalled()

    drawing_render.refresh_from_db()
    assert drawing_render.status == RenderStatus.FAILED
    assert drawing_render.failure_code == "deadline"
    assert quotas.usage(workspace=workspace).held == 0


def test_a_queued_render_does_not_fail_for_waiting(drawing_render, node):
    Renderer.objects.update(slots=0, status=RendererStatus.BUSY)
    Render.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))

    pipeline.resume_stalled()

    drawing_render.refresh_from_db()
    assert drawing_render.status == RenderStatus.RUNNING
    assert drawing_render.deadline_at > timezone.now()


def test_a_render_that_waits_for_busy_workers_does_not_fail(drawing_render):
    queued = start_render(make_video(open_workspace()))
    Render.objects.filter(pk=queued.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))

    pipeline.resume_stalled()

    queued.refresh_from_db()
    assert queued.status == RenderStatus.QUEUED
    assert queued.deadline_at > timezone.now()


def test_a_queued_render_fails_after_its_longest_wait(drawing_render, node):
    Renderer.objects.update(slots=0, status=RendererStatus.BUSY)
    long_ago = timezone.now() - timedelta(days=2)
    Render.objects.update(deadline_at=long_ago, created_at=long_ago)

    pipeline.resume_stalled()

    drawing_render.refresh_from_db()
    assert drawing_render.failure_code == "deadline"


def test_progress_restarts_the_deadline(drawing_render, scripted_node, node):
    advance(drawing_render)
    soon = timezone.now() + timedelta(seconds=5)
    Render.objects.update(deadline_at=soon)
    scripted_node.say("*", status="in_progress", progress=10, step=1, steps=10)

    advance(drawing_render)
    drawing_render.refresh_from_db()
    moved_to = drawing_render.deadline_at
    advance(drawing_render)
    drawing_render.refresh_from_db()

    assert moved_to > soon
    assert drawing_render.deadline_at == moved_to


def test_workspaces_take_turns(scripted_node, db):
    register(scripted_node, slots=2)
    busy, quiet = open_workspace(), open_workspace()
    first = put_into_drawing(start_render(make_video(busy, scene_count=4)))
    second = put_into_drawing(start_render(make_video(quiet, scene_count=2)))

    given = dispatch.assign()

    assert sorted(given) == sorted([first.pk, second.pk])


def test_a_larger_plan_gets_more_but_a_small_one_is_not_starved(scripted_node, db):
    register(scripted_node, slots=4)
    large, small = open_workspace(), open_workspace()
    big = put_into_drawing(start_render(make_video(large, scene_count=8)))
    little = put_into_drawing(start_render(make_video(small, scene_count=8)))
    Attempt.objects.filter(render=big).update(weight=3)

    given = dispatch.assign()

    assert (given.count(big.pk), given.count(little.pk)) == (3, 1)


def test_a_draining_node_gets_no_new_work(drawing_render, scripted_node, node):
    renderers.drain(renderer=node)
    advance(drawing_render)

    assert scripted_node.submitted == []
    assert reason_of(drawing_render).code == "node_draining"


def test_waiting_is_explained_with_a_place_in_the_queue(scripted_node, db):
    register(scripted_node, slots=1)
    drawn, following, behind = [
        put_into_drawing(start_render(make_video(open_workspace()))) for _ in range(3)
    ]
    dispatch.assign()

    reason = reason_of(behind)

    assert (reason.code, reason.position) == ("nodes_busy", 2)
    assert "1 video is ahead of yours" in reason.message
    assert "Yours is next" in reason_of(following).message
    assert reason_of(drawn).code == "assigned"


def test_a_missing_node_is_the_wait_reason(drawing_render):
    assert reason_of(drawing_render).code == "no_node"
