"""The node over HTTP."""

import json
import threading

import openai
import pytest
from prometheus_client import parser

from render_node.tests.conftest import LONG, SMALL, TOKEN, NodeProcess

pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


@pytest.fixture
def client(node):
    with openai.OpenAI(api_key=TOKEN, base_url=node.url, max_retries=0) as client:
        yield client


def test_the_openai_client_creates_polls_downloads_lists_and_deletes(client):
    motion = {"layout": "checklist", "headline": "Two things", "items": ["One", "Two"]}
    extra = {"motion": motion, "fps": 10, "seed": 7}
    created = client.videos.create(
        model="motion", prompt="Two things", size="96x160", seconds="1", extra_body=extra
    )
    video = client.videos.poll(created.id, poll_interval_ms=50)
    content = client.videos.download_content(video.id).read()

    assert (video.status, video.progress, video.seconds, video.size) == ("completed", 100, "1", "96x160")
    assert len(content) == video.size_bytes
    assert content[4:8] == b"ftyp"
    assert video.recipe["settings"]["layout"] == "checklist"
    assert client.videos.list().data[0].id == video.id
    assert client.videos.delete(video.id).deleted
    with pytest.raises(openai.NotFoundError) as refusal:
        client.videos.retrieve(video.id)
    assert refusal.value.code == "video_not_found"


def test_a_finished_video_describes_its_file(node):
    video = node.submit(seed=11)
    video = node.wait_until(video["id"], "completed")

    facts = [
        video[name] for name in ("width", "height", "fps", "num_frames", "duration_s", "seed", "attempt")
    ]
    assert facts == [96, 160, 30, 6, 0.2, 11, 1]
    assert len(video["sha256"]) == 64
    assert video["expires_at"] > video["completed_at"] >= video["created_at"]


def test_a_byte_range_can_be_downloaded(node):
    video = node.wait_until(node.submit()["id"], "completed")
    answer = node.call("GET", f"/v1/videos/{video['id']}/content", Range="bytes=4-7")

    assert (answer.status, answer.body) == (206, b"ftyp")


def test_the_same_key_and_request_find_the_same_video(node):
    first = node.submit(key="repeat")
    second = node.submit(key="repeat")

    assert first["id"] == second["id"]


def test_the_same_key_with_another_request_is_refused(node):
    node.submit(key="taken")
    answer = node.call("POST", "/v1/videos", {**SMALL, "prompt": "Something else"}, key="taken")

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_reused")


def test_two_requests_at_once_under_one_key_make_one_video(node):
    ids: list[str] = []
    start = threading.Barrier(6)

    def submit() -> None:
        start.wait()
        ids.append(node.submit(key="race")["id"])

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_without_keys_equal_requests_are_different_videos_of_the_same_picture(node):
    one, other = (node.wait_until(node.submit()["id"], "completed") for _ in range(2))

    assert one["id"] != other["id"]
    assert (one["seed"], one["sha256"]) == (other["seed"], other["sha256"])


@pytest.mark.parametrize(
    ("change", "param", "says"),
    [
        ({"size": "97x160"}, "size", "multiples of 2"),
        ({"size": "96x4000"}, "size", "2160"),
        ({"size": "big"}, "size", "pattern"),
        ({"num_frames": 0}, "num_frames", "greater than"),
        ({"num_frames": 9001}, "num_frames", "at most 9000"),
        ({"num_frames": 6, "seconds": 2}, None, "not both"),
        ({"prompt": ""}, "prompt", "at least 1"),
        ({"prompt": "   "}, None, "blank"),
        ({"prompt": "a\0b"}, "prompt", "control characters"),
        ({"prompt": "x" * 4001}, "prompt", "at most 4000"),
        ({"seed": -1}, "seed", "greater than"),
        ({"preset": "finest"}, "preset", "draft"),
        ({"guidance": 3}, "guidance", "not permitted"),
        ({"motion": {"layout": "spiral"}}, "motion.layout", "hook_hero"),
        ({"motion": {"color": "red"}}, "motion.color", "not permitted"),
    ],
)
def test_a_request_that_cannot_be_drawn_is_refused_by_name(node, change, param, says):
    answer = node.call("POST", "/v1/videos", {**SMALL, **change})

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["error"]["param"] == param
    assert says in answer.json["detail"]
    assert answer.json["error"]["message"] == answer.json["detail"]


