"""Diffusion models over HTTP: limits, progress, invalid folders and too little memory."""

import json
import os
import resource
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from render_node.tests.conftest import LONG, WAN, wait_for

LTX = {"model": "ltx-2", "prompt": "Rain on a tin roof", "size": "96x160", "num_frames": 9, "steps": 2}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("body", "change", "param", "says"),
    [
        (WAN, {"size": "100x160"}, "size", "The nearest is 96x160"),
        (WAN, {"size": "1280x1280"}, "size", "The nearest is"),
        (WAN, {"num_frames": 10}, "num_frames", "The nearest is 9 or 13"),
        (LTX, {"num_frames": 24}, "num_frames", "The nearest is 17 or 25"),
        (LTX, {"size": "80x112"}, "size", "multiples of 32"),
        (LTX, {"steps": 1}, "steps", "2 to 100 steps"),
        (WAN, {"steps": 101}, "steps", "1 to 100 steps"),
        (WAN, {"fps": 60}, "fps", "30 frames per second"),
        (WAN, {"guidance_scale": 0.5}, "guidance_scale", "greater than"),
        (WAN, {"preset": "fastest"}, "preset", "draft"),
        (WAN, {"motion": {"layout": "hook_hero"}}, "motion", "does not support motion"),
        (LTX, {"prompt": "\0"}, "prompt", "control characters"),
    ],
)
def test_unsupported_values_are_refused_with_the_nearest_supported_one(
    diffusion_node, body, change, param, says
):
    answer = diffusion_node.call("POST", "/v1/videos", {**body, **change})

    assert answer.status == 422
    assert answer.json["error"]["param"] == param
    assert says in answer.json["detail"]


def test_models_list_their_limits_and_availability(diffusion_node):
    diffusion_node.wait_until(diffusion_node.submit(WAN)["id"], "completed", within_s=60)
    wait_for(lambda: model_of(diffusion_node, "wan2.2-ti2v-5b")["state"] == "loaded")
    wan, ltx = (model_of(diffusion_node, name) for name in ("wan2.2-ti2v-5b", "ltx-2"))

    assert (wan["size_multiple"], wan["frame_step"], wan["takes_image"]) == (32, 4, True)
    assert (ltx["frame_step"], ltx["has_sound"], ltx["min_steps"]) == (8, True, 2)
    assert set(wan["preset_settings"]) == {"draft", "standard", "best"}


def model_of(node, name):
    return next(model for model in node.call("GET", "/v1/models").json["data"] if model["id"] == name)


def test_one_clip_is_finished_while_the_next_begins(diffusion_node):
    """With one worker, two videos are in progress at once only if they overlap."""
    first = diffusion_node.submit(WAN, num_frames=49, size="320x512", seed=1)
    second = diffusion_node.submit(WAN, num_frames=49, size="320x512", seed=2)

    def overlap():
        videos = [diffusion_node.video(video["id"]) for video in (first, second)]
        states = [video["status"] for video in videos]
        return videos if states == ["in_progress"] * 2 and videos[0]["stage"] == "drawing" else None

    drawing, denoising = wait_for(overlap, within_s=60)
    assert drawing["progress"] >= denoising["progress"]
    for video in (first, second):
        done = diffusion_node.wait_until(video["id"], "completed", within_s=60)
        assert (done["attempt"], done["recipe"]["steps"]) == (1, 2)
    figures = diffusion_node.call("GET", "/metrics").body.decode()
    assert 'render_node_ended_total{model="wan2.2-ti2v-5b",outcome="completed"}' in figures
    assert 'render_node_drawn_seconds_total{device="cpu",model="wan2.2-ti2v-5b"}' in figures


def test_a_running_video_reports_its_step_and_eta(diffusion_node):
    video = diffusion_node.submit(WAN, steps=100, num_frames=49, size="320x512")

    def foretold():
        found = diffusion_node.video(video["id"])
        return found if found["stage"] == "denoising" and found["step"] and found["eta_s"] else None

    at = wait_for(foretold, within_s=60)
    assert 0 < at["step"] <= at["steps"] == 100
    # Most of the work is denoising, and not all of it.
    assert at["progress"] <= at["step"]
    asked_at = time.monotonic()
    diffusion_node.call("POST", f"/v1/videos/{video['id']}/cancel")
    diffusion_node.wait_until(video["id"], "cancelled")
    assert time.monotonic() - asked_at < 3


