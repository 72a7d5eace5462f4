"""Accepted videos are stored, end once, and stop on request."""

import functools
import os
import signal
import time

from render_node.tests.conftest import LONG, SMALL, wait_for


def cancelled_within(node, video_id, seconds):
    asked_at = time.monotonic()
    node.call("POST", f"/v1/videos/{video_id}/cancel")
    video = node.wait_until(video_id, "cancelled")
    assert time.monotonic() - asked_at < seconds
    return video


def test_a_video_being_drawn_is_cancelled_within_a_second(node):
    video = node.submit(LONG)
    node.wait_until(video["id"], "in_progress")

    assert cancelled_within(node, video["id"], 1.5)["progress"] < 100


def test_a_waiting_video_is_cancelled_at_once_and_the_others_move_up(node):
    running = node.submit(LONG)
    node.wait_until(running["id"], "in_progress")
    waiting, behind = node.submit(), node.submit()
    assert (waiting["queue_position"], behind["queue_position"]) == (1, 2)

    assert node.call("POST", f"/v1/videos/{waiting['id']}/cancel").json["status"] == "cancelled"
    assert node.video(behind["id"])["queue_position"] == 1
    cancelled_within(node, running["id"], 1.5)


def test_a_cancel_after_the_end_changes_nothing(node):
    video = node.wait_until(node.submit()["id"], "completed")

    assert node.call("POST", f"/v1/videos/{video['id']}/cancel").json == video


def test_a_cancel_that_overtakes_its_submit_wins(node):
    early = node.call("POST", "/v1/videos/cancel", {"idempotency_key": "overtaken"})
    late = node.submit(key="overtaken")

    assert early.json == {"idempotency_key": "overtaken", "cancelled": True, "video": None}
    assert late["status"] == "cancelled"
    assert node.submit(key="overtaken")["id"] == late["id"]


def test_a_cancel_by_key_stops_what_runs(node):
    video = node.submit(LONG, key="by-key")
    node.call("POST", "/v1/videos/cancel", {"idempotency_key": "by-key"})

    assert node.wait_until(video["id"], "cancelled")


def test_urgent_videos_are_drawn_first(node):
    blocker = node.submit(LONG)
    node.wait_until(blocker["id"], "in_progress")
    later, sooner = node.submit(priority=1), node.submit(priority=9)

    assert (later["queue_position"], sooner["queue_position"]) == (1, 1)
    assert node.video(later["id"])["queue_position"] == 2
    cancelled_within(node, blocker["id"], 1.5)


def test_a_full_queue_returns_retry_after_but_accepts_known_keys(own_node):
    node = own_node(RENDER_NODE_MAX_QUEUED="2")
    running = node.submit(LONG)
    node.wait_until(running["id"], "in_progress")
    kept = [node.submit(key=f"kept-{number}") for number in range(2)]

    refused = node.call("POST", "/v1/videos", SMALL)

    assert (refused.status, refused.json["code"]) == (429, "queue_full")
    assert int(refused.headers["retry-after"]) > 0
    assert node.submit(key="kept-0")["id"] == kept[0]["id"]


def test_a_killed_worker_loses_nothing(own_node):
    node = own_node()
    video = node.submit(num_frames=90, size="180x320")
    wait_for(lambda: node.video(video["id"])["status"] == "in_progress")
    node.kill_workers()

    video = node.wait_until(video["id"], "completed", within_s=30)
    assert video["attempt"] == 2
    assert node.call("GET", f"/v1/videos/{video['id']}/content").status == 200


def test_a_worker_that_hangs_is_replaced(own_node):
    node = own_node(RENDER_NODE_LEASE_S="1.5")
    video = node.submit(num_frames=60, size="180x320")
    wait_for(lambda: node.video(video["id"])["status"] == "in_progress")
    for pid in node.workers():
        os.kill(pid, signal.SIGSTOP)

    assert node.wait_until(video["id"], "completed", within_s=30)["attempt"] == 2


def test_two_workers_draw_two_videos_at_once(own_node):
    node = own_node(RENDER_NODE_WORKERS="2")
    videos = [node.submit(LONG) for _ in range(2)]

    for video in videos:
        node.wait_until(video["id"], "in_progress")
    for video in videos:
        cancelled_within(node, video["id"], 2)


def test_a_killed_node_loses_nothing(own_node):
    node = own_node()
    running = node.submit(LONG, num_frames=90)
    waiting = node.submit(key="waiting")
    node.wait_until(running["id"], "in_progress")
    orphans = node.workers()
    node.kill()
    node.start()

    assert node.wait_until(running["id"], "completed", within_s=30)["attempt"] == 2
    assert node.wait_until(waiting["id"], "completed")["attempt"] == 1
    assert node.submit(key="waiting")["id"] == waiting["id"]
    assert orphans[0] not in node.workers()


def test_a_video_that_kills_its_workers_fails_with_a_reason(own_node):
    node = own_node()
    video = node.submit(LONG)
    for attempt in (1, 2, 3):
        wait_for(functools.partial(_is_at, node, video["id"], attempt))
        node.wait_until(video["id"], "in_progress")
        node.kill_workers()

    failed = node.wait_until(video["id"], "failed")
    assert failed["error"]["code"] == "worker_lost"
    assert "3 attempts" in failed["error"]["message"]
    assert node.wait_until(node.submit()["id"], "completed")


def test_sigterm_requeues_running_videos_without_using_up_an_attempt(own_node):
    node = own_node()
    video = node.submit(LONG)
    node.wait_until(video["id"], "in_progress")
    node._process.terminate()
    node._process.wait(timeout=20)
    node.start()

    assert node.wait_until(video["id"], "in_progress")["attempt"] == 1


def test_files_expire(own_node):
    node = own_node(RENDER_NODE_KEEP_HOURS="0.0001")
    video = node.wait_until(node.submit()["id"], "completed")
    node.kill()
    time.sleep(max(0.0, video["expires_at"] + 1 - time.time()))
    node.start()

    answer = wait_for(lambda: _gone(node, video["id"]))
    assert answer.json["code"] == "video_expired"
    assert node.video(video["id"])["status"] == "completed"


def _gone(node, video_id):
    answer = node.call("GET", f"/v1/videos/{video_id}/content")
    return answer if answer.status == 410 else None


def _is_at(node, video_id, attempt):
    return node.video(video_id)["attempt"] == attempt
