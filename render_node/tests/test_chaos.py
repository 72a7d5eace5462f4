"""A hundred videos, a node and workers killed at random moments, and a receiver that often fails.

Every accepted video ends, and its caller gets the webhook exactly once. ``CHAOS_SEED`` repeats a run.
"""

import os
import random
import signal
import threading
import time
from collections import defaultdict

import pytest
from standardwebhooks import Webhook

from render_node.tests.conftest import SECRET, wait_for

VIDEOS = 100
DIFFUSED = 6
NODE_KILLS = 3
WORKER_KILLS = 5
MOTION = {"prompt": "A storm over the harbour", "size": "96x160", "num_frames": 6}
WAN = {"model": "wan2.2-ti2v-5b", "prompt": "A storm", "size": "96x160", "num_frames": 5, "steps": 1}


def submit(node, body, key):
    """Submit until accepted: a caller whose node was killed retries under the same key."""

    def accepted():
        try:
            answer = node.call("POST", "/v1/videos", body, key=key)
        except OSError:
            return None
        assert answer.status == 200, answer.body
        return answer.json["id"]

    return wait_for(accepted, within_s=60)


def submit_all(node, dice, url, ids):
    kinds = [WAN] * DIFFUSED + [MOTION] * (VIDEOS - DIFFUSED)
    dice.shuffle(kinds)
    for number, body in enumerate(kinds):
        wish = {**body, "seed": number, "webhook_url": url, "priority": dice.randrange(10)}
        ids.append(submit(node, wish, f"chaos-{number}"))


def hurt(node, dice):
    """Kill the node or its workers, at random moments."""
    blows = ["node"] * NODE_KILLS + ["workers"] * WORKER_KILLS
    dice.shuffle(blows)
    for blow in blows:
        time.sleep(dice.uniform(0.3, 1.2))
        if blow == "node":
            node.kill()
            node.start()
            continue
        for pid in node.workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


@pytest.mark.slow
def test_nothing_that_was_accepted_is_lost_whatever_is_killed(own_node, models_dir, receiver):
    seed = int(os.environ.get("CHAOS_SEED", "20261122"))
    dice = random.Random(seed)  # noqa: S311 - a run that can be repeated
    receiver.statuses += [dice.choice([204, 204, 500, 503]) for _ in range(VIDEOS)]
    node = own_node(
        RENDER_NODE_WORKERS="2",
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(models_dir),
        RENDER_NODE_WARM_UP="none",
        RENDER_NODE_WEBHOOK_RETRY_S="0.00005",
    )
    ids: list[str] = []
    caller_dice = random.Random(seed + 1)  # noqa: S311 - as above
    caller = threading.Thread(target=submit_all, args=(node, caller_dice, receiver.url, ids))
    caller.start()
    hurt(node, dice)
    caller.join()

    assert len(set(ids)) == VIDEOS
    wait_for(lambda: all_are_over(node), within_s=90)
    videos = [node.video(video_id) for video_id in ids]
    assert all(video["attempt"] <= 3 for video in videos)
    failed = {video["error"]["code"] for video in videos if video["status"] == "failed"}
    assert {video["status"] for video in videos} <= {"completed", "failed"}
    assert failed <= {"worker_lost"}
    assert sum(video["status"] == "completed" for video in videos) > VIDEOS * 0.9

    wait_for(lambda: everybody_was_told(receiver, ids), within_s=30)
    assert not [
        each
        for each in node.call("GET", "/v1/webhooks/deliveries?limit=100").json["data"]
        if each["tries"] == []
    ]
    for video_id, messages in heard(receiver).items():
        assert len(messages) == 1, f"{video_id} was announced as {messages}; CHAOS_SEED={seed}"


def all_are_over(node):
    counts = node.call("GET", "/readyz").json
    return counts["queued"] == 0 and counts["in_progress"] == 0


def heard(receiver):
    """The ids of the messages about each video, without duplicates."""
    messages: dict[str, set[str]] = defaultdict(set)
    for headers, body in list(receiver.calls):
        event = Webhook(SECRET).verify(body, headers)
        messages[event["data"]["id"]].add(headers["webhook-id"])
    return messages


def everybody_was_told(receiver, ids):
    return set(heard(receiver)) == set(ids)