def damaged(models_dir, folder, damage):
    shutil.copytree(models_dir / "wan2.2-ti2v-5b", folder / "wan2.2-ti2v-5b")
    model = folder / "wan2.2-ti2v-5b"
    weights = next((model / "transformer").glob("*.safetensors"))
    if damage == "truncated":
        os.truncate(weights, weights.stat().st_size - 100)
    elif damage == "another family":
        shutil.rmtree(model)
        shutil.copytree(models_dir / "ltx-2", model)
    elif damage == "missing":
        shutil.rmtree(model)
    else:
        config = json.loads((model / "transformer" / "config.json").read_text())
        (model / "transformer" / "config.json").write_text(json.dumps(config | {"ffn_dim": 48}))
    return folder


@pytest.mark.parametrize("damage", ["truncated", "another family", "missing"])
def test_a_model_with_a_damaged_folder_is_refused_and_others_work(own_node, models_dir, tmp_path, damage):
    node = own_node(
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(damaged(models_dir, tmp_path, damage)),
        RENDER_NODE_WARM_UP="none",
    )
    refused = node.call("POST", "/v1/videos", WAN)
    model = model_of(node, "wan2.2-ti2v-5b")

    assert (refused.status, refused.json["code"]) == (503, "model_unavailable")
    assert (model["state"], bool(model["note"])) == ("unavailable", True)
    assert model["note"] in refused.json["detail"]
    assert node.wait_until(node.submit()["id"], "completed")


def test_a_model_that_fails_to_load_fails_its_video_and_not_the_worker(own_node, models_dir, tmp_path):
    node = own_node(
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(damaged(models_dir, tmp_path, "other sizes within")),
        RENDER_NODE_WARM_UP="none",
    )
    workers = node.workers()
    failed = node.wait_until(node.submit(WAN)["id"], "failed", within_s=60)

    assert failed["error"]["code"] == "model_unavailable"
    assert node.call("POST", "/v1/videos", WAN).json["code"] == "model_unavailable"
    assert node.wait_until(node.submit()["id"], "completed")
    assert node.workers() == workers


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits a process from outside")
def test_out_of_memory_is_retried_with_memory_saving_and_then_reported(own_node, models_dir):
    node = own_node(
        # Each thread would reserve 64 MB of address space.
        MALLOC_ARENA_MAX="1",
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(models_dir),
        RENDER_NODE_WARM_UP="none",
    )
    node.wait_until(node.submit(WAN)["id"], "completed", within_s=60)
    (worker,) = node.workers()
    with _little_room(worker, megabytes=150):
        video = node.wait_until(
            node.submit(WAN, size="704x1280", num_frames=33, steps=1)["id"], "failed", within_s=120
        )

    assert (video["attempt"], video["error"]["code"]) == (2, "out_of_memory"), video["error"]
    assert "704x1280 with 33 frames" in video["error"]["message"]
    figures = node.call("GET", "/metrics").body.decode()
    assert 'render_node_out_of_memory_total{device="cpu",model="wan2.2-ti2v-5b"} 2' in figures
    assert node.wait_until(node.submit(WAN)["id"], "completed", within_s=60)
    assert node.workers() == [worker]


@contextmanager
def _little_room(pid, *, megabytes):
    """Limit a process to its present address space plus ``megabytes`` MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + megabytes * 1024**2
    soft, hard = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (limit, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_AS, (soft, hard))


def test_a_node_is_ready_once_its_models_are_warm(own_node, models_dir):
    node = own_node(
        RENDER_NODE_MODELS="motion,wan2.2-ti2v-5b",
        RENDER_NODE_MODELS_DIR=str(models_dir),
        RENDER_NODE_WARM_SIZES="96x160",
    )
    (worker,) = node.call("GET", "/readyz").json["devices"]

    assert worker["device"] == "cpu"
    assert {"motion", "wan2.2-ti2v-5b"} <= set(worker["resident"])
    assert model_of(node, "wan2.2-ti2v-5b")["state"] == "loaded"
    blocker = node.submit(LONG)
    wait_for(lambda: node.call("GET", "/readyz").json["devices"][0]["state"] == "busy")
    node.call("POST", f"/v1/videos/{blocker['id']}/cancel")