def test_an_unknown_model_is_refused(node):
    answer = node.call("POST", "/v1/videos", {**SMALL, "model": "sora-2"})

    assert (answer.status, answer.json["code"]) == (404, "model_not_found")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_an_invalid_body_is_refused(node, body):
    assert node.call("POST", "/v1/videos", body).status == 422


def test_an_endless_body_is_refused(node):
    answer = node.call("POST", "/v1/videos", json.dumps({**SMALL, "prompt": "x" * 300_000}).encode())

    assert (answer.status, answer.json["code"]) == (413, "request_too_large")


@pytest.mark.parametrize("token", ["Bearer wrong", "", "Bearer ", "Basic dGVzdA=="])
@pytest.mark.parametrize("path", ["/v1/videos", "/v1/models", "/v1/videos/video_1/content"])
def test_requests_without_the_token_are_refused(node, path, token):
    answer = node.call("GET", path, Authorization=token)

    assert (answer.status, answer.json["code"]) == (401, "invalid_api_key")


def test_content_is_unavailable_before_completion(node):
    video = node.submit(LONG)
    answer = node.call("GET", f"/v1/videos/{video['id']}/content")
    node.call("POST", f"/v1/videos/{video['id']}/cancel")

    assert (answer.status, answer.json["code"]) == (409, "video_not_ready")


def test_an_unfinished_video_is_not_deleted(node):
    video = node.submit(LONG)
    answer = node.call("DELETE", f"/v1/videos/{video['id']}")
    node.call("POST", f"/v1/videos/{video['id']}/cancel")

    assert (answer.status, answer.json["code"]) == (409, "video_not_ready")


def test_lists_come_in_pages(node):
    ids = [node.submit()["id"] for _ in range(3)]
    first = node.call("GET", "/v1/videos?limit=2").json
    second = node.call("GET", f"/v1/videos?limit=1&after={first['last_id']}").json

    assert [video["id"] for video in first["data"]] == ids[:0:-1]
    assert first["has_more"]
    assert second["data"][0]["id"] == ids[0]


def test_models_list_their_limits(node):
    (model,) = node.call("GET", "/v1/models").json["data"]

    assert (model["id"], model["size_multiple"], model["draws_motion"]) == ("motion", 2, True)


def test_health_needs_no_token_and_metrics_do(node: NodeProcess):
    assert node.call("GET", "/healthz", Authorization="").json == {"status": "ok"}
    assert node.call("GET", "/readyz", Authorization="").json["status"] in {"ready", "busy"}
    for path in ("/metrics", "/openapi.json"):
        assert node.call("GET", path, Authorization="").status == 401
        assert node.call("GET", path, Authorization="Bearer wrong").status == 401
    assert node.call("GET", "/openapi.json").json["info"]["title"] == "Render node"
    figures = node.call("GET", "/metrics").body.decode()
    assert 'render_node_videos{status="completed"}' in figures
    assert "render_node_workers_alive 1" in figures


def test_prometheus_parses_the_metrics(node: NodeProcess):
    answer = node.call("GET", "/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {each.name: each for each in parser.text_string_to_metric_families(answer.body.decode())}
    assert families["render_node_workers_alive"].type == "gauge"
    assert families["render_node_ended"].type == "counter"
    assert {(sample.name, *sample.labels) for sample in families["render_node_ended"].samples} == {
        ("render_node_ended_total", "model", "outcome")
    }


def test_unknown_paths_answer_like_everything_else(node):
    answer = node.call("GET", "/v1/nothing")

    assert (answer.status, answer.json["code"]) == (404, "not_found")
