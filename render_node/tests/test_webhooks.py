"""Telling the caller: signed, repeated until accepted, and to nobody else."""

import pytest
from standardwebhooks import Webhook

from render_node.tests.conftest import LONG, SECRET, SMALL, wait_for


def verified(call):
    headers, body = call
    return Webhook(SECRET).verify(body, headers)


def test_a_finished_video_is_announced_with_a_valid_signature(node, receiver):
    video = node.submit(webhook_url=receiver.url + "/hook?node=1", key="announced")
    wait_for(lambda: receiver.calls)

    event = verified(receiver.calls[0])
    assert event["type"] == "video.completed"
    assert event["data"] == {"id": video["id"], "idempotency_key": "announced"}
    assert node.video(video["id"])["status"] == "completed"


def test_a_webhook_is_repeated_under_its_id_until_it_is_accepted(node, receiver):
    receiver.statuses += [500, 503, 302]
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: len(receiver.calls) == 4)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    assert all(verified(call)["type"] == "video.completed" for call in receiver.calls)


def test_a_receiver_that_is_gone_is_not_called_again(node, receiver):
    receiver.statuses += [410]
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: receiver.calls)
    node.wait_until(node.submit(webhook_url=receiver.url)["id"], "completed")
    wait_for(lambda: len(receiver.calls) == 2)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 2


def test_a_cancelled_video_is_announced(node, receiver):
    video = node.submit(LONG, webhook_url=receiver.url)
    node.call("POST", f"/v1/videos/{video['id']}/cancel")
    wait_for(lambda: receiver.calls)

    assert verified(receiver.calls[0])["type"] == "video.cancelled"


def test_what_was_not_sent_before_a_kill_is_sent_after(own_node, receiver):
    node = own_node()
    receiver.statuses += [500] * 3
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: receiver.calls)
    node.kill()
    node.start()
    wait_for(lambda: len(receiver.calls) >= 4)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/hook",
        "http://0x7f000001/hook",
        "http://2130706433/hook",
        "http://[::1]/hook",
        "http://127.0.0.1.example.com/hook",
        "http://127.0.0.1@example.com/hook",
        "http://user:secret@127.0.0.1/hook",
        "http://127.0.0.1:99999/hook",
        "file:///etc/passwd",
        "gopher://127.0.0.1/hook",
        "127.0.0.1/hook",
    ],
)
def test_only_the_hosts_its_operator_named_are_called(node, url):
    answer = node.call("POST", "/v1/videos", {**SMALL, "webhook_url": url})

    assert (answer.status, answer.json["code"]) == (422, "webhook_host_refused")
    assert answer.json["error"]["param"] == "webhook_url"


def test_a_node_without_a_secret_takes_no_webhook_address(own_node, receiver):
    node = own_node(RENDER_NODE_WEBHOOK_SECRET="")
    answer = node.call("POST", "/v1/videos", {**SMALL, "webhook_url": receiver.url})

    assert answer.json["code"] == "webhook_host_refused"
